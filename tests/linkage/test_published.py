"""Which published figures a judgement may change. Nobody and nothing here is real."""

import json
from datetime import date

import pytest

from conftest import ENTRY
from invented import CLOCK, collection, incident
from tawthiq.dates import When
from tawthiq.errors import CasebookError
from tawthiq.linkage.listings import ListedPerson
from tawthiq.linkage.published import FiguresAtStake
from tawthiq.records import Count, Fate, Publication, PublishedFigure, Share, Status, Toll
from tawthiq.report import write_report
from victim_lists import new_book

OCTOBER = Publication(
    id="p",
    code="office-a.2017-10",
    publisher="office_a",
    topic="civilians_killed",
    period=When.parse("2017-10", clock=CLOCK),
)
SIX = (Toll(fate=Fate.KILLED, status=Status.CIVILIAN, count=Count.exactly(6)),)
INCIDENTS = (
    incident(1, when="2017-10-05", place="idlib.harim", tolls=SIX),
    incident(2, when="2017-10-09", place="hama", parties=("russia",), tolls=SIX),
    incident(3, when="2017-09-09", place="hama", tolls=SIX),
)


def listed(id_, incident_id=None, **told):
    return ListedPerson(id_, id_[0], told, incident_id)


def figure(number=1, measure="civilians", **more):
    return PublishedFigure(id=f"f{number}", publication="p", measure=measure,
                           **{"value": 120, **more})  # fmt: skip


@pytest.fixture
def book(tmp_path):
    with new_book(tmp_path / "book") as opened:
        opened.register.write([collection(), *INCIDENTS], actor="invented", reason="test",
                              at=ENTRY.at)  # fmt: skip
        yield opened


def changed(book, first, second, *figures):
    book.register.write([OCTOBER, *figures], actor="invented", reason="test", at=ENTRY.at)
    people = {each.id: each for each in (first, second)}
    found = FiguresAtStake(book.reading(), people)
    there, back = found.of(first.id, second.id), found.of(second.id, first.id)
    assert there == back
    return [(each.where, each.name, each.value) for each in there]


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ({"died": "2017-10-05"}, {"died": "2017-10-06"}, True),
        ({"died": "2017-10-05"}, {}, True),
        ({"died": "2017"}, {"died": "2017-10"}, True),
        ({"died": "2017-10-05"}, {"died": "2017-11-05"}, False),
        ({}, {}, False),
    ],
)
def test_both_must_be_counted_as_far_as_it_is_told(book, one, other, may):
    found = changed(book, listed("a", **one), listed("b", **other), figure())
    assert found == ([("office-a.2017-10", "civilians", 120)] if may else [])


@pytest.mark.parametrize(
    ("limits", "told", "name"),
    [
        ({"place": "idlib+hama"}, {"area": "idlib"}, "civilians (idlib+hama)"),
        ({"place": "hama"}, {"area": "idlib"}, None),
        ({"place": "hama"}, {}, "civilians (hama)"),
        ({"measure": "children"}, {"age": "17"}, "children"),
        ({"measure": "children"}, {"age": "18"}, None),
        ({"measure": "children"}, {}, "children"),
        ({"measure": "women"}, {"sex": "female", "age": "30"}, "women"),
        ({"measure": "women"}, {"sex": "female", "age": "9"}, None),
        ({"measure": "women"}, {"sex": "male"}, None),
        ({"measure": "massacres"}, {}, None),
        ({"since": date(2017, 1, 1)}, {}, "civilians (since 2017-01-01)"),
        ({"value": None, "share": Share(percent=40.0, of="civilians")}, {},
         "civilians (share of civilians)"),
    ],
)  # fmt: skip
def test_a_figure_of_a_place_or_a_group_counts_those_alone(book, limits, told, name):
    one, other = listed("a", died="2017-10-05", **told), listed("b", died="2017-10-05")
    found = changed(book, one, other, figure(**limits))
    assert [each[1] for each in found] == ([name] if name else [])


def test_a_figure_of_a_party_counts_who_was_listed_with_its_incidents(book):
    figures = figure(1, party="regime"), figure(2, party="russia")
    one, other = listed("a", "i0001"), listed("b", died="2017-10-05")
    assert [each[1] for each in changed(book, one, other, *figures)] == ["civilians (regime)"]


def test_a_cumulative_figure_reaches_back(book):
    one, other = listed("a", died="2017-03-05"), listed("b", died="2017-03-05")
    found = changed(book, one, other, figure(1), figure(2, since=date(2017, 1, 1)))
    assert [each[1] for each in found] == ["civilians (since 2017-01-01)"]


def test_a_figure_of_a_report_that_counts_their_incidents_may_change(book):
    written = write_report(book, book.period("2017-10"))
    total = written.figures["victims.total"]
    assert set(total.record_ids) == {"i0001", "i0002"}
    same = changed(book, listed("a", "i0001"), listed("b", "i0001"))
    assert ("reports/2017-10", "victims.total", total.value) in same
    assert all(name.startswith("victims.") for _, name, _ in same)
    by_party = "victims.by_party.regime"
    assert by_party in {name for _, name, _ in same}
    apart = changed(book, listed("a", "i0001"), listed("b", "i0002"))
    assert "victims.total" in {name for _, name, _ in apart}
    assert by_party not in {name for _, name, _ in apart}
    assert changed(book, listed("a", "i0001"), listed("b", "i0003")) == []
    assert changed(book, listed("a"), listed("b")) == []


def test_a_report_of_an_earlier_state_is_not_what_is_published(book):
    before = book.reading(str(book.register.state().tree_size))
    book.register.write([incident(4, when="2017-10-20")], actor="invented", reason="test",
                        at=ENTRY.at)  # fmt: skip
    write_report(before, book.period("2017-10"))
    assert list((book.folder / "reports").glob("*@*"))
    assert changed(book, listed("a", "i0001"), listed("b", "i0001")) == []


FIGURE = '[{"name": "victims.total", "unit": "victims", "value": 1, "record_ids": %s}]'


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[1]", '[{"name": 1}]', "[" * 100_000, '[["name", "unit", "value", "record_ids"]]',
     FIGURE % "null", FIGURE % '[["x"]]', FIGURE % '"x"'],
)  # fmt: skip
def test_a_report_that_cannot_be_read_is_said(book, content):
    folder = write_report(book, book.period("2017-10")).folder
    (folder / "figures.json").write_text(content, "utf-8")
    with pytest.raises(CasebookError, match=r"reports/2017-10 cannot be read"):
        changed(book, listed("a"), listed("b"))


def test_a_report_without_figures_changes_nothing(book):
    folder = write_report(book, book.period("2017-10")).folder
    (folder / "figures.json").write_text(json.dumps([]), "utf-8")
    assert changed(book, listed("a", "i0001"), listed("b", "i0001")) == []
