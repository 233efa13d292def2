"""A figure: a number that is published, with everything needed to check it."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from tawthiq.records import RecordId


class Rounding(StrEnum):
    """Rules of rounding a share; the default is half up."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"


_MODES = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.UP: ROUND_CEILING,
    Rounding.DOWN: ROUND_FLOOR,
}


def percentage(numerator: int, denominator: int, *, rounding: Rounding, decimals: int) -> Decimal:
    """Returns a share in percent under a named rule, computed exactly.

    >>> percentage(16, 39, rounding=Rounding.HALF_UP, decimals=1)
    Decimal('41.0')
    >>> percentage(16, 39, rounding=Rounding.UP, decimals=0)
    Decimal('42')

    Raises:
        ZeroDivisionError: The denominator is 0.
    """
    if denominator == 0:
        raise ZeroDivisionError("a share of nothing")
    scale = int(10**decimals)
    whole, rest = divmod(100 * scale * numerator, denominator)
    exact = Decimal(whole) + (Decimal(rest) / Decimal(denominator) if rest else 0)
    if rest and 2 * rest != denominator:  # keep ties exact, and everything else off the tie
        exact = Decimal(whole) + (Decimal("0.25") if 2 * rest < denominator else Decimal("0.75"))
    rounded = exact.quantize(Decimal(1), rounding=_MODES[rounding])
    return Decimal(rounded / scale).quantize(Decimal(1).scaleb(-decimals))


class Figure(BaseModel):
    """One published number.

    Attributes:
        name: Stable dotted name, such as `massacres.by_party.russia.share`.
        value: The number as published; a code where the figure names a party; None where it
            cannot be told.
        unit: `massacres`, `victims`, `breaches`, `incidents`, `duties`, `percent`, `party` or
            `months`.
        numerator: Of a share, or the count itself.
        denominator: Of a share; None for a count.
        rule: Name of the rule it was counted by; the method page spells it out.
        rounding: Rule of rounding; None where nothing was rounded.
        decimals: Digits after the decimal point of a rounded value.
        collection: Code of the collection that was counted.
        record_ids: Every record that the number rests on, sorted.
        detail: What else a reader needs to check it, such as the months compared.
        method: Version and digest of the rules it was made with: the methodology's, and for
            breaches the ruleset's.
        tree_size: Size of the register that it was computed from.
        root: Root hash of that state of the register.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: int | float | str | None
    unit: str
    numerator: int | None = None
    denominator: int | None = None
    rule: str
    rounding: Rounding | None = None
    decimals: int | None = None
    collection: str | None = None
    record_ids: tuple[RecordId, ...] = ()
    detail: dict[str, Any] = {}
    method: str = ""
    tree_size: int
    root: str
