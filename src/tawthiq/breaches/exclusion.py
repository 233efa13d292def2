"""The exclusion test: does the agreement leave this place out, by who held it?"""

from __future__ import annotations

from collections.abc import Sequence

from tawthiq.breaches.finding import TestResult
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
    false where they settle that others did, otherwise unknown.
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
    held = [
        each
        for each in controls
        if each.during.overlaps(incident.when) and places.lies_in(place, each.place)
    ]
    by_excluded = [each for each in held if set(each.parties) <= set(exclusion.parties)]
    by_others = [each for each in held if not set(each.parties) & set(exclusion.parties)]
    if len(by_excluded) == len(held) and _covers(held, incident.when):
        if exclusion.contested:
            reason = Reason(code="exclusion.contested", facts=facts)
            return TestResult(value=Truth.UNKNOWN, reason=reason)
        return TestResult(value=Truth.TRUE, reason=Reason(code="exclusion.held", facts=facts))
    if len(by_others) == len(held) and _covers(held, incident.when):
        reason = Reason(code="exclusion.held_by_others", facts=facts)
        return TestResult(value=Truth.FALSE, reason=reason)
    name = "exclusion.control_mixed" if held else "exclusion.no_control_record"
    return TestResult(value=Truth.UNKNOWN, reason=Reason(code=name, facts=facts))


def _covers(held: Sequence[Control], when: When) -> bool:
    """Says whether the records together leave no gap in the interval."""
    reached = when.start
    for control in sorted(held, key=lambda each: each.during.start):
        if control.during.start > reached:
            return False
        reached = max(reached, control.during.end)
    return bool(held) and reached >= when.end
