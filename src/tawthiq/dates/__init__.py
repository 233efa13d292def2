"""Partial dates and local clocks: a value that says how precisely a time is known."""

from tawthiq.dates.clock import Clock, day_bounds, to_utc, zone
from tawthiq.dates.moment import Moment, Statement, add_months
from tawthiq.dates.when import Precision, When
from tawthiq.dates.wording import AmbiguousDateError, DateOrder, DateReading, DateWords, stated_date

__all__ = [
    "AmbiguousDateError",
    "Clock",
    "DateOrder",
    "DateReading",
    "DateWords",
    "Moment",
    "Precision",
    "Statement",
    "When",
    "add_months",
    "day_bounds",
    "stated_date",
    "to_utc",
    "zone",
]
