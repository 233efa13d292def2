"""The place test: does the incident lie in the zone of the agreement?"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tawthiq.breaches.bounds import EVER, NEVER, span
from tawthiq.breaches.finding import TestResult
from tawthiq.breaches.time import holds
from tawthiq.breaches.zones import Placed, Zones
from tawthiq.dates import When
from tawthiq.records import (
    Agreement,
    Incident,
    Provision,
    Reason,
    Truth,
    Where,
    Zone,
    all_of,
    any_of,
)
from tawthiq.records.reason import Fact

_NOT_KNOWN = Placed(Truth.UNKNOWN, "not_known")


def place_test(
    incident: Incident, agreement: Agreement, provision: Provision, zones: Zones
) -> TestResult:
    """Compares the place with the zones, never by a centre: a place stands for its whole area.

    True where the whole place lies in a zone that held for the whole time, or in several taken
    together; false where it touches none, otherwise unknown: only a part of it does, it is wider
    than the zone, the border is not drawn, or it is not known.
    """
    where = incident.where
    if where is None or (where.place, where.point, where.polygon) == (None, None, None):
        where = None
    held = zones_of(agreement, provision)
    if not held:
        name = "place.not_known" if where is None else "place.no_zone_recorded"
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code=name))
    results = [_against(where, incident.when, zone, zones) for zone in held]
    value = any_of(result.value for result in results)
    if value is Truth.UNKNOWN and where is not None and len(held) > 1:
        met = stretches_of(held, incident.when)
        if all(each.zones and zones.covers(where, each.zones) for each in met):
            meant = [zone.code for zone, result in zip(held, results, strict=True)
                     if result.value is not Truth.FALSE]  # fmt: skip
            facts: dict[str, Fact] = {"place": where.place, "zones": tuple(dict.fromkeys(meant))}
            reason = Reason(code="place.zones_together", facts=facts)
            return TestResult(value=Truth.TRUE, reason=reason)
    return next(result for result in results if result.value is value)


def zones_of(agreement: Agreement, provision: Provision) -> list[Zone]:
    """Returns the zones that a provision is about."""
    return [
        zone for zone in agreement.zones if provision.zone is None or zone.code == provision.zone
    ]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time in which no zone surely begins or ends to hold.

    Attributes:
        zones: Those with a settled border that surely hold all through it.
    """

    start: datetime
    end: datetime
    zones: tuple[Zone, ...]


def stretches_of(zones: Sequence[Zone], when: When | None = None) -> list[Stretch]:
    """Cuts all time where a zone surely begins or ends to hold; returns what an interval meets.

    Zones are taken together only within one stretch: two that held one after the other say nothing
    of a place of which each holds a half.
    """
    surely = [span(zone.valid_from, zone.valid_to).surely for zone in zones]
    cuts = sorted({NEVER, EVER, *(instant for bounds in surely for instant in bounds)})
    return [
        Stretch(
            start,
            end,
            tuple(
                zone
                for zone, (first, last) in zip(zones, surely, strict=True)
                if zone.certainty == "core" and first <= start and end <= last
            ),
        )
        for start, end in itertools.pairwise(cuts)
        if when is None or (start < when.end and when.start < end)
    ]


def _against(where: Where | None, when: When | None, zone: Zone, zones: Zones) -> TestResult:
    found = zones.place(where, zone) if where is not None else _NOT_KNOWN
    place = where.place if where is not None else None
    facts: dict[str, Fact] = {"place": place, "zone": zone.code}
    if zone.is_version and found.value is not Truth.FALSE:
        then = holds(when, span(zone.valid_from, zone.valid_to))
        if then is not Truth.TRUE:
            name = "place.zone_not_then" if then is Truth.FALSE else "place.zone_changed"
            return TestResult(
                value=all_of((found.value, then)), reason=Reason(code=name, facts=facts)
            )
    if found.why == "outside":
        facts = {"place": place}
    return TestResult(value=found.value, reason=Reason(code=f"place.{found.why}", facts=facts))
