"""Checks the values of a register against its journal: every commitment is computed again."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tawthiq.records import KINDS
from tawthiq.register.append import CURRENT, ERASED, WITHDRAWN
from tawthiq.register.changes import ERASURE
from tawthiq.register.entry import (
    Entry,
    canonical_text,
    commitment_root,
    encode_fields,
    encode_paths,
    join_fields,
    parse_entry,
)
from tawthiq.register.rows import Row, Rows
from tawthiq.register.verification import Found
from tawthiq.register.verify_journal import Leaves

_REVISIONS = """
SELECT r.position, r.record_id, r.revision, r.kind, r.batch_id, r.actor, r.state, r.body, r.key,
  CASE WHEN r.revision > 1 THEN (SELECT min(p.position) FROM revisions p
    WHERE p.record_id = r.record_id AND p.revision = r.revision - 1) END,
  EXISTS (SELECT 1 FROM revisions n WHERE n.record_id = r.record_id
    AND n.revision > r.revision AND n.state = 'erased' AND n.key IS NOT NULL)
FROM revisions r ORDER BY r.position
"""


class Revision(NamedTuple):
    """A row of the revisions, as raw as it stands there, with what its record's others tell."""

    position: int
    record_id: Any
    revision: Any
    kind: Any
    batch_id: Any
    actor: Any
    state: Any
    body: Any
    key: Any
    previous: int | None
    erased_later: Any


def check_revisions(
    rows: Rows, found: Found, *, sizes: array[int], leaves: Leaves
) -> dict[str, str]:
    """Checks every revision against its entry, its batch and the revision before it.

    Returns:
        The SHA-256 of every file that a revision names, with the record that names it.
    """
    check = _Revisions(rows, found, sizes=sizes, leaves=leaves)
    entries = rows.placed("entries", "SELECT position, entry FROM entries ORDER BY position")
    revisions = rows.placed("revisions", _REVISIONS)
    for position, entry, row in _paired(entries, revisions):
        check.pair(position, entry, None if row is None else Revision(*row))
    check.end()
    return check.files


