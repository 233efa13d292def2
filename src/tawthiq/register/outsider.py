"""Verifies an exported journal, as whoever was handed it: with no database and no values.

The folder is laid out after C2SP tlog-tiles: `checkpoint` (a signed note), `verifier.key`,
`entries/000` (up to 256 entries: two bytes of length and the entry) and `tile/LEVEL/000` (up to
256 hashes). A number of more than three digits is split, `x001/234`; a file that is not full has
its width behind it, `000.p/17`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tawthiq.register.checkpoint import Checkpoint, read_checkpoint
from tawthiq.register.entry import parse_entry
from tawthiq.register.note import NoteError, Verifier
from tawthiq.register.tree import WIDTH, Growing, leaf_hash
from tawthiq.register.verification import Found, Verification

CHECKPOINT, KEY, ENTRIES, TILES = "checkpoint", "verifier.key", "entries", "tile"


def path_of(number: int, *, width: int) -> str:
    """Returns the name of a bundle or tile by its number, as tlog-tiles writes it.

    >>> path_of(7, width=256), path_of(1234067, width=12)
    ('007', 'x001/x234/067.p/12')
    """
    groups: list[str] = []
    rest = number
    while rest or not groups:
        rest, group = divmod(rest, 1000)
        groups.append(f"{group:03}")
    name = "/".join([*(f"x{group}" for group in groups[:0:-1]), groups[0]])
    return name if width == WIDTH else f"{name}.p/{width}"


def is_journal(folder: Path) -> bool:
    """Says whether a folder is meant as an exported journal, whole or damaged."""
    return folder.is_dir() and any(
        (folder / name).exists() for name in (KEY, ENTRIES, TILES)
    )  # a casebook has none of them


def verify_journal(
    folder: str | Path, *, key: Verifier | None = None, since: str | None = None
) -> Verification:
    """Verifies an exported journal whole: every entry, every tile, the signature, no file more.

    It keeps one hash for every record, to follow the revisions of each.

    Args:
        folder: The exported journal.
        key: The key of the journal as it is known from elsewhere, such as a printed report; None
            takes the one in the folder, which proves no more than that the folder agrees with
            itself.
        since: An earlier signed checkpoint; it is shown that the journal only grew since.
    """
    path, found = Path(folder), Found()
    verifier = _key(path, found, key=key)
    last = _checkpoint(path, found, verifier)
    if last is None:
        return found.verification(readable=(path / ENTRIES).is_dir())
    earlier = _earlier(since, found, verifier, last=last)
    _Reading(path, found, last=last, earlier=earlier).run()
    return found.verification()


class _Reading:
    """Goes through the files of a journal, in their order."""

    def __init__(self, folder: Path, found: Found, *, last: Checkpoint, earlier: Checkpoint | None):
        self._folder = folder
        self._found = found
        self._last = last
        self._size = last.state.tree_size
        self._earlier = earlier
        self._entries = Growing()
        self._tiles = Growing()
        self._above: dict[str, tuple[bytes, bytes]] = {}
        self._differ: list[tuple[str, str]] = []
        self._revisions: dict[str, tuple[int, bytes]] = {}
        self._expected = {CHECKPOINT, KEY}
        self._roots: tuple[bytes, bytes] | None = None

    def run(self) -> None:
        """Checks everything."""
        for start in range(0, self._size, WIDTH):
            self._bundle(start // WIDTH, min(WIDTH, self._size - start))
        self._note_above(self._entries.rest(), self._tiles.rest())
        signed = bytes.fromhex(self._last.state.root)
        by_entries, by_tiles = self._entries.root() == signed, self._tiles.root() == signed
        if not by_entries and not by_tiles:
            self._found.damage(CHECKPOINT, "is not signed for these entries", key=self._size)
        for bundle, tile in self._differ:
            if not by_entries:
                self._found.damage(bundle, "does not have the entries that were signed")
            if not by_tiles:
                self._found.damage(tile, "does not have the hashes that were signed")
        self._compare_above(by_entries=by_entries)
        self._compare_earlier(by_entries=by_entries)
        self._refuse_others()
        self._found.checked["entries"] += self._size

    def _bundle(self, number: int, width: int) -> None:
        bundle = f"{ENTRIES}/{path_of(number, width=width)}"
        tile = f"{TILES}/0/{path_of(number, width=width)}"
        data = self._read(tile)
        stored = [data[at : at + 32] for at in range(0, len(data), 32)]
        entries = list(_split(self._read(bundle)))
        mine = [leaf_hash(entry) for entry in entries]
        if len(mine) != width:
            self._found.damage(bundle, f"does not hold its {width} entries")
            mine = (mine + [bytes(32)] * width)[:width]
        if len(data) != 32 * width:
            self._found.damage(tile, f"does not hold its {width} hashes")
            stored = (stored + [bytes(32)] * width)[:width]
        if mine != stored:
            self._differ.append((bundle, tile))
        for offset, entry in enumerate(entries[:width]):
            self._entry(number * WIDTH + offset, entry, mine[offset])
        self._earlier_root(number * WIDTH, mine, stored)
        self._note_above(self._entries.grow(mine), self._tiles.grow(stored))

    def _entry(self, position: int, data: bytes, leaf: bytes) -> None:
        try:
            entry = parse_entry(data)
        except (ValueError, TypeError, RecursionError):
            self._found.damage("entry", "is no entry in its one canonical form", key=position)
            return
        number, before = self._revisions.get(entry.record, (0, None))
        follows = entry.previous == (before.hex() if before is not None else None)
        if entry.revision != number + 1 or not follows:
            self._found.damage(
                "entry",
                "does not follow the revision before it",
                key=position,
                record_id=entry.record,
                revision=entry.revision,
            )
        self._revisions[entry.record] = (entry.revision, leaf)

    def _note_above(
        self, mine: list[tuple[int, int, bytes]], stored: list[tuple[int, int, bytes]]
    ) -> None:
        for (level, number, one), (_, _, other) in zip(mine, stored, strict=True):
            if level:
                name = f"{TILES}/{level}/{path_of(number, width=len(one) // 32)}"
                self._above[name] = (one, other)

    def _compare_above(self, *, by_entries: bool) -> None:
        for name, (mine, stored) in self._above.items():
            if self._read(name) != (mine if by_entries else stored):
                self._found.damage(name, "does not have the hashes of what is below it")

    def _earlier_root(self, start: int, mine: list[bytes], stored: list[bytes]) -> None:
        size = self._earlier.state.tree_size if self._earlier is not None else -1
        if start < size <= start + len(mine):
            one, other = mine[: size - start], stored[: size - start]
            self._roots = (self._entries.root(one), self._tiles.root(other))

    def _compare_earlier(self, *, by_entries: bool) -> None:
        if self._earlier is None or self._roots is None:
            return
        root = self._roots[0 if by_entries else 1]
        if root.hex() != self._earlier.state.root:
            self._found.damage(
                "earlier checkpoint",
                "was signed for other entries: the journal did not only grow",
                key=self._earlier.state.tree_size,
            )

    def _refuse_others(self) -> None:
        for each in sorted(self._folder.rglob("*")):
            name = each.relative_to(self._folder).as_posix()
            if name not in self._expected and (each.is_symlink() or not each.is_dir()):
                self._found.damage(name, "belongs to no journal of this size")

    def _read(self, name: str) -> bytes:
        """Returns the bytes of a file that must be there; nothing where it is not."""
        self._expected.add(name)
        self._found.checked["files"] += 1
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            self._found.damage(name, "is missing or cannot be read")
            return b""


def bundle_of(entries: list[bytes]) -> bytes:
    """Returns the bytes of a file of entries."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def _split(data: bytes) -> Iterator[bytes]:
    """Yields the entries of a file; one that is cut off ends them, as does a byte too many."""
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        entry = data[at + 2 : at + 2 + length]
        yield entry
        at += 2 + length
    if at > len(data):
        yield b""


