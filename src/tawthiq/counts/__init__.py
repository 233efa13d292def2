"""Documented totals: what is counted, what is left out and why, shares and trends."""

from tawthiq.counts.book import FigureBook
from tawthiq.counts.count import Counts, count_period
from tawthiq.counts.figure import Figure, Rounding, percentage
from tawthiq.counts.massacres import is_massacre, party_row
from tawthiq.counts.scope import Scope, scope_of
from tawthiq.counts.selection import LeftOut, Selection, select_incidents

__all__ = [
    "Counts",
    "Figure",
    "FigureBook",
    "LeftOut",
    "Rounding",
    "Scope",
    "Selection",
    "count_period",
    "is_massacre",
    "party_row",
    "percentage",
    "scope_of",
    "select_incidents",
]
