"""Ages as lists print them, in years."""

from __future__ import annotations

import math
import re
from typing import Any

from tawthiq.names import plain_digits

OLDEST = 125
_UNDER = re.compile(r"day|week|month|hour|born|infant|يوم|ايام|أيام|اسبوع|أسبوع|شهر|اشهر|أشهر|رضيع")
_RANGE = re.compile(r"^\D*(\d{1,3})(?:\.\d+)?(?:\s*(?:-|–|to|الى|إلى)\s*(\d{1,3}))?\D*$")
_MONTHS = re.compile(r"(\d{1,3})\s*(?:months?|شهر|اشهر|أشهر)")


def age_in_years(value: Any) -> float:
    """Returns an age in whole years, NaN where none is told; under one year it is 0.

    Of a range its middle. What no person reaches, and what stands for "unknown" such as -1, is
    none.

    >>> age_in_years("Less than a day"), age_in_years("٧"), age_in_years("18 months")
    (0.0, 7.0, 1.0)
    >>> age_in_years("-1"), age_in_years("10-15")
    (nan, 12.0)
    """
    if value is None or isinstance(value, bool):
        return math.nan
    if isinstance(value, (int, float)):
        return float(math.floor(value)) if 0 <= value <= OLDEST else math.nan
    text = plain_digits(str(value)).strip().lower()
    if _UNDER.search(text):
        months = _MONTHS.search(text)
        return float(int(months[1]) // 12) if months else 0.0
    found = _RANGE.match(text)
    if found is None or text.startswith("-"):
        return math.nan
    low = int(found[1])
    high = int(found[2]) if found[2] else low
    return float((low + high) // 2) if low <= high <= OLDEST else math.nan
