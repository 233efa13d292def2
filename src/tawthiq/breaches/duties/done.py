"""The test of what was done: do the records say that it was done by the deadline?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tawthiq.breaches.finding import TestResult
from tawthiq.breaches.party import party_line
from tawthiq.records import Code, Compliance, Reason, Truth

_SETTLED = ("omission.done", "omission.late", "omission.not_done", "omission.partly")
_VALUES = {
    "omission.done": Truth.TRUE,
    "omission.late": Truth.FALSE,
    "omission.not_done": Truth.FALSE,
}


def done_test(records: Sequence[Compliance], due: tuple[datetime, datetime]) -> TestResult:
    """Says whether something was done by its deadline, as the records on it have it.

    True where it was done by the deadline on every statement of it, false where on every statement
    it was done later, or not done up to then. What was done only in part is unknown, and so are
    records that disagree: none is held above another. A record that leaves the question open
    changes nothing that another one settles.

    Args:
        records: Those on the provision and the obligor.
        due: The earliest and the latest instant of the deadline.
    """
    first, last = (_by(records, each) for each in due)
    if first.value is last.value:
        return last
    if Truth.UNKNOWN in (first.value, last.value) and "omission.disagree" in (
        first.reason.code,
        last.reason.code,
    ):
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="omission.disagree"))
    settled = first if first.value is not Truth.UNKNOWN else last
    reason = Reason(code="omission.around_done", facts=settled.reason.facts)
    return TestResult(value=Truth.UNKNOWN, reason=reason)


def _by(records: Sequence[Compliance], deadline: datetime) -> TestResult:
    """Says whether it was done by one instant."""
    told = [(reading_of(record, deadline), record) for record in records]
    settled = {code for code, _ in told if code in _SETTLED}
    if len({_VALUES.get(code, Truth.UNKNOWN) for code in settled}) > 1:
        return TestResult(value=Truth.UNKNOWN, reason=Reason(code="omission.disagree"))
    for code in (*_SETTLED, "omission.around_done", "omission.early_only"):
        held = next((record for own, record in told if own == code), None)
        if held is not None:
            value = _VALUES.get(code, Truth.UNKNOWN)
            reason = Reason(code=code, facts={"when": held.during.stated})
            return TestResult(value=value, reason=reason)
    code = "omission.recorded_unknown" if any(code for code, _ in told) else "omission.not_recorded"
    return TestResult(value=Truth.UNKNOWN, reason=Reason(code=code))


def applies_to(record: Compliance, obligors: tuple[Code, ...]) -> bool:
    """Says whether a record speaks of an obligor: of everyone, of it, or of what it stands under.

    A record on a formation alone settles nothing for the party that it stands under.
    """
    if not record.obligors:
        return True
    return any(set(party_line(each)) & set(record.obligors) for each in obligors)


def reading_of(record: Compliance, deadline: datetime) -> str | None:
    """Returns the code of what one record says of a deadline; None where it says nothing.

    What was not done up to an instant can only have been done after it.
    """
    if record.state == "unknown":
        return "omission.recorded_unknown" if record.score is None else None
    if record.state == "done":
        if record.during.end <= deadline:
            return "omission.done"
        return "omission.late" if record.during.start >= deadline else "omission.around_done"
    if record.during.end < deadline:
        return "omission.early_only"
    return "omission.not_done" if record.state == "not_done" else "omission.partly"
