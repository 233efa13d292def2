"""Resolved people as records: written once, revised, split, merged, left alone. None is real."""

from datetime import UTC, datetime, timedelta

import pytest

from invented import collection, incident
from tawthiq.casebook import open_casebook, verify_casebook
from tawthiq.errors import RegisterError
from tawthiq.intake.entry import Entry
from tawthiq.linkage.choice import Choice, choice_of
from tawthiq.linkage.judgements import judge
from tawthiq.linkage.keeping import Gone, Left, keep_people, people_to_keep
from tawthiq.linkage.victims import link_victims
from tawthiq.records import Access, Fate, Judgement, Listing, Person, Status, Victim, access_of
from tawthiq.register.verification import Outcome
from victim_lists import new_book

START = datetime(2026, 1, 1, tzinfo=UTC)
KNOWN = incident(1, when="2017-10-05", place="idlib.harim")
OTHER = incident(2, when="2017-11-20", place="hama")

LISTS = {
    "a1": {"name": "سامي نوار الحلواني", "age": "30", "sex": "ذكر", "died": "2017-10-05"},
    "a2": {"name": "هدى رامي القرمزي", "age": "7", "sex": "أنثى"},
    "b1": {"name": "Sami Nawar al-Halawani", "age": "31", "sex": "male"},
    "b2": {"name": "Salma Wael al-Bunduqi", "age": "50", "sex": "female"},
}


def entry(minute=0):
    return Entry(actor="invented", at=START + timedelta(minutes=minute))


def write(book, *records, minute=0, **more):
    return book.register.write(records, actor="invented", reason="test",
                               at=entry(minute).at, **more)  # fmt: skip


def listed(id_, cells, **more):
    meant = {each: each for each in cells}
    return Listing(id=id_, collection=id_[0], key=id_, cells=cells, meant=meant, **more)


@pytest.fixture
def book(tmp_path):
    """Two lists of two people each; a1 and b1 are judged to be one, all others to be different."""
    with new_book(tmp_path / "book") as opened:
        homes = {"a1": KNOWN.id, "b1": KNOWN.id}
        rows = (listed(each, cells, incident=homes.get(each)) for each, cells in LISTS.items())
        write(opened, collection(), collection("a"), collection("b"), KNOWN, OTHER, *rows)
        for one, other in (("a1", "a2"), ("a1", "b2"), ("a2", "b1"), ("a2", "b2"), ("b1", "b2")):
            say(opened, one, other, "different")
        say(opened, "a1", "b1", "same")
        yield opened


def say(book, one, other, verdict, minute=1):
    return judge(book, one, other, verdict, reason="invented", entry=entry(minute))


def keep(book, minute=2, *, collections=(), choice=None, **more):
    at = book.reading()
    found = link_victims(at, collections=collections)
    return keep_people(at, found, choice or choice_of(book), entry=entry(minute), **more)


def erase(book, *ids, minute):
    return book.register.erase(ids, actor="invented", reason="asked for", at=entry(minute).at)


def persons(book):
    return {each.listings: each for each in book.view.all(Person)}


def test_a_person_has_each_value_with_the_listing_that_it_comes_from(book):
    kept, done = keep(book)
    assert kept.counts == {"created": 4}  # three people and one victim
    assert len(done.created) == 4
    person = persons(book)["a1", "b1"]
    assert person.names_ar == ("سامي نوار الحلواني",)
    assert person.names_latin == ("Sami Nawar al-Halawani",)
    assert (person.age.minimum, person.age.maximum, person.sex) == (30, 31, "male")
    assert person.chosen == {"names_ar.1": "a1", "names_latin.1": "b1", "sex": "a1",
                             "age.minimum": "a1", "age.maximum": "b1"}  # fmt: skip
    assert person.rules == {"names_ar": "longest", "names_latin": "longest", "sex": "majority",
                            "age": "range"}  # fmt: skip
    assert (person.status, person.status_rule) == (Status.UNKNOWN, None)


