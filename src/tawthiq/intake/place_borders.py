"""Whether borders can be drawn, and whether places lie where the casebook says they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tawthiq.areas import Area, metres_between, point, read_shape, touches
from tawthiq.intake.notes import Notes
from tawthiq.intake.place_match import Match
from tawthiq.records import Gazetteer, Place, rank_of

POSITIONED = rank_of("subdistrict")
"""From this level on a point is a position; of a wider place it is the centre of an area."""


def check_borders(
    matches: Sequence[Match], merged: dict[str, Place], places: Gazetteer, notes: Notes
) -> Iterator[tuple[Match, str]]:
    """Yields each border that cannot be drawn or lies outside of what its place lies in.

    A position outside the border of what the place lies in is noted and taken out of `merged`:
    one of the two is wrong, and no one can tell which.
    """
    broken = dict(_broken(matches))
    for at, reason in broken.items():
        yield matches[at], reason
    if broken:
        return
    for match in matches:
        around = _around(match, places)
        if around is None:
            continue
        if match.row.polygon is not None:
            if not touches(read_shape(match.row.polygon), around):
                yield match, f"its border lies outside that of {match.parent}"
        elif match.row.point is not None and rank_of(match.level) >= POSITIONED:
            _place_inside(match, merged, around, notes)


def _broken(matches: Sequence[Match]) -> Iterator[tuple[int, str]]:
    for at, match in enumerate(matches):
        if match.row.polygon is not None:
            try:
                read_shape(match.row.polygon)
            except ValueError as fault:
                yield at, str(fault)


def _around(match: Match, places: Gazetteer) -> Area | None:
    """Returns the area of what a place lies in, where a border of it is known."""
    if match.parent is None:
        return None
    return places.area(match.parent)


def _place_inside(match: Match, merged: dict[str, Place], around: Area, notes: Notes) -> None:
    spot = match.row.point
    if spot is None:
        return
    here = point(spot.longitude, spot.latitude)
    if touches(here, around):
        return
    off = round(metres_between(here, around))
    notes.add(
        "places.point_outside",
        file=match.row.file,
        number=match.row.number,
        name=match.row.title,
        place=match.parent,
        metres=off,
    )
    known = match.known.point if match.known is not None else None
    merged[match.code] = merged[match.code].model_copy(update={"point": known})
