"""The time test: does the incident lie in the term of the agreement and of the provision?"""

from __future__ import annotations

from datetime import datetime

from tawthiq.breaches.bounds import EVER, NEVER, Bounds, bounds_of
from tawthiq.breaches.finding import TestResult
from tawthiq.dates import When, zone
from tawthiq.records import Agreement, Incident, Provision, Reason, Truth, all_of, any_of


def time_test(incident: Incident, agreement: Agreement, provision: Provision) -> TestResult:
    """Compares the incident's interval with each term; one term is enough.

    True where the whole interval lies in force on every statement of the start and the end,
    false where it lies outside on every statement, otherwise unknown.
    """
    if incident.when is None:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="time.not_known"))
    when = incident.when
    results = [_against(when, bounds_of(term, provision)) for term in agreement.terms]
    value = any_of(result.value for result in results)
    return next(result for result in results if result.value is value)


def holds(when: When | None, bounds: Bounds) -> Truth:
    """Says whether something held for the whole of an interval."""
    if when is None:
        return Truth.UNKNOWN
    return _against(when, bounds).value


def _against(when: When, bounds: Bounds) -> TestResult:
    start = _start(when, *bounds.start)
    end = _end(when, bounds)
    value = all_of((start.value, end.value))
    if value is Truth.TRUE:
        return start
    return next(result for result in (start, end) if result.value is value)


def _start(when: When, earliest: datetime, latest: datetime) -> TestResult:
    if when.start >= latest:
        return _result(Truth.TRUE, "time.in_force", when, earliest, latest)
    if when.end <= earliest:
        return _result(Truth.FALSE, "time.before", when, earliest, latest)
    return _result(Truth.UNKNOWN, "time.around_start", when, earliest, latest)


def _end(when: When, bounds: Bounds) -> TestResult:
    earliest, latest = bounds.end
    if not bounds.has_end:
        return TestResult(value=Truth.TRUE, reason=Reason(code="time.no_end"))
    if when.end <= earliest:
        return _result(Truth.TRUE, "time.before_end", when, earliest, latest)
    if bounds.open_after:
        return _result(Truth.UNKNOWN, "time.renewal_not_known", when, earliest, latest)
    if when.start >= latest:
        return _result(Truth.FALSE, "time.after_end", when, earliest, latest)
    return _result(Truth.UNKNOWN, "time.around_end", when, earliest, latest)


def _result(
    value: Truth, code: str, when: When, earliest: datetime, latest: datetime
) -> TestResult:
    facts = {
        "when": when.stated,
        "earliest": _local(earliest, when.clock),
        "latest": _local(latest, when.clock),
    }
    return TestResult(value=value, reason=Reason(code=code, facts=facts))


def _local(instant: datetime, clock: str) -> str:
    if instant in (NEVER, EVER):
        return instant.strftime("%Y-%m-%dT%H:%M")
    return instant.astimezone(zone(clock)).strftime("%Y-%m-%dT%H:%M")
