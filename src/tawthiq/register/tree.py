"""The Merkle tree of RFC 6962 section 2.1, kept in tiles of 256 hashes.

The tiles are those of C2SP tlog-tiles: a tile at level L holds up to 256 hashes of complete
subtrees of 256**L leaves. Whoever holds the tiles can compute the root of any earlier size and
every proof; no other node is stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

WIDTH = 256
"""Hashes in a full tile."""

_HEIGHT = 8
_SIZE = 32

_sha256 = hashlib.sha256

ReadTile = Callable[[int, int], bytes]
"""Returns the hashes of the tile (level, number), one after the other."""


def leaf_hash(entry: bytes) -> bytes:
    """Returns the hash of a leaf: SHA-256 of 0x00 and the entry."""
    return _sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """Returns the hash of each of many leaves."""
    return [_sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Returns the hash of a node: SHA-256 of 0x01 and its two children."""
    return _sha256(b"\x01" + left + right).digest()


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """Returns the root over leaf hashes; of no leaves, SHA-256 of the empty string.

    >>> root_hash([]).hex()[:8], root_hash([leaf_hash(b"")]).hex()[:8]
    ('e3b0c442', '6e340b9c')
    """
    if not leaves:
        return hashlib.sha256().digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = [
            _sha256(b"\x01" + left + right).digest()
            for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


class Tree:
    """A tree over tiles that are read as they are needed."""

    def __init__(self, read: ReadTile):
        """Reads tiles through a function."""
        self._read = read

    def root(self, size: int) -> bytes:
        """Returns the root of the first `size` leaves."""
        return self._subtree(0, size) if size else root_hash([])

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Returns the audit path of a leaf in the tree of a size (RFC 6962 section 2.1.1).

        Raises:
            ValueError: The leaf lies outside the tree.
        """
        if not 0 <= index < size:
            raise ValueError(f"leaf {index} lies outside a tree of {size}")
        return self._path(index, 0, size)

    def consistency(self, first: int, second: int) -> list[bytes]:
        """Returns the proof that the tree of `first` leaves is a prefix of that of `second`.

        Raises:
            ValueError: `first` is 0 or larger than `second`: there is nothing to prove.
        """
        if not 0 < first <= second:
            raise ValueError(f"no proof from {first} to {second}")
        return [] if first == second else self._subproof(first, 0, second, whole=True)

    def _path(self, index: int, start: int, size: int) -> list[bytes]:
        if size == 1:
            return []
        split = _split(size)
        if index < split:
            return [*self._path(index, start, split), self._subtree(start + split, size - split)]
        rest = self._path(index - split, start + split, size - split)
        return [*rest, self._subtree(start, split)]

    def _subproof(self, first: int, start: int, size: int, *, whole: bool) -> list[bytes]:
        if first == size:
            return [] if whole else [self._subtree(start, size)]
        split = _split(size)
        if first <= split:
            left = self._subproof(first, start, split, whole=whole)
            return [*left, self._subtree(start + split, size - split)]
        right = self._subproof(first - split, start + split, size - split, whole=False)
        return [*right, self._subtree(start, split)]

    def _subtree(self, start: int, size: int) -> bytes:
        """Returns the hash of the leaves from `start`, which is aligned to the split of `size`."""
        level = size.bit_length() - 1
        if size == 1 << level:
            return self._node(level, start >> level)
        split = _split(size)
        left, right = self._subtree(start, split), self._subtree(start + split, size - split)
        return node_hash(left, right)

    def _node(self, level: int, index: int) -> bytes:
        tile_level, height = divmod(level, _HEIGHT)
        number, offset = divmod(index << height, WIDTH)
        data = self._read(tile_level, number)
        hashes = _hashes(data)[offset : offset + (1 << height)]
        if len(hashes) < 1 << height:
            raise ValueError(f"tile {tile_level}/{number} is too short")
        return root_hash(hashes)


def extend(
    read: ReadTile, size: int, leaves: Sequence[bytes]
) -> tuple[dict[tuple[int, int], bytes], bytes]:
    """Appends leaf hashes to a tree of a size.

    Returns:
        The tiles that are new or changed, by (level, number), and the root of the grown tree.
    """
    changed: dict[tuple[int, int], bytes] = {}
    level, count, new = 0, size, list(leaves)
    while new:
        number, filled = divmod(count, WIDTH)
        data = read(level, number)[: filled * _SIZE] if filled else b""
        parents: list[bytes] = []
        for at in range(0, len(data) // _SIZE + len(new), WIDTH):
            begin = max(0, at - filled)
            part = (data if at == 0 else b"") + b"".join(new[begin : at + WIDTH - filled])
            changed[level, number + at // WIDTH] = part
            if len(part) == WIDTH * _SIZE:
                parents.append(root_hash(_hashes(part)))
        level, count, new = level + 1, count // WIDTH, parents

    def grown(tile_level: int, tile: int) -> bytes:
        held = changed.get((tile_level, tile))
        return read(tile_level, tile) if held is None else held

    return changed, Tree(grown).root(size + len(leaves))


class Growing:
    """A tree that grows tile by tile: keeps one unfinished tile per level, whatever its size."""

    def __init__(self) -> None:
        """Starts with no leaf."""
        self.size = 0
        self._levels: list[list[bytes]] = []
        self._numbers: list[int] = []

    def grow(self, leaves: Sequence[bytes]) -> list[tuple[int, int, bytes]]:
        """Appends at most one tile of leaf hashes, which must begin at a tile.

        Returns:
            Every tile that is complete with them, as level, number and hashes; the one of the
            leaves is among them if it is full.
        """
        if self.size % WIDTH or len(leaves) > WIDTH:
            raise ValueError("leaves come in whole tiles; only the last one may be short")
        self.size += len(leaves)
        full: list[tuple[int, int, bytes]] = []
        level, new = 0, list(leaves)
        while new:
            if level == len(self._levels):
                self._levels.append([])
                self._numbers.append(0)
            held = self._levels[level]
            held += new
            if len(held) < WIDTH:
                break
            full.append((level, self._numbers[level], b"".join(held)))
            new = [root_hash(held)]
            self._levels[level] = []
            self._numbers[level] += 1
            level += 1
        return full

    def rest(self) -> list[tuple[int, int, bytes]]:
        """Returns the unfinished tiles, as level, number and hashes."""
        return [
            (level, self._numbers[level], b"".join(held))
            for level, held in enumerate(self._levels)
            if held
        ]

    def root(self, more: Sequence[bytes] = ()) -> bytes:
        """Returns the root of the tree, or of the tree with up to a tile of more leaf hashes."""
        carried = list(more)
        for held in self._levels or [[]]:
            together = [*held, *carried]
            carried = [root_hash(together)] if together else []
        return carried[0] if carried else root_hash([])


def tiles_of(leaves: Sequence[bytes]) -> Mapping[tuple[int, int], bytes]:
    """Returns every tile of a tree over leaf hashes."""
    return extend(lambda level, number: b"", 0, leaves)[0]


def is_included(leaf: bytes, index: int, size: int, *, proof: Sequence[bytes], root: bytes) -> bool:
    """Says whether an audit path proves a leaf hash (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    place, last, value = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            value = node_hash(sibling, value)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and value == root


def is_consistent(
    first: int, second: int, *, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> bool:
    """Says whether a proof shows that one tree is a prefix of the other (RFC 9162 2.1.4.2).

    A first size of 0 is refused: the empty tree is a prefix of everything, which proves nothing.
    """
    if first <= 0 or second < first:
        return False
    if first == second:
        return not proof and first_root == second_root
    if not _are_hashes(first_root, second_root, *proof):
        return False
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    one = two = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            one, two = node_hash(sibling, one), node_hash(sibling, two)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            two = node_hash(two, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and one == first_root and two == second_root


def _split(size: int) -> int:
    """Returns the largest power of two below a size of 2 or more."""
    return int(1 << ((size - 1).bit_length() - 1))


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == _SIZE for value in values)


def _hashes(data: bytes) -> list[bytes]:
    return [data[at : at + _SIZE] for at in range(0, len(data), _SIZE)]
