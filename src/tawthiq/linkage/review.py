"""The queue of pairs that somebody should judge, those first of which a judgement changes most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tawthiq.casebook import Casebook
from tawthiq.dates import When
from tawthiq.linkage.judgements import Pair, Verdict
from tawthiq.linkage.victims import LinkedVictims
from tawthiq.records import Incident, Measure, Publication, PublishedFigure

GREY = (0.05, 0.95)
"""Between these probabilities a pair is not settled by the lists themselves."""

OF_PEOPLE = frozenset(Measure) - {
    Measure.MASSACRES, Measure.BARREL_BOMBS, Measure.FACILITY_ATTACKS
}  # fmt: skip
"""Measures that count people, which a person who was counted twice changes."""

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
        publications: Codes of publications that count people and in whose period one of the two
            died.
        unsure: Whether a reviewer looked already and could not tell.
    """

    first: str
    second: str
    probability: float
    linked: bool
    size: int
    teaches: float
    publications: tuple[str, ...]
    unsure: bool = False

    @property
    def value(self) -> float:
        """What it is ordered by: what it teaches, doubled where a published figure may change."""
        return self.teaches * (_FIGURES_WEIGH if self.publications else 1.0)


def review_queue(casebook: Casebook, found: LinkedVictims) -> tuple[Asked, ...]:
    """Returns the pairs of the grey band that nobody has settled, the most telling first.

    A pair is worth more the nearer its probability is to one half, the larger the clusters that it
    would join or split, and twice as much where a publication that counts people covers the death
    of one of the two. Pairs that judgements settle, directly or through others, are not asked
    again; those of which a reviewer was unsure come last.
    """
    casebook = casebook.reading()
    periods = _Periods(casebook, found)
    settled = _Settled(found)
    asked = [
        _asked(row, found, periods, unsure=settled.verdict(row) == "unsure")
        for row in found.pairs
        if GREY[0] <= row["probability"] <= GREY[1]
        and settled.verdict(row) not in ("same", "different")
    ]
    return tuple(sorted(asked, key=_rank))


def _rank(each: Asked) -> tuple[bool, float, str, str]:
    return each.unsure, -each.value, each.first, each.second


def _asked(
    row: Mapping[str, Any], found: LinkedVictims, periods: _Periods, *, unsure: bool
) -> Asked:
    first, second = sorted((row["left"], row["right"]))
    homes = {found.home[first], found.home[second]}
    size = sum(len(found.clusters[each]) for each in homes)
    rarer = 2 * min(row["probability"], 1 - row["probability"])
    publications = sorted({*periods.of(first), *periods.of(second)})
    return Asked(first, second, row["probability"], row["linked"], size, rarer * size,
                 tuple(publications), unsure)  # fmt: skip


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


class _Periods:
    """The publications that count people, by the days on which somebody died."""

    def __init__(self, casebook: Casebook, found: LinkedVictims) -> None:
        self._clock = casebook.settings.clock
        self._people = found.people
        counting = {each.publication for each in casebook.view.all(PublishedFigure)
                    if each.measure in OF_PEOPLE}  # fmt: skip
        self._published = [
            (each.code, each.period)
            for each in casebook.view.all(Publication)
            if each.id in counting
        ]
        self._incidents = (
            {each.id: each.when for each in casebook.view.all(Incident)} if self._published else {}
        )

    def of(self, listing_id: str) -> Iterator[str]:
        """Yields the codes of publications in whose period somebody may have died."""
        person = self._people[listing_id]
        when = self._incidents.get(person.incident or "")
        if when is None and "died" in person.told:
            when = When.parse(person.told["died"], clock=self._clock)
        if when is not None:
            yield from (code for code, period in self._published if period.overlaps(when))
