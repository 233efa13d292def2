"""Which published figures differ between two states of the register, and which records did it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.breaches import find_breaches
from tawthiq.casebook import Casebook
from tawthiq.counts import Figure, scope_of
from tawthiq.dates import When
from tawthiq.errors import SelectionError
from tawthiq.records import Offensive


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
    casebook: Casebook,
    first: str,
    second: str,
    *,
    periods: Sequence[str] = (),
    offensive: str | None = None,
) -> list[FigureChange]:
    """Compares the figures of every report between two states.

    Args:
        casebook: An open casebook.
        first: A state by its size, root or day.
        second: Another one.
        periods: The periods to compare; where none is named, those of the casebook's reports, or
            the time of the offensive.
        offensive: Code of a named operation: only its time and its places, in each state as it
            was recorded then.

    Raises:
        RegisterError: There was no such state.
        SelectionError: No period is named, and no report is written yet; or neither state knows
            the offensive.
    """
    one, other = casebook.reading(first), casebook.reading(second)
    named = _named(casebook, periods, offensive)
    if offensive is not None:
        _refuse_unknown(offensive, one, other)
    changed = casebook.register.changed_between(one.view.state(), other.view.state())
    changes = []
    for stated, period, limit in named:
        before, after = _figures(one, period, limit), _figures(other, period, limit)
        for name in sorted(before.keys() | after.keys()):
            change = _compare(stated, name, before.get(name), after.get(name), changed)
            if change is not None:
                changes.append(change)
    return changes


def published_periods(casebook: Casebook) -> list[str]:
    """Returns the periods of the reports in the casebook's folder that no offensive limits."""
    return [period for period, offensive in _published(casebook) if offensive is None]


def _published(casebook: Casebook) -> list[tuple[str, str | None]]:
    """Returns the period of each report, and the offensive that limits it."""
    folders = sorted((casebook.folder / "reports").glob("*/figures.json"))
    names = [folder.parent.name for folder in folders if "@" not in folder.parent.name]
    parts = [name.partition(".") for name in names]
    return [(period.replace("_", "/"), code or None) for period, _, code in parts]


def _named(
    casebook: Casebook, periods: Sequence[str], offensive: str | None
) -> list[tuple[str, When | None, str | None]]:
    """Returns what is compared: its name, its period, and the offensive that limits it."""
    if offensive is not None and not periods:
        return [(offensive, None, offensive)]
    asked = [(each, offensive) for each in periods] or _published(casebook)
    if not asked:
        raise SelectionError("No report is written yet. Name a period with --period 2017-10.")
    return [
        (stated if limit is None else f"{stated}.{limit}", casebook.period(stated), limit)
        for stated, limit in asked
    ]


def _refuse_unknown(offensive: str, *states: Casebook) -> None:
    held = {each.code for state in states for each in state.view.all(Offensive)}
    if offensive not in held:
        known = ", ".join(sorted(code for code in held if code is not None)) or "none yet"
        raise SelectionError(
            f"No offensive has the code {offensive!r} in either state. Known: {known}."
        )


def _figures(casebook: Casebook, period: When | None, offensive: str | None) -> dict[str, Figure]:
    try:
        scope = scope_of(casebook, period, offensive=offensive)
        found = find_breaches(casebook, scope.period, offensive=scope.offensive)
        return dict(found.counts.book.figures)
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
