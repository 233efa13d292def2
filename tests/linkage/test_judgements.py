"""Judgements: kept for good, obeyed, taken back, and shown where they contradict."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.errors import InputError
from tawthiq.intake.entry import Entry
from tawthiq.linkage.explain import explain_pair
from tawthiq.linkage.judgements import judge, judgements_from, judgements_of
from tawthiq.linkage.victims import link_victims
from tawthiq.records import Judgement

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(minute, actor="invented reviewer"):
    return Entry(actor=actor, at=START + timedelta(minutes=minute))


def keep(book, one, other, verdict, *, minute=0, actor="invented reviewer", **more):
    return judge(book, one, other, verdict, **{"reason": "invented", **more},
                 entry=at(minute, actor))  # fmt: skip


def pair(linked, *, is_linked=True):
    row = next(each for each in linked.found.pairs if each["linked"] is is_linked)
    return row["left"], row["right"]


def test_a_judgement_keeps_who_when_why_and_the_score(book, linked):
    one, other = pair(linked)
    keep(book, one, other, "unsure", reason=" a photo is missing ", score=0.75)
    [held] = book.view.all(Judgement)
    assert {held.first, held.second} == {one, other}
    assert (held.actor, held.at, held.score) == ("invented reviewer", START, 0.75)
    assert held.reason == "a photo is missing"


def test_different_parts_what_the_lists_join_and_undo_takes_it_back(book, linked):
    one, other = pair(linked)
    done = keep(book, one, other, "different")
    found = link_victims(book)
    assert found.home[one] != found.home[other]
    assert len(found.clusters) == len(linked.found.clusters) + 1
    book.register.undo(done.batch, actor="invented", reason="wrong pair", at=START)
    assert link_victims(book).clusters == linked.found.clusters


def test_same_joins_what_nothing_else_would(book, linked):
    one, other = linked.ids["one", "0"], linked.ids["two", "n0"]
    assert linked.found.home[one] != linked.found.home[other]
    keep(book, one, other, "same")
    found = link_victims(book)
    assert found.home[one] == found.home[other]


def test_whoever_changes_their_mind_judges_again_and_both_stay(book, linked):
    one, other = pair(linked)
    keep(book, one, other, "different", minute=0)
    keep(book, other, one, "same", minute=1)
    found = judgements_of(book)
    assert [each.verdict for each in found.all] == ["different", "same"]
    [ruled] = found.ruled.values()
    assert ruled.verdict == "same"
    assert not ruled.is_disputed


def test_two_judgements_of_one_moment_both_stay(book, linked):
    one, other = pair(linked)
    keep(book, one, other, "same", reason="a photo")
    assert keep(book, one, other, "same", reason="a photo").batch is None
    keep(book, one, other, "same", reason="a document")
    assert [each.reason for each in judgements_of(book).all] == ["a photo", "a document"]
    assert all(len(book.view.history(each.id)) == 1 for each in judgements_of(book).all)


@pytest.mark.parametrize(
    ("verdicts", "wins"),
    [(("same", "different"), "different"), (("different", "same"), "different"),
     (("same", "unsure"), "unsure"), (("unsure", "different"), "different")],
)  # fmt: skip
def test_where_reviewers_disagree_nothing_is_joined_and_it_is_shown(book, linked, verdicts, wins):
    one, other = pair(linked)
    for minute, verdict in enumerate(verdicts):
        keep(book, one, other, verdict, minute=minute, actor=f"reviewer {minute}", reason=verdict)
    found = judgements_of(book)
    assert [each.verdict for each in found.disputed] == [wins]
    assert found.disputed[0].deciding.reason == wins
    assert found.pairs("same") == ()


def test_a_contradiction_is_shown_and_settled_by_nobody(book, linked):
    a, b, c = (linked.ids["one", str(each)] for each in (1, 2, 3))
    for number, (one, other, verdict) in enumerate(
        [(a, b, "same"), (b, c, "same"), (a, c, "different")]
    ):
        keep(book, one, other, verdict, minute=number)
    found = judgements_of(book)
    [torn] = found.contradictions
    assert set(torn.members) == {a, b, c}
    assert set(torn.different) == {a, c}
    assert len(torn.judgements) == 3
    assert found.pairs("same") == ()
    homes = link_victims(book).home
    assert homes[a] != homes[c]
    keep(book, a, c, "same", minute=9)
    assert judgements_of(book).contradictions == ()
    homes = link_victims(book).home
    assert homes[a] == homes[b] == homes[c]


def test_what_follows_through_a_list_that_is_not_linked_is_obeyed(book, linked):
    a, b = (linked.ids["one", str(each)] for each in (1, 2))
    x = linked.ids["two", "n1"]
    keep(book, a, x, "same")
    keep(book, x, b, "same", minute=1)
    homes = link_victims(book, collections=["one"]).home
    assert homes[a] == homes[b]


@pytest.mark.parametrize(
    ("one", "other", "verdict", "more", "words"),
    [
        ("A", "A", "same", {}, "one record, named twice"),
        ("A", "nowhere", "same", {}, "no record 'nowhere'"),
        ("A", "COLLECTION", "same", {}, "of the kind collection"),
        ("A", "B", "same", {"reason": "  "}, "no reason"),
        ("A", "B", "perhaps", {}, "verdict 'perhaps'"),
        ("A", "B", "same", {"score": 1.5}, "no probability"),
        ("A", "B", "same", {"score": float("nan")}, "no probability"),
    ],
)
def test_what_is_no_judgement_is_refused(book, linked, one, other, verdict, more, words):
    names = {"A": linked.ids["one", "1"], "B": linked.ids["one", "2"],
             "COLLECTION": book.collections()["one"].id}  # fmt: skip
    with pytest.raises(InputError, match=words):
        keep(book, names.get(one, one), names.get(other, other), verdict, **more)
    assert book.view.all(Judgement) == []


IDS = st.sampled_from("abcdefgh")
GIVEN = st.lists(
    st.tuples(IDS, IDS, st.sampled_from(["same", "different", "unsure"]), st.sampled_from("xyz"))
    .filter(lambda each: each[0] != each[1]),
    max_size=14,
)  # fmt: skip


def made(given_):
    return [
        Judgement(id=f"j{at}", first=min(a, b), second=max(a, b), verdict=verdict, actor=actor,
                  at=START + timedelta(minutes=at), reason="invented")
        for at, (a, b, verdict, actor) in enumerate(given_)
    ]  # fmt: skip


@given(GIVEN, st.sets(IDS))
def test_different_always_wins_whatever_else_is_judged(given_, ids):
    found = judgements_from(made(given_))
    same, different = found.among(ids)
    assert all(each in ids for pair_ in (*same, *different) for each in pair_)
    home = {each: each for each in ids}
    for one, other in same:
        home = {each: home[one] if at_ == home[other] else at_ for each, at_ in home.items()}
    assert all(home[one] != home[other] for one, other in different)
    for each in found.pairs("different"):
        if set(each) <= ids:
            assert each in different


@given(GIVEN, st.randoms(use_true_random=False))
def test_the_order_in_which_judgements_are_read_changes_nothing(given_, chance):
    held = made(given_)
    turned = list(held)
    chance.shuffle(turned)
    assert judgements_from(turned) == judgements_from(held)


def test_half_of_a_letter_is_no_reason_and_no_id(book, linked):
    one, other = pair(linked)
    with pytest.raises(InputError, match="half of a letter"):
        keep(book, one, other, "same", reason="a photo \ud800")
    with pytest.raises(InputError, match="no record"):
        keep(book, one, "\ud800", "same")


def test_an_explanation_says_where_judgements_contradict_each_other(book, linked):
    one, other = pair(linked)
    third = linked.ids["two", "n0"]
    for first, second, verdict in ((one, other, "same"), (other, third, "same"),
                                   (one, third, "different")):  # fmt: skip
        keep(book, first, second, verdict)
    found = link_victims(book)
    [torn] = explain_pair(found, one, other).contradictions
    assert set(torn.members) == {one, other, third}
    apart = linked.ids["one", "0"]
    assert explain_pair(found, one, apart).contradictions == ()
