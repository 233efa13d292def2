"""Breach by omission: what an agreement asked for by a deadline, and nobody did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tawthiq.breaches.bounds import EVER, bounds_of
from tawthiq.breaches.duties.done import applies_to, done_test
from tawthiq.breaches.duties.omission import OmissionFinding, OmissionTest, OmissionVerdict
from tawthiq.breaches.finding import TestResult
from tawthiq.breaches.party import BOUND, party_test
from tawthiq.breaches.ruleset import Ruleset
from tawthiq.dates import Moment, Precision, When, zone
from tawthiq.records import (
    Agreement,
    Attribution,
    Code,
    Compliance,
    Incident,
    Provision,
    Reason,
    RoleKind,
    Term,
    Truth,
    any_of,
)


def decide_omissions(
    agreements: Sequence[Agreement],
    *,
    records: Sequence[Compliance],
    as_of: datetime,
    ruleset: Ruleset,
    root: str = "",
) -> list[OmissionFinding]:
    """Decides each provision that has a deadline, as of an instant.

    Not due yet is `not_due`. An agreement that had ended, an obligor that is not bound, or a deed
    that was done in time is `no_breach`. Due, bound, without a condition and recorded as not done,
    or done late, is a `breach`. Anything else is `possible`: so is what nobody recorded, since
    silence shows neither a deed nor its omission. A provision without a deadline has no finding.

    Args:
        agreements: In the order of the findings.
        records: What is recorded on compliance, of any agreement and time.
        as_of: The instant by which a deadline must have passed.
        ruleset: Says who counts as bound.
        root: Root of the state of the register that all of it is of.

    Returns:
        One finding per provision with a deadline and party that it is asked of; where the text
        names nobody, one for everyone bound beside those whom the records name.
    """
    return [
        _Duty(agreement, provision, records, as_of, ruleset).finding(obligors, root)
        for agreement in agreements
        for provision in agreement.provisions
        if provision.deadline is not None
        for obligors in _asked(agreement, provision, records)
    ]


def is_duty(provision: Provision, ruleset: Ruleset) -> bool:
    """Says whether a provision asks for something to be done: not forbidden acts, or a deadline."""
    return provision.deadline is not None or provision.code not in ruleset.prohibitions


def due_between(deadline: Moment) -> tuple[datetime, datetime]:
    """Returns the earliest and the latest instant at which a deadline passes, UTC.

    What is due on a day can be done until its end: a stated day lasts to the next midnight of its
    clock. So do months.
    """
    ends = [statement.bounds[1] for statement in deadline.statements]
    return min(ends), max(ends)


def local_deadline(instant: datetime, clock: str) -> str:
    """Returns a deadline on its clock: `2017-08-07` to the end of a day, else with the time."""
    local = instant.astimezone(zone(clock))
    if (local.hour, local.minute) == (0, 0):
        return (local.date() - timedelta(days=1)).isoformat()
    return local.strftime("%Y-%m-%dT%H:%M")


def _asked(
    agreement: Agreement, provision: Provision, records: Sequence[Compliance]
) -> list[tuple[Code, ...]]:
    """Returns of whom a provision is asked, each apart; the empty one stands for everyone bound."""
    if provision.obligors:
        return [(each,) for each in provision.obligors]
    named = {
        party
        for record in records
        if (record.agreement, record.provision) == (agreement.code, provision.code)
        for party in record.obligors
    }
    return [*((each,) for each in sorted(named)), ()]


@dataclass(frozen=True, slots=True)
class _Duty:
    agreement: Agreement
    provision: Provision
    records: Sequence[Compliance]
    as_of: datetime
    ruleset: Ruleset

    def finding(self, obligors: tuple[Code, ...], root: str) -> OmissionFinding:
        own = [
            each
            for each in self.records
            if each.agreement == self.agreement.code
            and each.provision == self.provision.code
            and applies_to(each, obligors)
        ]
        tests = {
            OmissionTest.DUE: self._due(),
            OmissionTest.IN_FORCE: self._in_force(),
            OmissionTest.BOUND: self._bound(obligors),
            OmissionTest.DONE: done_test(own, self.due),
            OmissionTest.CONDITION: self._condition(),
        }
        verdict, failing = omission_verdict(tests)
        return OmissionFinding(
            agreement=self.agreement.code,
            provision=self.provision.code,
            obligors=obligors,
            is_named=bool(self.provision.obligors),
            due=self.due,
            asked=self.provision.due,
            verdict=verdict,
            failing=failing,
            tests=tests,
            records=tuple(sorted(each.id for each in own)),
            ruleset=self.ruleset.title,
            root=root,
        )

    @property
    def due(self) -> tuple[datetime, datetime]:
        """The bounds of the deadline; nothing is due before what asks for it is in force."""
        earliest, latest = due_between(self._deadline)
        start = bounds_of(self._term, self.provision).start
        return max(earliest, start[0]), max(latest, start[1])

    @property
    def _deadline(self) -> Moment:
        assert self.provision.deadline is not None
        return self.provision.deadline

    @property
    def _term(self) -> Term:
        """The last term that can have begun when the deadline passed, or else the first."""
        latest = due_between(self._deadline)[1]
        begun = [term for term in self.agreement.terms if term.starts.earliest <= latest]
        return max(begun or self.agreement.terms[:1], key=lambda term: term.starts.earliest)

    def _local(self, instant: datetime) -> str:
        return local_deadline(instant, self._deadline.statements[0].clock)

    def _due(self) -> TestResult:
        earliest, latest = self.due
        if self.as_of >= latest:
            value, code = Truth.TRUE, "omission.due"
        elif self.as_of <= earliest:
            value, code = Truth.FALSE, "omission.not_due"
        else:
            value, code = Truth.UNKNOWN, "omission.around_due"
        return _result(value, code, earliest=self._local(earliest), latest=self._local(latest))

    def _in_force(self) -> TestResult:
        """Says whether the duty outlived its deadline; the start was seen to in `due`."""
        earliest, latest = self.due
        bounds = bounds_of(self._term, self.provision)
        ended = {} if bounds.end[1] == EVER else {"latest": self._local(bounds.end[1])}
        if bounds.end[0] >= latest:
            return _result(Truth.TRUE, "omission.in_force")
        if bounds.open_after:
            return _result(Truth.UNKNOWN, "omission.renewal_not_known", **ended)
        if bounds.end[1] < earliest:
            return _result(Truth.FALSE, "omission.ended", **ended)
        return _result(Truth.UNKNOWN, "omission.around_end", **ended)

    def _condition(self) -> TestResult:
        if self.provision.conditional_on is None:
            return _result(Truth.TRUE, "omission.no_condition")
        return _result(Truth.UNKNOWN, "omission.conditional")

    def _bound(self, obligors: tuple[Code, ...]) -> TestResult:
        """Says whether the obligor is bound at the deadline; with none named, whether anyone is."""
        if obligors:
            return self._party(obligors[0])
        parties = {
            role.party
            for role in self.agreement.roles
            if role.role in BOUND or role.role is RoleKind.GUARANTOR
        }
        values = {party: self._party(party).value for party in sorted(parties)}
        value = any_of(values.values()) if values else Truth.FALSE
        codes = {
            Truth.TRUE: "omission.everyone_bound",
            Truth.UNKNOWN: "omission.binding_open",
            Truth.FALSE: "omission.nobody_bound",
        }
        held = tuple(party for party, own in values.items() if own is value)
        return TestResult(value=value, reason=Reason(code=codes[value], facts={"parties": held}))

    def _party(self, party: Code) -> TestResult:
        """Tests a party as if an act of its own had fallen on the deadline."""
        earliest, latest = self.due
        when = When(
            start=earliest - timedelta(minutes=1),
            end=latest,
            precision=Precision.RANGE,
            stated="",
            clock=self._deadline.statements[0].clock,
        )
        probe = Incident(
            id="",
            collection="",
            key="",
            when=when,
            where=None,
            violations=(),
            attributions=(Attribution(parties=(party,)),),
        )
        return party_test(probe, self.agreement, self.provision, self.ruleset)


def omission_verdict(
    tests: Mapping[OmissionTest, TestResult],
) -> tuple[OmissionVerdict, OmissionTest | None]:
    """Joins the tests into a verdict and names the test that rules a breach out."""
    values = {name: test.value for name, test in tests.items()}
    if values[OmissionTest.DUE] is Truth.FALSE:
        return OmissionVerdict.NOT_DUE, OmissionTest.DUE
    for name in (OmissionTest.IN_FORCE, OmissionTest.BOUND):
        if values[name] is Truth.FALSE:
            return OmissionVerdict.NO_BREACH, name
    done = values.pop(OmissionTest.DONE)
    if done is Truth.TRUE:
        return OmissionVerdict.NO_BREACH, OmissionTest.DONE
    if done is Truth.FALSE and set(values.values()) == {Truth.TRUE}:
        return OmissionVerdict.BREACH, None
    return OmissionVerdict.POSSIBLE, None


def _result(value: Truth, code: str, **facts: str) -> TestResult:
    return TestResult(value=value, reason=Reason(code=code, facts=dict(facts)))
