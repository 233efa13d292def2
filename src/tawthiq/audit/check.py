"""What the audit says about one published number, or about several together."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from tawthiq.counts.printed import Printed, Tally
from tawthiq.records import PublishedFigure, Reason, RecordId
from tawthiq.records.reason import Fact

CODES = frozenset(
    f"audit.{family}.{code}"
    for family, codes in {
        "parts": ("holds", "fails", "above", "missing", "in_part", "no_total", "mended"),
        "cross": ("holds", "fails", "in_part"),
        "impossible": ("groups", "subset"),
        "percent": ("open", "none", "fits", "not_half_up"),
        "rounding": ("none", "fits", "not_half_up"),
        "claim": ("holds", "fails", "open", "unmatched", "total", "all_parties", "cell"),
        "variant": ("same", "no_match", "open", "wrong", "right"),
        "retelling": ("holds", "fails"),
        "series": ("holds", "fails", "above", "open", "parties_hold"),
        "cumulative": ("holds", "fails", "above", "open"),
    }.items()
    for code in codes
) | {"audit.possible"}
"""Every reason that a check can give; each has its sentence in every language."""


class Outcome(StrEnum):
    """What a check comes to; `open` where a number that it needs is not held."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"


class Kind(StrEnum):
    """What is checked."""

    PARTS_BY_PARTY = "parts_by_party"
    PARTS_BY_GOVERNORATE = "parts_by_governorate"
    PARTS_BY_CONTROL = "parts_by_control"
    CROSS_BY_PARTY = "cross_by_party"
    CROSS_BY_GOVERNORATE = "cross_by_governorate"
    VICTIMS_BY_PARTY = "victims_by_party"
    CHILDREN_BY_PARTY = "children_by_party"
    WOMEN_BY_PARTY = "women_by_party"
    IMPOSSIBLE = "impossible"
    PERCENTAGES = "percentages"
    JOINT_ROUNDING = "joint_rounding"
    CLAIM = "claim"
    CUMULATIVE = "cumulative"
    SERIES = "series"
    YEAR = "year"
    VARIANTS = "variants"
    RETELLING = "retelling"


class Check(BaseModel):
    """One check of one publication.

    Attributes:
        publication: Code of the publication that is checked.
        topic: What it counts.
        period: Its period as stated.
        kind: What is checked.
        outcome: Whether the numbers agree.
        reason: The numbers that were compared.
        record_ids: Every published figure that the check rests on, sorted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    publication: str
    topic: str
    period: str
    kind: Kind
    outcome: Outcome
    reason: Reason
    record_ids: tuple[RecordId, ...]


class Audit(BaseModel):
    """Every check, and the ones that a reader of one period needs first.

    Attributes:
        checks: All of them, in order of period.
        period_checks: Those of the period asked about, and of longer periods that hold it.
        other_failures: What fails elsewhere.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    checks: tuple[Check, ...]
    period_checks: tuple[Check, ...]
    other_failures: tuple[Check, ...]


Basis = Tally | PublishedFigure


def check(
    printed: Printed,
    kind: Kind,
    outcome: Outcome,
    code: str,
    *,
    facts: dict[str, Fact],
    basis: Iterable[Basis] = (),
) -> Check:
    """Returns a check of a publication; `code` follows `audit.`.

    Raises:
        KeyError: The code is not listed, so no sentence would stand for it.
    """
    if (name := f"audit.{code}") not in CODES:
        raise KeyError(name)
    ids: set[str] = set()
    for held in basis:
        ids.update(held.record_ids if isinstance(held, Tally) else (held.id,))
    return Check(
        publication=printed.publication.code,
        topic=printed.publication.topic,
        period=printed.publication.period.stated,
        kind=kind,
        outcome=outcome,
        reason=Reason(code=name, facts=facts),
        record_ids=tuple(sorted(ids)),
    )
