"""Decides every incident against every agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tawthiq.breaches.act import act_test
from tawthiq.breaches.exclusion import exclusion_readings, exclusion_test
from tawthiq.breaches.finding import Finding, TestName, TestResult, Verdict
from tawthiq.breaches.held import Held
from tawthiq.breaches.party import party_test
from tawthiq.breaches.place import place_test
from tawthiq.breaches.ruleset import Ruleset
from tawthiq.breaches.time import time_test
from tawthiq.breaches.zones import Zones
from tawthiq.counts.massacres import party_row
from tawthiq.records import Agreement, Control, Gazetteer, Incident, Provision, Truth

_RULING_OUT = (TestName.ACT, TestName.TIME, TestName.PLACE, TestName.PARTY)


def decide_incidents(
    incidents: Sequence[Incident],
    agreements: Sequence[Agreement],
    *,
    ruleset: Ruleset,
    places: Gazetteer,
    controls: Sequence[Control] = (),
    root: str = "",
) -> list[Finding]:
    """Decides each incident against each prohibition of each agreement.

    The five tests and their order are those of the design: act, time, place or party false is no
    breach; an exclusion that applies is excluded; all four true and no exclusion is a breach;
    anything else is possible. Provisions that ask for something to be done, and that no violation
    can breach, have no finding here.

    Returns:
        One finding per incident x agreement x prohibition, in that order.
    """
    ground = _Ground(ruleset, Zones(places), Held(controls, places), root)
    return [
        ground.decide(incident, agreement, provision)
        for incident in incidents
        for agreement in agreements
        for provision in agreement.provisions
        if provision.code in ruleset.prohibitions
    ]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every decision rests on beside the incident and the agreement."""

    ruleset: Ruleset
    zones: Zones
    held: Held
    root: str

    def decide(self, incident: Incident, agreement: Agreement, provision: Provision) -> Finding:
        tests = {
            TestName.ACT: act_test(incident, provision, self.ruleset),
            TestName.TIME: time_test(incident, agreement, provision),
            TestName.PLACE: place_test(incident, agreement, provision, self.zones),
            TestName.PARTY: party_test(incident, agreement, provision, self.ruleset),
            TestName.EXCLUSION: exclusion_test(
                incident,
                agreement,
                self.held,
                scope=self.ruleset.exclusion_scope,
                contested=self.ruleset.contested_exclusions,
            ),
        }
        verdict, failing = verdict_of(tests)
        return Finding(
            incident=incident.id,
            agreement=agreement.code,
            provision=provision.code,
            party=party_row(incident),
            verdict=verdict,
            failing=failing,
            tests=tests,
            readings=self._readings(incident, agreement, tests),
            ruleset=self.ruleset.title,
            root=self.root,
        )

    def _readings(
        self, incident: Incident, agreement: Agreement, tests: Mapping[TestName, TestResult]
    ) -> dict[str, Verdict]:
        readings = exclusion_readings(incident, agreement, self.held)
        return {
            reading.value: verdict_of({**tests, TestName.EXCLUSION: result})[0]
            for reading, result in readings.items()
        }


def verdict_of(tests: Mapping[TestName, TestResult]) -> tuple[Verdict, TestName | None]:
    """Joins the five tests into a verdict and names the test that rules a breach out."""
    for name in _RULING_OUT:
        if tests[name].value is Truth.FALSE:
            return Verdict.NO_BREACH, name
    exclusion = tests[TestName.EXCLUSION].value
    if exclusion is Truth.TRUE:
        return Verdict.EXCLUDED, TestName.EXCLUSION
    settled = all(tests[name].value is Truth.TRUE for name in _RULING_OUT)
    if settled and exclusion is Truth.FALSE:
        return Verdict.BREACH, None
    return Verdict.POSSIBLE, None
