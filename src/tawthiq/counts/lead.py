"""Who leads a month, and whether a party led an earlier one: proven, or not to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import assert_never

from pydantic import BaseModel, ConfigDict

from tawthiq.counts.bounds import Bounds
from tawthiq.counts.printed import Printed
from tawthiq.counts.reasons import trend_reason
from tawthiq.counts.series import UNLISTED, is_settled
from tawthiq.records import Count, Reason, RecordId
from tawthiq.records.reason import Fact
from tawthiq.vocabulary import parties


class Lead(StrEnum):
    """What is proven about a party in a month; `not_alone`: another has at least as many."""

    LED = "led"
    NOT_LED = "not_led"
    TIED = "tied"
    NOT_ALONE = "not_alone"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What a verdict on a month rests on."""

    PUBLISHED = "published"
    BOUNDS = "bounds"
    IN_PART = "in_part"
    NOT_HELD = "not_held"


class MonthLead(BaseModel):
    """Whether the party led one month.

    Attributes:
        month: As `YYYY-MM`.
        lead: What is proven.
        basis: The month's own table, bounds from longer periods, or what is missing.
        count: What the party can have had.
        ahead: The party with the most that is proven to have at least as many, if any.
        ahead_count: What that party can have had.
        total: What the month's total can be.
        reason: The same, for a sentence.
        record_ids: Every published figure that it rests on, sorted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    month: str
    lead: Lead
    basis: Basis
    count: Count
    ahead: str | None
    ahead_count: Count | None
    total: Count
    reason: Reason
    record_ids: tuple[RecordId, ...]


def leaders(split: Mapping[str, int]) -> tuple[str, ...]:
    """Returns the parties with the highest count, sorted; several in a tie.

    A residual such as `other` is no party: it leads nothing, however large it is. Neither does a
    row for several parties together.

    >>> leaders({"russia": 16, "regime": 11, "other": 20})
    ('russia',)
    """
    own = {party: count for party, count in split.items() if is_actor(party) and count > 0}
    most = max(own.values(), default=0)
    return tuple(sorted(party for party, count in own.items() if count == most))


def is_actor(party: str) -> bool:
    """Says whether a row of a table by party stands for one actor."""
    held = parties().get(party)
    return held is not None and not held.is_residual


def month_lead(
    party: str,
    month: str,
    *,
    printed: Printed | None,
    bounds: Bounds,
    record_ids: Iterable[str],
) -> MonthLead:
    """Returns what is proven about a party in one month.

    `record_ids` are the figures that the bounds rest on; a month that is printed whole rests on
    its own alone.
    """
    own, others, total = _counts(party, month, bounds)
    lead = _decide(own, others)
    basis = _basis(printed, lead)
    ahead = _ahead(own, others)
    facts: dict[str, Fact] = {
        "party": party,
        "month": month,
        "least": own.minimum,
        "most": own.maximum,
        "ahead": ahead,
        "ahead_least": None if ahead is None else others[ahead].minimum,
        "total": total.minimum if total.minimum == total.maximum else None,
        "by_bounds": basis is Basis.BOUNDS,
    }
    if basis is Basis.PUBLISHED and printed is not None:
        record_ids = (figure.id for figure in printed.by_party.values())
    return MonthLead(
        month=month,
        lead=lead,
        basis=basis,
        count=own,
        ahead=ahead,
        ahead_count=None if ahead is None else others[ahead],
        total=total,
        reason=trend_reason(f"month.{_name(lead, basis)}", facts),
        record_ids=tuple(sorted(set(record_ids))),
    )


def _counts(party: str, month: str, bounds: Bounds) -> tuple[Count, dict[str, Count], Count]:
    """Returns what the party, each other actor, and all together can have had."""
    counts = {term.party: count for term, count in bounds.counts.items() if term.period == month}
    others = {
        code: count
        for code, count in counts.items()
        if code is not None and code != party and (is_actor(code) or code == UNLISTED)
    }
    return counts.get(party, Count()), others, counts.get(None, Count())


def _decide(own: Count, others: Mapping[str, Count]) -> Lead:
    most = own.maximum
    best = max((count.minimum for count in others.values()), default=0)
    highs = [count.maximum for count in others.values()]
    highest = (
        None if None in highs else max((high for high in highs if high is not None), default=0)
    )
    if most is not None and best > most:
        return Lead.NOT_LED
    if highest is not None and own.minimum > highest:
        return Lead.LED
    if most is not None and best == most:
        is_exact = own.minimum == most and highest == most
        return Lead.TIED if is_exact and most > 0 else Lead.NOT_ALONE
    return Lead.UNKNOWN


def _basis(printed: Printed | None, lead: Lead) -> Basis:
    if printed is not None and is_settled(printed):
        return Basis.PUBLISHED
    if lead is not Lead.UNKNOWN:
        return Basis.BOUNDS
    return Basis.NOT_HELD if printed is None or not printed.by_party else Basis.IN_PART


def _ahead(own: Count, others: Mapping[str, Count]) -> str | None:
    held = {
        code: count
        for code, count in others.items()
        if code != UNLISTED and own.maximum is not None and count.minimum >= own.maximum
    }
    return max(held, key=lambda code: (held[code].minimum, code), default=None)


def _name(lead: Lead, basis: Basis) -> str:
    match lead:
        case Lead.LED | Lead.NOT_LED | Lead.TIED | Lead.NOT_ALONE:
            return lead.value
        case Lead.UNKNOWN:
            return "not_held" if basis is Basis.NOT_HELD else "unknown"
        case _:
            assert_never(lead)
