"""`tawthiq link incidents` as a user runs it."""

import json

import pytest
from typer.testing import CliRunner

from conftest import ENTRY
from invented import CLOCK, FIVE, collection, incident
from tawthiq.casebook import open_casebook
from tawthiq.cli.commands import app
from tawthiq.cli.show_incident_links import _words
from tawthiq.dates import When
from tawthiq.errors import InputError, SelectionError
from tawthiq.linkage.incidents.book import FIELDS, link_incidents
from tawthiq.linkage.incidents.compare import LEVELS
from tawthiq.linkage.judgements import judge
from tawthiq.records import Account, Judgement, Where


def run(*arguments):
    return CliRunner().invoke(
        app, ["link", "incidents", *map(str, arguments)], catch_exceptions=False
    )


def test_proposals_are_shown_and_nothing_is_written(casebook):
    before = casebook.register.state()
    shown = run("-C", casebook.folder)
    assert shown.exit_code == 0
    assert "Nothing was written." in shown.stdout
    with open_casebook(casebook.folder) as again:
        assert again.register.state() == before


def test_a_proposal_is_explained_by_its_fields(casebook):
    found = link_incidents(casebook, threshold=0.5)
    written = json.loads(run("--json", "-C", casebook.folder).stdout)
    assert len(written["proposals"]) == len(found.found)
    for each in found.found[:1]:
        said = run("--explain", each.left, each.right, "-C", casebook.folder).stdout
        assert "time\t" in said


def twins(casebook):
    town = Where(named="Tall al-Zaytun", place="idlib")
    both = [incident(at, when="2016-03-04", collection=code).model_copy(update={"where": town})
            for at, code in ((1, "c"), (2, "d"))]  # fmt: skip
    records = [collection("c"), collection("d"), *both]
    casebook.register.write(records, actor="invented", reason="test", at=ENTRY.at)


def test_incidents_of_two_collections_are_proposed(casebook):
    twins(casebook)
    found = link_incidents(casebook, collections=("c", "d"))
    [proposal] = found.found
    assert proposal.grouped
    assert proposal.incidents == (("i0001",), ("i0002",)) or proposal.left == "i0002"
    assert found.between("i0001", "i0002") == (proposal,)
    shown = run("--explain", "i0001", "i0002", "-C", casebook.folder).stdout
    assert "same place" in shown


def test_a_collection_that_is_not_there_is_refused(casebook):
    with pytest.raises(SelectionError, match="No collection"):
        run("--collection", "nowhere", "-C", casebook.folder)


def test_a_period_leaves_the_others_out(casebook):
    assert link_incidents(casebook, period=casebook.period("1999")).linked.clusters.num_rows == 0


def test_reasons_are_told_in_both_languages(casebook):
    twins(casebook)
    shown = run("--language", "ar", "-C", casebook.folder).stdout
    assert "المكان: المكان نفسه" in shown
    assert "لم يُكتب شيء" in shown
    assert "same place" not in shown
    assert not any(mark in shown for mark in "\u2066\u2067\u2068\u2069")
    written = json.loads(run("--json", "-C", casebook.folder).stdout)["proposals"]
    assert any("same place" in each["reasons"]["en"] for each in written)
    assert any("المكان نفسه" in each["reasons"]["ar"] for each in written)
    said = run("--explain", "i0001", "i0002", "--language", "ar", "-C", casebook.folder).stdout
    assert "المكان\tالمكان نفسه" in said


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_level_and_field_has_a_word(language):
    words = _words(language)
    assert set(FIELDS) == set(words["fields"])
    assert {each for name in FIELDS for each in LEVELS[name]} == set(words["levels"])
    assert _words("en").keys() == words.keys()
    assert _words("en")["reasons"].keys() == words["reasons"].keys()


def test_the_casebook_is_read_as_it_was(casebook):
    before = casebook.register.state().tree_size
    twins(casebook)
    assert "i0001" in run("-C", casebook.folder).stdout
    assert "i0001" not in run("--at", before, "-C", casebook.folder).stdout


