"""Which published figures differ between two states of the register, and which records did it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.breaches import find_breaches
from tawthiq.casebook import Casebook
from tawthiq.counts import Figure
from tawthiq.dates import When
from tawthiq.errors import SelectionError


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure that differs.

    Attributes:
        period: The period of the report that publishes it.
        before: None where it did not exist at the first state.
        after: None where it does not exist at the second.
        records: Ids of the records that came, went or changed between the two and that it rests
            on in either state.
    """

    period: str
    name: str
    before: Figure | None
    after: Figure | None
    records: tuple[str, ...]


def diff_states(
    casebook: Casebook, first: str, second: str, *, periods: Sequence[str] = ()
) -> list[FigureChange]:
    """Compares the figures of every report between two states.

    Args:
        casebook: An open casebook.
        first: A state by its size, root or day.
        second: Another one.
        periods: The periods to compare; those of the casebook's reports if none is named.

    Raises:
        RegisterError: There was no such state.
        SelectionError: No period is named, and no report is written yet.
    """
    named = list(periods) or published_periods(casebook)
    if not named:
        raise SelectionError("No report is written yet. Name a period with --period 2017-10.")
    one, other = casebook.reading(first), casebook.reading(second)
    changed = casebook.register.changed_between(one.view.state(), other.view.state())
    changes = []
    for stated in named:
        period = casebook.period(stated)
        before, after = _figures(one, period), _figures(other, period)
        for name in sorted(before.keys() | after.keys()):
            change = _compare(stated, name, before.get(name), after.get(name), changed)
            if change is not None:
                changes.append(change)
    return changes


def published_periods(casebook: Casebook) -> list[str]:
    """Returns the periods of the reports in the casebook's folder."""
    folders = sorted((casebook.folder / "reports").glob("*/figures.json"))
    names = [folder.parent.name.replace("_", "/") for folder in folders]
    return [name for name in names if "@" not in name]


def _figures(casebook: Casebook, period: When) -> dict[str, Figure]:
    try:
        return dict(find_breaches(casebook, period).counts.book.figures)
    except SelectionError:
        return {}  # nothing was held then: every figure is new


def _compare(
    period: str,
    name: str,
    before: Figure | None,
    after: Figure | None,
    changed: frozenset[str],
) -> FigureChange | None:
    said = [(each.value, each.numerator, each.denominator) if each else None
            for each in (before, after)]  # fmt: skip
    if said[0] == said[1]:
        return None
    resting = {each for figure in (before, after) if figure for each in figure.record_ids}
    return FigureChange(period, name, before, after, tuple(sorted(resting & changed)))
