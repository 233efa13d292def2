"""What the breach tests say: by party, by agreement, and why some are not settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tawthiq.report.content import AgreementResult
from tawthiq.report.document import (
    Block,
    Column,
    Items,
    Paragraph,
    Row,
    Subheading,
    Table,
    Text,
    sentences_of,
    strong,
)
from tawthiq.report.omissions import tell_omissions
from tawthiq.report.phrases import Phrases
from tawthiq.report.reading import Reading, count
from tawthiq.report.tables import number

_VERDICTS = ("certain", "possible", "excluded", "no_breach")


def tell_breaches(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Says which incidents breach which agreement, party by party and agreement by agreement.

    Every incident counted is tested, whether it is a massacre or not, and called an incident.
    """
    local = _tested(reading, reading.local())
    national = _tested(reading, reading.national())
    if not local and not national:
        return list(tell_omissions(reading, phrases))
    found: list[Block] = []
    scope = phrases.say(
        "breaches.scope",
        count=len(local),
        national=[result.agreement.code for result in national],
    )
    found.append(Paragraph(scope))
    answers = list(_answers(reading, phrases, len(local)))
    found.extend(Paragraph(text, role="lead") for text in answers[:1])
    if answers[1:]:
        found.append(Items(tuple(answers[1:])))
    found.extend(_party_table(reading, phrases))
    found.append(_agreement_table(reading, phrases, [*local, *national]))
    found.extend(_reasons(phrases, [*local, *national]))
    found.extend(tell_omissions(reading, phrases))
    return found


def _tested(reading: Reading, results: list[AgreementResult]) -> list[AgreementResult]:
    return [
        result
        for result in results
        if any(reading.figure(_name(result, verdict)) for verdict in _VERDICTS)
    ]


def _name(result: AgreementResult, verdict: str) -> str:
    return f"breaches.agreement.{result.agreement.code}.{verdict}"


def _answers(reading: Reading, phrases: Phrases, agreements: int) -> Iterator[Text]:
    for party, total in reading.by("breaches.tested.by_party"):
        certain = reading.figure(f"breaches.certain.by_party.{party}")
        possible = reading.figure(f"breaches.possible.by_party.{party}")
        if certain is None or possible is None or not count(total) or not agreements:
            continue
        values = {"party": party, "count": total, "certain": certain, "possible": possible}
        if count(certain) or count(possible):
            key = "some_of_one" if count(total) == 1 else "some"
            yield phrases.say(f"breaches.party.{key}", **values)
        else:
            key = "none_of_one" if count(total) == 1 else "none"
            outside = _outside(reading, party, count(total))
            yield phrases.say(
                f"breaches.party.{key}", agreements=agreements, outside=outside, **values
            )


def _outside(reading: Reading, party: str, total: int) -> list[str]:
    """Returns the governorates of a party's massacres if no zone touches any of them."""
    places = [
        (place, count(figure))
        for place, figure in reading.by(f"massacres.by_party_governorate.{party}")
        if count(figure)
    ]
    zones = reading.zones()
    if sum(held for _, held in places) != total or any(place in zones for place, _ in places):
        return []
    return [place for place, _ in places]


def _party_table(reading: Reading, phrases: Phrases) -> Iterator[Table]:
    rows = []
    for party, total in reading.by("breaches.tested.by_party"):
        certain = reading.figure(f"breaches.certain.by_party.{party}")
        possible = reading.figure(f"breaches.possible.by_party.{party}")
        if certain is not None and possible is not None:
            label = phrases.say("table.row_party", code=party)
            cells = (number(one, phrases) for one in (total, certain, possible))
            rows.append(Row((label, *cells)))
    if not rows:
        return
    sums = [
        reading.figure(name)
        for name in ("breaches.tested.total", "breaches.certain.total", "breaches.possible.total")
    ]
    if all(figure is not None for figure in sums):
        cells = (number(one, phrases) for one in sums)
        rows.append(Row((phrases.say("table.total"), *cells), total=True))
    yield Table(
        "breaches_by_party",
        caption=phrases.say("breaches.by_party"),
        columns=(
            Column(phrases.say("table.party")),
            Column(phrases.say("breaches.tested"), numeric=True),
            Column(phrases.say("breaches.certain"), numeric=True),
            Column(phrases.say("breaches.possible"), numeric=True),
        ),
        rows=tuple(rows),
    )


def _agreement_table(reading: Reading, phrases: Phrases, results: list[AgreementResult]) -> Table:
    rows = []
    for result in results:
        key = "national" if result.agreement.level == "national" else "local"
        label = phrases.say(f"breaches.{key}", name=_short(result, phrases))
        figures = (reading.figure(_name(result, verdict)) for verdict in _VERDICTS)
        rows.append(Row((label, *(number(figure, phrases) for figure in figures))))
    return Table(
        "breaches_by_agreement",
        caption=phrases.say("breaches.by_agreement"),
        columns=(
            Column(phrases.say("breaches.agreement")),
            *(Column(phrases.say(f"breaches.{one}"), numeric=True) for one in _VERDICTS),
        ),
        rows=tuple(rows),
        notes=(phrases.say("breaches.never_summed"),),
    )


def _reasons(phrases: Phrases, results: list[AgreementResult]) -> Iterator[Block]:
    if any(result.reasons for result in results):
        yield Subheading(phrases.say("breaches.why"))
    for result in results:
        if not result.reasons:
            continue
        yield Paragraph(strong(phrases.say("breaches.local", name=_short(result, phrases))))
        items = []
        for party, place, incidents, verdict, reasons in result.reasons:
            group = phrases.say(
                "breaches.group", party=party, place=place, count=incidents, verdict=verdict
            )
            items.append(sentences_of([group, phrases.reasons(reasons)]))
        yield Items(tuple(items))


def _short(result: AgreementResult, phrases: Phrases) -> str:
    names = result.agreement.short_names
    return names.get(phrases.language) or next(iter(names.values()), result.agreement.code)
