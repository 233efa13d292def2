"""The fonts of the report, and the parts of them that a page needs."""

from __future__ import annotations

import base64
import io
from functools import cache
from importlib import resources
from pathlib import Path

from fontTools import subset

FAMILIES = (
    ("Noto Sans", 400, "NotoSans-Regular.ttf"),
    ("Noto Sans", 700, "NotoSans-Bold.ttf"),
    ("Noto Sans Arabic", 400, "NotoSansArabic-Regular.ttf"),
    ("Noto Sans Arabic", 700, "NotoSansArabic-Bold.ttf"),
)
"""Family, weight and file of every font; no other is used."""


def font_folder() -> Path:
    """Returns the folder that holds the fonts and their licence."""
    return Path(str(resources.files("tawthiq.report").joinpath("fonts")))


def embedded(text: str) -> list[tuple[str, int, str]]:
    """Returns (family, weight, base64 woff) of each font, cut down to the letters of a text."""
    letters = frozenset(text) | frozenset("0123456789 .,%()-")
    return [(family, weight, _cut(file, letters)) for family, weight, file in FAMILIES]


@cache
def _cut(file: str, letters: frozenset[str]) -> str:
    options = subset.Options()
    options.flavor = "woff"
    options.hinting = False
    options.recalc_timestamp = False
    options.drop_tables += ["DSIG"]
    if "Arabic" not in file:
        options.layout_features = ["kern", "mark", "mkmk", "liga", "ccmp", "tnum"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(ord(letter) for letter in letters))
    written = io.BytesIO()
    with subset.load_font(str(font_folder() / file), options) as font:
        cutter.subset(font)
        font.flavor = "woff"
        font.save(written, reorderTables=True)
    return base64.b64encode(written.getvalue()).decode("ascii")
