"""Checks everything that was published, one publication after the other."""

from __future__ import annotations

from collections.abc import Sequence

from tawthiq.audit.check import Audit, Check, Kind, Outcome
from tawthiq.audit.claims import check_claims, check_retelling, check_variants
from tawthiq.audit.cross import check_cross
from tawthiq.audit.impossible import check_possible
from tawthiq.audit.parts import check_parts
from tawthiq.audit.percent import check_percentages
from tawthiq.audit.periods import check_cumulative, check_series, contradicted, series_of
from tawthiq.counts.printed import Cell, Printed, lay_out
from tawthiq.dates import When
from tawthiq.records import Publication, PublishedFigure, Reason


def audit(
    publications: Sequence[Publication],
    figures: Sequence[PublishedFigure],
    *,
    period: When | None = None,
) -> Audit:
    """Returns what adds up, what does not, and what cannot be told.

    With a period, its checks come apart from the rest: those of its publications, and those of
    longer periods that hold it. What fails elsewhere is listed beside them.
    """
    every = lay_out(publications, figures)
    checks: list[Check] = []
    asked: list[Check] = []
    for printed in every:
        found = _check_one(printed, every)
        checks += found
        asked += [check for check in found if _is_about(printed, check, period)]
    return Audit(
        checks=tuple(checks),
        period_checks=tuple(asked),
        other_failures=tuple(
            check for check in checks if check.outcome is Outcome.FAILS and check not in asked
        ),
    )


def _check_one(printed: Printed, every: Sequence[Printed]) -> list[Check]:
    found = _own_checks(printed, every)
    found += check_percentages(printed)
    found += check_variants(printed, lambda other: _own_checks(other, every))
    by_code = {other.publication.code: other for other in every}
    original = by_code.get(printed.publication.retells or "")
    if original is not None:
        found += check_retelling(printed, original)
    return found


def _own_checks(printed: Printed, every: Sequence[Printed]) -> list[Check]:
    """Returns the checks that another number in one cell can change."""
    series = series_of(printed, every)
    found = [_mended(check, printed, series) for check in check_parts(printed)]
    found += check_cross(printed)
    found += check_possible(printed, every)
    found += check_claims(printed)
    found += check_cumulative(printed, series)
    found += check_series(printed, series)
    return found


def _mended(check: Check, printed: Printed, series: Sequence[Printed]) -> Check:
    """Returns the check with the one party that mends it, where the months point to just one."""
    if check.kind is not Kind.PARTS_BY_PARTY or check.outcome is not Outcome.FAILS:
        return check
    found = contradicted(printed, series)
    total = printed.at(Cell(printed.measure))
    if len(found) != 1 or total is None:
        return check
    [(party, (least, months))] = found.items()
    own = printed.at(Cell(printed.measure, party))
    rest = check.reason.facts["rest"]
    if own is None or not isinstance(rest, int) or own.value + rest < least:
        return check
    facts = {
        **check.reason.facts,
        "parties": tuple(party.split("+")),
        "printed": own.value,
        "mended": own.value + rest,
        "least": least,
        "months": months,
    }
    rows = [
        other.by_party[party].id
        for other in series
        if other.publication.period.stated in months and party in other.by_party
    ]
    return check.model_copy(
        update={
            "reason": Reason(code="audit.parts.mended", facts=facts),
            "record_ids": tuple(sorted({*check.record_ids, *rows})),
        }
    )


def _is_about(printed: Printed, check: Check, period: When | None) -> bool:
    if period is None:
        return True
    own = printed.publication.period
    if (own.start, own.end) == (period.start, period.end):
        return True
    return check.kind in (Kind.SERIES, Kind.YEAR) and period.lies_within(own)
