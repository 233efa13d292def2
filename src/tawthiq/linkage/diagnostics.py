"""How good a linkage is, as far as it can be told: from the model itself, and from judgements.

What the model expects of itself is no measurement. The precision by band of probability is one, if
the pairs that were judged are those of the sample, which are drawn by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from tawthiq.errors import Fault, InputError
from tawthiq.linkage.victims import LinkedVictims

EDGES = (0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 1.0)
"""Edges of the bands of probability; pairs below the first are not kept."""

DRAWN = 20
"""So many pairs of each band are drawn for clerical review."""

CONFIDENCE = 0.95

FEWEST = 30
"""Under so many joined pairs nothing is said of what the model expects: had none of 30 been wrong,
up to 11 % could still be, by the upper end of Wilson's interval, and fewer say less."""


@dataclass(frozen=True, slots=True)
class Band:
    """Pairs of one band of probability.

    Attributes:
        low: The least probability.
        high: The highest; not included, but in the last band.
        pairs: How many there are.
        linked: How many of them stand in one cluster.
        sample: Pairs drawn by chance for review, as ids of listings.
        judged: How many of the sample were judged the same or different.
        same: How many of those were judged the same.
        interval: Wilson's interval of the share that is one person, 95 %; None where nothing of
            the sample was judged.
        judged_beside: Pairs outside of the sample that were judged; they say nothing of the band,
            since somebody chose them.
    """

    low: float
    high: float
    pairs: int
    linked: int
    sample: tuple[tuple[str, str], ...]
    judged: int
    same: int
    interval: tuple[float, float] | None
    judged_beside: int

    @property
    def precision(self) -> float | None:
        """The share of the judged sample that is one person; None where nothing was judged."""
        return self.same / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Expected:
    """What the model expects of its own linkage: no measurement.

    Attributes:
        pairs: How many pairs are joined, on which the shares rest.
        precision: The share of them that is one person; None where they are too few.
        recall: The share of all pairs of one person that is joined; None where too few.
        blocking_recall: The share of those that was compared at all; None where too few.
        reason: Why nothing is said; None where it is.
    """

    pairs: int
    precision: float | None
    recall: float | None
    blocking_recall: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many people stand in exactly these lists, as estimation reads it.

    Attributes:
        lists: The lists, in the order of the columns.
        rows: For each combination, 1 or 0 per list, and the number of people.
    """

    lists: tuple[str, ...]
    rows: tuple[tuple[tuple[int, ...], int], ...]


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """How good a linkage is.

    Attributes:
        sizes: How many clusters there are of each size.
        bands: Pairs by probability.
        expected: What the model expects of itself: no measurement.
        overlap: People by the lists in which they stand.
        twice: How many people stand in one list more than once, by list.
        thresholds: What other thresholds are expected to give; empty where pairs are too few.
    """

    sizes: Mapping[int, int]
    bands: tuple[Band, ...]
    expected: Expected
    overlap: Overlap
    twice: Mapping[str, int]
    thresholds: tuple[Mapping[str, float | None], ...]


def diagnose(found: LinkedVictims, *, sample: int = DRAWN, seed: int = 0) -> Diagnostics:
    """Returns the diagnostics of a linkage.

    Args:
        found: What was linked.
        sample: How many pairs of each band are drawn for review.
        seed: Of the draw; the same seed and lists give the same pairs.

    Raises:
        InputError: The sample is below 0.
    """
    if sample < 0:
        reason = f"a sample of {sample} pairs cannot be drawn"
        raise InputError(
            [Fault("--sample", None, None, str(sample), reason, "Write a number such as 20.")]
        )
    chance = np.random.default_rng(seed)
    expected = expected_of(found)
    return Diagnostics(
        sizes=dict(sorted(Counter(map(len, found.clusters)).items())),
        bands=tuple(_bands(found, sample, chance)),
        expected=expected,
        overlap=overlap_of(found),
        twice=_twice(found),
        thresholds=() if expected.reason else tuple(found.linked.thresholds.to_pylist()),
    )


def expected_of(found: LinkedVictims) -> Expected:
    """Returns what the model expects of a linkage, where it rests on enough pairs."""
    told = found.linked.expected
    pairs = int(told["linked"])
    if pairs < FEWEST:
        reason = f"too few to say: {pairs} joined pairs, and under {FEWEST} nothing is estimated"
        return Expected(pairs, None, None, None, reason)
    return Expected(pairs, told["precision"], told["recall"], told["blocking_recall"])


def overlap_of(found: LinkedVictims) -> Overlap:
    """Returns how many people stand in each combination of lists; each person counts once."""
    lists = tuple(sorted({each.list for each in found.people.values()}))
    counts: Counter[tuple[int, ...]] = Counter()
    for cluster in found.clusters:
        here = {found.people[each].list for each in cluster}
        counts[tuple(int(each in here) for each in lists)] += 1
    return Overlap(lists, tuple(sorted(counts.items(), reverse=True)))


def _twice(found: LinkedVictims) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for cluster in found.clusters:
        here = Counter(found.people[each].list for each in cluster)
        counts.update(name for name, times in here.items() if times > 1)
    return dict(sorted(counts.items()))


def _bands(found: LinkedVictims, sample: int, chance: np.random.Generator) -> Iterator[Band]:
    for low, high in pairwise(EDGES):
        rows = sorted(
            (
                each for each in found.pairs
                if low <= each["probability"] < high or each["probability"] == high == 1.0
            ),
            key=_ids,
        )  # fmt: skip
        picked = sorted(chance.permutation(len(rows))[:sample].tolist())
        yield _band((low, high), rows, [_ids(rows[at]) for at in picked], found)


def _band(
    edges: tuple[float, float], rows: Sequence[Mapping[str, Any]],
    drawn: Sequence[tuple[str, str]], found: LinkedVictims,
) -> Band:  # fmt: skip
    ruled = found.judgements.ruled
    verdicts = {
        pair: ruled[pair].verdict
        for pair in map(_ids, rows)
        if pair in ruled and ruled[pair].verdict != "unsure"
    }
    judged = [verdicts[pair] for pair in drawn if pair in verdicts]
    same = judged.count("same")
    return Band(
        low=edges[0],
        high=edges[1],
        pairs=len(rows),
        linked=sum(bool(each["linked"]) for each in rows),
        sample=tuple(drawn),
        judged=len(judged),
        same=same,
        interval=_wilson(same, len(judged)) if judged else None,
        judged_beside=len(verdicts) - len(judged),
    )


def _wilson(same: int, judged: int) -> tuple[float, float]:
    """Returns the interval of E. Wilson (1927) of a share."""
    from statsmodels.stats.proportion import proportion_confint  # heavy

    low, high = proportion_confint(same, judged, alpha=1 - CONFIDENCE, method="wilson")
    return float(low), float(high)


def _ids(row: Mapping[str, Any]) -> tuple[str, str]:
    one, other = sorted((row["left"], row["right"]))
    return one, other
