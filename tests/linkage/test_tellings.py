"""Incidents out of their accounts: numbers as ranges, other values by rule. None is real."""

import pytest

from conftest import ENTRY
from invented import CLOCK, collection, incident
from tawthiq.dates import When
from tawthiq.errors import SelectionError
from tawthiq.linkage.choice import Choice
from tawthiq.linkage.judgements import judge
from tawthiq.linkage.tellings import as_incident_rows, resolve_incidents
from tawthiq.records import Account, Attribution, Count, Fate, Toll, Where
from victim_lists import new_book

CHOICE = Choice(version=1)


def account(id_, *, killed=None, when=None, place=None, parties=(), home="c"):
    bounds = killed if isinstance(killed, tuple) else (killed, killed)
    count = Count(minimum=bounds[0] or 0, maximum=bounds[1])
    return Account(
        id=id_,
        collection=home,
        key=id_,
        when=When.parse(when, clock=CLOCK) if when else None,
        where=Where(place=place) if place else None,
        tolls=(Toll(fate=Fate.KILLED, count=count),) if killed is not None else (),
        attribution=Attribution(parties=parties) if parties else None,
    )


TOLD = (
    account("a1", killed=7, when="2017-10-05", place="idlib.harim", parties=("regime",)),
    account("a2", killed=(5, 6), when="2017-10-05", place="idlib", parties=("regime", "russia")),
    account("a3", killed=9, when="2017-10-06", place="idlib.harim"),
    account("a4", when="2017-10-05"),
)


@pytest.fixture
def book(tmp_path):
    """One incident of four accounts, one of one account, and one of none."""
    with new_book(tmp_path / "book") as opened:
        opened.register.write(
            [collection(), collection("d"), *TOLD, account("b1", killed=12, home="d"),
             incident(1, accounts=tuple(each.id for each in TOLD)),
             incident(2, accounts=("b1",), collection="d"), incident(3, when="2017-11-02")],
            actor="invented", reason="test", at=ENTRY.at,
        )  # fmt: skip
        yield opened


def rows(book, choice=CHOICE, collections=()):
    return {each.incidents: each for each in resolve_incidents(book, choice, collections)}


def say(book, one, other, verdict):
    judge(book, one, other, verdict, reason="invented", entry=ENTRY)


def test_a_number_goes_from_the_least_to_the_highest_with_both_accounts(book):
    killed = rows(book)["i0001",].tolls["killed"]
    assert (killed.count, killed.value) == (Count(minimum=5, maximum=9), "5 to 9")
    assert killed.bounds == ("a2", "a3")
    assert killed.source is None
    assert {each.value: each.listings for each in killed.told} == {
        "7": ("a1",), "5 to 6": ("a2",), "9": ("a3",)
    }  # fmt: skip


def test_a_number_without_an_upper_bound_leaves_the_range_open(book):
    book.register.write([account("a3", killed=(3, None))], actor="invented", reason="test",
                        at=ENTRY.at)  # fmt: skip
    killed = rows(book)["i0001",].tolls["killed"]
    assert killed.count == Count(minimum=3, maximum=None)
    assert killed.value == "at least 3"
    assert (killed.source, killed.bounds) == ("a3", None)


def test_other_values_are_what_most_tell_and_a_tie_is_unsettled(book):
    fields = rows(book)["i0001",].fields
    assert (fields["when"].value, fields["when"].source) == ("2017-10-05", "a1")
    assert (fields["place"].value, fields["place"].source) == ("idlib.harim", "a1")
    assert fields["parties"].is_unsettled
    assert {each.value for each in fields["parties"].told} == {"regime", "regime or russia"}


def test_the_rules_are_data(book):
    rules = {"when": "range", "toll": "majority", "parties": "majority"}
    choice = Choice(version=2, incidents=rules)
    found = rows(book, choice)["i0001",]
    assert found.fields["when"].value == "2017-10-05/2017-10-06"
    assert found.fields["when"].bounds == ("a1", "a3")
    assert found.fields["parties"].is_unsettled
    assert found.tolls["killed"].is_unsettled
    assert found.tolls["killed"].count is None


@pytest.mark.parametrize(
    "wrong", [{"incidents": {"places": "majority"}}, {"incidents": {"place": "range"}},
              {"fields": {"nmae": "longest"}}, {"fields": {"sex": "range"}}]
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="write"):
        Choice(version=1, **wrong)


