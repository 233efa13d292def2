"""What a reader tells of cells and rows: nothing is left out or altered in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tawthiq.errors import Fault

KEPT = 10_000
"""So many notices are kept whole; of further ones the groups count."""


class Treatment(StrEnum):
    """What became of a cell or a row."""

    REJECTED = "rejected"
    """The row does not enter."""
    ALTERED = "altered"
    """What enters is not what was given."""
    AS_GIVEN = "as_given"
    """It enters in its own words: no vocabulary holds it, or no bounds can be read."""
    NOTED = "noted"
    """It enters as it is, and somebody should look at it."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing told: what became of a cell or a row, where it stands, why, and what to do.

    Attributes:
        code: Dotted name of the reason, the same for every value: `party.not_known`.
        fault: Place, value, reason and remedy. The value can name a person: it is shown to who
            imports, and never logged.
    """

    treatment: Treatment
    code: str
    fault: Fault

    def __str__(self) -> str:
        """Says it in one line, with its place."""
        return str(self.fault)


@dataclass(frozen=True, slots=True)
class NoticeGroup:
    """All notices with one reason about one column: how many, and the first of them."""

    count: int
    first: Notice


@dataclass(slots=True)
class Notices:
    """Collects notices: the first ones whole, all of them counted by group."""

    tell: Callable[[Notice], None] | None = None
    kept: list[Notice] = field(default_factory=list)
    counts: Counter[Treatment] = field(default_factory=Counter)
    _groups: dict[tuple[str | None, ...], NoticeGroup] = field(default_factory=dict)

    def add(self, notice: Notice) -> None:
        """Takes one notice."""
        if self.tell is not None:
            self.tell(notice)
        if len(self.kept) < KEPT:
            self.kept.append(notice)
        self.counts[notice.treatment] += 1
        fault = notice.fault
        of_file = fault.reason if fault.row is None else None
        key = (notice.treatment, fault.sheet, fault.column, notice.code, of_file)
        held = self._groups.get(key)
        group = replace(held, count=held.count + 1) if held else NoticeGroup(1, notice)
        self._groups[key] = group

    def groups(self) -> tuple[NoticeGroup, ...]:
        """Returns the groups, the most frequent first of each treatment."""
        order = list(Treatment)
        return tuple(
            sorted(
                self._groups.values(),
                key=lambda each: (order.index(each.first.treatment), -each.count, str(each.first)),
            )
        )
