"""The exclusion test: does the agreement leave this place out, by who held it?"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from tawthiq.breaches.finding import TestResult
from tawthiq.breaches.held import Held, Told
from tawthiq.breaches.party import is_residual, party_line
from tawthiq.dates import When
from tawthiq.records import Agreement, Control, Exclusion, Incident, Reason, Truth, any_of
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


Scope = Literal["held", "present"]
Contested = Literal["unknown", "applies", "void"]


def exclusion_test(
    incident: Incident,
    agreement: Agreement,
    held: Held,
    *,
    scope: Scope = "held",
    contested: Contested = "unknown",
) -> TestResult:
    """Decides by Control records; see `exclusion_of`."""
    told = held.about(incident.where, incident.when)
    return exclusion_of(told, agreement, incident.when, scope=scope, contested=contested)


def exclusion_of(
    told: Sequence[Told] | None,
    agreement: Agreement,
    when: When | None,
    *,
    scope: Scope = "held",
    contested: Contested = "unknown",
) -> TestResult:
    """Decides by what records tell of a place.

    True where records settle that at every instant excluded parties alone held the whole place
    (or, in the broad scope, were present there), false where they settle that at no instant it was
    so, otherwise unknown: also where a record of a part of the place says otherwise, or names a
    holder who can be anyone. All exclusions count together: a place that two of the excluded held
    together, or one after the other, is excluded.

    Args:
        told: The records of the place; None where the place or the time is not known.
        agreement: Whose exclusions count.
        when: The time.
        scope: What an exclusion covers that does not say it itself.
        contested: What an exclusion counts for that the sides dispute.
    """
    void = contested == "void"
    exclusions = [each for each in agreement.exclusions if not (each.contested and void)]
    if not exclusions:
        return TestResult(value=Truth.FALSE, reason=Reason(code="exclusion.none"))
    aimed = [each for each in exclusions if each.scope == "attacked"]
    areas = [each for each in exclusions if each.scope != "attacked"]
    if aimed and not areas:
        return _result(Truth.UNKNOWN, "target_not_known", aimed, None)
    if told is None or when is None:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="exclusion.not_known"))
    result = _by_records(told, areas, when, scope, contested)
    if aimed and result.value is Truth.FALSE:
        return _result(Truth.UNKNOWN, "target_not_known", aimed, told)
    return result


def exclusion_readings(
    incident: Incident, agreement: Agreement, held: Held
) -> Mapping[Reading, TestResult]:
    """Returns the test under each reading of the text; empty where nothing is left out."""
    if not agreement.exclusions:
        return {}
    told = held.about(incident.where, incident.when)
    return {
        reading: exclusion_of(
            told,
            agreement,
            incident.when,
            scope=reading.scope,
            contested="applies" if reading.takes_contested else "void",
        )
        for reading in Reading
    }


@dataclass(frozen=True, slots=True)
class _Parties:
    """Whom exclusions of one scope leave out, for certain and at most."""

    sure: frozenset[str]
    possible: frozenset[str]

    @classmethod
    def of(cls, exclusions: Sequence[Exclusion], *, takes_contested: bool) -> _Parties:
        sure = [each for each in exclusions if takes_contested or not each.contested]
        return cls(_names(sure), _names(exclusions))

    def held(self, control: Control) -> Truth:
        """Says whether a record settles that these parties alone held a place."""
        if {_among(code, self.sure) for code in control.parties} == {Truth.TRUE}:
            return Truth.TRUE
        can_be = {_among(code, self.possible) for code in control.parties}
        return Truth.FALSE if can_be == {Truth.FALSE} else Truth.UNKNOWN

    def present(self, control: Control) -> Truth | None:
        """Says whether a record settles that one of these parties was in a place.

        None where it tells of others who held the place, and of nobody who was there besides: it
        contradicts no record that does.
        """
        if self.held(control) is Truth.TRUE:
            return Truth.TRUE
        if any(_among(code, self.sure) is Truth.TRUE for code in control.present or ()):
            return Truth.TRUE
        named = (*control.parties, *(control.present or ()))
        there = {_among(code, self.possible) for code in named}
        if not control.parties or there != {Truth.FALSE}:
            return Truth.UNKNOWN
        return None if control.present is None else Truth.FALSE


def _by_records(
    told: Sequence[Told],
    exclusions: Sequence[Exclusion],
    when: When,
    scope: Scope,
    contested: Contested,
) -> TestResult:
    value, name = _throughout(told, exclusions, when, scope, takes_contested=contested == "applies")
    if value is Truth.UNKNOWN and contested == "unknown":
        applied, _ = _throughout(told, exclusions, when, scope, takes_contested=True)
        if applied is Truth.TRUE:
            disputed = [each for each in exclusions if each.contested]
            return _result(Truth.UNKNOWN, "contested", disputed, told, met=True)
    if value is Truth.UNKNOWN:
        name = "control_mixed" if told else "no_control_record"
    return _result(value, name, exclusions, told, met=value is Truth.TRUE)


def _throughout(
    told: Sequence[Told],
    exclusions: Sequence[Exclusion],
    when: When,
    scope: Scope,
    *,
    takes_contested: bool,
) -> tuple[Truth, str]:
    """Returns what holds at every instant, and the name of the reason."""
    holding, being = (
        _Parties.of(
            [each for each in exclusions if (each.scope or scope) == own],
            takes_contested=takes_contested,
        )
        for own in ("held", "present")
    )
    values, ways = set(), set()
    for start, end in _pieces(told, when):
        here = [each for each in told if _lasts(each.control, start, end)]
        held = _settled([(holding.held(each.control), each.whole) for each in here])
        present = _settled([(being.present(each.control), each.whole) for each in here])
        both = [value for value, group in ((held, holding), (present, being)) if group.possible]
        values.add(any_of(both))
        ways.add("held" if holding.possible and held is Truth.TRUE else "present")
    value = values.pop() if len(values) == 1 else Truth.UNKNOWN
    if value is Truth.TRUE:
        return value, ways.pop() if len(ways) == 1 else "held_or_present"
    return value, "held_by_others" if holding.possible else "absent"


def _lasts(control: Control, start: datetime, end: datetime) -> bool:
    return control.during.start <= start and end <= control.during.end


def _pieces(told: Sequence[Told], when: When) -> list[tuple[datetime, datetime]]:
    """Cuts an interval at every instant at which a record begins or ends."""
    cuts = {at for each in told for at in (each.control.during.start, each.control.during.end)}
    inside = {at for at in cuts if when.start < at < when.end}
    return list(itertools.pairwise(sorted({when.start, when.end} | inside)))


def _settled(said: Sequence[tuple[Truth | None, Truth]]) -> Truth:
    """Returns what records of one instant settle: one of the whole place, none saying otherwise."""
    values = {value for value, _ in said if value is not None}
    whole = {value for value, place in said if value is not None and place is Truth.TRUE}
    return values.pop() if len(values) == 1 and whole == values else Truth.UNKNOWN


def _result(
    value: Truth,
    name: str,
    exclusions: Sequence[Exclusion],
    told: Sequence[Told] | None,
    *,
    met: bool = False,
) -> TestResult:
    """Returns a result that names the parties meant; with `met`, those that the records name."""
    parties = tuple(dict.fromkeys(code for each in exclusions for code in each.parties))
    if met:
        named = {party for each in told or () for party in each.parties}
        there = {code for party in named for code in party_line(party)}
        parties = tuple(code for code in parties if code in there)
    places = sorted(told or (), key=lambda each: each.whole is not Truth.TRUE)
    place = places[0].place if places else None
    facts: dict[str, Fact] = {"place": place, "parties": parties}
    return TestResult(value=value, reason=Reason(code=f"exclusion.{name}", facts=facts))


def _names(exclusions: Sequence[Exclusion]) -> frozenset[str]:
    return frozenset(code for each in exclusions for code in each.parties)


def _among(code: str, excluded: frozenset[str]) -> Truth:
    if not excluded.isdisjoint(party_line(code)):
        return Truth.TRUE
    can_be = is_residual(code) or any(code in party_line(each) for each in excluded)
    return Truth.UNKNOWN if can_be else Truth.FALSE
