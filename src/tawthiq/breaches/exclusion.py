"""The exclusion test: does the agreement leave this place out, by who held it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

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
from tawthiq.records.reason import Fact


class Reading(StrEnum):
    """How the exclusions of a text can be read, each by whom it leaves out and where.

    `narrow`: areas that an excluded party held; `broad`: also where it was present. `agreed`:
    only what no side disputes; `all`: what one side's version leaves out too.
    """

    NARROW_AGREED = "narrow_agreed"
    NARROW_ALL = "narrow_all"
    BROAD_AGREED = "broad_agreed"
    BROAD_ALL = "broad_all"

    @property
    def scope(self) -> Literal["held", "present"]:
        """What an exclusion covers that does not say it itself."""
        return "held" if self in (Reading.NARROW_AGREED, Reading.NARROW_ALL) else "present"

    @property
    def takes_contested(self) -> bool:
        """Says whether an exclusion that the sides dispute applies."""
        return self in (Reading.NARROW_ALL, Reading.BROAD_ALL)


@dataclass(frozen=True, slots=True)
class Held:
    """The records of who held which place when, and the places."""

    controls: Sequence[Control]
    places: Gazetteer


def exclusion_test(
    incident: Incident,
    agreement: Agreement,
    held: Held,
    *,
    scope: Literal["held", "present"] = "held",
    contested: Literal["unknown", "applies", "void"] = "unknown",
) -> TestResult:
    """Decides by Control records.

    True where records settle that excluded parties alone held the whole place for the whole time
    (or, in the broad scope, were present there all the time), false where they settle that it was
    not so, otherwise unknown: also where a record of a part of the place says otherwise, or names
    a holder who can be anyone.
    """
    void = contested == "void"
    exclusions = [each for each in agreement.exclusions if not (each.contested and void)]
    if not exclusions:
        return TestResult(value=Truth.FALSE, reason=Reason(code="exclusion.none"))
    results = [_against(incident, each, held, scope, contested) for each in exclusions]
    value = any_of(result.value for result in results)
    return next(result for result in results if result.value is value)


def exclusion_readings(
    incident: Incident, agreement: Agreement, held: Held
) -> Mapping[Reading, TestResult]:
    """Returns the test under each reading of the text; empty where nothing is left out."""
    if not agreement.exclusions:
        return {}
    return {
        reading: exclusion_test(
            incident,
            agreement,
            held,
            scope=reading.scope,
            contested="applies" if reading.takes_contested else "void",
        )
        for reading in Reading
    }


def _against(
    incident: Incident, exclusion: Exclusion, held: Held, scope: str, contested: str
) -> TestResult:
    place = incident.where.place if incident.where is not None else None
    facts: dict[str, Fact] = {"place": place, "parties": exclusion.parties}
    if exclusion.scope == "attacked":
        reason = Reason(code="exclusion.target_not_known", facts=facts)
        return TestResult(value=Truth.UNKNOWN, reason=reason)
    if place is None or incident.when is None or place not in held.places:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="exclusion.not_known"))
    value, name = _by_records(place, incident.when, exclusion, held, exclusion.scope or scope)
    if value is Truth.TRUE and exclusion.contested and contested == "unknown":
        value, name = Truth.UNKNOWN, "exclusion.contested"
    return TestResult(value=value, reason=Reason(code=name, facts=facts))


def _by_records(
    place: str, when: When, exclusion: Exclusion, held: Held, scope: str
) -> tuple[Truth, str]:
    during = [each for each in held.controls if each.during.overlaps(when)]
    around = [each for each in during if held.places.lies_in(place, each.place)]
    inside = [each for each in during if held.places.lies_in(each.place, place)]
    values = {_is_excluded(each, exclusion, scope) for each in (*around, *inside)}
    if _covers(around, when) and values == {Truth.TRUE}:
        return Truth.TRUE, "exclusion.held" if scope == "held" else "exclusion.present"
    if _covers(around, when) and values == {Truth.FALSE}:
        name = "exclusion.held_by_others" if scope == "held" else "exclusion.absent"
        return Truth.FALSE, name
    return Truth.UNKNOWN, "exclusion.control_mixed" if values else "exclusion.no_control_record"


def _is_excluded(control: Control, exclusion: Exclusion, scope: str) -> Truth:
    """Says whether a record settles that the excluded held a place, or were present there."""
    holders = {_is_among(code, exclusion.parties) for code in control.parties}
    if scope == "held":
        return next(iter(holders)) if len(holders) == 1 else Truth.UNKNOWN
    held = next(iter(holders)) if len(holders) == 1 else Truth.UNKNOWN
    if held is Truth.TRUE or control.present is None:
        return held if held is Truth.TRUE else Truth.UNKNOWN
    return any_of((held, *(_is_among(code, exclusion.parties) for code in control.present)))


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
