"""Compliance by month: every rung of the scale, and what must hold of it. All invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breaches.test_omissions import RULES, WORDS, moment
from breaches.test_omissions import agreement as asking
from invented import CLOCK, incident
from tawthiq.breaches import Basis, Ruleset, decide_incidents, find_compliance, read_ruleset
from tawthiq.breaches.duties.compliance import Month, score_month
from tawthiq.breaches.duties.compliance_table import months_between
from tawthiq.casebook.casebook import first_places
from tawthiq.dates import When
from tawthiq.errors import CasebookError, InputError, SelectionError
from tawthiq.records import Compliance, Gazetteer
from tawthiq.vocabulary.terms import read_text

PLACES = Gazetteer(first_places())
ANYWHERE = RULES.model_copy(
    update={"compliance": RULES.compliance.model_copy(update={"documented_in": "anywhere"})}
)


def recorded(score, *, during="2017-10", number=1, **fields):
    return Compliance(
        id=f"c{number}",
        agreement="invented",
        provision=fields.pop("provision", "P01"),
        during=When.parse(during, clock=CLOCK),
        score=score,
        basis=WORDS,
        source=f"Invented coder {number}",
    )


def breaching(number, **fields):
    return incident(number, place="daraa", **{"when": "2017-10-05", **fields})


def scored(*incidents, records=(), code="P01", month="2017-10", rules=RULES, **changes):
    held = asking(**changes)
    during = When.parse(month, clock=CLOCK)
    findings = decide_incidents(incidents, [held], ruleset=rules, places=PLACES)
    within = frozenset(each.id for each in incidents if each.when.lies_within(during))
    documented = Month(during, findings, within, "c")
    return score_month(held, code, documented, records=records, ruleset=rules, root="r")


def of(row):
    return None if row.score is None else (row.score.minimum, row.score.maximum)


ELSEWHERE = incident(7, place="idlib", when="2017-10-05")
OTHERS = breaching(8, parties=("isis",))
WIDE = incident(6, place="syria", when="2017-10-05", parties=("isis",))
OPEN = breaching(9, parties=("regime", "isis"))


@pytest.mark.parametrize(
    ("row", "score", "basis", "reason"),
    [
        (scored(), None, Basis.UNKNOWN, "not_documented"),
        (scored(ELSEWHERE), None, Basis.UNKNOWN, "not_documented"),
        (scored(ELSEWHERE, rules=ANYWHERE), (3, 3), Basis.DERIVED, "none_found"),
        (scored(OTHERS), (3, 3), Basis.DERIVED, "none_found"),
        (scored(WIDE), None, Basis.UNKNOWN, "not_documented"),
        (scored(OTHERS, OPEN), (2, 2), Basis.DERIVED, "possible_only"),
        (
            scored(breaching(1, when="2017-09-28/2017-10-03")),
            (2, 2),
            Basis.DERIVED,
            "possible_only",
        ),
        (scored(breaching(1), OPEN), (1, 1), Basis.DERIVED, "breaches"),
        (scored(*map(breaching, range(30))), (1, 1), Basis.DERIVED, "breaches"),
        (scored(*map(breaching, range(31))), (0, 0), Basis.DERIVED, "breaches"),
        (scored(OTHERS, code="P05"), None, Basis.UNKNOWN, "not_recorded"),
        (scored(OTHERS, code="P11"), None, Basis.UNKNOWN, "no_proof"),
        (scored(OTHERS, month="2017-08"), None, Basis.OUTSIDE_TERM, "outside_term"),
        (scored(records=[recorded(2)]), (2, 2), Basis.RECORDED, "recorded"),
        (scored(breaching(1), records=[recorded(3)]), (3, 3), Basis.RECORDED, "recorded"),
        (
            scored(records=[recorded(3), recorded(0, number=2), recorded(3, number=3)]),
            (0, 3),
            Basis.RECORDED,
            "recorded",
        ),
        (scored(records=[recorded(1, during="2017")]), (1, 1), Basis.RECORDED, "recorded"),
        (scored(records=[recorded(1, during="2017-09")]), None, Basis.UNKNOWN, "not_documented"),
        (scored(records=[recorded(None)]), None, Basis.UNKNOWN, "not_documented"),
        (
            scored(records=[recorded(1, provision="P05")], code="P05"),
            (1, 1),
            Basis.RECORDED,
            "recorded",
        ),
    ],
)
def test_each_rung_of_the_scale(row, score, basis, reason):
    assert (of(row), row.basis, row.reason.code) == (score, basis, f"compliance.{reason}")
    assert (row.ruleset, row.root) == (RULES.title, "r")


def test_a_row_names_what_it_rests_on():
    row = scored(breaching(1), OPEN, OTHERS, records=[recorded(None)])
    assert (row.certain, row.possible, row.documented) == (("i0001",), ("i0009",), 3)
    assert row.reason.facts == {"certain": 1, "possible": 1, "documented": 3, "days": 31}
    row = scored(records=[recorded(0, number=2), recorded(3)])
    assert row.records == ("c1", "c2")


def test_the_rate_is_per_30_days_in_force():
    """In force from 29 October: three days, so three breaches are as many as 30 in 30 days."""
    late = {"term": {"starts": moment("2017-10-29T00:00")}}
    three = [breaching(each, when="2017-10-30") for each in range(3)]
    assert of(scored(*three, **late)) == (0, 0)
    assert of(scored(*three[:2], **late)) == (1, 1)


def test_after_an_end_that_may_have_been_renewed_nothing_is_derived():
    over = {"term": {"starts": moment("2017-08-01T00:00"), "months": 1, "renewal": "unknown"}}
    row = scored(OTHERS, **over)
    assert (row.basis, row.reason.code) == (Basis.UNKNOWN, "compliance.renewal_not_known")
    ended = {"term": {"starts": moment("2017-08-01T00:00"), "months": 1}}
    assert scored(OTHERS, **ended).basis is Basis.OUTSIDE_TERM


def test_a_ruleset_without_the_new_keys_keeps_working_as_the_shipped_one_says():
    text = read_text("ruleset.yaml")
    before, _, after = text.partition("compliance:\n")
    old = read_ruleset(before + after.partition("# Which violations")[2].join(("#", "")))
    new = read_ruleset(text)
    assert old.compliance == new.compliance
    assert old.digest != new.digest
    with pytest.raises(CasebookError, match="no provision has the code 'P99'"):
        read_ruleset(text.replace("refraining: [P01", "refraining: [P99"))


INCIDENTS = st.lists(
    st.builds(
        breaching,
        st.integers(1, 99),
        when=st.sampled_from(["2017-10-05", "2017-10", "2017-09/2017-10"]),
        parties=st.sampled_from([("regime",), ("isis",), ("regime", "isis")]),
    ),
    max_size=6,
    unique_by=lambda each: each.id,
)


@given(INCIDENTS, INCIDENTS)
def test_more_breaches_never_raise_a_derived_score(some, more):
    ids = {each.id for each in some}
    joined = [*some, *(each for each in more if each.id not in ids)]
    before, after = scored(*some), scored(*joined)
    if before.score is not None and before.score.minimum < 3:
        assert after.score is not None
        assert after.score.maximum <= before.score.maximum


@given(st.lists(st.integers(0, 3), min_size=1, max_size=5), st.randoms())
def test_recorded_scores_stand_side_by_side_whatever_their_order(scores, random):
    records = [recorded(score, number=at) for at, score in enumerate(scores)]
    row = scored(records=random.sample(records, len(records)))
    assert of(row) == (min(scores), max(scores))


def test_months_are_local_calendar_months():
    months = months_between("2016-12", "2017-02", clock=CLOCK)
    assert [each.stated for each in months] == ["2016-12", "2017-01", "2017-02"]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [("2017-02", "2017-01", "before the first"), ("2017", "2017-01", "no month"),
     ("2017-01", "soon", "no date")],
)  # fmt: skip
def test_a_wrong_month_is_refused(first, last, words):
    with pytest.raises(InputError, match=words):
        months_between(first, last, clock=CLOCK)


def test_a_casebook_is_scored_month_by_month(casebook):
    found = find_compliance(casebook, "2017-06", "2017-11", agreements=["idlib", "southwest"])
    assert [each.code for each in found.agreements] == ["southwest", "idlib"]
    assert len(found.rows) == 6 * 3 + 6 * 3
    idlib = {
        row.month: row for row in found.rows if (row.agreement, row.provision) == ("idlib", "P01")
    }
    assert idlib["2017-08"].basis is Basis.OUTSIDE_TERM
    october = idlib["2017-10"]
    assert (of(october), october.collection) == ((2, 2), "massacres-2017-10")
    assert len(october.possible) == 3
    assert all(of(row) != (3, 3) or row.documented for row in found.rows)
    assert found.root == casebook.view.state().root


def test_a_collection_that_does_not_cover_a_month_documents_nothing_of_it(casebook):
    found = find_compliance(casebook, "2017-09", "2017-10", collection="massacres-2017-10")
    assert {row.collection for row in found.rows if row.month == "2017-09"} == {None}
    with pytest.raises(SelectionError, match="'none'"):
        find_compliance(casebook, "2017-09", "2017-10", collection="none")


def test_the_defaults_of_the_model_are_those_of_the_file():
    assert RULES.compliance == Ruleset.model_fields["compliance"].default
