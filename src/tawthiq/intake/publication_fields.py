"""Reads single fields of a publication's YAML, and keeps every fault with its path."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeGuard

from tawthiq.dates import When
from tawthiq.errors import Fault, VocabularyError
from tawthiq.vocabulary import party_code

_LARGEST = 10_000_000


@dataclass(slots=True)
class Faults:
    """Faults of one file, in the order in which they are met."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def add(self, path: str, value: Any, reason: str, remedy: str) -> None:
        """Keeps one fault."""
        shown = None if value is None else str(value)[:80]
        self.found.append(
            Fault(
                file=self.file,
                row=None,
                column=path or None,
                value=shown,
                reason=reason,
                remedy=remedy,
            )
        )


@dataclass(frozen=True, slots=True)
class Item:
    """One publication of the file as given, with its path in the file.

    Every reader returns an empty value after a fault, so that all faults are found in one go.
    """

    fields: Any
    path: str
    faults: Faults
    places: Collection[str]

    def fault(self, below: str, value: Any, reason: str, remedy: str) -> None:
        """Keeps a fault of a field of this item."""
        self.faults.add(f"{self.path}.{below}", value, reason, remedy)

    def is_mapping(self, value: Any, path: str) -> TypeGuard[dict[Any, Any]]:
        """Says whether a value is a mapping; if not, that is a fault."""
        if isinstance(value, dict):
            return True
        self.faults.add(path, value, "This is no mapping of names to values", "Write `name: 1`.")
        return False

    def mapping(self, value: Any, path: str) -> Mapping[Any, Any]:
        """Returns a mapping; empty where there is none."""
        return value if value is not None and self.is_mapping(value, path) else {}

    def sequence(self, name: str) -> list[Any]:
        """Returns a list field; empty where there is none."""
        value = self.fields.get(name)
        if value is None or isinstance(value, list):
            return value or []
        self.fault(name, value, "This is no list", "Write `[...]` or one `- ` line for each.")
        return []

    def refuse_unknown(self, fields: Mapping[Any, Any], known: Collection[str], path: str) -> None:
        """Keeps a fault for each key that the format does not know."""
        for key in fields:
            if key not in known:
                near = difflib.get_close_matches(str(key), known, n=1)
                hint = f"Did you mean {near[0]!r}?" if near else f"Use: {', '.join(sorted(known))}."
                self.faults.add(f"{path}.{key}", None, f"The key {key!r} is not known", hint)

    def text(self, name: str, *, needed: bool = True) -> str:
        """Returns a text field."""
        value = self.fields.get(name)
        if value is None and not needed:
            return ""
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.fault(name, value, f"{name} is missing or no text", f"Write `{name}: ...`.")
        return ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Returns a list of texts."""
        found = []
        for index, value in enumerate(self.sequence(name)):
            if isinstance(value, str) and value.strip():
                found.append(value.strip())
            else:
                self.fault(f"{name}[{index}]", value, "This is no text", "Put it in quotes.")
        return tuple(found)

    def labels(self, name: str) -> dict[str, str] | None:
        """Returns texts by language, None where there are none."""
        value = self.fields.get(name)
        if value is None:
            return None
        found = self.mapping(value, f"{self.path}.{name}")
        return {str(language): str(words) for language, words in found.items()}

    def flag(self, name: str) -> bool:
        """Returns a yes or no; yes where it is not given."""
        value = self.fields.get(name, True)
        if isinstance(value, bool):
            return value
        self.fault(name, value, "This is neither true nor false", "Write `true` or `false`.")
        return True

    def when(self, name: str, *, clock: str, needed: bool) -> When | None:
        """Returns a date or a period as precisely as it is written."""
        value = self.fields.get(name)
        if value is None and not needed:
            return None
        try:
            return When.parse("" if value is None else str(value), clock=clock)
        except ValueError as fault:
            remedy = "Write 2017, 2017-10, 2017-10-05, or two of them as 2017-01/2017-06."
            self.fault(name, value, f"{name} is no date: {fault}", remedy)
            return None

    def day(self, value: Any, path: str) -> date | None:
        """Returns a calendar day."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.faults.add(path, value, f"{value!r} is no day", "Write it as 2017-01-01.")
            return None

    def count(self, value: Any, path: str) -> int | None:
        """Returns a whole number from 0."""
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST:
            return value
        self.faults.add(path, value, f"{value!r} is no count", "Write a whole number, 0 or more.")
        return None

    def party(self, word: Any, path: str) -> str | None:
        """Returns the code of a party, or of several joined by `+`, in a fixed order."""
        try:
            return "+".join(sorted({party_code(part) for part in str(word).split("+")}))
        except VocabularyError as fault:
            reason, _, remedy = str(fault).partition(". ")
            self.faults.add(path, word, reason, remedy)
            return None

    def place(self, word: Any, path: str) -> str | None:
        """Returns the code of a place, or of several joined by `+`, in a fixed order."""
        parts = sorted(set(str(word).split("+")))
        unknown = [part for part in parts if part not in self.places]
        if not unknown:
            return "+".join(parts)
        near = difflib.get_close_matches(unknown[0], self.places, n=3)
        hint = f"Nearest: {', '.join(near)}. " if near else ""
        remedy = f"{hint}Write its code, or add it with: tawthiq places add."
        self.faults.add(path, word, f"No place has the code {unknown[0]!r}", remedy)
        return None
