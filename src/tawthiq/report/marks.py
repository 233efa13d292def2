"""Marked text: which stretch of a sentence is a number, and of which figure.

Three private-use characters carry the marks through the templates. They are removed from every
text that does not come from a filter, so that no label can forge a figure.
"""

from __future__ import annotations

import re

from tawthiq.report.document import Span, Text

_OPEN, _MIDDLE, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARK = re.compile(f"{_OPEN}([^{_MIDDLE}]*){_MIDDLE}([^{_CLOSE}]*){_CLOSE}")
_FORGED = re.compile(
    "[\ue000-\ue002\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069]"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٪٫٬", "0123456789%.,")


class Marked(str):
    """Text that a filter made: its marks are genuine."""

    __slots__ = ()


def clean(text: str) -> str:
    """Returns text without marks, control characters and overrides of direction."""
    return _FORGED.sub("", text)


def mark(text: str, figure: str | None) -> Marked:
    """Marks a stretch as a number, with the name of the figure it comes from, if any."""
    return Marked(f"{_OPEN}{clean(figure or '')}{_MIDDLE}{clean(text)}{_CLOSE}")


def spans(marked: str) -> Text:
    """Splits marked text into spans; numbers and Latin words are kept left to right."""
    found: list[Span] = []
    end = 0
    for match in _MARK.finditer(marked):
        if match.start() > end:
            found.append(Span(marked[end : match.start()]))
        figure, text = match.groups()
        found.append(Span(text, figure=figure or None, ltr=_is_ltr(text)))
        end = match.end()
    if end < len(marked):
        found.append(Span(marked[end:]))
    return tuple(found)


def _is_ltr(text: str) -> bool:
    return _RIGHT_TO_LEFT.search(text.translate(_DIGITS)) is None


def unmarked(marked: str) -> str:
    """Returns the bare text of a marked one."""
    return "".join(span.text for span in spans(marked))
