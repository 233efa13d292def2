"""Links the lists of victims of a casebook, with its judgements obeyed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError
from tawthiq.linkage.judgements import Judgements, judgements_of
from tawthiq.linkage.listings import ListedPerson, Unread, read_listings
from tawthiq.linkage.lists import LINKED, Judged, Linked, link_lists

Progress = Callable[[str], None]


@dataclass(frozen=True)
class LinkedVictims:
    """Which listings of a casebook are one person.

    Attributes:
        people: Every listing that was linked, by id.
        linked: What the linkage found; its rows are ids of listings.
        judgements: Those of the casebook, with what contradicts and where reviewers disagree.
        left_out: Ids of listings that could not be linked, by the reason; they stand in no
            cluster.
        unread: Cells that were taken as unknown.
        threshold: The least probability at which two listings were joined.
    """

    people: Mapping[str, ListedPerson]
    linked: Linked
    judgements: Judgements
    left_out: Mapping[str, tuple[str, ...]]
    unread: tuple[Unread, ...]
    threshold: float

    @cached_property
    def clusters(self) -> tuple[tuple[str, ...], ...]:
        """Ids of the listings of each person; every listing stands in one cluster."""
        found: dict[int, list[str]] = {}
        table = self.linked.clusters
        for number, each in zip(
            table.column("cluster").to_pylist(), table.column("id").to_pylist(), strict=True
        ):
            found.setdefault(number, []).append(each)
        return tuple(sorted(tuple(sorted(each)) for each in found.values()))

    @cached_property
    def home(self) -> Mapping[str, int]:
        """The number of the cluster of each listing, its place in `clusters`."""
        return {each: at for at, members in enumerate(self.clusters) for each in members}

    @cached_property
    def pairs(self) -> tuple[Mapping[str, Any], ...]:
        """The pairs of `linked` as rows, the likeliest first."""
        return tuple(self.linked.pairs.to_pylist())


def link_victims(
    casebook: Casebook,
    *,
    collections: Sequence[str] = (),
    threshold: float = LINKED,
    once: Mapping[str, bool] | bool | None = None,
    seed: int = 0,
    progress: Progress = lambda step: None,
) -> LinkedVictims:
    """Links the listings of a casebook; nothing is written.

    Args:
        casebook: An open casebook.
        collections: Codes of collections; all that hold listings where none is named.
        threshold: The least probability at which two listings are joined, between 0 and 1.
        once: Whether everybody stands once in a list, for all or by its name; where it is not
            told, it is judged by the list itself.
        seed: Of the pairs that are drawn by chance.
        progress: Is told each step.

    Raises:
        SelectionError: There is no such collection, or no listing.
        InputError: The threshold is no probability.
    """
    if not 0 < threshold < 1:
        reason = f"the threshold {threshold} does not lie between 0 and 1"
        remedy = "Write a probability such as 0.5."
        raise InputError([Fault("--threshold", None, None, str(threshold), reason, remedy)])
    casebook = casebook.reading()
    progress("Read listings")
    read = read_listings(casebook, collections)
    judgements = judgements_of(casebook)
    judged = _judged(read.people, judgements)
    linked = link_lists(
        read.lists, once=once, judged=judged, threshold=threshold, seed=seed, progress=progress
    )
    return LinkedVictims(read.people, linked, judgements, read.left_out, read.unread, threshold)


def _judged(people: Mapping[str, ListedPerson], judgements: Judgements) -> Judged:
    def row(listing_id: str) -> tuple[str, str]:
        return people[listing_id].list, listing_id

    same, different = judgements.among(people.keys())
    return Judged(
        tuple((row(one), row(other)) for one, other in same),
        tuple((row(one), row(other)) for one, other in different),
    )
