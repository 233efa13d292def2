"""The act test: is the violation one that the provision forbids?"""

from __future__ import annotations

from tawthiq.breaches.finding import TestResult
from tawthiq.breaches.ruleset import Ruleset
from tawthiq.records import Incident, Provision, Reason, Truth


def act_test(incident: Incident, provision: Provision, ruleset: Ruleset) -> TestResult:
    """Decides by the ruleset's map from violations to provisions; one violation is enough."""
    if not incident.violations:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="act.not_known"))
    facts = {"provision": provision.code, "violations": incident.violations}
    acts = [ruleset.acts[code] for code in incident.violations if code in ruleset.acts]
    if any(provision.code in ruleset.breached_by(code) for code in incident.violations):
        if provision.conditional_on is not None:
            return TestResult(
                value=Truth.UNKNOWN, reason=Reason(code="act.conditional", facts=facts)
            )
        return TestResult(value=Truth.TRUE, reason=Reason(code="act.forbidden", facts=facts))
    if any(provision.code in act.may_breach for act in acts):
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="act.depends", facts=facts))
    return TestResult(value=Truth.FALSE, reason=Reason(code="act.not_forbidden", facts=facts))