def test_a_list_tells_no_fate_and_the_day_of_the_incident_is_not_told_again(book):
    keep(book)
    [victim] = book.view.all(Victim)
    person = persons(book)["a1", "b1"]
    assert (victim.person, victim.incident, victim.fate) == (person.id, KNOWN.id, None)
    assert victim.when.stated == "2017-10-05"
    assert victim.chosen == {"incident": "a1", "when": "a1"}
    write(book, listed("a1", {**LISTS["a1"], "died": ""}, incident=KNOWN.id), minute=3)
    keep(book, 4)
    [victim] = book.view.all(Victim)
    assert victim.when is None
    assert victim.chosen == {"incident": "a1"}


def test_names_and_what_leads_to_them_are_secret():
    for field in ("names_ar", "names_latin", "born", "listings", "chosen"):
        assert access_of(Person, field) is Access.SECRET
    assert access_of(Listing, "cells") is Access.SECRET
    assert access_of(Victim, "chosen") is Access.SECRET


def test_a_second_run_adds_nothing(book):
    keep(book)
    before = book.register.state()
    kept, done = keep(book, 9)
    assert done.batch is None
    assert kept.counts == {"unchanged": 4}
    assert book.register.state() == before


def test_what_would_be_written_is_what_is_written(book):
    before = book.register.state()
    found = link_victims(book)
    planned = people_to_keep(book, found, choice_of(book))
    assert book.register.state() == before
    kept, _ = keep(book)
    assert (planned.records, planned.does) == (kept.records, kept.does)


def test_a_batch_can_be_undone_whole_and_only_restore_brings_it_back(book):
    _, done = keep(book)
    book.register.undo(done.batch, actor="invented", reason="too early", at=entry(3).at)
    assert not book.view.all(Person)
    assert not book.view.all(Victim)
    kept, again = keep(book, 4)
    assert again.batch is None
    assert {each.why for each in kept.left} == {Left.WITHDRAWN}
    kept, again = keep(book, 5, restore=True)
    assert kept.counts == {"restored": 4}
    assert set(again.restored) == set(done.created)
    assert verify_casebook(book.folder).outcome is Outcome.VERIFIED


def test_a_person_whose_listings_grow_keeps_the_id_and_gets_a_revision(book):
    keep(book)
    before = persons(book)["a1", "b1"]
    write(
        book, collection("c"), listed("c1", {"name": "سامي نوار الحلواني", "age": "29"}), minute=3
    )
    for each in ("a2", "b2"):
        say(book, "c1", each, "different", 4)
    say(book, "c1", "a1", "same", 4)
    kept, done = keep(book, 5)
    after = persons(book)["a1", "b1", "c1"]
    assert after.id == before.id
    assert done.changed == (before.id,)
    assert kept.withdrawn == {}
    assert after.age.minimum == 29
    assert [each.number for each in book.view.history(before.id)] == [1, 2]


def test_clusters_that_split_and_merge_withdraw_their_persons_with_a_reason(book):
    keep(book)
    before = {each.id for each in book.view.all(Person)}
    whole = persons(book)["a1", "b1"]
    say(book, "a1", "b1", "different", 3)
    kept, done = keep(book, 4)
    assert kept.withdrawn[whole.id] is Gone.SPLIT
    assert set(persons(book)) == {("a1",), ("a2",), ("b1",), ("b2",)}
    assert [each.incident for each in book.view.all(Victim)] == [KNOWN.id] * 2
    assert "withdrawn: 2 split" in book.view.get(done.batch).reason
    say(book, "a1", "b1", "same", 5)
    kept, done = keep(book, 6)
    assert set(kept.withdrawn.values()) == {Gone.MERGED}
    assert whole.id in done.restored
    assert {each.id for each in book.view.all(Person)} == before
    assert verify_casebook(book.folder).outcome is Outcome.VERIFIED


