"""Cells of lists of people, of whatever type, as texts, days, sexes and numbers."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tawthiq.linkage.ages import age_in_years
from tawthiq.names import fold, plain_digits
from tawthiq.vocabulary import sex_words

EARLIEST_YEAR = 1800
"""Nobody of a list was born or died before it: "17-10-05" is no day of the year 17."""

LONGEST_NUMBER = 64
"""Signs of a number that are compared one by one; of a longer one a digest is held instead."""

_NUMBERS = (int, float, Decimal)


def text_of(value: Any) -> str | None:
    """Returns a cell as a text; None where it is none, such as a list or bytes.

    A whole number is written without a point: a data frame turns whole numbers into floats where
    one of them is missing.

    >>> text_of(12.0), text_of(" a "), text_of([1])
    ('12', ' a ', None)
    """
    if isinstance(value, str):
        return value
    if isinstance(value, _NUMBERS) and not isinstance(value, bool):
        whole = value == value // 1
        return str(int(value)) if whole else str(value)
    return str(value) if isinstance(value, (bool, date, UUID)) else None


def day_of(value: Any) -> tuple[int, int, int] | None:
    """Returns year, month and day, 0 where a cell does not tell them; None where it is no day.

    >>> day_of("2017-10"), day_of("2017-02-30"), day_of(1986.0)
    ((2017, 10, 0), None, (1986, 0, 0))
    """
    if isinstance(value, date):  # also an instant, whose day is that of its own clock
        return value.year, value.month, value.day
    text = text_of(value)
    parts = plain_digits(text).strip()[:10].split("-") if text is not None else []
    if not 1 <= len(parts) <= 3 or not all(each.isascii() and each.isdigit() for each in parts):
        return None
    year, month, day = (*map(int, parts), 0, 0)[:3]
    if year < EARLIEST_YEAR or (day and not month):
        return None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return year, month, day


def age_of(value: Any) -> float:
    """Returns an age in whole years, NaN where none is told."""
    return age_in_years(value if isinstance(value, _NUMBERS) else text_of(value))


def sex_of(value: Any) -> int:
    """Returns 1 for female, 2 for male, 0 for what is not known."""
    found = sex_words().get(fold(text_of(value) or ""))
    return {"female": 1, "male": 2}.get(found or "", 0)


def number_of(value: str | None) -> str | None:
    """Returns a number without what writers of it vary: case, spaces and hyphens."""
    if value is None:
        return None
    kept = "".join(each for each in plain_digits(value).casefold() if each not in " -/().\u00a0")
    if len(kept) > LONGEST_NUMBER:
        return hashlib.sha256(kept.encode("utf-8", "replace")).hexdigest()
    return kept or None
