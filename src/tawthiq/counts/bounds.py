"""Bounds numbers that were not published, from the totals of months and of longer periods.

Every equation says that a whole is the sum of its parts. From it follow bounds on each of its
terms (interval propagation: the whole less what the others have at least or at most); they are
drawn tighter until nothing changes. Bounds only ever narrow, so the order does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tawthiq.records import Count

_MOST = 10_000_000
_ROUNDS = 1_000
"""Bounds are right after every round, only not always at their tightest."""


class Term(NamedTuple):
    """A number of one period: of one party, or the total where party is None."""

    period: str
    party: str | None


class Equation(NamedTuple):
    """A whole and the parts that add up to it."""

    whole: Term
    parts: tuple[Term, ...]


class Bounds(NamedTuple):
    """What each number can be, and the equations that were left out since they contradict."""

    counts: Mapping[Term, Count]
    left_out: tuple[Equation, ...]


def bound(known: Mapping[Term, int], equations: Sequence[Equation]) -> Bounds:
    """Returns bounds on every term of the equations; known numbers stay as they are.

    An equation that contradicts the numbers already held is left out and named: a publisher's
    row that its own months exceed says nothing about the months that are not held. Earlier
    equations are held before later ones.
    """
    kept: list[Equation] = []
    left_out: list[Equation] = []
    counts = _start(known, equations)
    for equation in equations:
        narrowed = _narrow(counts, [*kept, equation])
        if narrowed is None:
            left_out.append(equation)
        else:
            kept.append(equation)
            counts = narrowed
    found = {
        term: Count(minimum=low, maximum=None if high >= _MOST else high)
        for term, (low, high) in counts.items()
    }
    return Bounds(found, tuple(left_out))


_Range = tuple[int, int]


def _start(known: Mapping[Term, int], equations: Sequence[Equation]) -> dict[Term, _Range]:
    terms = {term for equation in equations for term in (equation.whole, *equation.parts)}
    counts = dict.fromkeys(terms, (0, _MOST))
    return counts | {term: (value, value) for term, value in known.items()}


def _narrow(
    counts: Mapping[Term, _Range], equations: Sequence[Equation]
) -> dict[Term, _Range] | None:
    """Returns the tightest bounds by propagation, None where two of them exclude each other."""
    found = dict(counts)
    for _ in range(_ROUNDS):
        changed = False
        for equation in equations:
            step = _tighten(found, equation)
            if step is None:
                return None
            for term, bounds in step.items():
                if bounds != found[term]:
                    found[term] = bounds
                    changed = True
        if not changed:
            break
    return found


def _tighten(counts: Mapping[Term, _Range], equation: Equation) -> dict[Term, _Range] | None:
    lows = {part: counts[part][0] for part in equation.parts}
    highs = {part: counts[part][1] for part in equation.parts}
    least, most = sum(lows.values()), min(_MOST, sum(highs.values()))
    low, high = counts[equation.whole]
    low, high = max(low, least), min(high, most)
    found = {equation.whole: (low, high)}
    for part in equation.parts:
        others_most = sum(highs.values()) - highs[part]
        part_low = max(lows[part], low - others_most)
        part_high = min(highs[part], high - (least - lows[part]))
        found[part] = (part_low, part_high)
    return found if all(low <= high for low, high in found.values()) else None
