"""Single values as text and back, by what their column is."""

from __future__ import annotations

import re

from tawthiq.records.flat.shape import Form, Scalar

_WHOLE = re.compile(r"[+-]?[0-9]+")
_TRUTHS = {"true": True, "false": False}


def written_scalar(value: Scalar) -> str:
    """Returns a value as text: `true`, `33.5`, or the text itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)


def read_scalar(form: Form, text: str) -> Scalar:
    """Returns the value that a text of a column stands for.

    Raises:
        ValueError: It stands for none.

    >>> read_scalar(Form.INTEGER, "12"), read_scalar(Form.TRUTH, "TRUE")
    (12, True)
    """
    if form is Form.INTEGER:
        return _whole(text.strip())
    if form is Form.NUMBER:
        return float(text)
    if form is Form.TRUTH:
        found = _TRUTHS.get(text.strip().lower())
        if found is None:
            raise ValueError("it is neither true nor false")
        return found
    return text


def _whole(text: str) -> int:
    if _WHOLE.fullmatch(text):
        return int(text)
    number = float(text)
    if not number.is_integer():
        raise ValueError("it is no whole number")
    return int(number)
