"""Ages as lists print them, in years."""

from __future__ import annotations

import math
import re
from typing import Any

from tawthiq.names import plain_digits

OLDEST = 125
_YEARS = re.compile(
    r"(\d{1,3})(?:\.\d+)?\s*-?\s*(?:years?|yrs?|y|ans?|سنوات|سنين|سنة|سنه|عاما|عام|أعوام|اعوام)(?!\w)"
)
_MONTHS = re.compile(r"(\d{1,3})\s*(?:months?|mois|شهرا|شهر|شهور|أشهر|اشهر)(?!\w)")
_UNDER_ONE = re.compile(
    r"(?<!\w)(?:days?|weeks?|months?|mois|hours?|infant|new ?born|يوما|يوم|أيام|ايام|أسبوع|اسبوع|"
    r"أسابيع|اسابيع|شهرا|شهر|شهور|أشهر|اشهر|ساعة|ساعات|رضيعة|رضيعه|رضيع)(?!\w)"
)
_LESS = re.compile(
    r"(?<!\w)(?:less than|under|below)\s+(?:a|an|one|1)\s+(?:year|month|week|day|hour)(?!\w)|"
    r"(?<!\w)(?:أقل|اقل|دون)\s+(?:من\s+)?(?:سنة|سنه|عام|السنة|السنه|شهر|أسبوع|اسبوع|يوم)(?!\w)"
)
_RANGE = re.compile(r"\D*(\d{1,3})(?:\.\d+)?(?:\s*(?:-|–|to|or|الى|إلى|أو|او)\s*(\d{1,3}))?\D*")
_NO_AGE = re.compile(r"-|.*(?:/|(?<!new)(?<!new )born|مواليد)")
"""What begins with a minus stands for "unknown"; a fraction or a year of birth is no age."""
_MARKS = re.compile("[\u0640\u064b-\u0652\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def age_in_years(value: Any) -> float:
    """Returns an age in whole years, NaN where none is told; under one year it is 0.

    Of a range its middle. What no person reaches, and what stands for "unknown" such as -1, is
    none.

    >>> age_in_years("Less than a day"), age_in_years("٧"), age_in_years("18 months")
    (0.0, 7.0, 1.0)
    >>> age_in_years("7 years 3 months"), age_in_years("أقل من سنة")
    (7.0, 0.0)
    >>> age_in_years("-1"), age_in_years("10-15")
    (nan, 12.0)
    """
    if value is None or isinstance(value, bool):
        return math.nan
    if isinstance(value, (int, float)):
        return float(math.floor(value)) if 0 <= value <= OLDEST else math.nan
    text = _MARKS.sub("", plain_digits(str(value))).strip().lower()
    if _LESS.search(text):
        return 0.0
    if _NO_AGE.match(text):
        return math.nan
    years, months = _YEARS.search(text), _MONTHS.search(text)
    if years is not None and months is not None:
        return _possible(int(years[1]) + int(months[1]) // 12)
    if years is None and _UNDER_ONE.search(text):
        return _possible(int(months[1]) // 12) if months else 0.0
    if years is not None and _UNDER_ONE.search(text):  # "2 years 10 days"
        return _possible(int(years[1]))
    found = _RANGE.fullmatch(text)
    if found is None:
        return math.nan
    low = int(found[1])
    high = int(found[2]) if found[2] else low
    return _possible((low + high) // 2) if low <= high <= OLDEST else math.nan


def _possible(years: int) -> float:
    return float(years) if years <= OLDEST else math.nan
