"""Whether events lie in the zones of an agreement, by codes of places alone."""

from __future__ import annotations

import pyarrow as pa

from tawthiq.records import Agreement, Gazetteer, Truth, Zone, any_of


def zone_membership(table: pa.Table, agreement: Agreement, places: Gazetteer) -> pa.Array:
    """Says of each event whether it lies in a zone of the agreement: `true`, `false`, `unknown`.

    An event's place is its whole area; of an event known as a point, the area that its source
    files it under stands for it. True where that area lies whole in a settled zone, false where
    it touches none, otherwise unknown: only a part does, it is wider than the zone, the border is
    not settled, or the place is not known.

    Args:
        table: Events with the columns `place` and, where there is one, `filed_under`.
        agreement: Its zones are read together.
        places: The hierarchy of places.
    """
    filed = (
        table["filed_under"].to_pylist()
        if "filed_under" in table.column_names
        else [None] * table.num_rows
    )
    codes = [place or other for place, other in zip(table["place"].to_pylist(), filed, strict=True)]
    known = {code: _in_zones(code, agreement.zones, places).value for code in set(codes)}
    return pa.array([known[code] for code in codes], pa.string())


def _in_zones(code: str | None, zones: tuple[Zone, ...], places: Gazetteer) -> Truth:
    if code is None or code not in places or not zones:
        return Truth.UNKNOWN
    return any_of(_in_zone(code, zone, places) for zone in zones)


def _in_zone(code: str, zone: Zone, places: Gazetteer) -> Truth:
    shares = {part.share for part in zone.parts if places.lies_in(code, part.place)}
    if "whole" in shares and zone.certainty == "core":
        return Truth.TRUE
    is_wider = any(places.lies_in(part.place, code) for part in zone.parts)
    return Truth.UNKNOWN if shares or is_wider else Truth.FALSE
