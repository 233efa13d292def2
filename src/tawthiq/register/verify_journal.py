"""Checks the journal of a register: entries, tiles, signed checkpoints, and what was seen."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO

from tawthiq.register.checkpoint import Checkpoint, State, read_checkpoint
from tawthiq.register.note import NoteError, Verifier
from tawthiq.register.rows import Rows
from tawthiq.register.tree import WIDTH, Growing, Tree, leaf_hash, root_hash
from tawthiq.register.verification import Found

_SIZE = 32
_LOST = bytes(_SIZE)
"""Stands for a leaf of which neither entry nor hash is left."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A signed checkpoint that is kept outside the database, and where."""

    place: str
    checkpoint: Checkpoint


class Leaves:
    """The leaf hashes of a journal, in a temporary file: they tell nothing about the values."""

    def __init__(self) -> None:
        """Makes the file."""
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (closed by close)
        self.count = 0

    def add(self, leaves: Sequence[bytes]) -> None:
        """Appends leaf hashes."""
        self._file.seek(self.count * _SIZE)
        self._file.write(b"".join(leaves))
        self.count += len(leaves)

    def at(self, position: int) -> bytes | None:
        """Returns the leaf hash at a position; None outside the journal."""
        if not 0 <= position < self.count:
            return None
        self._file.seek(position * _SIZE)
        return self._file.read(_SIZE)

    def close(self) -> None:
        """Removes the file."""
        self._file.close()


def check_journal(
    rows: Rows, found: Found, *, verifier: Verifier | None, seen: Sequence[Seen], leaves: Leaves
) -> array[int]:
    """Checks entries, tiles and checkpoints; fills the leaf hashes.

    Where an entry does not hash to what the tree holds, and the tree is what was signed, the
    entry is named and the tree goes on with the hash that was signed, so that one damaged entry
    hides no other.

    Returns:
        The sizes of the checkpoints that verify, in rising order.
    """
    size, signed = _signed_size(rows, found, verifier=verifier, seen=seen)
    check = _Journal(rows, found, size=size, signed=signed)
    marks = _Marks(rows, found, verifier=verifier, seen=seen)
    growing = Growing()
    for number, entries in enumerate(_tiles(_entries(rows, found, size=size))):
        start = number * WIDTH
        tile = check.tile(number, entries)
        marks.reach(growing, tile, start=start)
        leaves.add(tile)
        check.compare_tiles(growing.grow(tile))
    check.compare_tiles(growing.rest())
    check.refuse_other_tiles()
    marks.end(size)
    first, end = marks.doubtful
    query = "SELECT record_id FROM revisions WHERE position >= :first AND position < :end"
    for (record_id,) in rows.stream("revisions", query, first=first, end=end):
        found.records.add(record_id)
    found.checked["entries"] += size
    return marks.sizes


