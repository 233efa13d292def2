"""Whether events lie in the zones of an agreement."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tawthiq.areas import NOWHERE, Area
from tawthiq.areas.ring import ring_membership
from tawthiq.breaches.zones import Zones
from tawthiq.records import Agreement, Gazetteer, Point, Truth, Where, any_of

_COLUMNS = ("place", "longitude", "latitude", "radius")
_Told = tuple[str | None, float | None, float | None, float | None]


def zone_membership(table: pa.Table, agreement: Agreement, places: Gazetteer) -> pa.Array:
    """Says of each event whether it lies in a zone of the agreement: `true`, `false`, `unknown`.

    A place alone is its whole area. Where the place settles nothing, a point with its radius is
    compared with the zone's shapes.
    Where a zone has several versions, they must agree.

    Args:
        table: Events with any of the columns `place`, `longitude`, `latitude` and `radius`; see
            `intake.event_table`.
        agreement: Its zones are read together.
        places: The places that codes stand for.
    """
    columns = [
        table[name].to_pylist() if name in table.column_names else [None] * table.num_rows
        for name in _COLUMNS
    ]
    told: list[_Told] = list(zip(*columns, strict=True))
    zones = Zones(places)
    known = {each: _in_zones(_where(each), agreement, zones).value for each in set(told)}
    return pa.array([known[each] for each in told], pa.string())


def zone_area(agreement: Agreement, places: Gazetteer) -> Area:
    """Returns the area of all zones of an agreement, as surely as it is known."""
    zones = Zones(places)
    drawn = (
        (zones.area(zone), zone.certainty == "core" and not zone.is_version)
        for zone in agreement.zones
    )
    return Area.joined([NOWHERE, *(area if sure else area.undrawn() for area, sure in drawn)])


def ring_around(
    table: pa.Table, area: Area, inside: pa.Array, *, outer_km: float
) -> npt.NDArray[np.str_]:
    """Says of each event whether it lies in the ring around an agreement's zones.

    What lies in a zone lies in no ring. An event without a point can lie anywhere else.

    Raises:
        SelectionError: The ring has no width, or nothing of the zones is drawn.
    """
    longitudes, latitudes, radii = (
        np.array(table[name].to_pylist(), dtype=float) for name in _COLUMNS[1:]
    )
    found = ring_membership(longitudes, latitudes, radii, area=area, outer_km=outer_km)
    found[np.asarray(inside.to_pylist()) == Truth.TRUE.value] = Truth.FALSE.value
    return found


def _where(told: _Told) -> Where:
    place, longitude, latitude, radius = told
    if longitude is None or latitude is None:
        return Where(place=place)
    point = Point(longitude=longitude, latitude=latitude, radius=radius)
    return Where(place=place, point=point)


def _in_zones(where: Where, agreement: Agreement, zones: Zones) -> Truth:
    if (where.place, where.point) == (None, None) or not agreement.zones:
        return Truth.UNKNOWN
    said: dict[str, set[Truth]] = {}
    for zone in agreement.zones:
        said.setdefault(zone.code, set()).add(zones.place(where, zone).value)
    return any_of(next(iter(each)) if len(each) == 1 else Truth.UNKNOWN for each in said.values())