def _key(folder: Path, found: Found, *, key: Verifier | None) -> Verifier | None:
    try:
        text = (folder / KEY).read_bytes().decode()
        held = Verifier.parse(text.removesuffix("\n"))
        if text != f"{held}\n":
            raise NoteError("it is not in its one form")
    except (OSError, UnicodeDecodeError, NoteError):
        found.damage(KEY, "is missing or no key")
        return key
    if key is not None and key != held:
        found.damage(KEY, "is another key than the one given")
    return key or held


def _checkpoint(folder: Path, found: Found, verifier: Verifier | None) -> Checkpoint | None:
    if verifier is None:
        return None
    try:
        return read_checkpoint((folder / CHECKPOINT).read_bytes().decode(), verifier)
    except NoteError as fault:
        found.damage(CHECKPOINT, f"does not verify: {fault}")
    except (OSError, UnicodeDecodeError):
        found.damage(CHECKPOINT, "is missing or cannot be read")
    return None


def _earlier(
    since: str | None, found: Found, verifier: Verifier | None, *, last: Checkpoint
) -> Checkpoint | None:
    if since is None or verifier is None:
        return None
    try:
        earlier = read_checkpoint(since, verifier)
    except NoteError as fault:
        found.damage("earlier checkpoint", f"does not verify: {fault}")
        return None
    if earlier.state.tree_size > last.state.tree_size:
        found.damage(
            "earlier checkpoint",
            "is ahead of the journal, which was set back",
            key=earlier.state.tree_size,
        )
        return None
    return earlier
