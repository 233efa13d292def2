"""The place test: does the incident lie in the zone of the agreement?"""

from __future__ import annotations

from tawthiq.breaches.finding import TestResult
from tawthiq.records import Agreement, Gazetteer, Incident, Provision, Reason, Truth, Zone, any_of


def place_test(
    incident: Incident, agreement: Agreement, provision: Provision, places: Gazetteer
) -> TestResult:
    """Compares codes of places, never a centre: a place stands for its whole area.

    True where the whole place lies in a zone, false where it touches none, otherwise unknown:
    only a part of it does, it is wider than the zone, or it is not known.
    """
    place = incident.where.place if incident.where is not None else None
    if place is None:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="place.not_known"))
    zones = [
        zone for zone in agreement.zones if provision.zone is None or zone.code == provision.zone
    ]
    results = [_against(place, zone, places) for zone in zones]
    if not results:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="place.no_zone_recorded"))
    value = any_of(result.value for result in results)
    return next(result for result in results if result.value is value)


def _against(place: str, zone: Zone, places: Gazetteer) -> TestResult:
    facts = {"place": place, "zone": zone.code}
    found = {_relation(place, part.place, part.share, places) for part in zone.parts}
    if "whole" in found and zone.certainty == "core":
        return TestResult(value=Truth.TRUE, reason=Reason(code="place.inside", facts=facts))
    if "whole" in found:
        reason = Reason(code="place.zone_not_settled", facts=facts)
        return TestResult(value=Truth.UNKNOWN, reason=reason)
    if "part" in found:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="place.partly", facts=facts))
    if "wider" in found:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="place.wider", facts=facts))
    return TestResult(
        value=Truth.FALSE, reason=Reason(code="place.outside", facts={"place": place})
    )


def _relation(place: str, part: str, share: str, places: Gazetteer) -> str:
    if places.lies_in(place, part):
        return share
    return "wider" if places.lies_in(part, place) else "outside"
