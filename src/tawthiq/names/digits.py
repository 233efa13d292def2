"""Digits of any script."""

from __future__ import annotations

import re

_OTHER_DIGITS = re.compile(r"[^\W0-9a-zA-Z_]")
_SIGNS = str.maketrans({"٬": ",", "٫": ".", "−": "-", "＋": "+"})


def plain_digits(text: str) -> str:
    """Returns a text with the digits of every script as 0-9, and their separators likewise.

    >>> plain_digits("٣-٥ قتلى"), plain_digits("۱۲٬۳۴۵")
    ('3-5 قتلى', '12,345')
    """
    if text.isascii():
        return text
    return _OTHER_DIGITS.sub(_digit, text.translate(_SIGNS))


def _digit(found: re.Match[str]) -> str:
    letter = found[0]
    return str(int(letter)) if letter.isdecimal() else letter
