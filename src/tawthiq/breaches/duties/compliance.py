"""How far a provision was kept in a month, from 0 to 3: as recorded, or derived from breaches.

The scale is that of the Peace Accords Matrix (M. Joshi, J. M. Quinn, P. M. Regan, "Annualized
implementation data on comprehensive intrastate peace accords", Journal of Peace Research, 2015):
0 not initiated, 1 minimal, 2 intermediate, 3 full implementation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from tawthiq.breaches.bounds import bounds_of
from tawthiq.breaches.finding import Finding, TestName, Verdict
from tawthiq.breaches.ruleset import Ruleset
from tawthiq.dates import When, zone
from tawthiq.records import (
    Agreement,
    Code,
    Compliance,
    Count,
    Provision,
    Reason,
    RecordId,
    Truth,
)
from tawthiq.records.reason import Fact

_DAY = 86_400


class Basis(StrEnum):
    """What a month's score rests on."""

    RECORDED = "recorded"
    DERIVED = "derived"
    UNKNOWN = "unknown"
    OUTSIDE_TERM = "outside_term"


class ComplianceRow(BaseModel):
    """One provision of one agreement in one month.

    Attributes:
        month: `2017-10`.
        score: From the lowest to the highest that was recorded, never averaged, or the derived
            one; None: unknown, or the agreement was not in force.
        reason: Why, with the counts that it rests on.
        certain: Ids of incidents that certainly breached it in the month.
        possible: Ids of those that may have.
        documented: How many incidents were documented where the rules ask for it.
        collection: Code of the collection that was counted; None: none holds the month.
        records: Ids of the recorded scores.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    agreement: Code
    provision: Code
    month: str
    score: Count | None
    basis: Basis
    reason: Reason
    certain: tuple[RecordId, ...] = ()
    possible: tuple[RecordId, ...] = ()
    documented: int = 0
    collection: Code | None = None
    records: tuple[RecordId, ...] = ()
    ruleset: str
    root: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month with what was documented of it.

    Attributes:
        during: The local calendar month.
        findings: Of the incidents whose time touches it.
        within: Ids of the incidents whose whole time lies in it.
        collection: Code of the collection that was counted; None: none holds the month.
    """

    during: When
    findings: Sequence[Finding] = ()
    within: frozenset[RecordId] = frozenset()
    collection: Code | None = None


def score_month(
    agreement: Agreement,
    code: Code,
    month: Month,
    *,
    records: Sequence[Compliance],
    ruleset: Ruleset,
    root: str = "",
) -> ComplianceRow:
    """Scores one provision in one month.

    A recorded score comes first, wherever its time touches the month. Without one the score is
    derived: 0 or 1 with certain breaches, 2 with possible ones alone, 3 where something was
    documented, nothing of it a breach, and the provision asks only to refrain. Everything else is
    unknown, never 3.
    """
    own = [
        each
        for each in records
        if (each.agreement, each.provision) == (agreement.code, code)
        and each.score is not None
        and each.during.overlaps(month.during)
    ]
    seen = _Seen.of(agreement, code, month, ruleset)
    if own:
        scores = sorted(each.score for each in own if each.score is not None)
        score: Count | None = Count(minimum=scores[0], maximum=scores[-1])
        basis = Basis.RECORDED
        reason = Reason(code="compliance.recorded", facts={"count": len(own)})
    else:
        score, basis, reason = _derive(agreement, code, month, seen, ruleset)
    return ComplianceRow(
        agreement=agreement.code,
        provision=code,
        month=month.during.stated,
        score=score,
        basis=basis,
        reason=reason,
        certain=seen.certain,
        possible=seen.possible,
        documented=seen.documented,
        collection=month.collection,
        records=tuple(sorted(each.id for each in own)),
        ruleset=ruleset.title,
        root=root,
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the findings of a month say of a provision, in distinct incidents."""

    certain: tuple[RecordId, ...]
    possible: tuple[RecordId, ...]
    documented: int

    @classmethod
    def of(cls, agreement: Agreement, code: Code, month: Month, ruleset: Ruleset) -> _Seen:
        """Sorts the incidents: one whose time reaches beyond the month is at most possible.

        Documented in the zone is only what certainly lies in it.
        """
        own = [
            each
            for each in month.findings
            if (each.agreement, each.provision) == (agreement.code, code)
        ]
        certain = {
            each.incident
            for each in own
            if each.verdict is Verdict.BREACH and each.incident in month.within
        }
        possible = {
            each.incident for each in own if each.verdict in (Verdict.BREACH, Verdict.POSSIBLE)
        } - certain
        anywhere = ruleset.compliance.documented_in == "anywhere"
        documented = {
            each.incident
            for each in own
            if each.incident in month.within
            and (anywhere or each.tests[TestName.PLACE].value is Truth.TRUE)
        }
        return cls(tuple(sorted(certain)), tuple(sorted(possible)), len(documented))


_Derived = tuple[Count | None, Basis, Reason]


def _derive(
    agreement: Agreement, code: Code, month: Month, seen: _Seen, ruleset: Ruleset
) -> _Derived:
    held = [each for each in agreement.provisions if each.code == code]
    days, is_open = _days_in_force(agreement, held, month.during)
    if days == 0:
        name = "compliance.renewal_not_known" if is_open else "compliance.outside_term"
        return None, Basis.UNKNOWN if is_open else Basis.OUTSIDE_TERM, Reason(code=name)
    facts: dict[str, Fact] = {
        "certain": len(seen.certain),
        "possible": len(seen.possible),
        "documented": seen.documented,
        "days": round(days),
    }
    rules = ruleset.compliance
    if seen.certain:
        rate = len(seen.certain) * 30 / max(days, 1)
        score = 0 if rate >= rules.zero_from_rate else 1
        return _derived(score, "compliance.breaches", facts)
    if seen.possible:
        return _derived(2, "compliance.possible_only", facts)
    if code not in ruleset.prohibitions:
        return None, Basis.UNKNOWN, Reason(code="compliance.not_recorded")
    if not seen.documented:
        where: dict[str, Fact] = {"where": rules.documented_in}
        return None, Basis.UNKNOWN, Reason(code="compliance.not_documented", facts=where)
    if code not in rules.refraining or any(each.deadline is not None for each in held):
        return None, Basis.UNKNOWN, Reason(code="compliance.no_proof", facts=facts)
    return _derived(3, "compliance.none_found", facts)


def _derived(score: int, code: str, facts: dict[str, Fact]) -> _Derived:
    return Count.exactly(score), Basis.DERIVED, Reason(code=code, facts=facts)


def _days_in_force(
    agreement: Agreement, provisions: Sequence[Provision], month: When
) -> tuple[float, bool]:
    """Returns on how many days of the month a provision may have been in force.

    The second value says that it may have gone on after a stated end, and nobody recorded whether.
    """
    days, is_open = 0.0, False
    for term in agreement.terms:
        for provision in provisions:
            bounds = bounds_of(term, provision)
            days = max(days, _days(month, bounds.start[0], bounds.end[1]))
            is_open = is_open or (bounds.open_after and month.start >= bounds.end[0])
    return days, is_open


def _days(month: When, start: datetime, end: datetime) -> float:
    """Returns the days by the local calendar: one of 23 or 25 hours is one."""
    if start >= month.end or end <= month.start:
        return 0.0
    clock = zone(month.clock)
    first, last = (
        each.astimezone(clock).replace(tzinfo=None)
        for each in (max(month.start, start), min(month.end, end))
    )
    return (last - first).total_seconds() / _DAY
