"""Audit notes, what is left out, method, conclusions, the table of figures, and the sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tawthiq.counts.figure import Figure
from tawthiq.report.document import (
    Block,
    Card,
    Column,
    Items,
    Paragraph,
    Row,
    Span,
    Subheading,
    Table,
    Text,
)
from tawthiq.report.filters import Number
from tawthiq.report.marks import clean
from tawthiq.report.phrases import Phrases
from tawthiq.report.reading import Reading, tied

_DEFINITIONS = (
    "massacre", "minimum", "people", "attribution", "unknown", "breach", "collections", "shares",
)  # fmt: skip
_TEXTS = ("conclusions", "recommendations")
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def audit(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Says what of the published numbers holds, what does not, and what stays open."""
    notes = reading.content.notes
    if not notes:
        return []
    rows = tuple(
        Row((
            phrases.say(f"outcome.{note.outcome}"),
            phrases.reason(note.reason),
            phrases.say("audit.source", code=note.publication) if note.publication else (),
        ))
        for note in notes
    )  # fmt: skip
    columns = tuple(
        Column(phrases.say(f"audit.{one}")) for one in ("outcome", "remark", "publication")
    )
    table = Table("audit", phrases.say("audit.caption"), columns=columns, rows=rows)
    return [Paragraph(phrases.say("audit.lead")), table]


def left_out(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Says what the register holds and the figures do not, and why."""
    reasons = reading.content.left_out
    if not reasons:
        return []
    items = Items(tuple(phrases.reason(reason) for reason in reasons))
    return [
        Paragraph(phrases.say("left_out.lead", count=reading.figure("incidents.left_out"))),
        items,
    ]


def method(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Says what the words of the report mean and how its numbers are made."""
    rounding = reading.content.methodology.get("rounding")
    facts = tuple(
        (
            phrases.say(f"method.{name}.term"),
            phrases.say(f"method.{name}.text", threshold=reading.threshold(), rounding=rounding),
        )
        for name in _DEFINITIONS
    )
    return [Card(title=(), lead=(), facts=facts)]


def conclude(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Returns the text blocks that the team wrote, as paragraphs, lists and headings."""
    found: list[Block] = []
    for name in _TEXTS:
        text = reading.content.texts.get(name, {}).get(phrases.language, "").strip()
        if text:
            found.append(Subheading(phrases.say(f"conclusions.{name}")))
            found.extend(blocks_of(text))
    return found


def blocks_of(text: str) -> Iterator[Block]:
    """Reads plain paragraphs: blank lines part them, `- ` makes lists, `## ` headings.

    Nothing else is markup: what looks like HTML or typst is text.
    """
    for part in re.split(r"\n\s*\n", clean(text)):
        lines = [line.strip() for line in part.strip().splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("#"):
            yield Subheading((Span(lines.pop(0).lstrip("# ")),))
        if not lines:
            continue
        if not lines[0].startswith("- "):
            cut = next((at for at, line in enumerate(lines) if line.startswith("- ")), len(lines))
            yield Paragraph(_bold(" ".join(lines[:cut])))
            lines = lines[cut:]
        if lines:
            joined = "\n".join(lines)
            items = [re.sub(r"\s+", " ", item) for item in re.split(r"(?:^|\n)- ", joined) if item]
            yield Items(tuple(_bold(item) for item in items))


def list_figures(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Lists every figure with its rule, its rounding and its records."""
    figures = [figure for _, figure in sorted(reading.content.figures.items())]
    if not figures:
        return []
    names = ("name", "value", "fraction", "rule", "rounding", "records")
    columns = tuple(
        Column(phrases.say(f"figures.{name}"), numeric=name in ("value", "records"))
        for name in names
    )
    table = Table(
        "figures",
        caption=phrases.say("figures.caption"),
        columns=columns,
        rows=tuple(_figure_row(figure, phrases) for figure in figures),
        small=True,
    )
    return [Paragraph(phrases.say("figures.lead")), table]


def sources(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Lists the publications behind the figures, and the state of the register."""
    content = reading.content
    found: list[Block] = []
    if content.sources:
        items = tuple(
            (
                Span(clean(title.get(phrases.language) or next(iter(title.values()), address))),
                Span(" "),
                Span(clean(address), href=clean(address), ltr=True),
            )
            for title, address in content.sources
        )
        found += [Paragraph(phrases.say("sources.lead")), Items(items)]
    facts = [
        (phrases.say("sources.size"), phrases.say("table.number", value=content.tree_size)),
        (phrases.say("sources.root"), _code(content.root)),
        (phrases.say("sources.ruleset"), _code(content.ruleset)),
    ]
    title = phrases.say("sources.state")
    return [
        *found,
        Card(title=title, lead=(), facts=tuple(fact for fact in facts if fact[1])),
        Paragraph(phrases.say("sources.note"), role="note"),
    ]


def _figure_row(figure: Figure, phrases: Phrases) -> Row:
    fraction: Text = ()
    if figure.numerator is not None and figure.denominator is not None:
        fraction = phrases.say(
            "table.fraction", numerator=figure.numerator, denominator=figure.denominator
        )
    key = f"rule.{figure.rule}"
    return Row(
        cells=(
            _code(figure.name),
            _value(figure, phrases),
            fraction,
            phrases.say(key) if key in phrases else _code(figure.rule),
            phrases.say("figures.rounded", rule=figure.rounding) if figure.rounding else (),
            phrases.say("table.number", value=len(figure.record_ids)),
        ),
        anchor=figure.name,
        ids=figure.record_ids,
        summary=phrases.say("figures.ids"),
    )


def _value(figure: Figure, phrases: Phrases) -> Text:
    if isinstance(figure.value, str):
        return phrases.say("table.row_party", code=figure.value)
    if figure.value is None and (codes := tied(figure)):
        return phrases.say("figures.tied", codes=codes)
    key = "table.share_only" if figure.unit == "percent" else "table.number"
    return phrases.say(key, value=Number(figure.value, decimals=figure.decimals))


def _code(text: str) -> Text:
    return (Span(clean(text), ltr=True, code=True),) if text else ()


def _bold(text: str) -> Text:
    parts = _BOLD.split(text)
    return tuple(Span(part, strong=at % 2 == 1) for at, part in enumerate(parts) if part)
