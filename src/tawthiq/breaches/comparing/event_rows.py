"""Incidents of a casebook as a table of events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from tawthiq.intake.event_table import EVENT_SCHEMA
from tawthiq.records import Incident, Mode


def events_of(incidents: Sequence[Incident]) -> pa.Table:
    """Returns one row per incident, in their order, with the columns of `EVENT_SCHEMA`.

    An incident with a place alone is the whole area; a point with a place lies in that area. Its
    parties are all that an attribution names, together only where every attribution says so of
    the same parties.
    """
    return pa.Table.from_pylist([_row(each) for each in incidents], schema=EVENT_SCHEMA)


def _row(incident: Incident) -> dict[str, Any]:
    when, where = incident.when, incident.where
    point = where.point if where is not None else None
    place = where.place if where is not None else None
    held = {frozenset(each.parties) for each in incident.attributions}
    together = all(each.mode is Mode.JOINT for each in incident.attributions)
    return {
        "incident": incident.id,
        "start": when.start if when is not None else None,
        "end": when.end if when is not None else None,
        "place": place,
        "longitude": point.longitude if point is not None else None,
        "latitude": point.latitude if point is not None else None,
        "radius": point.radius if point is not None else None,
        "violations": list(incident.violations),
        "parties": sorted(incident.candidates),
        "joint": len(held) == 1 and together,
    }
