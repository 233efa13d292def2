"""What an agreement leaves open: the gaps for which breaches stay undecided.

The list follows the complaints of published reports (texts unpublished, signatures unnamed,
borders left to a committee) and the building blocks of the UN DPPA's guidance on ceasefires.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from tawthiq.breaches.bounds import bounds_of
from tawthiq.breaches.party import BOUND, party_line
from tawthiq.breaches.ruleset import Ruleset
from tawthiq.dates import Moment, zone
from tawthiq.records import Agreement, Code, Reason, RoleKind, Zone
from tawthiq.records.reason import Fact
from tawthiq.vocabulary import alliances

_OPEN_BORDERS = ("committee", "map_unpublished", "unknown")
_MONITORING = "P19"


class Gap(BaseModel):
    """One thing that an agreement leaves open.

    Attributes:
        at: Where in the agreement's file it stands, as a dotted path.
        reason: What is open; the sentence also says why it matters.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    agreement: Code
    at: str
    reason: Reason


def find_gaps(agreements: Sequence[Agreement], *, ruleset: Ruleset) -> list[Gap]:
    """Returns the gaps of each agreement, in the order of its fields."""
    belligerents = {
        role.party
        for agreement in agreements
        for role in agreement.roles
        if role.role is RoleKind.BELLIGERENT_BOUND
    }
    return [
        Gap(agreement=each.code, at=at, reason=Reason(code=f"gap.{name}", facts=facts))
        for each in agreements
        for at, name, facts in _gaps(each, belligerents, ruleset)
    ]


_Found = tuple[str, str, dict[str, Fact]]


def _gaps(agreement: Agreement, belligerents: set[Code], ruleset: Ruleset) -> Iterator[_Found]:
    yield from _text_gaps(agreement)
    yield from _role_gaps(agreement, belligerents)
    yield from _provision_gaps(agreement, ruleset)
    yield from _term_gaps(agreement)
    if not agreement.zones:
        yield "zones", "no_zone", {}
    for at, area in enumerate(agreement.zones):
        yield from _zone_gaps(f"zones.{at}", area)
    for at, exclusion in enumerate(agreement.exclusions):
        if exclusion.contested:
            yield f"exclusions.{at}", "exclusion_contested", {"parties": exclusion.parties}


def _text_gaps(agreement: Agreement) -> Iterator[_Found]:
    if not agreement.is_published:
        yield "texts", "text_unpublished", {}
    started = min(_local_day(term.starts) for term in agreement.terms)
    full = [
        text.published_on
        for text in agreement.texts
        if text.status in ("official", "party_copy") and text.published_on is not None
    ]
    if full and min(full) > started:
        facts: dict[str, Fact] = {"days": (min(full) - started).days}
        yield "texts", "text_late", facts
    points = {point for text in agreement.texts for point in text.states}
    for point in sorted(points):
        told = {text.states[point] for text in agreement.texts if point in text.states}
        if len(told) > 1:
            yield "texts", "versions_differ", {"point": point, "told": tuple(sorted(told))}


def _role_gaps(agreement: Agreement, belligerents: set[Code]) -> Iterator[_Found]:
    roles = agreement.roles
    if not any(role.role in BOUND for role in roles):
        yield "roles", "nobody_bound", {}
    for at, role in enumerate(roles):
        facts: dict[str, Fact] = {"party": role.party}
        if role.signature == "unnamed":
            yield f"roles.{at}", "signature_unnamed", facts
        if role.role in BOUND and role.signature == "none":
            yield f"roles.{at}", "not_signed", facts
        if role.role in BOUND and role.contested:
            yield f"roles.{at}", "binding_contested", facts
        if role.role in BOUND and role.via is not None:
            yield f"roles.{at}", "bound_only_through", {**facts, "via": role.via}
        if role.role is RoleKind.GUARANTOR and belligerents & _sides(role.party, agreement):
            yield f"roles.{at}", "guarantor_belligerent", facts
    watched = any(role.role is RoleKind.MONITOR for role in roles)
    if not watched and all(each.code != _MONITORING for each in agreement.provisions):
        yield "roles", "no_monitor", {}


def _provision_gaps(agreement: Agreement, ruleset: Ruleset) -> Iterator[_Found]:
    held = agreement.provisions
    open_to_all = tuple(each.code for each in held if not each.obligors)
    undated = tuple(
        each.code for each in held if each.code not in ruleset.prohibitions and not each.deadline
    )
    for name, codes in (("no_obligor", open_to_all), ("no_deadline", undated)):
        if codes:
            yield "provisions", name, {"provisions": codes}
    for at, provision in enumerate(held):
        if provision.conditional_on is not None:
            yield f"provisions.{at}", "conditional", {"provision": provision.code}


def _term_gaps(agreement: Agreement) -> Iterator[_Found]:
    for at, term in enumerate(agreement.terms):
        bounds = bounds_of(term)
        if bounds.start[0] != bounds.start[1]:
            minutes = int((bounds.start[1] - bounds.start[0]).total_seconds() // 60)
            facts: dict[str, Fact] = {"minutes": minutes, "count": len(term.starts.statements)}
            yield f"terms.{at}.starts", "start_open", facts
        if not bounds.has_end:
            yield f"terms.{at}", "no_end", {}
        if bounds.open_after:
            yield f"terms.{at}", "renewal_open", {}


def _zone_gaps(path: str, area: Zone) -> Iterator[_Found]:
    facts: dict[str, Fact] = {"zone": area.code}
    if area.definition in _OPEN_BORDERS:
        yield path, f"border_{area.definition}", facts
    undrawn = tuple(part.place for part in area.parts if part.share == "part" and part.place)
    if undrawn:
        yield path, "undrawn_parts", {**facts, "places": undrawn}


def _local_day(moment: Moment) -> date:
    """Returns the earliest day on the clock of the first statement."""
    return moment.earliest.astimezone(zone(moment.statements[0].clock)).date()


def _sides(party: Code, agreement: Agreement) -> set[Code]:
    """Returns a party, what it stands under, and those with whom it fought in an alliance then."""
    day = _local_day(agreement.signed_on)
    allied = {
        member
        for alliance in alliances().values()
        if party in alliance.members and alliance.stands(day, day)
        for member in alliance.members
    }
    return allied | set(party_line(party))
