"""The party test: is the party, or every candidate, bound by the agreement?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tawthiq.breaches.bounds import EVER, NEVER, span, unbroken
from tawthiq.breaches.finding import TestResult
from tawthiq.breaches.ruleset import Ruleset
from tawthiq.breaches.time import holds
from tawthiq.dates import When
from tawthiq.records import (
    Agreement,
    Attribution,
    Incident,
    Mode,
    Provision,
    Reason,
    Role,
    RoleKind,
    Truth,
    any_of,
)
from tawthiq.records.reason import Fact
from tawthiq.vocabulary import alliances, parties

BOUND = (RoleKind.BELLIGERENT_BOUND, RoleKind.SIGNATORY, RoleKind.ACCEDED)


def party_test(
    incident: Incident, agreement: Agreement, provision: Provision, ruleset: Ruleset
) -> TestResult:
    """Decides whether the attributed party is bound by the provision at that time.

    Of several candidates all must be; of several that acted together, one is enough. Where the
    holders of attributions differ, it is settled only if each of them leads to the same. An
    alliance stands for its members of that time, one of them or together.
    """
    held = [each for each in incident.attributions if each.parties]
    if not held:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="party.not_named"))
    candidates = sorted(incident.candidates)
    bond = _Bond(agreement, provision, ruleset, incident.when)
    results = {code: bond.of(code) for code in candidates}
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


@dataclass(frozen=True, slots=True)
class _Bond:
    """What binds a party to a provision of an agreement at a time."""

    agreement: Agreement
    provision: Provision
    ruleset: Ruleset
    when: When | None

    def of(self, code: str) -> TestResult:
        """Says whether a party, or each member of an alliance, is bound."""
        if code in alliances():
            return self._alliance(code)
        if is_residual(code):
            return _unknown("party.unidentified", code)
        asked = self._is_asked(code)
        if asked is not Truth.TRUE:
            name = "party.not_asked" if asked is Truth.FALSE else "party.some_formations"
            return TestResult(value=asked, reason=Reason(code=name, facts={"party": code}))
        own = self._own(code)
        if own is not None and own.value is not Truth.FALSE:
            return own
        if self._binds_below(code):
            return _unknown("party.some_formations", code)
        return own or _not_bound(code)

    def _own(self, code: str) -> TestResult | None:
        """Returns what its own roles say, else those of what it stands under, the nearest."""
        for party in party_line(code):
            roles = self._roles(party)
            held = [self._by_role(each, code) for each in roles]
            if (joined := self._together(roles, code)) is not None:
                held.append(joined)
            for value in (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE):
                for result in held:
                    if result is not None and result.value is value:
                        return result
        return None

    def _together(self, roles: Sequence[Role], code: str) -> TestResult | None:
        """Returns what binds a party all the time by roles that follow each other without a gap."""
        when = self.when
        first, end = (when.start, when.end) if when is not None else (NEVER, EVER)
        told = [(role, _by_role(role, code, self.ruleset)) for role in roles]
        binding = [(span(role.bound_from, role.bound_to), result) for role, result in told
                   if result is not None and result.value is Truth.TRUE]  # fmt: skip
        for run in unbroken([bounds for bounds, _ in binding]):
            last = max(each.surely[1] for each in run)
            if run[0].surely[0] <= first and end <= last:
                return next(result for bounds, result in binding if bounds is run[0])
        return None

    def _binds_below(self, code: str) -> bool:
        """Says whether a formation under the party may have been bound: it may have been that."""
        below = [role for role in self.agreement.roles if code in party_line(role.party)[1:]]
        results = [self._by_role(role, role.party) for role in below]
        return any(each is not None and each.value is not Truth.FALSE for each in results)

    def _alliance(self, code: str) -> TestResult:
        alliance = alliances()[code]
        when = self.when
        if when is None or not alliance.stands(when.first_day, when.last_day):
            return _unknown("party.alliance_not_then", code)
        results = [self.of(member) for member in alliance.members]
        joined = _agreed({result.value for result in results})
        if joined is Truth.UNKNOWN:
            facts: dict[str, Fact] = {"parties": alliance.members}
            return TestResult(value=joined, reason=Reason(code="party.not_all_bound", facts=facts))
        return next(result for result in results if result.value is joined)

    def _is_asked(self, code: str) -> Truth:
        """Says whether the provision asks it of this party; with no obligor, of all bound."""
        obligors = self.provision.obligors
        if not obligors or set(party_line(code)) & set(obligors):
            return Truth.TRUE
        return Truth.UNKNOWN if any(code in party_line(e) for e in obligors) else Truth.FALSE

    def _roles(self, party: str) -> list[Role]:
        return [role for role in self.agreement.roles if role.party == party]

    def _by_role(self, role: Role, code: str) -> TestResult | None:
        result = _by_role(role, code, self.ruleset)
        dated = role.bound_from is not None or role.bound_to is not None
        if result is None or not dated or result.value is Truth.FALSE:
            return result
        then = holds(self.when, span(role.bound_from, role.bound_to))
        if then is Truth.FALSE:
            reason = Reason(code="party.not_bound_then", facts={"party": code})
            return TestResult(value=Truth.FALSE, reason=reason)
        return result if then is Truth.TRUE else _unknown("party.around_binding", code)


def _unknown(name: str, code: str) -> TestResult:
    return TestResult(value=Truth.UNKNOWN, reason=Reason(code=name, facts={"party": code}))


def _not_bound(code: str) -> TestResult:
    reason = Reason(code="party.not_bound", facts={"party": code})
    return TestResult(value=Truth.FALSE, reason=reason)


def _by_role(role: Role, code: str, ruleset: Ruleset) -> TestResult | None:
    facts: dict[str, Fact] = {"party": code}
    if role.role is RoleKind.REJECTED:
        return _not_bound(code)
    guarantor = role.role is RoleKind.GUARANTOR
    if guarantor and not ruleset.guarantors_bound:
        reason = Reason(code="party.guarantor_only", facts=facts)
        return TestResult(value=Truth.FALSE, reason=reason)
    if not guarantor and role.role not in BOUND:
        return None
    if role.via is not None and not guarantor and not ruleset.represented_bound:
        facts |= {"via": role.via}
        return TestResult(
            value=Truth.FALSE, reason=Reason(code="party.represented_only", facts=facts)
        )
    if role.contested:
        return _unknown("party.binding_contested", code)
    if guarantor:
        reason = Reason(code="party.guarantor_bound", facts=facts)
        return TestResult(value=Truth.TRUE, reason=reason)
    if role.via is not None:
        facts |= {"via": role.via}
        return TestResult(value=Truth.TRUE, reason=Reason(code="party.bound_through", facts=facts))
    return TestResult(value=Truth.TRUE, reason=Reason(code="party.bound", facts=facts))