def test_the_allowed_error_is_told(casebook):
    written = json.loads(run("--error", "0.5", "--json", "-C", casebook.folder).stdout)
    assert written["expected"]["threshold"] == 0.6
    with pytest.raises(SelectionError, match="error"):
        run("--error", "2", "-C", casebook.folder)


def told_twice(casebook):
    """Two incidents of two accounts each, alike in everything, and a third without an account."""
    town = Where(named="Tall al-Zaytun", place="idlib")

    def account(id_, home):
        return Account(id=id_, collection=home, key=id_, where=town,
                       when=When.parse("2016-03-04", clock=CLOCK), tolls=FIVE)  # fmt: skip

    accounts = [account("a1", "c"), account("a2", "c"), account("b1", "d"), account("b2", "d")]
    alone = incident(3, when="2016-03-04", collection="d").model_copy(update={"where": town})
    casebook.register.write(
        [collection("c"), collection("d"), *accounts, alone,
         incident(1, collection="c", accounts=("a1", "a2")),
         incident(2, collection="d", accounts=("b1", "b2"))],
        actor="invented", reason="test", at=ENTRY.at,
    )  # fmt: skip


def say(casebook, first, second, verdict):
    """Writes a judgement on any two records."""
    record = Judgement(id=f"j-{first}-{second}", first=first, second=second, verdict=verdict,
                       actor="invented", at=ENTRY.at, reason="invented")  # fmt: skip
    casebook.register.write([record], actor="invented", reason="judge", at=ENTRY.at)


def together(casebook, **options):
    """Returns the ids that stand in one group with others."""
    found = {}
    linked = link_incidents(casebook, collections=("c", "d"), **options).linked
    for row in linked.clusters.to_pylist():
        found.setdefault(row["cluster"], set()).add(row["id"])
    return [each for each in found.values() if len(each) > 1]


ONE_OF_EACH = [({"a1", "a2"}, {"b1", "b2"}), ({"a1", "a2"}, {"i0003"}), ({"a1"}, {"b1", "b2"})]


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [("i0001", "i0002", ONE_OF_EACH[0]), ("i0001", "i0003", ONE_OF_EACH[1]),
     ("a1", "i0002", ONE_OF_EACH[2])],
)  # fmt: skip
def test_incidents_that_are_judged_different_keep_all_their_accounts_apart(
    casebook, first, second, apart
):
    told_twice(casebook)
    ones, others = apart
    assert any(each & ones and each & others for each in together(casebook, threshold=0.01))
    judge = say if first == "a1" else _judge
    judge(casebook, first, second, "different")
    assert not any(each & ones and each & others for each in together(casebook, threshold=0.01))


def _judge(casebook, first, second, verdict):
    judge(casebook, first, second, verdict, reason="invented", entry=ENTRY)


@pytest.mark.parametrize(
    ("first", "second", "ones", "others"),
    [("i0001", "i0002", {"a1", "a2"}, {"b1", "b2"}), ("i0001", "i0003", {"a1", "a2"}, {"i0003"}),
     ("a2", "i0002", {"a2"}, {"b1", "b2"})],
)  # fmt: skip
def test_incidents_that_are_judged_the_same_are_grouped(casebook, first, second, ones, others):
    told_twice(casebook)
    assert not any(each & ones and each & others for each in together(casebook, threshold=0.9999))
    say(casebook, first, second, "same")
    assert any(each & ones and each & others for each in together(casebook, threshold=0.9999))


def test_a_judgement_reaches_through_an_incident_that_is_not_compared(casebook):
    told_twice(casebook)
    casebook.register.write([incident(4, when="2011-05", collection="d")], actor="invented",
                            reason="test", at=ENTRY.at)  # fmt: skip
    say(casebook, "i0001", "i0004", "same")
    say(casebook, "i0002", "i0004", "same")
    period = casebook.period("2016")
    found = together(casebook, threshold=0.9999, period=period)
    assert any({"a1", "b1"} <= each for each in found)