def test_a_split_can_be_undone(book):
    keep(book)
    before = persons(book)
    say(book, "a1", "b1", "different", 3)
    _, done = keep(book, 4)
    book.register.undo(done.batch, actor="invented", reason="too early", at=entry(5).at)
    assert persons(book) == before


def test_a_person_in_a_contradiction_is_not_written_and_is_told(book):
    write(book, collection("c"), listed("c1", {"name": "سامي نوار الحلواني"}), minute=3)
    say(book, "c1", "b1", "same", 4)
    say(book, "c1", "a1", "different", 4)
    kept, _ = keep(book, 5)
    assert {each.why for each in kept.left} == {Left.CONTRADICTED}
    assert {one for each in kept.left for one in each.listings} == {"a1", "b1", "c1"}
    assert set(persons(book)) == {("a2",), ("b2",)}


def test_a_person_who_comes_into_a_contradiction_stays_as_it_was_and_is_told(book):
    keep(book)
    before = persons(book)["a1", "b1"]
    write(book, collection("c"), listed("c1", {"name": "سامي نوار الحلواني"}), minute=3)
    say(book, "c1", "b1", "same", 4)
    say(book, "c1", "a1", "different", 4)
    kept, done = keep(book, 5)
    assert done.batch is None
    [left] = kept.left
    assert (left.why, left.persons) == (Left.CONTRADICTED, (before.id,))
    assert persons(book)["a1", "b1"] == before


def test_some_lists_alone_take_nothing_from_people_in_others(book):
    keep(book)
    before = persons(book)
    kept, done = keep(book, 3, collections=["a"])
    assert done.batch is None
    assert [each.why for each in kept.left] == [Left.BEYOND]
    assert persons(book) == before


def test_what_somebody_noted_by_hand_stays(book):
    keep(book)
    person = persons(book)["a1", "b1"]
    [victim] = book.view.all(Victim)
    noted = {"status": Status.CIVILIAN, "status_rule": "invented"}
    write(book, person.model_copy(update=noted), victim.model_copy(update={"fate": Fate.KILLED}),
          minute=3)  # fmt: skip
    write(book, listed("b1", {**LISTS["b1"], "age": "32"}, incident=KNOWN.id), minute=4)
    kept, done = keep(book, 5)
    assert done.changed == (person.id,)
    after = persons(book)["a1", "b1"]
    assert (after.age.maximum, after.status, after.status_rule) == (32, "civilian", "invented")
    assert book.view.all(Victim)[0].fate is Fate.KILLED
    say(book, "a1", "b1", "different", 6)
    kept, done = keep(book, 7)
    assert done.batch is None
    assert [each.why for each in kept.left] == [Left.EDITED]
    assert persons(book)["a1", "b1"] == after


def test_a_name_that_was_corrected_by_hand_is_not_overwritten(book):
    keep(book)
    person = persons(book)["a1", "b1"]
    corrected = person.model_copy(update={"names_latin": ("Samy N. Halawany",)})
    write(book, corrected, minute=3)
    kept, done = keep(book, 4)
    assert done.batch is None
    assert [each.why for each in kept.left] == [Left.EDITED]
    assert persons(book)["a1", "b1"] == corrected


def test_a_victim_who_was_withdrawn_by_hand_stays_so(book):
    keep(book)
    [victim] = book.view.all(Victim)
    book.register.withdraw([victim.id], actor="invented", reason="survived", at=entry(3).at)
    kept, done = keep(book, 4)
    assert done.batch is None
    assert kept.roles_left == [victim.id]
    assert not book.view.all(Victim)


def test_a_victim_who_was_entered_by_hand_is_not_doubled(book):
    keep(book)
    [victim] = book.view.all(Victim)
    own = Victim(id="by-hand", person=victim.person, incident=KNOWN.id, fate=Fate.KILLED)
    book.register.write([own], actor="invented", reason="test", at=entry(3).at,
                        withdrawn=[victim.id])  # fmt: skip
    keep(book, 4)
    assert book.view.all(Victim) == [own]


