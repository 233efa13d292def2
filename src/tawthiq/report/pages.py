"""Makes one self-contained HTML page of a document: no request, no script."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from tawthiq.counts.figure import Figure
from tawthiq.report.document import Document, Picture, Span, Text, plain
from tawthiq.report.fonts import embedded


def make_page(document: Document, figures: dict[str, Figure], *, other: str) -> str:
    """Returns the page as text; `other` is the file of the same report in the other language."""
    template = _environment().get_template("page.html")
    values: dict[str, Any] = {
        "document": document,
        "other": other,
        "show": _Show(figures),
        "plain": plain,
        "drawing": _drawing,
        "kind": lambda block: type(block).__name__,
    }
    body = template.render(**values, fonts=[])
    letters = re.sub(r"<[^>]*>", "", body)
    return template.render(**values, fonts=embedded(letters + document.title[0].text))


class _Show:
    """Turns spans into HTML; a number keeps its value and leads to the table of figures."""

    def __init__(self, figures: dict[str, Figure]):
        self._figures = figures

    def __call__(self, text: Text, linked: bool = True) -> Markup:
        return Markup("").join(self._span(span, linked) for span in text)

    def _span(self, span: Span, linked: bool) -> Markup:
        html = escape(span.text)
        if span.code:
            html = Markup('<code dir="ltr">{}</code>').format(html)
        elif span.ltr:
            html = Markup('<bdi dir="ltr">{}</bdi>').format(html)
        if span.strong:
            html = Markup("<strong>{}</strong>").format(html)
        if span.href is not None and span.href.startswith(("https://", "http://")):
            html = Markup('<a href="{}" rel="noreferrer">{}</a>').format(span.href, html)
        figure = self._figures.get(span.figure) if span.figure else None
        if figure is None:
            return html
        if linked:
            html = Markup('<a href="#figure-{}">{}</a>').format(figure.name, html)
        value = "" if figure.value is None else figure.value
        return Markup('<data value="{}" data-figure="{}">{}</data>').format(
            value, figure.name, html
        )


def _drawing(picture: Picture) -> Markup:
    label = Markup('<svg role="img" aria-label="{}" ').format(picture.description)
    return Markup(picture.svg.replace("<svg ", str(label), 1))  # noqa: S704  (our own drawing)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("tawthiq.report", "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
