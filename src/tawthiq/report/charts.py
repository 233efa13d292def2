"""Draws the charts as SVG from Vega-Lite specifications, in both directions of reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import vl_convert

from tawthiq.report.fonts import font_folder
from tawthiq.report.phrases import Phrases

WIDTH = 420
LABELS = 190
"""Width of the bars, and of the labels beside them."""

_VERSION = "5.21"
_FONT = "Noto Sans, Noto Sans Arabic, sans-serif"
_INK, _SOFT = "#1c2226", "#59656c"
_COLOURS = {
    "regime": "#8f2d22",
    "russia": "#24476b",
    "coalition": "#94701f",
    "isis": "#3a3f43",
    "other": "#788389",
    "unidentified": "#8f9aa0",
}
_SPARE = ("#5f7f6b", "#7d5a86", "#4f8a94", "#b5694a", "#6d6a3f", "#8794a8")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, or a part of one: its label, the code that gives its colour, its length."""

    label: str
    code: str
    count: int


@dataclass(frozen=True, slots=True)
class Stack:
    """A bar made of parts."""

    label: str
    parts: tuple[Bar, ...]


def draw_bars(bars: Sequence[Bar], phrases: Phrases) -> str:
    """Returns a chart of horizontal bars with their numbers."""
    colours = _colours([bar.code for bar in bars])
    rows = [
        {"row": index, "label": bar.label, "count": bar.count, "colour": colours[bar.code],
         "text": phrases.plain("table.number", value=bar.count)}
        for index, bar in enumerate(bars)
    ]  # fmt: skip
    longest = max([bar.count for bar in bars], default=0)
    return _svg(_bars(rows, longest, phrases, step=34))


def draw_stacks(
    stacks: Sequence[Stack], legend: Sequence[tuple[str, str]], phrases: Phrases
) -> str:
    """Returns a chart of stacked horizontal bars, under a legend of (code, label)."""
    colours = _colours([code for code, _ in legend])
    rows = []
    for index, stack in enumerate(stacks):
        start = 0
        for part in stack.parts:
            rows.append({
                "row": index, "label": stack.label, "count": part.count, "start": start,
                "end": start + part.count, "middle": start + part.count / 2,
                "colour": colours[part.code],
                "text": phrases.plain("table.number", value=part.count),
            })  # fmt: skip
            start += part.count
    longest = max([sum(part.count for part in stack.parts) for stack in stacks], default=0)
    chart = _bars(rows, longest, phrases, step=30, stacked=True)
    return _svg({"vconcat": [_legend(legend, colours, phrases), chart], "spacing": 14})


def _bars(
    rows: list[dict[str, Any]], longest: int, phrases: Phrases, *, step: int, stacked: bool = False
) -> dict[str, Any]:
    rtl = phrases.direction == "rtl"
    scale = {"domain": [0, max(longest, 1) * 1.12], "nice": False, "reverse": rtl}
    x = {"field": "end" if stacked else "count", "type": "quantitative", "scale": scale}
    y = {"field": "row", "type": "ordinal", "axis": None}
    start: dict[str, Any] = {"x2": {"field": "start"}} if stacked else {"x2": {"datum": 0}}
    colour = {"color": {"field": "colour", "type": "nominal", "scale": None}}
    bar = {
        "mark": {"type": "bar", "height": {"band": 0.66}},
        "encoding": {"x": x | {"axis": None}, **start, "y": y, **colour},
    }
    label = {
        "transform": [{"aggregate": [], "groupby": ["row", "label"]}],
        "mark": _text(align="left" if rtl else "right", dx=10 if rtl else -10, colour=_INK),
        "encoding": {
            "x": {"value": WIDTH if rtl else 0},
            "y": y,
            "text": {"field": "label"},
        },
    }
    if stacked:
        number = {
            "mark": _text(align="center", colour="#ffffff", bold=True, size=12),
            "encoding": {
                "x": {"field": "middle", "type": "quantitative", "scale": scale, "axis": None},
                "y": y,
                "text": {"field": "text"},
            },
        }
    else:
        number = {
            "mark": _text(align="right" if rtl else "left", dx=-8 if rtl else 8, bold=True),
            "encoding": {"x": x | {"axis": None}, "y": y, "text": {"field": "text"}},
        }
    base = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": _SOFT},
        "encoding": {"x": {"value": WIDTH if rtl else 0}},
    }
    return {
        "data": {"values": rows},
        "width": WIDTH,
        "height": {"step": step},
        "layer": [bar, base, label, number],
    }


def _legend(
    legend: Sequence[tuple[str, str]], colours: dict[str, str], phrases: Phrases
) -> dict[str, Any]:
    rtl = phrases.direction == "rtl"
    columns, slot, line = 3, (WIDTH + LABELS) / 3, 24
    rows = []
    for index, (code, label) in enumerate(legend):
        place = (index % columns) * slot + 8 - LABELS
        rows.append({
            "x": WIDTH - place if rtl else place,
            "y": (index // columns) * line + line / 2,
            "label": label,
            "colour": colours[code],
        })  # fmt: skip
    height = (len(legend) + columns - 1) // columns * line
    position = {
        "x": {"field": "x", "type": "quantitative", "scale": None, "axis": None},
        "y": {"field": "y", "type": "quantitative", "scale": None, "axis": None},
    }
    return {
        "data": {"values": rows},
        "width": WIDTH,
        "height": height,
        "layer": [
            {
                "mark": {"type": "square", "size": 150, "opacity": 1},
                "encoding": position
                | {"color": {"field": "colour", "type": "nominal", "scale": None}},
            },
            {
                "mark": _text(
                    align="right" if rtl else "left", dx=-12 if rtl else 12, colour=_INK, size=12
                ),
                "encoding": position | {"text": {"field": "label"}},
            },
        ],
    }


def _text(
    *, align: str, dx: int = 0, colour: str = _INK, bold: bool = False, size: int = 13
) -> dict[str, Any]:
    return {
        "type": "text",
        "align": align,
        "baseline": "middle",
        "dx": dx,
        "color": colour,
        "fontSize": size,
        "fontWeight": "bold" if bold else "normal",
        "font": _FONT,
    }


def _svg(spec: dict[str, Any]) -> str:
    _register_fonts()
    config = {"view": {"stroke": None}, "background": None, "font": _FONT}
    svg = vl_convert.vegalite_to_svg(
        {"config": config, "padding": 4, "autosize": {"type": "pad"}, **spec},
        vl_version=_VERSION,
        allowed_base_urls=[],
    )
    return tidy(str(svg))


def tidy(svg: str) -> str:
    """Keeps the left-to-right frame of a drawing inside a right-to-left page.

    The anchors of text depend on the direction that a page hands down; letters of Arabic words
    join and run right to left all the same.
    """
    svg = re.sub(r' (?:aria|role)[\w-]*="[^"]*"', "", svg)
    return re.sub(r"<svg ", '<svg style="direction:ltr" ', svg, count=1)


def _colours(codes: Sequence[str]) -> dict[str, str]:
    spare = iter(_SPARE * (len(codes) // len(_SPARE) + 1))
    return {code: _COLOURS.get(code) or next(spare) for code in codes}


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(font_folder()))
