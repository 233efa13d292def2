"""What a question is limited to: a period, and the places of a named operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.areas import Area, Shape, disc, lies_in, point, read_shape
from tawthiq.casebook import Casebook
from tawthiq.dates import Precision, When
from tawthiq.errors import SelectionError
from tawthiq.records import Gazetteer, Offensive, Where


@dataclass(frozen=True, slots=True)
class Scope:
    """A period, and the named operation that limits it further, if one does."""

    period: When
    offensive: Offensive | None = None

    @property
    def name(self) -> str:
        """A short name for files."""
        period = self.period.stated.replace("/", "_")
        return period if self.offensive is None else f"{period}.{self.offensive.code}"


def scope_of(casebook: Casebook, period: When | None, *, offensive: str | None = None) -> Scope:
    """Returns what is asked for: a period, an offensive, or the time that both share.

    Raises:
        SelectionError: Neither is given, no offensive has the code, or they share no time.
    """
    if offensive is None:
        if period is None:
            raise SelectionError(
                "No period is given. Write one, such as 2017-10, or --from and --to, or "
                "--offensive CODE."
            )
        return Scope(period)
    held = {each.code: each for each in casebook.view.all(Offensive) if each.code is not None}
    if offensive not in held:
        known = ", ".join(sorted(held)) or "none yet"
        raise SelectionError(
            f"No offensive has the code {offensive!r}. Known: {known}. "
            "Enter some with: tawthiq import offensives FILE"
        )
    limit = held[offensive]
    return Scope(limit.during if period is None else _shared(period, limit.during), limit)


def lies_in_places(where: Where | None, codes: Sequence[str], places: Gazetteer) -> bool | None:
    """Says whether something lies in one of some places whole; None where that is not settled.

    By the hierarchy of codes first. Where the place that is told is wider than the places, or
    none is told, by the borders that the casebook holds: of a point with its radius, or of a
    polygon, never of the centre of an area.
    """
    if where is None:
        return None
    if where.place is not None and where.place in places:
        if any(places.lies_in(where.place, code) for code in codes):
            return True
        if not any(places.lies_in(code, where.place) for code in codes if code in places):
            return False
    shape = _shape(where)
    if shape is None:
        return None
    return lies_in(shape, Area.joined(places.area(code) for code in codes if code in places))


def _shape(where: Where) -> Shape | None:
    spot = where.point
    if spot is not None:
        if spot.radius is None:
            return point(spot.longitude, spot.latitude)
        return disc(spot.longitude, spot.latitude, spot.radius)
    return read_shape(where.polygon) if where.polygon is not None else None


def _shared(period: When, other: When) -> When:
    if period.lies_within(other):
        return period
    if other.lies_within(period):
        return other
    if not period.overlaps(other):
        raise SelectionError(f"The offensive ({other.stated}) has no day in {period.stated}.")
    start, end = max(period.start, other.start), min(period.end, other.end)
    shared = When(
        start=start, end=end, precision=Precision.RANGE, stated=period.stated, clock=period.clock
    )
    stated = f"{shared.first_day}/{shared.last_day}"
    return shared.model_copy(update={"stated": stated})
