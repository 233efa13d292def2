"""`tawthiq link incidents` as a user runs it."""

import json

import pytest
from typer.testing import CliRunner

from conftest import ENTRY
from invented import collection, incident
from tawthiq.casebook import open_casebook
from tawthiq.cli.commands import app
from tawthiq.errors import SelectionError
from tawthiq.linkage.incidents.book import link_incidents
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


def test_incidents_of_two_collections_are_proposed(casebook):
    town = Where(named="Tall al-Zaytun", place="idlib")
    twins = [incident(at, when="2016-03-04", collection=code).model_copy(update={"where": town})
             for at, code in ((1, "c"), (2, "d"))]  # fmt: skip
    records = [collection("c"), collection("d"), *twins]
    casebook.register.write(records, actor="invented", reason="test", at=ENTRY.at)
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
