"""The columns of a table of events, as the readers fill them and the analyses take them."""

from __future__ import annotations

import pyarrow as pa

_INSTANT = pa.timestamp("us", tz="UTC")
_CODES = pa.list_(pa.string())

EVENT_SCHEMA = pa.schema(
    [
        pa.field("incident", pa.string(), nullable=False),
        pa.field("start", _INSTANT),
        pa.field("end", _INSTANT),
        pa.field("place", pa.string()),
        pa.field("longitude", pa.float64()),
        pa.field("latitude", pa.float64()),
        pa.field("radius", pa.float64()),
        pa.field("violations", _CODES, nullable=False),
        pa.field("parties", _CODES, nullable=False),
        pa.field("joint", pa.bool_(), nullable=False),
        pa.field("filed_under", pa.string()),
    ]
)
"""One row per event.

`start` and `end` are a half-open UTC interval, null where the time is not known. An event has a
`place` (code of a whole area) or a `longitude` and a `latitude` (degrees, WGS 84) with a `radius`
of uncertainty in metres (null: exact), never both; neither where the place is not known. No
`parties`: not known. Several: together where `joint`, else one of them. `filed_under` is the code
of the area that the source files a point under; null where it has a place, or names no area.
"""