def test_another_incident_makes_another_victim(book):
    keep(book)
    [before] = book.view.all(Victim)
    for each in ("a1", "b1"):
        write(book, listed(each, LISTS[each], incident=OTHER.id), minute=3)
    kept, _ = keep(book, 4)
    assert kept.withdrawn == {before.id: Gone.INCIDENT}
    [after] = book.view.all(Victim)
    assert after.incident == OTHER.id


def test_two_incidents_of_one_person_make_no_victim_and_are_told(book):
    write(book, listed("b1", LISTS["b1"], incident=OTHER.id), minute=2)
    kept, _ = keep(book, 3)
    person = persons(book)["a1", "b1"]
    assert kept.several == [person.id]
    assert not book.view.all(Victim)


def test_a_person_whose_names_are_gone_is_withdrawn(book):
    keep(book)
    person = persons(book)["b2",]
    write(book, listed("b2", {"name": "-"}), minute=3)
    kept, _ = keep(book, 4)
    assert kept.withdrawn == {person.id: Gone.EMPTY}


def test_a_person_whom_a_judgement_names_does_not_go(book):
    keep(book)
    whole, other = persons(book)["a1", "b1"], persons(book)["b2",]
    say(book, whole.id, other.id, "unsure", 3)
    say(book, "a1", "b1", "different", 4)
    kept, done = keep(book, 5)
    assert done.batch is None
    assert [(each.why, each.persons) for each in kept.left] == [(Left.NAMED, (whole.id,))]


def test_an_erased_person_does_not_come_back(book):
    keep(book)
    whole = persons(book)["a1", "b1"]
    say(book, "a1", "b1", "different", 3)
    keep(book, 4)
    erase(book, whole.id, minute=5)  # others rest on the listings by now
    say(book, "a1", "b1", "same", 6)
    kept, done = keep(book, 7)
    assert done.batch is None
    assert [each.why for each in kept.left] == [Left.ERASED]


def test_a_value_that_is_not_settled_is_unknown_and_named(book):
    write(book, listed("b1", {**LISTS["b1"], "sex": "female"}, incident=KNOWN.id), minute=2)
    keep(book, 3)
    person = persons(book)["a1", "b1"]
    assert person.sex is None
    assert person.unsettled == ("sex",)
    assert "sex" not in person.chosen


def test_another_rule_gives_a_revision_and_the_batch_names_the_rules(book):
    _, first = keep(book)
    choice = Choice(version=2, priority=("b",), fields={"age": "priority", "name": "longest"})
    _, second = keep(book, 3, choice=choice)
    person = persons(book)["a1", "b1"]
    assert (person.age.minimum, person.chosen["age"]) == (31, "b1")
    reasons = [book.view.get(each.batch).reason for each in (first, second)]
    assert reasons[0].startswith("resolve people: rules v1 ")
    assert reasons[1].startswith(f"resolve people: rules {choice.title}, threshold 0.5")


def test_nothing_is_written_when_something_was_entered_meanwhile(book):
    at = book.reading()
    found = link_victims(at)
    say(book, "a1", "b1", "different", 3)
    with pytest.raises(RegisterError, match="more than what was linked"):
        keep_people(at, found, choice_of(book), entry=entry(4))
    assert not book.view.all(Person)


def test_the_register_opened_again_finds_the_same_people(book):
    keep(book)
    with open_casebook(book.folder) as again:
        assert persons(again) == persons(book)
        assert keep(again, 5)[1].batch is None


def test_all_names_are_kept_and_the_chosen_one_comes_first(book):
    write(book, listed("b1", {**LISTS["b1"], "name": "سامي نوار خالد الحلواني"}, incident=KNOWN.id),
          minute=2)  # fmt: skip
    keep(book, 3)
    person = persons(book)["a1", "b1"]
    assert person.names_ar == ("سامي نوار خالد الحلواني", "سامي نوار الحلواني")
    assert (person.chosen["names_ar.1"], person.chosen["names_ar.2"]) == ("b1", "a1")


