"""`tawthiq link incidents` as a user runs it."""

import json

import pytest
from typer.testing import CliRunner

from conftest import ENTRY
from invented import collection, incident
from tawthiq.casebook import open_casebook
from tawthiq.cli.commands import app
from tawthiq.cli.show_incident_links import _words
from tawthiq.errors import SelectionError
from tawthiq.linkage.incidents.book import FIELDS, link_incidents
from tawthiq.linkage.incidents.compare import LEVELS
from tawthiq.records import Where


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
    said = run("--explain", "a", "b", "-C", casebook.folder).stdout
    assert "Nothing speaks for one incident." in said


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
