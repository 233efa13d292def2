"""The queue of pairs that somebody should judge, those first of which a judgement changes most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tawthiq.casebook import Casebook
from tawthiq.linkage.judgements import Pair, Verdict
from tawthiq.linkage.published import FigureAtStake, FiguresAtStake
from tawthiq.linkage.victims import LinkedVictims

GREY = (0.05, 0.95)
"""Between these probabilities a pair is not settled by the lists themselves."""

_FIGURES_WEIGH = 2.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A pair that somebody should judge.

    Attributes:
        first: Id of a listing.
        second: Id of another.
        probability: That both are one person.
        linked: Whether both stand in one cluster now.
        size: How many listings stand in the clusters that a judgement would join or split.
        teaches: Twice the probability of the rarer answer, times the size.
        figures: Published figures that the other answer than the present one would change.
        unsure: Whether a reviewer looked already and could not tell.
    """

    first: str
    second: str
    probability: float
    linked: bool
    size: int
    teaches: float
    figures: tuple[FigureAtStake, ...]
    unsure: bool = False

    @property
    def changes(self) -> Verdict:
        """The verdict that would change the clusters, and the figures that count them."""
        return "different" if self.linked else "same"

    @property
    def value(self) -> float:
        """What it is ordered by: what it teaches, doubled where a published figure may change."""
        return self.teaches * (_FIGURES_WEIGH if self.figures else 1.0)


def review_queue(casebook: Casebook, found: LinkedVictims) -> tuple[Asked, ...]:
    """Returns the pairs of the grey band that nobody has settled, the most telling first.

    A pair is worth more the nearer its probability is to one half, the larger the clusters that it
    would join or split, and twice as much where a judgement may change a published figure. Pairs
    that judgements settle, directly or through others, are not asked again; those of which a
    reviewer was unsure come last.

    Raises:
        CasebookError: The figures of a report cannot be read.
    """
    casebook = casebook.reading()
    at_stake = FiguresAtStake(casebook, found.people)
    settled = _Settled(found)
    asked = [
        _asked(row, found, at_stake, unsure=settled.verdict(row) == "unsure")
        for row in found.pairs
        if GREY[0] <= row["probability"] <= GREY[1]
        and settled.verdict(row) not in ("same", "different")
    ]
    return tuple(sorted(asked, key=_rank))


def _rank(each: Asked) -> tuple[bool, float, str, str]:
    return each.unsure, -each.value, each.first, each.second


def _asked(
    row: Mapping[str, Any], found: LinkedVictims, at_stake: FiguresAtStake, *, unsure: bool
) -> Asked:
    first, second = sorted((row["left"], row["right"]))
    homes = {found.home[first], found.home[second]}
    size = sum(len(found.clusters[each]) for each in homes)
    rarer = 2 * min(row["probability"], 1 - row["probability"])
    return Asked(first, second, row["probability"], row["linked"], size, rarer * size,
                 at_stake.of(first, second), unsure)  # fmt: skip


class _Settled:
    """What judgements say of pairs, directly or through other listings."""

    def __init__(self, found: LinkedVictims) -> None:
        self._ruled = found.judgements.ruled
        same, different = found.judgements.among(found.people.keys())
        self._home: dict[str, str] = {each: one for one, other in same for each in (one, other)}
        self._apart = {self._known(pair) for pair in different}

    def verdict(self, row: Mapping[str, Any]) -> Verdict | None:
        one, other = sorted((row["left"], row["right"]))
        held = self._ruled.get((one, other))
        if held is not None:
            return held.verdict
        pair = self._known((one, other))
        if pair[0] == pair[1]:
            return "same"
        return "different" if pair in self._apart else None

    def _known(self, pair: Pair) -> Pair:
        one, other = sorted(self._home.get(each, each) for each in pair)
        return one, other
