"""Two states of a casebook: which published figures differ, and which records did it."""

import pytest

from conftest import ENTRY
from invented import CLOCK
from tawthiq.counts import count_period
from tawthiq.dates import When
from tawthiq.errors import RegisterError, SelectionError
from tawthiq.records import Incident, Offensive
from tawthiq.report import diff_states, write_report


def withdrawn(casebook):
    incident = next(
        each for each in casebook.view.all(Incident) if each.key.startswith("2017-10-regime-idlib")
    )
    before = casebook.view.state()
    casebook.register.withdraw([incident.id], actor="invented", reason="test", at=ENTRY.at)
    return incident, before, casebook.view.state()


def test_every_figure_that_differs_is_named_with_the_record(casebook):
    incident, before, after = withdrawn(casebook)
    changes = diff_states(casebook, str(before.tree_size), str(after.tree_size))
    by_name = {each.name: each for each in changes}
    assert by_name["massacres.total"].before.value == 39
    assert by_name["massacres.total"].after.value == 38
    assert by_name["massacres.cumulative_since.2017-01-01"].after.value == 324
    assert "victims.total" not in by_name
    assert all(incident.id in each.records for each in changes)


def test_the_other_way_round_is_the_mirror(casebook):
    _, before, after = withdrawn(casebook)
    there = diff_states(casebook, before.root, after.root)
    back = diff_states(casebook, after.root, before.root)
    assert [(c.name, c.before, c.after) for c in there] == [
        (c.name, c.after, c.before) for c in back
    ]


def test_equal_states_differ_in_nothing(casebook):
    size = str(casebook.view.state().tree_size)
    assert diff_states(casebook, size, size) == []


def test_from_nothing_everything_is_new(casebook):
    size = str(casebook.view.state().tree_size)
    changes = diff_states(casebook, "0", size)
    assert {each.before for each in changes} == {None}
    assert "massacres.total" in {each.name for each in changes}


def test_unknown_states_and_no_reports_are_clear_errors(casebook):
    with pytest.raises(RegisterError, match="No state"):
        diff_states(casebook, "1", "2")
    for path in (casebook.folder / "reports").glob("*/figures.json"):
        path.unlink()
    with pytest.raises(SelectionError, match="--period"):
        diff_states(casebook, "0", "0")
    assert diff_states(casebook, "0", "0", periods=["2017-10"]) == []


def test_an_earlier_state_is_counted_and_reported_as_it_was(casebook):
    _, before, _ = withdrawn(casebook)
    period = casebook.period("2017-10")
    earlier = casebook.reading(str(before.tree_size))
    assert count_period(earlier, period).book.figures["massacres.total"].value == 39
    assert count_period(casebook, period).book.figures["massacres.total"].value == 38
    held = casebook.folder / "reports" / "2017-10"
    written = write_report(earlier, period)
    assert written.folder.name == f"2017-10@{before.tree_size}"
    for path in held.iterdir():
        assert (written.folder / path.name).read_bytes() == path.read_bytes(), path.name


def test_an_offensive_limits_what_is_compared(casebook):
    casebook.register.write([valley()], actor="invented", reason="test", at=ENTRY.at)
    incident, before, after = withdrawn(casebook)
    asked = {"first": before.root, "second": after.root, "offensive": "valley"}
    named = diff_states(casebook, **asked)
    assert {each.period for each in named} == {"valley"}
    by_name = {each.name: each for each in diff_states(casebook, **asked, periods=["2017-10"])}
    assert by_name["massacres.total"].period == "2017-10.valley"
    assert by_name["massacres.total"].after.value == by_name["massacres.total"].before.value - 1
    assert by_name["massacres.total"].before.value < 39, "those of its places alone"
    assert all(incident.id in each.records for each in named)


def test_a_report_of_an_offensive_is_compared_as_it_was_limited(casebook):
    limit = valley()
    casebook.register.write([limit], actor="invented", reason="test", at=ENTRY.at)
    write_report(casebook, casebook.period("2017-10"), offensive=limit)
    _, before, after = withdrawn(casebook)
    periods = {each.period for each in diff_states(casebook, before.root, after.root)}
    assert periods == {"2017-10", "2017-10.valley"}


def test_an_offensive_that_neither_state_knows_is_refused(casebook):
    size = str(casebook.view.state().tree_size)
    with pytest.raises(SelectionError, match="'forgotten' in either state"):
        diff_states(casebook, size, size, offensive="forgotten")


def valley():
    return Offensive(
        id="valley", code="valley", names={"en": "Invented offensive", "ar": "معركة مخترعة"},
        parties=("isis",), places=("idlib",), during=When.parse("2017-10", clock=CLOCK),
        source="Invented Monitor",
    )  # fmt: skip
