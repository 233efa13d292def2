"""The content of an export: the records of one state, as far as they may be seen."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tawthiq.casebook import Casebook
from tawthiq.export.wanted import Wanted, check_wanted, kinds_within, wanted_ids
from tawthiq.records import KINDS, Access
from tawthiq.records.flat import (
    KIND,
    Column,
    KindCount,
    Manifest,
    Scalar,
    columns_of,
    disclosed,
    is_within,
    row_of,
)
from tawthiq.register.entry import canonical_text

Values = dict[str, Any]

_WHOLE = "(records)"


class Content:
    """The records that an export holds; they are read anew each time they are asked for.

    The first reading counts them, so that every format can say at its head what it holds.
    """

    def __init__(self, casebook: Casebook, wanted: Wanted, *, format: str):
        """Fixes the state and counts.

        Raises:
            InputError: What is asked for is not there.
        """
        check_wanted(casebook, wanted)
        self.casebook, self.wanted = casebook, wanted
        self._view = casebook.view
        self._ids = wanted_ids(casebook, self._view, wanted)
        self._all = wanted.access is Access.SECRET  # no reference can lead nowhere then
        self.longest: dict[str, int] = {}
        self.manifest = self._counted(format)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of which there are records."""
        return tuple(self.manifest.records)

    def columns(self, kind: str) -> tuple[Column, ...]:
        """Returns the columns of a kind that may be seen."""
        level = self.wanted.access
        return tuple(each for each in columns_of(KINDS[kind]) if is_within(each.access, level))

    def values(self, kind: str) -> Iterator[Values]:
        """Yields the values of every record of a kind."""
        return self._values(kind, None)

    def texts(self, kind: str) -> Iterator[str]:
        """Yields every record of a kind as JSON in RFC 8785 form."""
        return self._texts(kind, None)

    def rows(self, kind: str) -> Iterator[dict[str, Scalar | None]]:
        """Yields every record of a kind as a row, with its kind first."""
        model = KINDS[kind]
        for values in self.values(kind):
            yield {KIND: kind, **row_of(model, values)}

    def _bodies(self, kind: str) -> Iterator[str]:
        for record_id, body in self._view.bodies(kind):
            if self._ids is None or record_id in self._ids:
                yield body

    def _values(self, kind: str, withheld: Counter[str] | None) -> Iterator[Values]:
        keeps = self._ids.__contains__ if self._ids is not None and not self._all else None
        for body in self._bodies(kind):
            values = json.loads(body, parse_int=_number)
            yield disclosed(KINDS[kind], values, self.wanted.access, keeps=keeps, withheld=withheld)

    def _texts(self, kind: str, withheld: Counter[str] | None) -> Iterator[str]:
        if self._all:
            return self._bodies(kind)
        return map(canonical_text, self._values(kind, withheld))

    def _counted(self, format: str) -> Manifest:
        state = self._view.state()
        records: dict[str, KindCount] = {}
        withheld: dict[str, dict[str, int]] = {}
        shown = kinds_within(self.wanted.access)
        whole = replace(self.wanted, access=Access.SECRET)
        asked = wanted_ids(self.casebook, self._view, whole) if len(shown) < len(KINDS) else None
        for kind in sorted(KINDS):
            if kind not in shown:
                ids = (record_id for record_id, _ in self._view.bodies(kind))
                if count := sum(asked is None or record_id in asked for record_id in ids):
                    withheld[kind] = {_WHOLE: count}
                continue
            left: Counter[str] = Counter()
            found, digest, longest = 0, hashlib.sha256(), 0
            for text in self._texts(kind, left):
                found += 1
                digest.update(f"{text}\n".encode())
                longest = max(longest, len(text))
            if found:
                records[kind] = KindCount(count=found, sha256=digest.hexdigest())
                self.longest[kind] = longest
            if named := {name: count for name, count in sorted(left.items()) if count}:
                withheld[kind] = named
        return Manifest(
            format=format,
            journal=self.casebook.register.origin,
            tree_size=state.tree_size,
            root=state.root,
            access=self.wanted.access,
            selected=self.wanted.in_words(),
            records=records,
            withheld=withheld,
        )


def _number(text: str) -> int | float:
    """Returns a number without a point; one that is no safe whole number was a float."""
    found = int(text)
    return found if -(2**53) < found < 2**53 else float(found)