def test_a_person_whose_first_listing_left_does_not_lend_it_their_id(book):
    keep(book)
    person = persons(book)["b2",]
    write(book, collection("c"), listed("c1", {"name": "Salma Wael al-Bunduqi"}), minute=3)
    for each in ("a1", "a2", "b1"):
        say(book, "c1", each, "different", 4)
    say(book, "c1", "b2", "same", 4)
    keep(book, 5)
    assert persons(book)["b2", "c1"].id == person.id
    write(book, listed("b2", {"name": "-"}), minute=6)
    keep(book, 7)
    assert persons(book)["c1",].id == person.id
    write(book, listed("b2", LISTS["b2"]), minute=8)
    say(book, "c1", "b2", "different", 9)
    keep(book, 10)
    found = persons(book)
    assert found["c1",].id == person.id != found["b2",].id
    assert keep(book, 11)[1].batch is None


def grow(book, minute):
    """Adds a listing of another list, judged to be the person of a1."""
    write(book, collection("c"), listed("c1", {"name": "سامي نوار الحلواني", "age": "29"}),
          minute=minute)  # fmt: skip
    for each in ("a2", "b2"):
        say(book, "c1", each, "different", minute)
    say(book, "c1", "a1", "same", minute)


@pytest.mark.parametrize("grows", [False, True])
def test_a_person_is_erased_only_with_every_listing_so_that_none_brings_them_back(book, grows):
    keep(book)
    if grows:
        grow(book, 3)
        keep(book, 4)
    [person] = [each for each in book.view.all(Person) if "a1" in each.listings]
    victims = [each.id for each in book.view.all(Victim)]
    with pytest.raises(RegisterError, match="rests on") as fault:
        erase(book, person.id, *victims, minute=5)
    assert all(each in str(fault.value) for each in person.listings)
    with pytest.raises(RegisterError, match="rests on"):
        erase(book, person.id, *victims, *person.listings[1:], minute=5)
    assert person in book.view.all(Person)
    judged = [each.id for each in book.view.all(Judgement)
              if {each.first, each.second} & set(person.listings)]  # fmt: skip
    erase(book, person.id, *victims, *person.listings, *judged, minute=6)
    _, done = keep(book, 7)
    assert done.batch is None
    assert set(persons(book)) == {("a2",), ("b2",)}


def test_a_withdrawn_person_is_not_erased_without_their_listings_either(book):
    keep(book)
    person = persons(book)["b2",]
    book.register.withdraw([person.id], actor="invented", reason="test", at=entry(3).at)
    with pytest.raises(RegisterError, match="rests on"):
        erase(book, person.id, minute=4)


def test_a_person_who_was_split_is_erased_while_others_rest_on_the_listings(book):
    keep(book)
    whole = persons(book)["a1", "b1"]
    say(book, "a1", "b1", "different", 3)
    keep(book, 4)
    erase(book, whole.id, minute=5)
    assert set(persons(book)) == {("a1",), ("b1",), ("a2",), ("b2",)}
    assert keep(book, 6)[1].batch is None


def test_an_undone_change_of_incident_leaves_the_victim_as_it_was(book):
    keep(book)
    [before] = book.view.all(Victim)
    for each in ("a1", "b1"):
        write(book, listed(each, LISTS[each], incident=OTHER.id), minute=3)
    kept, done = keep(book, 4)
    [other] = book.view.all(Victim)
    book.register.undo(done.batch, actor="invented", reason="test", at=entry(5).at)
    kept, done = keep(book, 6)
    assert done.batch is None
    assert (kept.withdrawn, kept.roles_left) == ({}, [other.id])
    assert book.view.all(Victim) == [before]


