"""Sets a month beside the ones before it: who leads, since when, and how the total moves.

Every sentence of the kind "for the first time in a year" is computed here, with the months that
it compares; a month whose split is not known makes it unproven, never true.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from tawthiq.counts.bounds import Bounds
from tawthiq.counts.change import Change, Cumulative, Result, changes, cumulative
from tawthiq.counts.lead import Lead, MonthLead, leaders, month_lead
from tawthiq.counts.reasons import trend_reason
from tawthiq.counts.series import Series, bound_months, months_before
from tawthiq.dates import Precision, When
from tawthiq.records import Reason, RecordId
from tawthiq.records.reason import Fact


class Proof(StrEnum):
    """Whether a sentence follows from the numbers held."""

    PROVEN = "proven"
    REFUTED = "refuted"
    NOT_PROVABLE = "not_provable"


class FirstLead(Result):
    """Whether the leading party leads for the first time in so many months.

    Attributes:
        party: Who leads; None in a tie or where nobody is named.
        months: The months compared, the earliest first.
        proof: Whether "the first time in these months" follows.
        since: The earliest month of the unbroken run back from the month before in which the
            party is proven not to have led alone; None where there is no such month.
        tied: Months in which it was level with another party.
        led: Months in which it led.
        unknown: Months of which it cannot be told.
        streak: How many months in a row it has led, this one included.
    """

    party: str | None
    months: tuple[MonthLead, ...]
    proof: Proof
    since: str | None
    tied: tuple[str, ...]
    led: tuple[str, ...]
    unknown: tuple[str, ...]
    streak: int


class Trend(BaseModel):
    """Everything that a report says about a month beside the ones before it.

    Attributes:
        ranks: Parties by count, the highest first; rows with nothing are left out.
        left_out: Rows of longer periods that contradict their own months, left out of the bounds.
        record_ids: Every published figure used, sorted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    month: str
    split: dict[str, int]
    total: int
    leaders: tuple[str, ...]
    ranks: tuple[tuple[str, int], ...]
    first_lead: FirstLead
    changes: tuple[Change, ...]
    cumulative: Cumulative
    left_out: tuple[Result, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What the report says, in order; the months one by one stand in `first_lead.months`."""
        held: list[Result] = [self.first_lead, *self.changes, self.cumulative, *self.left_out]
        return (self._lead_reason(), *(result.reason for result in held))

    @property
    def record_ids(self) -> tuple[RecordId, ...]:
        """Every published figure that the trend rests on, sorted."""
        held = [self.first_lead, *self.changes, self.cumulative, *self.left_out]
        return tuple(sorted({found for result in held for found in result.record_ids}))

    def _lead_reason(self) -> Reason:
        if not self.leaders:
            return trend_reason("no_lead", {"month": self.month, "total": self.total})
        facts: dict[str, Fact] = {
            "month": self.month,
            "parties": self.leaders,
            "count": self.split[self.leaders[0]],
            "total": self.total,
        }
        return trend_reason("leads" if len(self.leaders) == 1 else "tie", facts)


def trend(
    series: Series,
    *,
    period: When,
    split: Mapping[str, int],
    months: int = 12,
    since: date | None = None,
) -> Trend:
    """Returns a month's trend from its own split and what was published about earlier ones.

    Args:
        series: One publisher's publications; those that reach into the period are not used.
        period: The counted month.
        split: Its counts by party, from its incidents.
        months: How many months back "the first time" is tested.
        since: First day of the cumulative count; by default 1 January of the period's year.

    Raises:
        ValueError: The period is no month, or no month before it is asked about.
    """
    month = f"{period.first_day:%Y-%m}"
    if period.precision is not Precision.MONTH:
        raise ValueError(f"{period.stated!r} is no month such as 2017-10")
    if months < 1:
        raise ValueError("at least one earlier month is needed to compare with")
    earlier = series.before(period.first_day)
    total = sum(split.values())
    ahead = leaders(split)
    party = ahead[0] if len(ahead) == 1 else None
    compared = months_before(period, count=months)
    bounds, rests_on = bound_months(earlier, compared)
    held = _month_leads(earlier, party, compared, bounds, rests_on)
    start = since or date(period.first_day.year, 1, 1)
    return Trend(
        month=month,
        split=dict(split),
        total=total,
        leaders=ahead,
        ranks=tuple(
            sorted(
                ((code, count) for code, count in split.items() if count > 0),
                key=lambda row: (-row[1], row[0]),
            )
        ),
        first_lead=_first_lead(party, month, held),
        changes=changes(earlier, period=period, split=split, party=party),
        cumulative=cumulative(series, period=period, counted=total, since=start),
        left_out=_left_out(earlier, bounds),
    )


def _month_leads(
    series: Series,
    party: str | None,
    months: Sequence[str],
    bounds: Bounds,
    rests_on: Mapping[str, Sequence[str]],
) -> tuple[MonthLead, ...]:
    if party is None:
        return ()
    return tuple(
        month_lead(
            party,
            month,
            printed=series.month(month),
            bounds=bounds,
            record_ids=rests_on.get(month, ()),
        )
        for month in months
    )


def _first_lead(party: str | None, month: str, held: tuple[MonthLead, ...]) -> FirstLead:
    led = _named(held, Lead.LED)
    tied = _named(held, Lead.TIED, Lead.NOT_ALONE)
    unknown = _named(held, Lead.UNKNOWN)
    if led:
        proof = Proof.REFUTED
    else:
        proof = Proof.NOT_PROVABLE if tied or unknown or party is None else Proof.PROVEN
    behind = _run_back(held, Lead.NOT_LED, Lead.TIED, Lead.NOT_ALONE)
    since = behind[-1] if behind else None
    streak = len(_run_back(held, Lead.LED)) + 1 if party else 0
    facts = {
        "party": party,
        "month": month,
        "months": len(held),
        "first": held[0].month if held else None,
        "since": since,
        "tied": tied,
        "led": led,
        "unknown": unknown,
        "streak": streak,
    }
    code = "no_party" if party is None else proof.value
    return FirstLead(
        reason=trend_reason(f"first_lead.{code}", facts),
        record_ids=tuple(sorted({found for lead in held for found in lead.record_ids})),
        party=party,
        months=held,
        proof=proof,
        since=since,
        tied=tied,
        led=led,
        unknown=unknown,
        streak=streak,
    )


def _run_back(held: Sequence[MonthLead], *leads: Lead) -> tuple[str, ...]:
    """Returns the unbroken run of months with these verdicts, from the last month back."""
    run = itertools.takewhile(lambda earlier: earlier.lead in leads, reversed(held))
    return tuple(earlier.month for earlier in run)


def _named(held: Sequence[MonthLead], *leads: Lead) -> tuple[str, ...]:
    return tuple(lead.month for lead in held if lead.lead in leads)


def _left_out(series: Series, bounds: Bounds) -> tuple[Result, ...]:
    found = []
    for equation in bounds.left_out:
        period, party = equation.whole
        months = tuple(term.period for term in equation.parts)
        facts = {
            "period": period,
            "party": party,
            "printed": bounds.counts[equation.whole].minimum,
            "least": sum(bounds.counts[term].minimum for term in equation.parts),
        }
        ids = [
            figure.id
            for held in series.publications
            if held.publication.period.stated in (period, *months)
            for code, figure in held.by_party.items()
            if party is None or code == party
        ]
        name = "row_left_out" if party is not None else "total_left_out"
        reason = trend_reason(f"{name}", facts)
        found.append(Result(reason=reason, record_ids=tuple(sorted(ids))))
    return tuple(found)
