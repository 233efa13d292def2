"""The party test: is the party, or every candidate, bound by the agreement?"""

from __future__ import annotations

from tawthiq.breaches.finding import TestResult
from tawthiq.breaches.ruleset import Ruleset
from tawthiq.records import Agreement, Incident, Reason, Role, RoleKind, Truth
from tawthiq.vocabulary import parties

_BOUND = (RoleKind.BELLIGERENT_BOUND, RoleKind.SIGNATORY, RoleKind.ACCEDED)


def party_test(incident: Incident, agreement: Agreement, ruleset: Ruleset) -> TestResult:
    """Decides whether the attributed party is bound; of several candidates, whether all are."""
    candidates = sorted(incident.candidates)
    if not candidates:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="party.not_named"))
    results = [_binding(code, agreement, ruleset) for code in candidates]
    values = {result.value for result in results}
    if len(values) == 1:
        return results[0]
    if values == {Truth.TRUE, Truth.FALSE} or Truth.TRUE in values:
        reason = Reason(code="party.not_all_bound", facts={"parties": tuple(candidates)})
        return TestResult(value=Truth.UNKNOWN, reason=reason)
    return next(result for result in results if result.value is Truth.UNKNOWN)


def _binding(code: str, agreement: Agreement, ruleset: Ruleset) -> TestResult:
    facts = {"party": code}
    party = parties().get(code)
    if party is not None and party.is_residual:
        return TestResult(
            value=Truth.UNKNOWN, reason=Reason(code="party.unidentified", facts=facts)
        )
    line = _line(code)
    held = [_by_role(role, code, ruleset) for role in agreement.roles if role.party in line]
    for value in (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE):
        for result in held:
            if result is not None and result.value is value:
                return result
    if any(code in _line(role.party) and role.role in _BOUND for role in agreement.roles):
        reason = Reason(code="party.some_formations", facts=facts)
        return TestResult(value=Truth.UNKNOWN, reason=reason)
    return TestResult(value=Truth.FALSE, reason=Reason(code="party.not_bound", facts=facts))


def _by_role(role: Role, code: str, ruleset: Ruleset) -> TestResult | None:
    facts = {"party": code}
    if role.role is RoleKind.GUARANTOR:
        value = Truth.TRUE if ruleset.guarantors_bound else Truth.FALSE
        name = "party.guarantor_bound" if ruleset.guarantors_bound else "party.guarantor_only"
        return TestResult(value=value, reason=Reason(code=name, facts=facts))
    if role.role not in _BOUND:
        return None
    if role.contested:
        reason = Reason(code="party.binding_contested", facts=facts)
        return TestResult(value=Truth.UNKNOWN, reason=reason)
    if role.via is not None:
        value = Truth.TRUE if ruleset.represented_bound else Truth.UNKNOWN
        reason = Reason(code="party.bound_through", facts={**facts, "via": role.via})
        return TestResult(value=value, reason=reason)
    return TestResult(value=Truth.TRUE, reason=Reason(code="party.bound", facts=facts))


def _line(code: str) -> tuple[str, ...]:
    """Returns a party and what it stands under, the nearest first."""
    party = parties().get(code)
    return (code, *_line(party.within)) if party is not None and party.within else (code,)
