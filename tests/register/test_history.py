"""What a later batch must not do: show in a view of before it, or slip under another writer."""

import threading
from datetime import UTC, datetime

import pytest

from register.test_register import AT, WHO, codes, collection, place, write
from tawthiq.dates import When
from tawthiq.errors import RegisterError
from tawthiq.records import Incident, Where
from tawthiq.register import Register


@pytest.fixture
def handles(address, tmp_path):
    """Two handles on one register, as two members of a team have them."""
    first = Register.create(address, folder=tmp_path)
    second = Register.open(address, folder=tmp_path)
    yield first, second
    first.close()
    second.close()


def incident(number, day, at="hama"):
    when = When.parse(f"2017-10-{day:02}", clock="Asia/Damascus") if day else None
    return Incident(id=f"i{number}", collection="c", key=str(number), when=when,
                    where=Where(place=at), violations=())  # fmt: skip


def test_a_page_of_an_earlier_state_is_as_it_was(handles):
    first, second = handles
    write(first, collection(), incident(1, 9), incident(2, 3), incident(3, None))
    view = first.view()
    write(second, incident(1, 1), incident(4, 5))
    second.withdraw(["i2"], **WHO)
    assert [each.id for each in view.page(Incident)] == ["i2", "i1", "i3"]
    assert [each.id for each in view.page(Incident, limit=1, offset=1)] == ["i1"]
    since, until = datetime(2017, 10, 8, tzinfo=UTC), datetime(2017, 10, 4, tzinfo=UTC)
    assert [each.id for each in view.page(Incident, since=since)] == ["i1"]
    assert [each.id for each in view.page(Incident, until=until)] == ["i2"]
    assert view.page(Incident, place="idlib") == []
    assert [each.id for each in first.view().page(Incident)] == ["i1", "i4", "i3"]


def test_a_search_of_an_earlier_state_finds_what_was_there(handles):
    first, second = handles
    write(first, place("a", name="حماة orchard"), place("b", name="harbour"))
    view = first.view()
    write(second, place("a", name="harbour"), place("c", name="orchard"))
    assert [each.code for each in view.search("orchard حماه")] == ["a"]
    assert [each.code for each in view.search("harbour")] == ["b"]
    assert [each.code for each in first.view().search("orchard")] == ["c"]


def test_a_record_does_not_become_another_kind(handles):
    first, _ = handles
    write(first, place("c"))
    with pytest.raises(RegisterError, match="of kind 'place' and cannot become"):
        write(first, collection("c"))
    first.withdraw(["c"], **WHO)
    with pytest.raises(RegisterError, match="of kind 'place' and cannot become"):
        write(first, collection("c"), restore=True)


def test_a_batch_is_not_withdrawn_and_is_undone_without_its_own_words(handles):
    first, _ = handles
    batch = write(first, place("a")).batch
    with pytest.raises(RegisterError, match="tawthiq undo"):
        first.withdraw([batch], **WHO)
    first.erase([batch], **WHO)
    assert batch not in {each.id for _, each in first.batches()}
    assert first.undo(batch, **WHO).withdrawn == ("a",)


@pytest.mark.parametrize("asked", ["2026-01-01T00:00:00", "2026-01-01T00:00:00+00:00",
                                   "2026-01-01T03:00:00+03:00", "2026-01-01"])  # fmt: skip
def test_a_state_is_found_by_a_time_with_and_without_an_offset(handles, asked):
    first, _ = handles
    write(first, place("a"))
    assert datetime(2026, 1, 1, tzinfo=UTC) == AT
    assert first.state_at(asked) == first.state()
    assert first.state_at(asked.replace("2026", "2025")).tree_size == 0


@pytest.mark.parametrize("what", ["undo", "withdraw"])
def test_of_two_who_take_the_same_back_at_once_one_is_refused(handles, what):
    refused = []

    def take_back(register, target, start):
        start.wait()
        try:
            register.undo(target, **WHO) if what == "undo" else register.withdraw([target], **WHO)
        except RegisterError as fault:
            refused.append(str(fault))

    for number in range(12):
        code = f"p{number}"
        batch = write(handles[0], place(code)).batch
        target = batch if what == "undo" else code
        start = threading.Barrier(2)
        both = [threading.Thread(target=take_back, args=(each, target, start)) for each in handles]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        assert len(refused) == number + 1
        states = [each.state for each in handles[0].view().history(code)]
        assert states == ["current", "withdrawn"]
    assert codes(handles[1].view()) == []


def test_records_are_written_and_taken_out_in_one_batch(handles):
    first, _ = handles
    write(first, collection(), incident(1, 9), incident(2, 3))
    done = first.write([incident(1, 10), incident(3, 4)], withdrawn=["i2"], **WHO)
    assert (done.created, done.changed, done.withdrawn) == (("i3",), ("i1",), ("i2",))
    assert {each.id for each in first.view().all(Incident)} == {"i1", "i3"}
    first.undo(done.batch, **WHO)
    assert {each.id for each in first.view().all(Incident)} == {"i1", "i2"}
    before = first.state()
    with pytest.raises(RegisterError, match="No record i3"):
        first.write([incident(4, 4)], withdrawn=["i3"], **WHO)
    with pytest.raises(RegisterError, match="twice"):
        first.write([incident(1, 4)], withdrawn=["i1"], **WHO)
    assert first.state() == before


def test_a_batch_can_be_undone_after_the_later_ones_were(handles):
    first, _ = handles
    write(first, collection())
    one = write(first, incident(1, 9), incident(2, 3)).batch
    two = first.write([incident(1, 10)], withdrawn=["i2"], **WHO).batch
    with pytest.raises(RegisterError, match="Undo the later batches first"):
        first.undo(one, **WHO)
    first.undo(two, **WHO)
    assert first.view().all(Incident) == [incident(1, 9), incident(2, 3)]
    first.undo(one, **WHO)
    assert first.view().all(Incident) == []


def test_a_view_knows_what_was_withdrawn_by_which_batch_and_what_was_erased(handles):
    first, second = handles
    write(first, collection(), incident(1, 9), incident(2, 3), incident(3, 4))
    before = first.view()
    assert before.erased() == frozenset()
    batch = first.withdraw(["i2"], **WHO).batch
    second.erase(["i3"], **WHO)
    view = first.view()
    [(record, why)] = view.withdrawn(Incident).values()
    assert (record, why.id) == (incident(2, 3), batch)
    assert view.erased() == {"i3"}
    assert before.withdrawn(Incident) == {}


def test_half_of_a_letter_is_refused_and_told_to_nobody(handles):
    first, _ = handles
    write(first, collection())
    before = first.state()
    with pytest.raises(RegisterError, match="half of a letter") as refused:
        write(first, place("a", name="Invented \ud800"))
    assert refused.value.__cause__ is None
    assert first.state() == before