class _Journal:
    """Compares entries with tiles."""

    def __init__(self, rows: Rows, found: Found, *, size: int, signed: bytes | None):
        self._rows = rows
        self._found = found
        self._size = size
        self._signed = signed

    def tile(self, number: int, entries: Sequence[bytes | None]) -> list[bytes]:
        """Returns the leaf hashes of a tile, of which each is the entry's or the signed one."""
        mine = [None if entry is None else leaf_hash(entry) for entry in entries]
        stored = _hashes(self._stored(0, number))
        if mine == stored:
            return stored
        whole = [each or _LOST for each in mine]
        if len(stored) != len(mine):
            self._found.damage(
                "tiles", "does not have the hashes of its entries", key=f"0/{number}"
            )
            return whole
        above = self._above(number)
        if root_hash(stored) != above:
            self._found.damage(
                "tiles", "does not have the hashes of its entries", key=f"0/{number}"
            )
            if root_hash(whole) == above:
                return whole
        for offset, (entry, hashed) in enumerate(zip(mine, stored, strict=True)):
            if entry is not None and entry != hashed:
                self._damaged_entry(number * WIDTH + offset)
        if root_hash(stored) == above:
            return stored
        return [entry or hashed for entry, hashed in zip(mine, stored, strict=True)]

    def compare_tiles(self, tiles: Sequence[tuple[int, int, bytes]]) -> None:
        """Compares computed tiles above the leaves with those that are stored."""
        for level, number, hashes in tiles:
            if level and self._stored(level, number) != hashes:
                self._found.damage(
                    "tiles", "does not have the hashes of what is below it", key=f"{level}/{number}"
                )

    def refuse_other_tiles(self) -> None:
        """Names tiles that no tree of this size has."""
        query = "SELECT level, number FROM tiles ORDER BY level, number"
        before = None
        for level, number in self._rows.stream("tiles", query):
            self._found.checked["tiles"] += 1
            if (level, number) == before:
                self._found.damage("tiles", "stands there twice", key=f"{level}/{number}")
            before = (level, number)
            known = type(level) is int and type(number) is int and 0 <= level < 8
            if not known or not 0 <= number < -(-(self._size >> 8 * level) // WIDTH):
                self._found.damage(
                    "tiles", "belongs to no tree of this size", key=f"{level}/{number}"
                )

    def _damaged_entry(self, position: int) -> None:
        row = self._rows.one(
            "revisions",
            "SELECT record_id, revision FROM revisions WHERE position = :position",
            position=position,
        )
        record_id, revision = row if row is not None else (None, None)
        self._found.damage(
            "entries",
            "is not the entry that the tree holds",
            key=position,
            record_id=record_id,
            revision=revision,
        )

    def _above(self, number: int) -> bytes | None:
        """Returns what a tile of leaves must hash to, after the tile above it or the checkpoint."""
        if (number + 1) * WIDTH <= self._size:
            parents = _hashes(self._stored(1, number // WIDTH))
            at = number % WIDTH
            return parents[at] if at < len(parents) else None
        try:
            root = Tree(lambda level, at: self._stored(level, at)).root(self._size)
        except ValueError:
            return None
        if root != self._signed:
            return None
        return root_hash(_hashes(self._stored(0, number)))

    def _stored(self, level: int, number: int) -> bytes:
        row = self._rows.one(
            "tiles",
            "SELECT hashes FROM tiles WHERE level = :level AND number = :number",
            level=level,
            number=number,
        )
        return row[0] if row is not None and isinstance(row[0], bytes) else b""


class _Marks:
    """Compares checkpoints with the tree as it grows past their sizes."""

    def __init__(
        self, rows: Rows, found: Found, *, verifier: Verifier | None, seen: Sequence[Seen]
    ):
        self.sizes = array("q")
        self._found = found
        self._verifier = verifier
        self._rows = rows.placed(
            "checkpoints", "SELECT tree_size, note FROM checkpoints ORDER BY tree_size"
        )
        self._next = self._following()
        self._seen = [each.checkpoint.state for each in seen]
        self._places = [each.place for each in seen]
        self._good = 0
        self.doubtful = (0, 0)

    def reach(self, growing: Growing, tile: Sequence[bytes], *, start: int) -> None:
        """Checks the checkpoints whose size lies inside a tile."""
        end = start + len(tile)
        while self._next is not None and self._next.tree_size <= end:
            self._match(self._next, growing.root(tile[: self._next.tree_size - start]))
            self._next = self._following()
        for place, state in zip(self._places, self._seen, strict=True):
            if start < state.tree_size <= end:
                root = growing.root(tile[: state.tree_size - start])
                if root.hex() != state.root:
                    self._found.damage(
                        place,
                        "was signed for another journal than this one: the register was replaced, "
                        "or its journal is damaged",
                        key=state.tree_size,
                    )

    def end(self, size: int) -> None:
        """Names what is left after the last entry, and a register that was set back."""
        while self._next is not None:
            self._next = self._following()
        held = self.sizes[-1] if self.sizes else 0
        for place, state in zip(self._places, self._seen, strict=True):
            if state.tree_size > held:
                self._found.damage(
                    place,
                    f"is ahead of the register, which is signed up to {held} entries: "
                    "the register was set back",
                    key=state.tree_size,
                )
        if size > held and self._verifier is not None:
            self._found.damage("checkpoints", "is missing or does not verify", key=size)

    def _match(self, state: State, root: bytes) -> None:
        if root.hex() == state.root:
            self._good = state.tree_size
        elif self.doubtful == (0, 0):
            self.doubtful = (self._good, state.tree_size)
            self._found.damage(
                "checkpoints",
                "has another root than the entries; "
                f"what differs lies between the entries {self._good} and {state.tree_size - 1}",
                key=state.tree_size,
            )

    def _following(self) -> State | None:
        """Returns the next checkpoint that verifies; those that do not are named."""
        for size, note in self._rows:
            self._found.checked["checkpoints"] += 1
            if self._verifier is None:
                continue
            try:
                state = read_checkpoint(note, self._verifier).state
            except NoteError as fault:
                self._found.damage("checkpoints", f"does not verify: {fault}", key=size)
                continue
            if self.sizes and self.sizes[-1] == size:
                self._found.damage("checkpoints", "stands there twice", key=size)
            elif state.tree_size == size and size > 0:
                self.sizes.append(size)
                return state
            else:
                self._found.damage("checkpoints", "is signed for another size", key=size)
        return None


def _signed_size(
    rows: Rows, found: Found, *, verifier: Verifier | None, seen: Sequence[Seen]
) -> tuple[int, bytes | None]:
    """Returns size and root of the furthest signed checkpoint, wherever it is kept.

    Where none verifies, the size is the number of entries, and there is no root.
    """
    states = [each.checkpoint.state for each in seen]
    query = "SELECT note FROM checkpoints ORDER BY tree_size DESC"
    for (note,) in rows.stream("checkpoints", query):
        if verifier is None:
            break
        try:
            states.append(read_checkpoint(note, verifier).state)
            break
        except NoteError:
            continue
    last = max(states, key=lambda state: state.tree_size, default=None)
    if last is not None:
        return last.tree_size, bytes.fromhex(last.root)
    counted = rows.one("entries", "SELECT count(*) FROM entries")
    return int(counted[0]) if counted is not None else 0, None


def _tiles(entries: Iterator[bytes | None]) -> Iterator[list[bytes | None]]:
    while tile := list(islice(entries, WIDTH)):
        yield tile


def _entries(rows: Rows, found: Found, *, size: int) -> Iterator[bytes | None]:
    """Yields the entries of a journal of a size; None where there is none."""
    gaps = _Gaps(found)
    expected = 0
    for position, entry in rows.placed(
        "entries", "SELECT position, entry FROM entries ORDER BY position"
    ):
        if not expected <= position < size:
            found.damage("entries", "is covered by no signature", key=position)
            continue
        for missing in range(expected, position):
            gaps.add(missing)
            yield None
        expected = position + 1
        if isinstance(entry, bytes):
            yield entry
        else:
            found.damage("entries", "is of another type", key=position)
            yield None
    for missing in range(expected, size):
        gaps.add(missing)
        yield None
    gaps.end()


class _Gaps:
    """Names missing entries by their ranges."""

    def __init__(self, found: Found):
        self._found = found
        self._range: tuple[int, int] | None = None

    def add(self, position: int) -> None:
        """Adds one missing entry, in rising order."""
        if self._range is not None and self._range[1] == position - 1:
            self._range = (self._range[0], position)
            return
        self.end()
        self._range = (position, position)

    def end(self) -> None:
        """Names the last range."""
        if self._range is not None:
            first, last = self._range
            key = str(first) if first == last else f"{first}-{last}"
            self._found.damage("entries", "is missing", key=key)
        self._range = None


def _hashes(data: bytes) -> list[bytes]:
    if len(data) % _SIZE:
        return []
    return [data[at : at + _SIZE] for at in range(0, len(data), _SIZE)]
