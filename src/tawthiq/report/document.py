"""The document model: what a report holds, before HTML or PDF is made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text.

    Attributes:
        text: What a reader sees.
        figure: Name of the figure that the text states.
        ltr: Kept left to right and apart from its surroundings: numbers, codes, addresses.
        strong: Set in bold.
        href: Address that it leads to.
        code: A name or hash for machines.
    """

    text: str
    figure: str | None = None
    ltr: bool = False
    strong: bool = False
    href: str | None = None
    code: bool = False


Text = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; its role is `body`, `lead` (a finding) or `note` (small print)."""

    text: Text
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading inside a section."""

    text: Text


@dataclass(frozen=True, slots=True)
class Items:
    """A bulleted list."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: Text
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; its first cell is its header.

    Attributes:
        total: A row that sums up the others.
        anchor: Name of the figure that the row explains; links lead here.
        ids: Record ids, shown on demand.
        summary: Text over the ids.
    """

    cells: tuple[Text, ...]
    total: bool = False
    anchor: str | None = None
    ids: tuple[str, ...] = ()
    summary: Text = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; `small` for long ones, `notes` stand under it."""

    name: str
    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Text, ...] = ()
    small: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart or a map as SVG, with a caption and a text for those who cannot see it."""

    name: str
    svg: str
    caption: Text
    description: str
    credit: Text = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A titled block of facts, label by label, such as one agreement."""

    title: Text
    lead: Text
    facts: tuple[tuple[Text, Text], ...]
    notes: tuple[Text, ...] = ()


Block = Paragraph | Subheading | Items | Table | Picture | Card


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section."""

    name: str
    number: str
    title: Text
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language.

    Attributes:
        highlights: The few numbers of the cover, each with its label.
        words: Small texts of the page itself: names of the parts, the other language.
    """

    language: str
    direction: str
    title: Text
    kind: Text
    period: Text
    organisation: Text
    highlights: tuple[tuple[Text, Text], ...]
    sections: tuple[Section, ...]
    words: dict[str, str]


def plain(text: Text) -> str:
    """Returns the bare text of spans."""
    return "".join(span.text for span in text)


def capitalised(text: Text) -> Text:
    """Returns the same spans with a capital first letter, where the script has capitals."""
    if not text or text[0].code:
        return text
    first = text[0]
    return (replace(first, text=first.text[:1].upper() + first.text[1:]), *text[1:])


def strong(text: Text) -> Text:
    """Returns the same spans in bold."""
    return tuple(replace(span, strong=True) for span in text)


def sentences_of(texts: Iterable[Text]) -> Text:
    """Joins sentences to one text, with a space between them."""
    joined: list[Span] = []
    for text in texts:
        if joined and text:
            joined.append(Span(" "))
        joined.extend(text)
    return tuple(joined)
