"""Accounts of one incident: invented ones, the traps, and what may never change a result."""

import math
import random
import time
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.dates import When
from tawthiq.errors import InputError, SelectionError
from tawthiq.linkage.incidents import link_accounts
from tawthiq.linkage.incidents.accounts import read_accounts
from tawthiq.linkage.lists import Judged

MARKET = {"start": "2017-10-05", "place": "Qasr al-Raml", "area": "idlib", "lat": 35.5, "lon": 36.5,
          "radius": 500, "parties": "russia", "means": "air strike", "killed": 14}  # fmt: skip


def told(source, **other):
    return {"list": source, "id": "1", **MARKET, **other}


def groups(linked):
    found = {}
    for row in linked.clusters.to_pylist():
        found.setdefault(row["cluster"], set()).add((row["list"], row["id"]))
    return {frozenset(each) for each in found.values()}


def are_one(*accounts, **options):
    return len(groups(link_accounts(list(accounts), **options))) == 1


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"killed": 20},
        {"killed": 60},
        {"killed": None, "civilians": 9},
        {"parties": "regime or russia"},
        {"parties": "syrian_russian"},
        {"parties": "unidentified"},
        {"lat": 35.504, "lon": 36.503},
        {"place": "قصر الرمل", "lat": None, "lon": None},
        {"start": "2017-10-05T12:30"},
        {"start": datetime(2017, 10, 5, 9, 30, tzinfo=UTC)},
        {"start": date(2017, 10, 5), "end": date(2017, 10, 6)},
    ],
    ids=str,
)
def test_two_sources_of_one_strike_are_one(other):
    assert are_one(told("a"), told("b", **other))


@pytest.mark.parametrize(
    "other",
    [
        {"lat": 35.527, "lon": 36.5, "place": "Tall al-Zaytun"},
        {"lat": 35.527, "lon": 36.5},
        {"start": "2017-10-06"},
        {"start": "2017-10-04", "killed": 11},
        {"start": "2017-10-05T22:00", "killed": 3},
        {"start": "2017-10-12"},
        {"place": "Tall al-Zaytun", "lat": None, "lon": None},
    ],
    ids=str,
)
def test_neighbouring_strikes_stay_two(other):
    first = told("a", start="2017-10-05T09:00") if "T" in other.get("start", "") else told("a")
    assert not are_one(first, told("b", **other))


def test_an_account_that_two_incidents_could_take_is_proposed_and_not_merged():
    first = told("a", id="1", start="2017-10-05T09:00")
    second = told("a", id="2", start="2017-10-05T18:00")
    linked = link_accounts([first, second, told("b")])
    assert len(groups(linked)) == 3
    shown = linked.pairs.to_pylist()
    assert sum({each["left_list"], each["right_list"]} == {"a", "b"} for each in shown) == 2
    assert all(each["probability"] < 0.9 for each in shown)


def test_a_judgement_is_obeyed():
    one, other = ("a", "1"), ("b", "1")
    accounts = told("a"), told("b")
    assert not are_one(*accounts, judged=Judged(different=((one, other),)))
    far = told("a"), told("b", start="2016-01-01", place="Wadi", lat=None, lon=None)
    assert are_one(*far, judged=Judged(same=((one, other),)))
    both = Judged(same=((one, other),), different=((one, other),))
    assert link_accounts(list(accounts), judged=both).contradictions
    with pytest.raises(SelectionError, match="not there"):
        link_accounts(list(accounts), judged=Judged(same=((one, ("b", "9")),)))


def test_what_was_judged_does_not_count_as_wrong():
    far = told("b", start="2016-01-01", place="Wadi", lat=None, lon=None)
    near = told("c", id="9"), told("d", id="9")
    judged = Judged(same=((("a", "1"), ("b", "1")),))
    linked = link_accounts([told("a", parties="isis", killed=90), far, *near], judged=judged)
    assert linked.expected["threshold"] < 1
    assert {("c", "9"), ("d", "9")} in groups(linked)


