"""The time test: does the incident lie in the term of the agreement and of the provision?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tawthiq.breaches.bounds import EVER, NEVER, Bounds, terms_of, unbroken
from tawthiq.breaches.finding import TestResult
from tawthiq.dates import When, zone
from tawthiq.records import Agreement, Incident, Provision, Reason, Truth, all_of, any_of


def time_test(incident: Incident, agreement: Agreement, provision: Provision) -> TestResult:
    """Compares the incident's interval with each term, and with those that leave no gap together.

    True where the whole interval lies in force on every statement of the start and the end,
    false where it lies outside on every statement, otherwise unknown. A provision that ended
    before it began was never in force.
    """
    if incident.when is None:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="time.not_known"))
    when, terms = incident.when, terms_of(agreement, provision)
    if not terms:
        reason = Reason(code="time.never_in_force", facts={"provision": provision.code})
        return TestResult(value=Truth.FALSE, reason=reason)
    results = [_against(when, term) for term in terms]
    value = any_of(result.value for result in results)
    if value is Truth.UNKNOWN and (joined := _together(when, terms)) is not None:
        return joined
    return next(result for result in results if result.value is value)


def _together(when: When, terms: Sequence[Bounds]) -> TestResult | None:
    """Returns that terms which follow each other hold the whole interval; None where none do."""
    for run in unbroken(terms):
        first, last = run[0].surely[0], max(term.surely[1] for term in run)
        if first <= when.start and when.end <= last:
            met = [term.surely for term in run
                   if term.surely[0] < when.end and when.start < term.surely[1]]  # fmt: skip
            return _result(Truth.TRUE, "time.terms_together", when, met[0][0], met[-1][0])
    return None


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
