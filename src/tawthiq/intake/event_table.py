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
    ]
)
"""One row per event.

`start` and `end`: a half-open interval in UTC, null where the time is not known. `place`: code of
an area; alone it stands for the whole of it. `longitude`, `latitude`: degrees (WGS 84), `radius`:
metres about them, null for an exact point; with a place, that is the area which the source files
the point under. `violations`, `parties`: codes, empty or null where not known; several parties are
candidates, or acted together where `joint` is true.
"""