def test_a_victim_with_a_noted_fate_stays_the_only_one_and_is_told(book):
    keep(book)
    [victim] = book.view.all(Victim)
    noted = victim.model_copy(update={"fate": Fate.KILLED})
    write(book, noted, minute=3)
    for each in ("a1", "b1"):
        write(book, listed(each, LISTS[each], incident=OTHER.id), minute=3)
    kept, done = keep(book, 4)
    assert done.batch is None
    assert (kept.withdrawn, kept.roles_left) == ({}, [victim.id])
    assert book.view.all(Victim) == [noted]


def test_nothing_to_restore_changes_nothing(book):
    say(book, "a1", "b1", "different")
    keep(book)
    say(book, "a1", "b1", "same", 3)
    keep(book, 4)
    grow(book, 5)
    keep(book, 6)
    before = persons(book)
    kept, done = keep(book, 7, restore=True)
    assert done.batch is None
    assert (kept.counts, kept.withdrawn) == ({"unchanged": 4}, {})
    assert persons(book) == before


def test_restore_keeps_the_person_who_has_the_listings_now(book):
    keep(book)
    grow(book, 3)
    keep(book, 4)
    before = persons(book)["a1", "b1", "c1"]
    say(book, "a1", "c1", "different", 5)
    _, done = keep(book, 6)
    assert ("c1",) in persons(book)
    book.register.undo(done.batch, actor="invented", reason="test", at=entry(7).at)
    say(book, "a1", "c1", "same", 8)
    _, done = keep(book, 9, restore=True)
    assert done.batch is None
    assert persons(book)["a1", "b1", "c1"] == before


def test_an_undone_split_that_is_judged_the_same_again_is_no_longer_withdrawn(book):
    keep(book)
    before = persons(book)["a1", "b1"]
    say(book, "a1", "b1", "different", 3)
    _, done = keep(book, 4)
    book.register.undo(done.batch, actor="invented", reason="test", at=entry(5).at)
    assert [each.why for each in keep(book, 6)[0].left] == [Left.WITHDRAWN]
    say(book, "a1", "b1", "same", 7)
    assert keep(book, 8)[0].left == []
    grow(book, 9)
    keep(book, 10)
    assert persons(book)["a1", "b1", "c1"].id == before.id


def test_restore_brings_back_the_fate_and_the_status_that_were_noted(book):
    keep(book)
    person = persons(book)["a1", "b1"]
    [victim] = book.view.all(Victim)
    noted = (person.model_copy(update={"status": Status.CIVILIAN, "status_rule": "invented"}),
             victim.model_copy(update={"fate": Fate.KILLED}))  # fmt: skip
    write(book, *noted, minute=3)
    book.register.withdraw([person.id, victim.id], actor="invented", reason="test",
                           at=entry(4).at)  # fmt: skip
    kept, _ = keep(book, 5, restore=True)
    assert kept.counts == {"restored": 2, "unchanged": 2}
    assert (persons(book)["a1", "b1"], *book.view.all(Victim)) == noted


def test_restore_does_not_overwrite_a_name_that_was_corrected_by_hand(book):
    keep(book)
    person = persons(book)["b2",]
    write(book, person.model_copy(update={"names_latin": ("Salma W. Bundoky",)}), minute=3)
    book.register.withdraw([person.id], actor="invented", reason="test", at=entry(4).at)
    kept, done = keep(book, 5, restore=True)
    assert done.batch is None
    assert [each.why for each in kept.left] == [Left.EDITED]


def test_restore_loses_no_status_of_somebody_who_is_several_people_now(book):
    keep(book)
    person = persons(book)["a1", "b1"]
    [victim] = book.view.all(Victim)
    noted = {"status": Status.CIVILIAN, "status_rule": "invented"}
    write(book, person.model_copy(update=noted), minute=3)
    book.register.withdraw([person.id, victim.id], actor="invented", reason="test",
                           at=entry(4).at)  # fmt: skip
    say(book, "a1", "b1", "different", 5)
    kept, done = keep(book, 6, restore=True)
    assert done.batch is None
    assert [each.why for each in kept.left] == [Left.EDITED]
