"""The time test: does the incident lie in the term of the agreement and of the provision?"""

from __future__ import annotations

from datetime import datetime

from tawthiq.breaches.finding import TestResult
from tawthiq.dates import When, add_months, zone
from tawthiq.records import Agreement, Incident, Provision, Reason, Term, Truth, all_of, any_of


def time_test(incident: Incident, agreement: Agreement, provision: Provision) -> TestResult:
    """Compares the incident's interval with each term; one term is enough.

    True where the whole interval lies in force on every statement of the start and the end,
    false where it lies outside on every statement, otherwise unknown.
    """
    if incident.when is None:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="time.not_known"))
    results = [_against(incident.when, term, provision) for term in agreement.terms]
    value = any_of(result.value for result in results)
    return next(result for result in results if result.value is value)


def _against(when: When, term: Term, provision: Provision) -> TestResult:
    start = _start(when, *_start_bounds(term, provision))
    end = _end(when, term)
    value = all_of((start.value, end.value))
    if value is Truth.TRUE:
        return start
    return next(result for result in (start, end) if result.value is value)


def _start_bounds(term: Term, provision: Provision) -> tuple[datetime, datetime]:
    """Returns the bounds of the later start: a provision never starts before the term."""
    starts = [term.starts, *([provision.starts] if provision.starts is not None else [])]
    return max(each.earliest for each in starts), max(each.latest for each in starts)


def _start(when: When, earliest: datetime, latest: datetime) -> TestResult:
    facts = {
        "when": when.stated,
        "earliest": _local(earliest, when.clock),
        "latest": _local(latest, when.clock),
    }
    if when.start >= latest:
        return TestResult(value=Truth.TRUE, reason=Reason(code="time.in_force", facts=facts))
    if when.end <= earliest:
        return TestResult(value=Truth.FALSE, reason=Reason(code="time.before", facts=facts))
    return TestResult(value=Truth.UNKNOWN, reason=Reason(code="time.around_start", facts=facts))


def _end(when: When, term: Term) -> TestResult:
    bounds = _end_bounds(term, when.clock)
    if bounds is None:
        return TestResult(value=Truth.TRUE, reason=Reason(code="time.no_end"))
    earliest, latest = bounds
    facts = {
        "when": when.stated,
        "earliest": _local(earliest, when.clock),
        "latest": _local(latest, when.clock),
    }
    if when.end <= earliest:
        return TestResult(value=Truth.TRUE, reason=Reason(code="time.before_end", facts=facts))
    if term.renewal == "unknown":
        reason = Reason(code="time.renewal_not_known", facts=facts)
        return TestResult(value=Truth.UNKNOWN, reason=reason)
    if when.start >= latest:
        return TestResult(value=Truth.FALSE, reason=Reason(code="time.after_end", facts=facts))
    return TestResult(value=Truth.UNKNOWN, reason=Reason(code="time.around_end", facts=facts))


def _end_bounds(term: Term, clock: str) -> tuple[datetime, datetime] | None:
    if term.ends is not None:
        return term.ends.earliest, term.ends.latest
    if term.months is None:
        return None
    return (
        add_months(term.starts.earliest, term.months, clock=clock),
        add_months(term.starts.latest, term.months, clock=clock),
    )


def _local(instant: datetime, clock: str) -> str:
    return instant.astimezone(zone(clock)).strftime("%Y-%m-%dT%H:%M")