def test_what_is_the_same_as_an_incident_is_different_from_what_it_is_different_from(casebook):
    told_twice(casebook)
    say(casebook, "i0001", "i0002", "same")
    say(casebook, "i0001", "i0003", "different")
    homes = [each for each in together(casebook, threshold=0.01) if "i0003" in each]
    assert not any(each & {"a1", "a2", "b1", "b2"} for each in homes)
    say(casebook, "b2", "i0003", "same")
    [torn] = link_incidents(casebook, collections=("c", "d")).contradictions
    assert torn.different == ("b2", "i0003")


def test_an_account_that_is_judged_not_to_be_of_its_incident_is_kept_from_the_rest(casebook):
    told_twice(casebook)
    say(casebook, "a1", "i0001", "different")
    assert not any({"a1", "a2"} <= each for each in together(casebook, threshold=0.01))


def test_judgements_that_contradict_through_an_incident_not_compared_are_shown(casebook):
    told_twice(casebook)
    casebook.register.write([incident(4, when="2011-05", collection="d")], actor="invented",
                            reason="test", at=ENTRY.at)  # fmt: skip
    say(casebook, "i0004", "i0002", "same")
    say(casebook, "i0001", "i0004", "different")
    say(casebook, "a1", "b1", "same")
    found = link_incidents(casebook, collections=("c", "d"), period=casebook.period("2016"))
    [torn] = found.contradictions
    assert torn.members == ("a1", "b1")
    assert torn.judgements == ("j-a1-b1", "j-i0001-i0004", "j-i0004-i0002")


def test_an_account_of_two_incidents_that_are_different_stays_with_both(casebook):
    told_twice(casebook)
    casebook.register.write([incident(4, collection="c", accounts=("a2", "b1"))],
                            actor="invented", reason="test", at=ENTRY.at)  # fmt: skip
    say(casebook, "i0001", "i0004", "different")
    found = link_incidents(casebook, collections=("c", "d"), threshold=0.01)
    assert found.contradictions == ()
    homes = {row["id"]: row["cluster"] for row in found.linked.clusters.to_pylist()}
    assert homes["a1"] != homes["b1"]
    assert homes["a2"] in (homes["a1"], homes["b1"])


def contradict(casebook):
    told_twice(casebook)
    say(casebook, "i0001", "i0002", "same")
    say(casebook, "i0002", "i0003", "same")
    say(casebook, "i0001", "i0003", "different")


def test_judgements_on_incidents_that_contradict_are_shown(casebook):
    contradict(casebook)
    shown = run("-C", casebook.folder).stdout
    assert "CONTRADICTION: i0001 = i0002 = i0003, and i0001 is not i0003." in shown
    shown = run("--language", "ar", "-C", casebook.folder).stdout
    assert "تناقض: i0001 = i0002 = i0003، و" in shown
    [torn] = json.loads(run("--json", "-C", casebook.folder).stdout)["contradictions"]
    assert torn == {
        "members": ["i0001", "i0002", "i0003"], "different": ["i0001", "i0003"],
        "judgements": ["j-i0001-i0002", "j-i0001-i0003", "j-i0002-i0003"],
    }  # fmt: skip


def test_a_judgement_on_accounts_that_contradicts_one_on_their_incidents_is_shown(casebook):
    told_twice(casebook)
    say(casebook, "i0001", "i0002", "different")
    say(casebook, "a2", "b2", "same")
    [torn] = json.loads(run("--json", "-C", casebook.folder).stdout)["contradictions"]
    assert torn == {"members": ["a2", "b2"], "different": ["a2", "b2"],
                    "judgements": ["j-a2-b2", "j-i0001-i0002"]}  # fmt: skip
    assert not any({"a2", "b2"} <= each for each in together(casebook, threshold=0.01))


def test_without_contradictions_none_is_shown(casebook):
    told_twice(casebook)
    say(casebook, "i0001", "i0002", "same")
    assert "CONTRADICTION" not in run("-C", casebook.folder).stdout
    assert json.loads(run("--json", "-C", casebook.folder).stdout)["contradictions"] == []


