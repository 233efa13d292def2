"""The party test: is the party, or every candidate, bound by the agreement?"""

from __future__ import annotations

from collections.abc import Mapping

from tawthiq.breaches.finding import TestResult
from tawthiq.breaches.ruleset import Ruleset
from tawthiq.records import (
    Agreement,
    Attribution,
    Incident,
    Mode,
    Reason,
    Role,
    RoleKind,
    Truth,
    any_of,
)
from tawthiq.vocabulary import parties

_BOUND = (RoleKind.BELLIGERENT_BOUND, RoleKind.SIGNATORY, RoleKind.ACCEDED)


def party_test(incident: Incident, agreement: Agreement, ruleset: Ruleset) -> TestResult:
    """Decides whether the attributed party is bound.

    Of several candidates all must be; of several that acted together, one is enough. Where the
    holders of attributions differ, it is settled only if each of them leads to the same.
    """
    held = [each for each in incident.attributions if each.parties]
    if not held:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="party.not_named"))
    candidates = sorted(incident.candidates)
    results = {code: _binding(code, agreement, ruleset) for code in candidates}
    joined = _agreed({_held(each, results) for each in held})
    for result in results.values():
        if result.value is joined:
            return result
    reason = Reason(code="party.not_all_bound", facts={"parties": tuple(candidates)})
    return TestResult(value=Truth.UNKNOWN, reason=reason)


def party_line(code: str) -> tuple[str, ...]:
    """Returns a party and what it stands under, the nearest first."""
    party = parties().get(code)
    return (code, *party_line(party.within)) if party is not None and party.within else (code,)


def is_residual(code: str) -> bool:
    """Says whether a code stands for no particular party, so that it can be anyone."""
    party = parties().get(code)
    return party is not None and party.is_residual


def _held(attribution: Attribution, results: Mapping[str, TestResult]) -> Truth:
    values = {results[code].value for code in attribution.parties}
    return any_of(values) if attribution.mode is Mode.JOINT else _agreed(values)


def _agreed(values: set[Truth]) -> Truth:
    """Returns what holds whichever of them is right; unknown where they differ."""
    return next(iter(values)) if len(values) == 1 else Truth.UNKNOWN


def _binding(code: str, agreement: Agreement, ruleset: Ruleset) -> TestResult:
    facts = {"party": code}
    if is_residual(code):
        return TestResult(
            value=Truth.UNKNOWN, reason=Reason(code="party.unidentified", facts=facts)
        )
    for party in party_line(code):
        roles = [role for role in agreement.roles if role.party == party]
        held = [_by_role(role, code, ruleset) for role in roles]
        for value in (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE):
            for result in held:
                if result is not None and result.value is value:
                    return result
    if any(code in party_line(role.party) and role.role in _BOUND for role in agreement.roles):
        reason = Reason(code="party.some_formations", facts=facts)
        return TestResult(value=Truth.UNKNOWN, reason=reason)
    return _not_bound(code)


def _not_bound(code: str) -> TestResult:
    reason = Reason(code="party.not_bound", facts={"party": code})
    return TestResult(value=Truth.FALSE, reason=reason)


def _by_role(role: Role, code: str, ruleset: Ruleset) -> TestResult | None:
    facts = {"party": code}
    if role.role is RoleKind.GUARANTOR:
        value = Truth.TRUE if ruleset.guarantors_bound else Truth.FALSE
        name = "party.guarantor_bound" if ruleset.guarantors_bound else "party.guarantor_only"
        return TestResult(value=value, reason=Reason(code=name, facts=facts))
    if role.role is RoleKind.REJECTED:
        return _not_bound(code)
    if role.role not in _BOUND:
        return None
    if role.contested:
        reason = Reason(code="party.binding_contested", facts=facts)
        return TestResult(value=Truth.UNKNOWN, reason=reason)
    if role.via is not None:
        value = Truth.TRUE if ruleset.represented_bound else Truth.FALSE
        name = "party.bound_through" if ruleset.represented_bound else "party.represented_only"
        return TestResult(value=value, reason=Reason(code=name, facts={**facts, "via": role.via}))
    return TestResult(value=Truth.TRUE, reason=Reason(code="party.bound", facts=facts))