def accounts_of(seed, count=30):
    chance = random.Random(seed)
    return [
        {"list": chance.choice("abc"), "id": str(at), "start": date(2017, 10, chance.randint(1, 4)),
         "place": chance.choice(("Wadi", "Tall", None)), "area": "idlib",
         "lat": chance.choice((None, 35.5, 35.51)), "lon": 36.5,
         "killed": chance.choice((None, 1, 7, 8, 30)),
         "parties": chance.choice((None, "regime", "isis"))}
        for at in range(count)
    ]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_the_order_and_the_splitting_of_tables_change_nothing(seed, data):
    rows = accounts_of(seed)
    expected = link_accounts(rows)
    order = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    again = link_accounts([part for part in (order[cut:], order[:cut]) if part])
    assert groups(again) == groups(expected)
    assert again.pairs.equals(expected.pairs)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_different_always_wins(seed, data):
    rows = accounts_of(seed)
    names = [(each["list"], each["id"]) for each in rows]
    one, other = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
    if one == other:
        return
    linked = link_accounts(rows, judged=Judged(different=((one, other),)))
    assert not any({one, other} <= each for each in groups(linked))


def test_arrow_goes_in_and_comes_out():
    table = pa.table({"list": ["a", "b"], "id": [1, 2], "start": [date(2017, 1, 1)] * 2,
                      "place": ["Wadi"] * 2, "killed": [30, 31]})  # fmt: skip
    linked = link_accounts({"x": table, "y": table.slice(0, 0)})
    assert linked.pairs.column_names[:7] == [
        "left_list", "left", "right_list", "right", "probability", "weight", "linked",
    ]  # fmt: skip
    assert linked.clusters.column_names == ["cluster", "list", "id"]
    assert linked.pairs["time"].to_pylist() == ["same time"]


@pytest.mark.parametrize("rows", [[], [{"id": "1", "list": "a", "start": "2017-10-05"}]])
def test_little_is_answered(rows):
    linked = link_accounts(rows)
    assert linked.pairs.num_rows == 0
    assert linked.clusters.num_rows == len(rows)


