"""Makes the document of one language out of a content: which sections, in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tawthiq.report import breaches, closing, introduction, tables
from tawthiq.report.document import Block, Document, Section, Span, Text
from tawthiq.report.map import draw_map
from tawthiq.report.phrases import Phrases
from tawthiq.report.reading import Reading

Part = Callable[[Reading, Phrases], Sequence[Block]]

PARTS: tuple[tuple[str, Part], ...] = (
    ("introduction", introduction.introduce),
    ("summary", introduction.summarise),
    ("parties", tables.by_party),
    ("governorates", tables.by_governorate),
    ("victims", tables.victims),
    ("earlier", introduction.compare),
    ("breaches", breaches.tell_breaches),
    ("map", draw_map),
    ("audit", closing.audit),
    ("left_out", closing.left_out),
    ("method", closing.method),
    ("conclusions", closing.conclude),
    ("figures", closing.list_figures),
    ("sources", closing.sources),
)
"""The sections in order. A part that has nothing to say makes no section."""

_WORDS = ("other_language", "contents", "skip", "page", "figures", "records")


def outline(reading: Reading, phrases: Phrases) -> Document:
    """Returns the whole report in the language of the phrases."""
    content = reading.content
    sections: list[Section] = []
    for name, part in PARTS:
        blocks = tuple(part(reading, phrases))
        if blocks:
            number = phrases.plain("page.number", number=len(sections) + 1)
            sections.append(Section(name, number, phrases.say(f"section.{name}"), blocks))
    organisation = content.organisation.get(phrases.language) or next(
        iter(content.organisation.values()), ""
    )
    return Document(
        language=phrases.language,
        direction=phrases.direction,
        title=phrases.say(
            "cover.title",
            total=reading.figure("massacres.total"),
            alliance=reading.figure("massacres.alliance"),
            code=reading.alliance(),
            period=content.period,
            possible=reading.figure("massacres.possible"),
        ),
        kind=phrases.say("cover.kind"),
        period=phrases.say("cover.period", period=content.period),
        organisation=(Span(organisation),) if organisation else (),
        highlights=_highlights(reading, phrases),
        sections=tuple(sections),
        words={word: phrases.plain(f"page.{word}") for word in _WORDS},
    )


def _highlights(reading: Reading, phrases: Phrases) -> tuple[tuple[Text, Text], ...]:
    names = {
        "total": "massacres.total",
        "alliance": "massacres.alliance",
        "victims": "victims.total",
        "women_and_children": "victims.women_and_children",
    }
    return tuple(
        (
            phrases.say("cover.value", value=figure),
            phrases.say(f"cover.{label}", code=reading.alliance()),
        )
        for label, name in names.items()
        if (figure := reading.figure(name)) is not None
    )
