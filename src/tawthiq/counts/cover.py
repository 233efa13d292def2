"""Finds publications whose periods together make up a longer one, without gap or overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from tawthiq.dates import When

_DAY = timedelta(days=1)
_MOST = 64


class Piece(NamedTuple):
    """One publication's number for its period; not `printed` where its parts were added up."""

    code: str
    period: When
    value: int
    record_ids: tuple[str, ...]
    printed: bool = True

    @property
    def first(self) -> date:
        """The first day of its period."""
        return self.period.first_day

    @property
    def last(self) -> date:
        """The last day of its period."""
        return self.period.last_day


def covers(pieces: Iterable[Piece], *, first: date, last: date) -> list[tuple[Piece, ...]]:
    """Returns the ways to make up the days from `first` to `last`, the shortest ones first.

    The first half-year and six months are two ways to the same days: when counts were revised
    they need not agree, so a caller sees both. At most 64 ways are returned.
    """
    inside = [piece for piece in pieces if first <= piece.first and piece.last <= last]
    ordered = sorted(inside, key=lambda piece: (-(piece.last - piece.first), piece.code))
    found = []
    for way in _ways(ordered, first, last):
        found.append(way)
        if len(found) == _MOST:
            break
    return sorted(found, key=len)


def without_overlap(pieces: Iterable[Piece], *, first: date, last: date) -> tuple[Piece, ...]:
    """Returns pieces inside the days given that do not overlap, the longest first."""
    kept: list[Piece] = []
    inside = [piece for piece in pieces if first <= piece.first and piece.last <= last]
    for piece in sorted(inside, key=lambda piece: (-(piece.last - piece.first), piece.first)):
        if all(piece.last < other.first or other.last < piece.first for other in kept):
            kept.append(piece)
    return tuple(sorted(kept, key=lambda piece: piece.first))


def missing_months(pieces: Sequence[Piece], *, first: date, last: date) -> tuple[str, ...]:
    """Returns the months between two days that no piece reaches into, as `YYYY-MM`."""
    months = []
    day = first.replace(day=1)
    while day <= last:
        following = (day + 31 * _DAY).replace(day=1)
        if not any(piece.first < following and day <= piece.last for piece in pieces):
            months.append(f"{day:%Y-%m}")
        day = following
    return tuple(months)


def _ways(pieces: Sequence[Piece], first: date, last: date) -> Iterator[tuple[Piece, ...]]:
    if first > last:
        yield ()
        return
    for piece in pieces:
        if piece.first == first:
            for rest in _ways(pieces, piece.last + _DAY, last):
                yield (piece, *rest)
