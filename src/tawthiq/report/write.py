"""Writes the whole report of a content into a folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tawthiq.report.content import Content
from tawthiq.report.document import Document, Picture
from tawthiq.report.outline import outline
from tawthiq.report.pages import make_page
from tawthiq.report.pdf import make_pdf
from tawthiq.report.phrases import LANGUAGES, Phrases
from tawthiq.report.reading import Reading

Progress = Callable[[str], None]


def write_pages(
    content: Content,
    folder: Path,
    *,
    progress: Progress | None = None,
    digits: str = "western",
    added: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Path]:
    """Writes the report in every language as HTML and PDF, its drawings, figures and manifest.

    The same content gives the same bytes: no clock is read. Returns the files in the order in
    which they were written; the folder must exist.

    Args:
        content: What the report is made from.
        folder: Where it goes; files of the same names are replaced.
        progress: Called with the name of each file once it is written.
        digits: `western`, or `arabic_indic` for the Arabic edition.
        added: Sentences of the casebook's own, by language and key.
    """
    written: list[Path] = []
    for name, data in _files(content, digits=digits, added=added or {}):
        path = folder / name
        path.write_bytes(data)
        written.append(path)
        if progress is not None:
            progress(name)
    return written


def _files(
    content: Content, *, digits: str, added: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, bytes]]:
    digests: dict[str, str] = {}
    for name, data in _parts(content, digits=digits, added=added):
        digests[name] = hashlib.sha256(data).hexdigest()
        yield name, data
    manifest = {
        "files": dict(sorted(digests.items())),
        "root": content.root,
        "tree_size": content.tree_size,
    }
    yield "manifest.json", _json(manifest)


def _parts(
    content: Content, *, digits: str, added: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, bytes]]:
    figures = dict(content.figures)
    yield "figures.json", _json([figures[name].model_dump(mode="json") for name in sorted(figures)])
    reading = Reading(content)
    for language in LANGUAGES:
        phrases = Phrases(
            language,
            labels=content.labels,
            agreements={
                one.agreement.code: one.agreement.short_names for one in content.agreements
            },
            digits=digits if language == "ar" else "western",
            added=added.get(language),
        )
        document = outline(reading, phrases)
        for name, svg in _drawings(document):
            yield f"{name}.{language}.svg", svg.encode()
        other = next(one for one in LANGUAGES if one != language)
        page = make_page(document, figures, other=f"report.{other}.html")
        yield f"report.{language}.html", page.encode()
        yield f"report.{language}.pdf", make_pdf(document)


def _drawings(document: Document) -> Iterator[tuple[str, str]]:
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Picture):
                yield block.name if block.name == "map" else f"chart_{block.name}", block.svg


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
