"""Sets a month's numbers beside the last month's, and adds them up since a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from tawthiq.counts.cover import Piece, covers, missing_months, without_overlap
from tawthiq.counts.reasons import trend_reason
from tawthiq.counts.series import Series, months_before
from tawthiq.dates import When
from tawthiq.records import Reason, RecordId
from tawthiq.records.reason import Fact


class Result(BaseModel):
    """A result that rests on published figures; frozen, with the reason that puts it in words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Reason
    record_ids: tuple[RecordId, ...] = ()


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
    facts: dict[str, Fact] = {
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
        reason=trend_reason(f"cumulative.{'open' if value is None else 'sum'}", facts),
        record_ids=_ids(way),
        since=since,
        value=value,
        publications=tuple(piece.code for piece in way),
        values=tuple(piece.value for piece in way),
        missing=missing,
    )


def changes(
    series: Series, *, period: When, split: Mapping[str, int], party: str | None
) -> tuple[Change, ...]:
    """Returns the change of the total and, where a party is named, of its count."""
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
                reason=trend_reason(f"{name}", facts),
                record_ids=tuple(sorted(before.record_ids)) if before else (),
                party=code,
                before=before.value if before else None,
                now=now,
            )
        )
    return tuple(found)


def _ids(way: Sequence[Piece]) -> tuple[str, ...]:
    return tuple(sorted({found for piece in way for found in piece.record_ids}))