class _Revisions:
    """Holds what is known while the revisions go by."""

    def __init__(self, rows: Rows, found: Found, *, sizes: array[int], leaves: Leaves):
        self._rows = rows
        self._found = found
        self._leaves = leaves
        self._sizes = iter(sizes)
        self._size: int | None = 0
        self._batch = ""
        self._batch_actor: str | None = None
        self._loose: list[tuple[int, Entry]] = []
        self.files: dict[str, str] = {}

    def pair(self, position: int, entry: Row | None, row: Revision | None) -> None:
        """Checks an entry and the revision at its position."""
        shown = self._entry(position, entry, row)
        if shown is None:
            return
        begins = self._begins_batch(position, shown, row)
        if row is None:
            self._found.records.add(shown.record)
            if "revisions" not in self._rows.failed:
                self._damage(position, shown, "is missing")
            return
        self._found.checked["revisions"] += 1
        wrong = [
            name
            for name, held, must in (
                ("record_id", row.record_id, shown.record),
                ("revision", row.revision, shown.revision),
                ("batch_id", row.batch_id, self._batch),
            )
            if type(held) is not type(must) or held != must
        ]
        for name in wrong:
            self._damage(position, shown, f"{name} is not what the journal says")
        if isinstance(row.record_id, str) and row.record_id != shown.record:
            self._found.records.add(row.record_id)
        if not wrong:
            self._check_chain(position, shown, row)
        self._check_values(shown, row, begins=begins)

    def end(self) -> None:
        """Names entries whose chain is broken although nothing else of their record is."""
        for position, entry in self._loose:
            if entry.record not in self._found.records:
                self._found.damage(
                    "entries",
                    "does not follow the revision before it",
                    key=position,
                    record_id=entry.record,
                    revision=entry.revision,
                )

    def _entry(self, position: int, entry: Row | None, row: Revision | None) -> Entry | None:
        if entry is None:
            if row is not None and isinstance(row.record_id, str):
                self._found.records.add(row.record_id)
            if row is not None and "entries" not in self._rows.failed:
                self._found.damage(
                    "revisions",
                    "belongs to no entry",
                    key=position,
                    record_id=row.record_id,
                    revision=row.revision,
                )
            return None
        try:
            return parse_entry(entry[1])
        except (ValueError, TypeError, RecursionError):
            known = (row.record_id, row.revision) if row is not None else (None, None)
            self._found.damage(
                "entries",
                "is no entry in its one canonical form",
                key=position,
                record_id=known[0],
                revision=known[1],
            )
            return None

    def _begins_batch(self, position: int, entry: Entry, row: Revision | None) -> bool:
        """Says whether a batch begins: after every checkpoint comes the record of the next one."""
        while self._size is not None and self._size < position:
            self._size = next(self._sizes, None)
        if self._size == position:
            self._batch = entry.record
        elif (
            row is not None
            and row.record_id == row.batch_id == entry.record
            and entry.revision == 1
        ):
            self._found.damage("checkpoints", "is missing", key=position)
            self._batch = entry.record
        else:
            return False
        return True

    def _check_chain(self, position: int, entry: Entry, row: Revision) -> None:
        before = None if row.previous is None else self._leaves.at(row.previous)
        follows = entry.previous == (None if before is None else before.hex())
        if not follows or (entry.revision > 1) != (before is not None):
            self._loose.append((position, entry))

    def _check_values(self, entry: Entry, row: Revision, *, begins: bool) -> None:
        gone = [row.body, row.key, row.actor].count(None)
        if row.erased_later:
            if gone < 3:
                self._damage(row.position, entry, "holds values although its record was erased")
            if (row.kind, row.state) != (ERASURE, ERASED):
                self._damage(row.position, entry, "kind or state is not that of an erased one")
            return
        if gone:
            self._damage(row.position, entry, "values are gone and no erasure says so")
            return
        values = _values_of(row)
        if isinstance(values, str):
            self._damage(row.position, entry, values)
            return
        if commitment_root(values, key=row.key) != entry.commitments:
            self._damage(
                row.position,
                entry,
                f"{self._what_differs(values, row, entry)} is not what the journal commits to",
            )
            return
        if begins:
            self._batch_actor = row.actor
        if row.kind == "evidence":
            digest = json.loads(values.get("fields/sha256", "null"))
            if isinstance(digest, str):
                self.files.setdefault(digest, entry.record)

    def _what_differs(self, values: Mapping[str, str], row: Revision, entry: Entry) -> str:
        """Returns the column that is wrong, found by trying what it may have been."""
        current = self._rows.one(
            "current", "SELECT body FROM current WHERE position = :at", at=row.position
        )
        tries = [
            ("batch_id", "batch", self._batch),
            ("actor", "actor", self._batch_actor),
            *(("state", "state", state) for state in (CURRENT, WITHDRAWN, ERASED)),
            *(("kind", "kind", kind) for kind in (*KINDS, ERASURE)),
        ]
        for name, path, other in tries:
            tried = {**values, path: canonical_text(other)}
            if commitment_root(tried, key=row.key) == entry.commitments:
                return name
        held = _values_of(row._replace(body=current[0])) if current is not None else ""
        if not isinstance(held, str) and commitment_root(held, key=row.key) == entry.commitments:
            return "body"
        return "body or key"

    def _damage(self, position: int, entry: Entry, what: str) -> None:
        self._found.damage(
            "revisions", what, key=position, record_id=entry.record, revision=entry.revision
        )


def _values_of(row: Revision) -> dict[str, str] | str:
    """Returns what a row commits to, encoded, or what keeps it from committing to anything."""
    for name in ("kind", "batch_id", "actor", "state", "body"):
        if not isinstance(getattr(row, name), str):
            return f"{name} is of another type"
    if not isinstance(row.key, bytes) or len(row.key) != 32:
        return "key is no key of 256 bits"
    if row.state not in (CURRENT, WITHDRAWN, ERASED):
        return "state is none that is known"
    try:
        body = json.loads(row.body)
        fields = encode_fields(body) if isinstance(body, dict) else None
        if fields is None or join_fields(fields) != row.body:
            return "body is not in its one canonical form"
        "".join((row.body, row.kind, row.batch_id, row.actor)).encode()
    except (ValueError, RecursionError):
        return "a column holds no text that can be read"
    return encode_paths(fields, kind=row.kind, actor=row.actor, batch=row.batch_id, state=row.state)


def _paired(
    left: Iterator[Row], right: Iterator[Row]
) -> Iterator[tuple[int, Row | None, Row | None]]:
    """Yields the rows of two streams that rise by their first column, side by side."""
    one, two = next(left, None), next(right, None)
    while one is not None or two is not None:
        if two is None or (one is not None and one[0] < two[0]):
            assert one is not None
            yield one[0], one, None
            one = next(left, None)
        elif one is None or two[0] < one[0]:
            yield two[0], None, two
            two = next(right, None)
        else:
            yield one[0], one, two
            one, two = next(left, None), next(right, None)
