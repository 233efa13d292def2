"""Evidence that looks like a picture: a proposal of what to look at, by the perceptual hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError, RegisterError
from tawthiq.intake.arrivals import Progress
from tawthiq.intake.facts.reader import FactReader
from tawthiq.intake.media import HEAD, media_type
from tawthiq.records import Evidence
from tawthiq.register import Vault
from tawthiq.register.source import printable

WITHIN = 10
"""Bits that may differ if nothing else is asked for; of 64."""

_NAME = "perceptual:phash"
_LEFT_OUT = ("perceptual:left-out", "facts:left-out")
_EVERY = 200


@dataclass(frozen=True, slots=True)
class Near:
    """Evidence that looks like the picture: `distance` of the 64 bits differ."""

    distance: int
    evidence_id: str
    name: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Similar:
    """What looks like a picture, nearest first.

    Attributes:
        compared: How many other pictures were compared.
        left_out: How many could not be: too large, damaged, with too little in them.
    """

    near: tuple[Near, ...]
    compared: int
    left_out: int


def find_similar(
    casebook: Casebook, what: str, *, within: int = WITHIN, progress: Progress | None = None
) -> Similar:
    """Finds evidence that looks like evidence that is held, or like a file.

    It proposes, and decides nothing: two different pictures can be near each other, and the same
    picture can be far after a crop. A person has to look.

    Raises:
        InputError: There is no such evidence or file, or it is no picture that can be compared.
    """
    with FactReader() as reader:
        own, sought = _sought(casebook, what, reader)
        near: list[Near] = []
        compared = left_out = 0
        for number, (held, found) in enumerate(_hashes(casebook, reader)):
            if progress is not None and number % _EVERY == _EVERY - 1:
                progress(f"Compared {number + 1:,} pictures")
            if held.id == own:
                continue
            if found is None:
                left_out += 1
                continue
            compared += 1
            bits = _distance(sought, found)
            if bits <= within:
                near.append(Near(bits, held.id, held.name, held.sha256))
    near.sort(key=lambda each: (each.distance, each.evidence_id))
    return Similar(tuple(near), compared, left_out)


def _sought(casebook: Casebook, what: str, reader: FactReader) -> tuple[str | None, str]:
    """Returns the id of the evidence that is meant, None for a file, and its hash."""
    held = _evidence(casebook, what)
    path = Path(what)
    if held is not None:
        found = _hash(casebook, held, reader)
    elif path.is_file():
        with path.open("rb") as file:
            kind = media_type(file.read(HEAD), path.name)
        found = reader.read(path, kind).get(_NAME)
    else:
        reason = "there is no evidence of that id, and no such file"
        raise _refused(what, reason, "See: tawthiq evidence list")
    if found is None:
        reason = "it is no picture that can be compared"
        remedy = "Name a picture; one with nothing in it, or a very large one, has no hash."
        raise _refused(what, reason, remedy)
    return (held.id if held is not None else None), found


def _hashes(casebook: Casebook, reader: FactReader) -> Iterator[tuple[Evidence, str | None]]:
    for held in casebook.view.all(Evidence):
        if held.media_type.startswith("image/"):
            yield held, _hash(casebook, held, reader)


def _hash(casebook: Casebook, held: Evidence, reader: FactReader) -> str | None:
    """Returns the hash among the facts; of evidence from before there was one, a new one."""
    if _NAME in held.facts or any(name in held.facts for name in _LEFT_OUT):
        return held.facts.get(_NAME)
    return reader.read(Vault(casebook.folder).path(held.sha256), held.media_type).get(_NAME)


def _evidence(casebook: Casebook, record_id: str) -> Evidence | None:
    try:
        held = casebook.register.view().get(record_id)
    except RegisterError:
        return None
    return held if isinstance(held, Evidence) else None


def _distance(first: str, second: str) -> int:
    return (int(first, 16) ^ int(second, 16)).bit_count()


def _refused(what: str, reason: str, remedy: str) -> InputError:
    return InputError([Fault(printable(Path(what)), None, None, None, reason, remedy)])