def test_ids_that_are_not_there_are_refused_with_what_to_do(casebook):
    with pytest.raises(InputError) as refused:
        run("--explain", "nowhere", "nothing", "-C", casebook.folder)
    assert [each.value for each in refused.value.faults] == ["nowhere", "nothing"]
    assert "tawthiq link incidents --json" in str(refused.value)
    told_twice(casebook)
    with pytest.raises(InputError, match="named twice"):
        run("--explain", "a1", "a1", "-C", casebook.folder)


@pytest.mark.parametrize(
    ("pair", "options", "english", "arabic", "reasons"),
    [
        (("a1", "b1"), ("--collection", "c"), "b1 was not compared: it lies outside", "خارج",
         {"b1": "outside"}),
        (("i0001", "i0002"), ("--from", "2017-01-01", "--to", "2017-01-02"),
         "i0001 was not compared: it lies outside",
         "خارج", {"i0001": "outside", "i0002": "outside"}),
        (("a1", "i0009"), (), "i0009 was not compared: it tells no day.", "لا يذكر يوماً",
         {"i0009": "no day"}),
        (("a1", "i0009"), ("--from", "2016-01-01", "--to", "2016-12-31"),
         "i0009 was not compared: it tells no day.",
         "لا يذكر يوماً", {"i0009": "no day"}),
        (("a1", "i0008"), (), "i0008 was not compared: it tells no place.", "لا يذكر مكاناً",
         {"i0008": "no place"}),
        (("a1", "i0007"), (), "i0007 was not compared: its time is wider than", "أوسع",
         {"i0007": "time too wide"}),
        (("a1", "a2"), (), "They share an incident or an account already", "مشتركة", {}),
        (("a1", "i0001"), (), "They share an incident or an account already", "مشتركة", {}),
    ],
)  # fmt: skip
def test_a_record_that_was_not_compared_is_said_so(
    casebook, pair, options, english, arabic, reasons
):
    told_twice(casebook)
    more = [incident(9, when=None, collection="c"), incident(8, when="2016-03-04", place=None),
            incident(7, when="2016")]  # fmt: skip
    casebook.register.write(more, actor="invented", reason="test", at=ENTRY.at)
    asked = ("--explain", *pair, *options, "-C", casebook.folder)
    shown = run(*asked).stdout
    assert english in shown
    assert "Nothing speaks" not in shown
    assert arabic in run(*asked, "--language", "ar").stdout
    written = json.loads(run(*asked, "--json").stdout)
    assert written["not_compared"] == reasons
    assert written["share"] == (not reasons)


def test_what_was_compared_and_is_not_alike_is_said_so(casebook):
    told_twice(casebook)
    far = incident(6, when="2012-03-04", place="daraa")
    casebook.register.write([far], actor="invented", reason="test", at=ENTRY.at)
    shown = run("--explain", "a1", "i0006", "-C", casebook.folder).stdout
    assert "Nothing speaks for one incident." in shown
    assert "not compared: " not in shown


def test_the_last_line_says_what_is_grouped(casebook):
    early = ("--from", "1999-01-01", "--to", "1999-01-02")
    shown = run(*early, "-C", casebook.folder).stdout
    assert shown.splitlines()[-1] == "No pair is grouped."
    arabic = run(*early, "--language", "ar", "-C", casebook.folder).stdout
    assert arabic.splitlines()[-1] == "لم يُجمع أي زوج."
    twins(casebook)
    assert "of 100, about" in run("-C", casebook.folder).stdout.splitlines()[-1]


@pytest.mark.parametrize("option", ["--error", "--threshold"])
@pytest.mark.parametrize("value", ["0", "1", "nan"])
def test_a_share_that_is_none_is_refused_with_its_bounds(casebook, option, value):
    with pytest.raises(SelectionError, match="more than 0 and less than 1"):
        run(option, value, "-C", casebook.folder)


def test_of_what_an_incident_is_joined_with_nothing_speaks_for_its_own_account(casebook):
    told_twice(casebook)
    found = link_incidents(casebook, collections=("c", "d"))
    assert found.between("a1", "i0002")
    assert found.between("i0002", "a1") == found.between("a1", "i0002")
    assert not found.between("a1", "i0001")