def test_what_cannot_be_compared_is_told():
    rows = [told("a"), told("b", start=None), told("c", start="2017"),
            told("d", place=None, area=None, lat=None)]  # fmt: skip
    left_out = link_accounts(rows).left_out.to_pylist()
    assert {each["list"]: each["reason"] for each in left_out} == {
        "b": "no day", "c": "time too wide", "d": "no place",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value"),
    [("start", "soon"), ("start", "2017-13-01"), ("start", "2017-02-30T10:00"), ("killed", -5),
     ("killed", "many"), ("killed", 1e300), ("lat", 91), ("lon", "east"), ("radius", -1),
     ("start", "2017-10-05T10:00:99")],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_refused_with_its_row(column, value):
    with pytest.raises(InputError) as refused:
        link_accounts([told("a"), told("b", **{column: value})])
    assert refused.value.faults[0].row == 2


@pytest.mark.parametrize("tables", [5, "x", None, [1, 2], [[1]], {"a": 5}], ids=str)
def test_what_is_no_table_is_refused(tables):
    with pytest.raises(InputError, match="no table"):
        link_accounts(tables)


@pytest.mark.parametrize("name", ["", "  ", "-", "...", "،"], ids=repr)
def test_a_place_without_a_letter_is_no_place(name):
    rows = [told(each, place=name, area=[name], lat=None, lon=None) for each in "ab"]
    assert link_accounts(rows).left_out["reason"].to_pylist() == ["no place"] * 2


@pytest.mark.parametrize("value", [math.nan, "", " ", None, pa.scalar(None).as_py()], ids=repr)
def test_what_holds_nothing_is_not_told(value):
    rows = [told("a", killed=value, parties=value, means=value, radius=value), told("b")]
    levels = link_accounts(rows).pairs.to_pylist()[0]
    assert (levels["killed"], levels["party"], levels["means"]) == (None, None, None)


@pytest.mark.parametrize("day", ["0000-01-01", "10000-01-01", "9999-12-31", "2017-00", "-5"])
def test_a_day_that_no_calendar_has_is_refused_with_what_to_write(day):
    with pytest.raises(InputError, match="Write 2017-10-05"):
        link_accounts([told("a", start=day)])


def test_a_list_beside_itself_is_linked_row_by_row():
    chance = random.Random(3)
    rows = [
        {"id": at, "start": date(2017, 1, 1 + at % 28), "place": f"Wadi {'abcdefgh'[at % 8]}",
         "killed": chance.randint(1, 60), "parties": chance.choice(("regime", "isis", "russia"))}
        for at in range(60)
    ]  # fmt: skip
    found = groups(link_accounts({"a": rows, "b": rows}))
    assert sum(each == {("a", row["id"]), ("b", row["id"])} for row in map(_texts, rows)
               for each in found) >= 57  # fmt: skip
    assert not any(len({number for _, number in each}) > 1 for each in found)


def _texts(row):
    return {**row, "id": str(row["id"])}


@pytest.mark.parametrize("count", [3, 20, 60])
def test_an_incident_that_many_sources_tell_of_is_one(count):
    assert are_one(*(told(f"s{at}", killed=10 + at % 5) for at in range(count)))


def test_days_shifted_by_a_source_are_learnt():
    """The same pair is two where sources know the day, and one where they often shift it."""
    here = {"id": "x", "place": "Tall", "lat": 33.0, "parties": "regime", "means": None}
    pair = [told("a", **here), told("b", **here, start="2017-10-06", killed=21)]
    both = {("a", "x"), ("b", "x")}
    assert both not in groups(link_accounts(pair + told_anew(shifted=0)))
    assert both in groups(link_accounts(pair + told_anew(shifted=5)))


def told_anew(*, shifted):
    chance = random.Random(7)
    rows = []
    for at in range(400):
        day = date(2016, 1, 1) + timedelta(at)
        late = timedelta(chance.random() * 10 < shifted)
        here = {"place": f"Wadi {at}", "lat": 36.0 + at / 1000 * 30, "parties": "regime",
                "killed": chance.randint(3, 80)}  # fmt: skip
        both = [told("a", id=str(at), start=day, **here),
                told("b", id=str(at), start=day + late, **here)]  # fmt: skip
        rows += both if chance.random() < 0.5 else [chance.choice(both)]
    return rows


def test_an_error_that_is_allowed_groups_more():
    rows = [told("a"), told("b", killed=60)]
    assert not are_one(*rows, error=0.0001)
    assert link_accounts(rows, error=0.0001).expected["threshold"] > 0.99
    assert are_one(*rows, error=0.05)
    assert link_accounts(rows, error=0.05).expected["threshold"] == 0.6
    with pytest.raises(SelectionError, match="error"):
        link_accounts(rows, error=0)


def test_an_end_before_its_start_and_an_id_twice_are_refused():
    with pytest.raises(InputError, match="ends before"):
        link_accounts([told("a", end="2017-10-01")])
    with pytest.raises(InputError, match="twice"):
        link_accounts([told("a"), told("a")])
    with pytest.raises(InputError, match="neither a day nor a place"):
        link_accounts([{"colour": "red"}])
    with pytest.raises(SelectionError, match="more than 0 and less than 1"):
        link_accounts([told("a")], threshold=2)


@pytest.mark.parametrize(
    ("count", "source"),
    [(5_000, lambda at: "a"), (5_000, str), (5_000, lambda at: "abc"[at % 3])],
    ids=["one source", "a source each", "three sources"],
)
def test_thousands_of_equal_accounts_are_answered(count, source):
    link_accounts([told("a"), told("b")])  # compiled
    started = time.process_time()
    linked = link_accounts([told(source(at), id=str(at)) for at in range(count)])
    assert linked.clusters.num_rows == count
    assert linked.expected["cut"]
    assert time.process_time() - started < 20


def test_thousands_of_one_day_without_a_place_are_left_out():
    nowhere = {"place": None, "area": None, "lat": None, "lon": None}
    linked = link_accounts([told("a", id=str(at), **nowhere) for at in range(10_000)])
    assert linked.left_out.num_rows == 10_000


@pytest.mark.parametrize("clock", ["UTC", "Asia/Damascus"])
@pytest.mark.parametrize("day", ["2017-10-05", "2017-10-26", "2017-03-31"])
def test_the_day_of_a_record_is_one_day(clock, day):
    when = When.parse(day, clock=clock)
    rows = [told("a", start=when.start, end=when.end)]
    [account] = read_accounts(rows, clock=clock).rows
    assert account.span.days == 1


def test_a_day_is_a_local_day():
    rows = [told("a", start=datetime(2017, 10, 4, 22, 30, tzinfo=UTC))]
    [account] = read_accounts(rows, clock="Asia/Damascus").rows
    assert account.span.first == (date(2017, 10, 5) - date(1970, 1, 1)).days


def test_rows_of_a_table_that_prints_months_are_never_grouped():
    def row(number, **other):
        return {"list": "table", "id": str(number), "start": "2017-10", "area": "raqqa",
                "parties": "coalition", **other}  # fmt: skip

    rows = [row(0, killed=12), row(1, killed=12), row(2, killed=31), row(3, killed=7)]
    others = [row(at + 10, area=f"area {at % 6}", killed=5 + at, parties="isis")
              for at in range(40)]  # fmt: skip
    linked = link_accounts(rows + others)
    assert len(groups(linked)) == len(rows) + len(others)
    assert max(linked.pairs.column("probability").to_pylist()) <= 0.5
