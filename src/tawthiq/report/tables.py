"""Massacres by party and by governorate, and their victims: the tables and their charts."""

from __future__ import annotations

from collections.abc import Sequence

from tawthiq.counts.figure import Figure
from tawthiq.report import charts
from tawthiq.report.document import Block, Column, Paragraph, Picture, Row, Table, Text
from tawthiq.report.filters import Number
from tawthiq.report.marks import unmarked
from tawthiq.report.phrases import Phrases
from tawthiq.report.reading import Reading, count


def by_party(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Says how many massacres each party is held to have carried out."""
    prefix = "massacres.by_party"
    parties = reading.by(prefix)
    if not parties:
        return []
    total = reading.figure("massacres.total")
    rows = [
        Row((
            phrases.say("table.row_party", code=code),
            number(figure, phrases),
            share(reading.figure(f"{prefix}.{code}.share"), phrases),
        ))
        for code, figure in parties
    ]  # fmt: skip
    if total is not None:
        rows.append(Row((phrases.say("table.total"), number(total, phrases), ()), total=True))
    table = Table(
        "massacres_by_party",
        caption=phrases.say("table.by_party", period=reading.content.period),
        columns=_columns(phrases, "party", "massacres", "share"),
        rows=tuple(rows),
        notes=tuple(text for text in _party_notes(reading, phrases) if text),
    )
    bars = [charts.Bar(_label(phrases, "party", code), code, count(one)) for code, one in parties]
    picture = Picture(
        "massacres_by_party",
        svg=charts.draw_bars(bars, phrases),
        caption=phrases.say("chart.by_party", period=reading.content.period),
        description=_describe(phrases, "chart.describe_party", "party", parties),
    )
    return [Paragraph(phrases.say("parties.lead")), table, picture]


def by_governorate(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Says in which governorate the massacres happened, and by which party."""
    prefix = "massacres.by_governorate"
    governorates = reading.by(prefix)
    if not governorates:
        return []
    cells = {
        (party, place): figure
        for party, _ in reading.by("massacres.by_party")
        for place, figure in reading.by(f"massacres.by_party_governorate.{party}")
    }
    parties = [
        code for code, _ in reading.by("massacres.by_party") if any(key[0] == code for key in cells)
    ]
    none = phrases.say("table.none")
    rows = [
        Row((
            phrases.say("table.row_place", code=place),
            *(
                number(cells[party, place], phrases)
                if count_of(cells.get((party, place)))
                else none
                for party in parties
            ),
            number(figure, phrases),
            percent(reading.figure(f"{prefix}.{place}.share"), phrases),
        ))
        for place, figure in governorates
    ]  # fmt: skip
    total = reading.figure("massacres.total")
    if total is not None:
        sums = [number(reading.figure(f"massacres.by_party.{one}"), phrases) for one in parties]
        rows.append(
            Row((phrases.say("table.total"), *sums, number(total, phrases), ()), total=True)
        )
    table = Table(
        "massacres_by_governorate",
        caption=phrases.say("table.by_governorate", period=reading.content.period),
        columns=(
            Column(phrases.say("table.governorate")),
            *(Column(phrases.say("table.row_party", code=code), numeric=True) for code in parties),
            Column(phrases.say("table.total"), numeric=True),
            Column(phrases.say("table.share"), numeric=True),
        ),
        rows=tuple(rows),
        notes=_shares_note(reading, phrases, prefix),
    )
    found: list[Block] = [Paragraph(phrases.say("governorates.lead")), table]
    if parties:
        stacks = [
            charts.Stack(
                _label(phrases, "place", place),
                tuple(
                    charts.Bar(_label(phrases, "party", party), party, number_of)
                    for party in parties
                    if (number_of := count_of(cells.get((party, place))))
                ),
            )
            for place, _ in governorates
        ]
        legend = [(party, _label(phrases, "party", party)) for party in parties]
        found.append(
            Picture(
                "massacres_by_governorate",
                svg=charts.draw_stacks(stacks, legend, phrases),
                caption=phrases.say("chart.by_governorate", period=reading.content.period),
                description=_describe(phrases, "chart.describe_governorate", "place", governorates),
            )
        )
    return found


def victims(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Says how many civilians were killed, with children and women where that is published."""
    total = reading.figure("victims.total")
    parties = reading.by("victims.by_party")
    if total is None and not parties:
        return []
    found: list[Block] = []
    if total is not None:
        text = phrases.say("victims.lead", victims=total, period=reading.content.period)
        found.append(Paragraph(text))
    missing = phrases.say("table.not_published")
    rows = []
    for code, figure in parties:
        groups = [reading.figure(f"victims.by_party.{code}.{one}") for one in ("children", "women")]
        cells = [number(one, phrases) if one is not None else missing for one in groups]
        row = Row((phrases.say("table.row_party", code=code), number(figure, phrases), *cells))
        rows.append(row)
    if total is not None:
        groups = [reading.figure(f"victims.{one}") for one in ("children", "women")]
        cells = [number(one, phrases) if one is not None else missing for one in groups]
        row = Row((phrases.say("table.total"), number(total, phrases), *cells), total=True)
        rows.append(row)
    found.append(
        Table(
            "victims_by_party",
            caption=phrases.say("table.victims_caption", period=reading.content.period),
            columns=_columns(phrases, "party", "victims", "children", "women"),
            rows=tuple(rows),
            notes=_victims_notes(parties, phrases),
        )
    )
    return found


def _victims_notes(parties: Sequence[tuple[str, Figure]], phrases: Phrases) -> tuple[Text, ...]:
    """Says what the numbers of a table of victims are: as published, or added up here."""
    if not parties:
        return ()
    summed = any(figure.rule == "victims_at_least" for _, figure in parties)
    return (phrases.say("table.victims_summed_note" if summed else "table.victims_note"),)


def number(figure: Figure | None, phrases: Phrases) -> Text:
    """Returns a figure as the text of a cell; empty where there is none."""
    return phrases.say("table.number", value=figure) if figure is not None else ()


def share(figure: Figure | None, phrases: Phrases) -> Text:
    """Returns a share with its numerator and denominator as the text of a cell."""
    if figure is None or figure.value is None:
        return ()
    return phrases.say(
        "table.percent",
        value=figure,
        numerator=Number(figure.numerator, figure=figure.name),
        denominator=Number(figure.denominator, figure=figure.name),
    )


def percent(figure: Figure | None, phrases: Phrases) -> Text:
    """Returns a share alone, for a table that shows its parts beside it."""
    if figure is None or figure.value is None:
        return ()
    return phrases.say("table.share_only", value=figure)


def count_of(figure: Figure | None) -> int:
    """Returns the number of a count; 0 where there is none."""
    return count(figure) if figure is not None else 0


def _party_notes(reading: Reading, phrases: Phrases) -> list[Text]:
    notes = []
    alliance = reading.figure("massacres.alliance")
    if alliance is not None:
        notes.append(
            phrases.say(
                "table.alliance_note",
                code=reading.alliance(),
                count=alliance,
                share=reading.figure("massacres.alliance.share"),
            )
        )
    notes.extend(_shares_note(reading, phrases, "massacres.by_party"))
    return notes


def _shares_note(reading: Reading, phrases: Phrases, prefix: str) -> tuple[Text, ...]:
    total = reading.figure("massacres.total")
    rules = [
        figure.rounding
        for code, _ in reading.by(prefix)
        if (figure := reading.figure(f"{prefix}.{code}.share")) and figure.rounding
    ]
    if not rules or total is None:
        return ()
    return (phrases.say("table.shares_note", total=total, rule=rules[0]),)


def _columns(phrases: Phrases, first: str, *others: str) -> tuple[Column, ...]:
    return (
        Column(phrases.say(f"table.{first}")),
        *(Column(phrases.say(f"table.{name}"), numeric=True) for name in others),
    )


def _label(phrases: Phrases, kind: str, code: str) -> str:
    return phrases.plain(f"table.row_{kind}", code=code)


def _describe(phrases: Phrases, key: str, kind: str, bars: list[tuple[str, Figure]]) -> str:
    texts = [
        unmarked(phrases.fragment("chart.bar", label=_label(phrases, kind, code), count=figure))
        for code, figure in bars
    ]
    return phrases.plain(key, bars=texts)
