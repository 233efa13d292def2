"""Sets a month beside the ones before it: who leads, since when, and how the total moves.

Every sentence of the kind "for the first time in a year" is computed here, with the months that
it compares; a month whose split is not known makes it unproven, never true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from tawthiq.counts.bounds import Bounds
from tawthiq.counts.cover import Piece, covers, missing_months, without_overlap
from tawthiq.counts.lead import Lead, MonthLead, leaders, month_lead
from tawthiq.counts.series import Series, bound_months, months_before
from tawthiq.dates import When
from tawthiq.records import Reason, RecordId


class Proof(StrEnum):
    """Whether a sentence follows from the numbers held."""

    PROVEN = "proven"
    REFUTED = "refuted"
    NOT_PROVABLE = "not_provable"


class Result(BaseModel):
    """A result that rests on published figures; frozen, with the reason that puts it in words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Reason
    record_ids: tuple[RecordId, ...] = ()


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


class Change(Result):
    """This month's number beside the last one's; `before` is None where it is not held."""

    party: str | None
    before: int | None
    now: int


class Cumulative(Result):
    """What was counted since a day: published periods and the counted one; None with a gap."""

    since: date
    value: int | None
    publications: tuple[str, ...]
    values: tuple[int, ...]
    missing: tuple[str, ...]


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
            return Reason(code="trend.no_lead", facts={"month": self.month, "total": self.total})
        facts = {
            "month": self.month,
            "parties": self.leaders,
            "count": self.split[self.leaders[0]],
            "total": self.total,
        }
        return Reason(code="trend.leads" if len(self.leaders) == 1 else "trend.tie", facts=facts)


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
        ValueError: The period is no month.
    """
    month = f"{period.first_day:%Y-%m}"
    if months_before(period, count=1) == [] or period.stated != month:
        raise ValueError(f"{period.stated!r} is no month such as 2017-10")
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
        changes=_changes(earlier, period, split, party),
        cumulative=cumulative(series, period=period, counted=total, since=start),
        left_out=_left_out(earlier, bounds),
    )


def cumulative(series: Series, *, period: When, counted: int, since: date) -> Cumulative:
    """Returns what was counted from a day up to the end of the period, with every addend.

    Where several publications cover the same days, the longest ones are added: a half-year's
    count was made later than those of its months.
    """
    pieces = series.before(period.first_day).pieces()
    last = date.fromordinal(period.first_day.toordinal() - 1)
    ways = covers(pieces, first=since, last=last)
    way = ways[0] if ways else without_overlap(pieces, first=since, last=last)
    missing = () if ways else missing_months(way, first=since, last=last)
    value = sum(piece.value for piece in way) + counted if ways else None
    facts = {
        "since": since.isoformat(),
        "month": f"{period.first_day:%Y-%m}",
        "publications": tuple(piece.code for piece in way),
        "periods": tuple(piece.period.stated for piece in way),
        "values": tuple(piece.value for piece in way),
        "added_up": tuple(piece.code for piece in way if not piece.printed),
        "counted": counted,
        "value": value,
        "missing": missing,
    }
    return Cumulative(
        reason=Reason(code=f"trend.cumulative.{'open' if value is None else 'sum'}", facts=facts),
        record_ids=_ids(way),
        since=since,
        value=value,
        publications=tuple(piece.code for piece in way),
        values=tuple(piece.value for piece in way),
        missing=missing,
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
    since = None
    for earlier in reversed(held):
        if earlier.lead in (Lead.LED, Lead.UNKNOWN):
            break
        since = earlier.month
    streak = 1 if party else 0
    for earlier in reversed(held):
        if earlier.lead is not Lead.LED:
            break
        streak += 1
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
        reason=Reason(code=f"trend.first_lead.{code}", facts=facts),
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


def _named(held: Sequence[MonthLead], *leads: Lead) -> tuple[str, ...]:
    return tuple(lead.month for lead in held if lead.lead in leads)


def _changes(
    series: Series, period: When, split: Mapping[str, int], party: str | None
) -> tuple[Change, ...]:
    [last] = months_before(period, count=1)
    printed = series.month(last)
    found = []
    for code in (None, party) if party else (None,):
        before = None
        if printed is not None:
            before = printed.total if code is None else printed.of_parties([code])
        now = sum(split.values()) if code is None else split[code]
        facts = {
            "party": code,
            "month": f"{period.first_day:%Y-%m}",
            "last": last,
            "before": before.value if before else None,
            "now": now,
            "change": now - before.value if before else None,
        }
        name = "change" if before else "change_unknown"
        found.append(
            Change(
                reason=Reason(code=f"trend.{name}", facts=facts),
                record_ids=tuple(sorted(before.record_ids)) if before else (),
                party=code,
                before=before.value if before else None,
                now=now,
            )
        )
    return tuple(found)


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
        reason = Reason(code=f"trend.{name}", facts=facts)
        found.append(Result(reason=reason, record_ids=tuple(sorted(ids))))
    return tuple(found)


def _ids(way: Sequence[Piece]) -> tuple[str, ...]:
    return tuple(sorted({found for piece in way for found in piece.record_ids}))