@pytest.mark.parametrize(
    ("where", "field", "rule"),
    [("fields", "sex", "longest"), ("fields", "age", "earliest"), ("fields", "age", "longest"),
     ("fields", "incident", "earliest"), ("fields", "died", "longest"),
     ("incidents", "toll", "earliest"), ("incidents", "parties", "longest"),
     ("incidents", "place", "earliest")],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_of_a_field_is_refused_with_those_that_do(where, field, rule):
    with pytest.raises(ValueError, match=f"{field} cannot be {rule}; write one of: majority"):
        Choice(version=1, **{where: {field: rule}})


def test_every_rule_that_makes_sense_of_a_field_is_taken():
    fields = {"name_ar": "longest", "mother": "longest", "born": "earliest", "died": "earliest",
              "age": "range", "sex": "priority"}  # fmt: skip
    incidents = {"when": "earliest", "toll": "range", "parties": "priority", "place": "majority"}
    choice = Choice(version=1, fields=fields, incidents=incidents)
    assert choice.fields == fields
    assert choice.incidents == incidents


def test_an_incident_of_one_account_and_one_of_none_tell_for_themselves(book):
    found = rows(book)
    one, none = found["i0002",], found["i0003",]
    assert (one.accounts, one.tolls["killed"].value, one.tolls["killed"].source) == (
        ("b1",), "12", "b1"
    )  # fmt: skip
    assert none.accounts == ()
    assert (none.fields["when"].value, none.fields["when"].source) == ("2017-11-02", "i0003")
    assert none.tolls["killed.civilian"].value == "at least 5"


def test_what_no_account_tells_is_that_of_the_incident(book):
    found = rows(book)["i0002",]
    assert (found.fields["when"].value, found.fields["when"].source) == ("2017-10", "i0002")
    assert found.tolls["killed"].source == "b1"
    assert found.tolls["killed.civilian"].source == "i0002"
    assert rows(book)["i0001",].fields["place"].source == "a1"


@pytest.mark.parametrize("pair", [("a1", "b1"), ("i0001", "i0002")])
def test_what_is_judged_the_same_is_one_row(book, pair):
    say(book, *pair, "same")
    found = rows(book)
    assert set(found) == {("i0001", "i0002"), ("i0003",)}
    both = found["i0001", "i0002"]
    assert both.accounts == ("a1", "a2", "a3", "a4", "b1")
    assert both.tolls["killed"].count == Count(minimum=5, maximum=12)
    assert not both.contradicted


def test_an_account_of_no_incident_joins_by_a_judgement_alone(book):
    book.register.write([account("free", killed=20)], actor="invented", reason="test", at=ENTRY.at)
    assert all("free" not in each.accounts for each in rows(book).values())
    say(book, "free", "a1", "same")
    assert rows(book)["i0001",].tolls["killed"].count.maximum == 20


def test_a_contradiction_joins_nothing_and_is_said(book):
    say(book, "a1", "b1", "same")
    say(book, "i0001", "i0002", "different")
    found = rows(book)
    assert set(found) == {("i0001",), ("i0002",), ("i0003",)}
    assert [found[each].contradicted for each in sorted(found)] == [True, True, False]


def test_accounts_of_one_incident_that_are_judged_different_are_said(book):
    say(book, "a1", "a3", "different")
    found = rows(book)["i0001",]
    assert found.contradicted
    assert found.accounts == ("a1", "a2", "a3", "a4")


def test_only_rows_of_a_collection_are_asked_for(book):
    assert set(rows(book, collections=["d"])) == {("i0002",)}
    say(book, "a1", "b1", "same")
    assert set(rows(book, collections=["d"])) == {("i0001", "i0002")}
    with pytest.raises(SelectionError, match="'x'"):
        rows(book, collections=["x"])


def test_a_flat_row_has_each_value_with_what_it_comes_from(book):
    found = list(as_incident_rows(resolve_incidents(book, CHOICE)))
    assert len({tuple(each) for each in found}) == 1
    first = next(each for each in found if each["incidents"] == "i0001")
    assert (first["killed"], first["killed_from"], first["unsettled"]) == ("5 to 9", "a2 a3",
                                                                            "parties")  # fmt: skip
