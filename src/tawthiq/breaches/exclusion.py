"""The exclusion test: does the agreement leave this place out, by who held it?"""

from __future__ import annotations

from collections.abc import Sequence

from tawthiq.breaches.finding import TestResult
from tawthiq.breaches.party import is_residual, party_line
from tawthiq.dates import When
from tawthiq.records import (
    Agreement,
    Control,
    Exclusion,
    Gazetteer,
    Incident,
    Reason,
    Truth,
    any_of,
)


def exclusion_test(
    incident: Incident, agreement: Agreement, controls: Sequence[Control], places: Gazetteer
) -> TestResult:
    """Decides by Control records, in the narrow reading: an area is excluded while it is held.

    True where records settle that excluded parties alone held the whole place for the whole time,
    false where they settle that others did, otherwise unknown: also where a record of a part of
    the place says otherwise, or names a holder who can be anyone.
    """
    if not agreement.exclusions:
        return TestResult(value=Truth.FALSE, reason=Reason(code="exclusion.none"))
    results = [_against(incident, each, controls, places) for each in agreement.exclusions]
    value = any_of(result.value for result in results)
    return next(result for result in results if result.value is value)


def _against(
    incident: Incident, exclusion: Exclusion, controls: Sequence[Control], places: Gazetteer
) -> TestResult:
    place = incident.where.place if incident.where is not None else None
    facts = {"place": place, "parties": exclusion.parties}
    if place is None or incident.when is None:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="exclusion.not_known"))
    during = [each for each in controls if each.during.overlaps(incident.when)]
    held = [each for each in during if places.lies_in(place, each.place)]
    inside = [each for each in during if places.lies_in(each.place, place)]
    values = {_is_excluded(each, exclusion) for each in (*held, *inside)}
    if _covers(held, incident.when) and values == {Truth.TRUE}:
        if exclusion.contested:
            reason = Reason(code="exclusion.contested", facts=facts)
            return TestResult(value=Truth.UNKNOWN, reason=reason)
        return TestResult(value=Truth.TRUE, reason=Reason(code="exclusion.held", facts=facts))
    if _covers(held, incident.when) and values == {Truth.FALSE}:
        reason = Reason(code="exclusion.held_by_others", facts=facts)
        return TestResult(value=Truth.FALSE, reason=reason)
    name = "exclusion.control_mixed" if values else "exclusion.no_control_record"
    return TestResult(value=Truth.UNKNOWN, reason=Reason(code=name, facts=facts))


def _is_excluded(control: Control, exclusion: Exclusion) -> Truth:
    """Says whether those who held a place are excluded; unknown of some, or of no one named."""
    values = {_is_among(code, exclusion.parties) for code in control.parties}
    return next(iter(values)) if len(values) == 1 else Truth.UNKNOWN


def _is_among(code: str, excluded: Sequence[str]) -> Truth:
    if set(party_line(code)) & set(excluded):
        return Truth.TRUE
    can_be = is_residual(code) or any(code in party_line(each) for each in excluded)
    return Truth.UNKNOWN if can_be else Truth.FALSE


def _covers(held: Sequence[Control], when: When) -> bool:
    """Says whether the records together leave no gap in the interval."""
    reached = when.start
    for control in sorted(held, key=lambda each: each.during.start):
        if control.during.start > reached:
            return False
        reached = max(reached, control.during.end)
    return bool(held) and reached >= when.end
