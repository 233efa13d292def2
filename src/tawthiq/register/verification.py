"""What a verification finds: an outcome, every damaged item, and what rests on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_MOST = 10_000
"""Items that are listed one by one; more of them are counted."""


class Outcome(StrEnum):
    """How a verification ends."""

    VERIFIED = "verified"
    INVALID = "invalid"
    UNREADABLE = "unreadable"

    @property
    def exit_code(self) -> int:
        """The exit code of the command."""
        return {Outcome.VERIFIED: 0, Outcome.INVALID: 30, Outcome.UNREADABLE: 40}[self]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is not as it must be; it never holds a value of a record.

    Attributes:
        table: Table of the register, or the file or folder.
        what: What differs, in one sentence without its subject.
        key: What tells the item from others of its table: a position, a size, a name.
        record_id: The record that it belongs to, where there is one.
        revision: The revision of that record.
    """

    table: str
    what: str
    key: str | None = None
    record_id: str | None = None
    revision: int | None = None

    def __str__(self) -> str:
        """Says it in one line."""
        subject = self.table if self.key is None else f"{self.table} {self.key}"
        if self.record_id is not None:
            number = "" if self.revision is None else f", revision {self.revision}"
            subject += f" (record {self.record_id}{number})"
        return f"{subject}: {self.what}"


@dataclass(frozen=True, slots=True)
class RestingFigure:
    """A published figure that rests on a damaged record."""

    report: str
    figure: str
    record_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of a verification.

    Attributes:
        items: What is damaged.
        notes: What is worth knowing and no damage.
        figures: The published figures that rest on damaged records.
        checked: How many things of each sort were checked.
        more: How many damaged items are not listed.
    """

    outcome: Outcome
    items: tuple[Item, ...] = ()
    notes: tuple[Item, ...] = ()
    figures: tuple[RestingFigure, ...] = ()
    checked: Mapping[str, int] = field(default_factory=dict)
    more: int = 0


class Found:
    """Collects what a verification finds, each thing once."""

    def __init__(self) -> None:
        """Starts with nothing."""
        self.items: dict[Item, None] = {}
        self.notes: dict[Item, None] = {}
        self.figures: dict[RestingFigure, None] = {}
        self.records: set[str] = set()
        self.checked: Counter[str] = Counter()
        self.more = 0

    def damage(
        self,
        table: str,
        what: str,
        *,
        key: object = None,
        record_id: object = None,
        revision: object = None,
    ) -> None:
        """Adds a damaged item; its record counts as damaged."""
        item = _item(table, what, key=key, record_id=record_id, revision=revision)
        if item.record_id is not None:
            self.records.add(item.record_id)
        if item in self.items:
            return
        if len(self.items) < _MOST:
            self.items[item] = None
        else:
            self.more += 1

    def note(self, table: str, what: str, *, key: object = None) -> None:
        """Adds what is worth knowing and no damage."""
        if len(self.notes) < _MOST:
            self.notes[_item(table, what, key=key)] = None

    def rests(self, report: str, figure: str, record_ids: Iterable[str]) -> None:
        """Adds a published figure that rests on damaged records."""
        self.figures[RestingFigure(report, figure, tuple(sorted(record_ids)))] = None

    def verification(self, *, readable: bool = True) -> Verification:
        """Returns what was found."""
        outcome = Outcome.INVALID if self.items else Outcome.VERIFIED
        return Verification(
            outcome if readable else Outcome.UNREADABLE,
            tuple(self.items),
            tuple(self.notes),
            tuple(self.figures),
            dict(self.checked),
            self.more,
        )


def _item(
    table: str, what: str, *, key: object, record_id: object = None, revision: object = None
) -> Item:
    """Makes an item from what a damaged row holds, which may be of any type."""
    return Item(
        table,
        what,
        None if key is None else str(key),
        record_id if isinstance(record_id, str) else None,
        revision if type(revision) is int else None,
    )
