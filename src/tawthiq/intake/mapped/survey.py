"""A first pass over a sheet: how many rows, which keys stand twice, which rows belong together.

Rows are not kept: a digest of eight bytes stands for each key, so that a file of a million rows
takes a few megabytes.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tawthiq.intake.files import Headed, Row

_STEP = 100_000


@dataclass(frozen=True, slots=True)
class Survey:
    """What was seen.

    Attributes:
        doubled: Digest of a key -> the rows that have it, where those are several.
        together: Digest of an incident -> how many rows tell of it, where those are several.
    """

    row_count: int
    doubled: Mapping[int, Sequence[int]]
    together: Mapping[int, int]


def survey(
    headed: Headed,
    *,
    key: Callable[[Row], str],
    incident: Callable[[Row], str],
    progress: Callable[[str], None],
) -> Survey:
    """Looks at every row once."""
    keys, incidents, numbers = array("Q"), array("Q"), array("Q")
    for row in headed.rows():
        name = key(row)
        keys.append(digest(name))
        incidents.append(digest(incident(row) or name))
        numbers.append(row.number)
        if len(keys) % _STEP == 0:
            progress(f"Looked at {len(keys):,} rows")
    return Survey(len(keys), _doubled(keys, numbers), _together(incidents))


def digest(text: str) -> int:
    """Returns eight bytes that stand for a text."""
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest())


def content_key(row: Row) -> str:
    """Returns what stands for the key of a row that has none: a digest of its cells."""
    cells = "\0".join(cell.strip() for cell in row.line.cells).rstrip("\0")
    return hashlib.blake2b(cells.encode(errors="replace"), digest_size=10).hexdigest()


def _doubled(keys: array[int], numbers: array[int]) -> dict[int, list[int]]:
    held = np.frombuffer(keys, dtype=np.uint64) if keys else np.empty(0, np.uint64)
    values, counts = np.unique(held, return_counts=True)
    found: dict[int, list[int]] = {int(value): [] for value in values[counts > 1]}
    if found:
        for at in np.flatnonzero(np.isin(held, values[counts > 1])):
            found[int(held[at])].append(numbers[int(at)])
    return found


def _together(incidents: array[int]) -> dict[int, int]:
    held = np.frombuffer(incidents, dtype=np.uint64) if incidents else np.empty(0, np.uint64)
    values, counts = np.unique(held, return_counts=True)
    return {
        int(value): int(count)
        for value, count in zip(values[counts > 1], counts[counts > 1], strict=True)
    }
