"""Figures put into words, charts, maps and pages, in English and Arabic."""

from tawthiq.report.content import Content
from tawthiq.report.diff import FigureChange, diff_states
from tawthiq.report.folder import Written, write_report
from tawthiq.report.gather import explain, gather, outcome_word
from tawthiq.report.labels import phrases_of
from tawthiq.report.phrases import Phrases
from tawthiq.report.write import write_pages

__all__ = [
    "Content",
    "FigureChange",
    "Phrases",
    "Written",
    "diff_states",
    "explain",
    "gather",
    "outcome_word",
    "phrases_of",
    "write_pages",
    "write_report",
]
