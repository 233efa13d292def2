"""Makes the PDF of a document with typst: tagged, shaped, in either direction of reading.

The document goes in as JSON. Its texts are values to typst and never markup, so nothing that
stands in them can run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import typst

from tawthiq.report.document import Document, Row, Table, plain
from tawthiq.report.fonts import font_folder

STANDARD: Final = "ua-1"
"""PDF/UA-1: a document that assistive technology can read."""


def make_pdf(document: Document) -> bytes:
    """Returns the PDF; the same document gives the same bytes."""
    template = resources.files("tawthiq.report").joinpath("templates", "report.typ")
    content = _values(document) | {
        "plain_title": plain(document.title),
        "words": document.words | {"page": re.split(r"\{\w+\}", document.words["page"])},
        "anchors": [row.anchor for row in _rows(document) if row.anchor],
    }
    pdf = typst.compile(
        template.read_bytes(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"document": json.dumps(content, ensure_ascii=False)},
        pdf_standards=STANDARD,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst returned no single PDF")
    return pdf


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(font_folder())],
    )


def _rows(document: Document) -> Iterator[Row]:
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield from block.rows


def _values(node: Any) -> Any:
    if is_dataclass(node) and not isinstance(node, type):
        named = {field.name: _values(getattr(node, field.name)) for field in fields(node)}
        return {"kind": type(node).__name__} | named
    if isinstance(node, tuple):
        return [_values(item) for item in node]
    return node
