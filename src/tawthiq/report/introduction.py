"""The introduction with the agreements in force, and the executive summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel import Locale
from babel.dates import get_timezone_location

from tawthiq.dates import Moment, Statement, zone
from tawthiq.records import Agreement, Reason, RoleKind, Term, Zone
from tawthiq.report.document import Block, Card, Items, Paragraph, Span, Subheading, Text
from tawthiq.report.marks import Marked, mark
from tawthiq.report.phrases import Phrases
from tawthiq.report.reading import Reading, tied

Fact = tuple[Text, Text]


def introduce(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Says who leads, since when, and which agreements are in force, one card for each."""
    found: list[Block] = []
    if text := _lead(reading, phrases):
        found.append(Paragraph(text, role="lead"))
    found.extend(Paragraph(phrases.reason(reason)) for reason in reading.content.trend)
    found.extend(Paragraph(text) for text in _operations(reading, phrases))
    agreements = reading.in_force()
    if reading.content.agreements:
        text = phrases.say(
            "introduction.in_force", count=len(agreements), period=reading.content.period
        )
        found.append(Paragraph(text))
    found.extend(
        _card(result.agreement, phrases, clock=reading.content.period.clock)
        for result in agreements
    )
    return found


def _operations(reading: Reading, phrases: Phrases) -> Iterator[Text]:
    """Says what a report is limited to, and which named operations fall in its period."""
    content, language = reading.content, phrases.language
    if content.limit is not None:
        yield phrases.say(
            "introduction.limited",
            name=_in(content.limit.names, language),
            period=content.period,
            places=content.limit.places,
        )
    for each in content.offensives:
        yield phrases.say(
            "introduction.offensive",
            name=_in(each.names, language),
            during=each.during.stated,
            parties=each.parties,
            places=each.places,
        )
    if content.offensives or content.limit is not None:
        yield phrases.say("introduction.offensives_are_context")


def compare(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Sets the period beside earlier months, and lists each month that was compared."""
    content = reading.content
    found: list[Block] = [Paragraph(_cited(reading, phrases, each)) for each in content.series]
    if content.months:
        found.append(Subheading(phrases.say("earlier.months")))
        found.append(Items(tuple(phrases.reason(each) for each in content.months)))
    return found


def _cited(reading: Reading, phrases: Phrases, reason: Reason) -> Text:
    """Says a reason about the period, its numbers linked to the figures that they are."""
    party = reason.facts.get("party")
    names = {
        "value": f"massacres.cumulative_since.{reason.facts.get('since')}",
        "counted": "massacres.total",
        "now": f"massacres.by_party.{party}" if party else "massacres.total",
        "before": None if party else "massacres.previous_month",
    }
    facts: dict[str, object] = dict(reason.facts)
    for fact, name in names.items():
        figure = reading.figure(name) if name is not None else None
        if figure is not None and facts.get(fact) == figure.value:
            facts[fact] = figure
    return phrases.say(reason.code, **facts)


def summarise(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Says the main figures, one sentence each."""
    items = tuple(text for text in _sentences(reading, phrases) if text)
    return [Items(items)] if items else []


def _lead(reading: Reading, phrases: Phrases) -> Text:
    leader = reading.figure("massacres.topped_by")
    if leader is None:
        return ()
    return phrases.say(
        "introduction.lead",
        leader=leader,
        tied=tied(leader),
        period=reading.content.period,
        total=reading.figure("massacres.total"),
        count=reading.figure(f"massacres.by_party.{leader.value}"),
        share=reading.figure(f"massacres.by_party.{leader.value}.share"),
    )


def _sentences(reading: Reading, phrases: Phrases) -> Iterator[Text]:
    total = reading.figure("massacres.total")
    if total is not None:
        yield phrases.say(
            "summary.total",
            total=total,
            possible=reading.figure("massacres.possible"),
            period=reading.content.period,
        )
    yield _leader(reading, phrases, kind="party", name="massacres.topped_by")
    yield _alliance(reading, phrases)
    yield _leader(reading, phrases, kind="governorate", name="massacres.topped_by.governorate")
    victims = reading.figure("victims.total")
    if victims is not None:
        yield phrases.say(
            "summary.victims",
            victims=victims,
            children=reading.figure("victims.children"),
            women=reading.figure("victims.women"),
            both=reading.figure("victims.women_and_children"),
            share=reading.figure("victims.women_and_children.share"),
        )
    yield _change(reading, phrases)
    for day, figure in reading.since():
        yield phrases.say("summary.cumulative", since=day, count=figure)
    certain, possible = (reading.figure(f"breaches.{one}.total") for one in ("certain", "possible"))
    if certain is not None and possible is not None:
        yield phrases.say("summary.breaches", certain=certain, possible=possible)
    unsure = reading.figure("massacres.possible")
    if unsure is not None and unsure.value and (threshold := reading.threshold()):
        yield phrases.say("summary.possible", count=unsure, threshold=threshold)


def _leader(reading: Reading, phrases: Phrases, *, kind: str, name: str) -> Text:
    leader = reading.figure(name)
    if leader is None:
        return ()
    if leader.value is None:
        codes = tied(leader)
        return phrases.say(f"summary.{kind}_tied", tied=codes) if codes else ()
    count = reading.figure(f"massacres.by_{kind}.{leader.value}")
    if count is None:
        return ()
    return phrases.say(
        f"summary.{kind}",
        leader=leader,
        count=count,
        total=reading.figure("massacres.total"),
        share=reading.figure(f"massacres.by_{kind}.{leader.value}.share"),
    )


def _alliance(reading: Reading, phrases: Phrases) -> Text:
    figure = reading.figure("massacres.alliance")
    if figure is None:
        return ()
    members = [
        phrases.fragment("summary.member", party=code, count=count)
        for code in reading.members()
        if (count := reading.figure(f"massacres.by_party.{code}")) is not None
    ]
    joint = reading.figure("massacres.alliance.joint")
    if joint is not None and joint.value:
        members.append(phrases.fragment("summary.joint", count=joint))
    return phrases.say(
        "summary.alliance",
        code=reading.alliance(),
        count=figure,
        total=reading.figure("massacres.total"),
        share=reading.figure("massacres.alliance.share"),
        members=members,
    )


def _change(reading: Reading, phrases: Phrases) -> Text:
    change = reading.figure("massacres.change_on_previous_month")
    previous = reading.figure("massacres.previous_month")
    month = reading.previous_month()
    if change is None or change.value is None or previous is None or month is None:
        return ()
    return phrases.say("summary.change", change=change, previous=previous, month=month)


def _card(agreement: Agreement, phrases: Phrases, *, clock: str) -> Card:
    language = phrases.language
    return Card(
        title=(Span(_in(agreement.names, language)),),
        lead=(Span(_in(agreement.summary, language)),) if agreement.summary else (),
        facts=tuple(fact for fact in _facts(agreement, phrases, clock) if fact[1]),
        notes=tuple((Span(_in(dispute, language)),) for dispute in agreement.disputes),
    )


def _facts(agreement: Agreement, phrases: Phrases, clock: str) -> Iterator[Fact]:
    def fact(label: str, parts: Sequence[str]) -> Fact:
        return phrases.say(f"agreement.{label}"), phrases.say("agreement.joined", parts=parts)

    signed = phrases.fragment(
        "agreement.signed_value",
        at=_stated(agreement.signed_on, phrases),
        place=_in(agreement.signed_at, phrases.language),
    )
    yield fact("signed", [signed])
    yield fact("force", [_term(term, phrases, clock) for term in agreement.terms])
    yield fact("bound", _roles(agreement, phrases, RoleKind.BELLIGERENT_BOUND, RoleKind.ACCEDED))
    yield fact("guarantor", _roles(agreement, phrases, RoleKind.GUARANTOR))
    yield fact("mediator", _roles(agreement, phrases, RoleKind.MEDIATOR, RoleKind.HOST))
    yield fact("signature", _signatures(agreement, phrases))
    if agreement.level == "national":
        yield fact("zones", [phrases.fragment("agreement.nationwide")])
    else:
        yield fact("zones", [_zone(zone, phrases) for zone in agreement.zones])
    yield fact("exclusions", [
        phrases.fragment(
            "agreement.excluded_contested" if one.contested else "agreement.excluded",
            parties=one.parties,
        )
        for one in agreement.exclusions
    ])  # fmt: skip
    statuses = list(dict.fromkeys(text.status for text in agreement.texts))
    yield fact("text", [phrases.fragment(f"agreement.{status}") for status in statuses])


def _term(term: Term, phrases: Phrases, clock: str) -> Marked:
    parts = [_start(term.starts, phrases, clock)]
    if term.months is not None:
        key = "agreement.months_ended" if term.renewal == "none" else "agreement.months"
        parts.append(phrases.fragment(key, months=term.months))
    return phrases.fragment("agreement.term", parts=parts)


def _start(moment: Moment, phrases: Phrases, clock: str) -> Marked:
    statements = _distinct(moment)
    if len(statements) == 1:
        return phrases.fragment("agreement.from", start=_statement(statements[0], phrases))
    stated = [_statement(one, phrases) for one in statements]
    if len({one.bounds for one in statements}) == 1:
        return phrases.fragment("agreement.same_instant", start=stated[0], stated=stated[1:])
    first, last = (
        _statement(
            Statement(at=f"{at.astimezone(zone(clock)):%Y-%m-%dT%H:%M}", clock=clock), phrases
        )
        for at in (moment.earliest, moment.latest)
    )
    return phrases.fragment("agreement.from_between", first=first, last=last, stated=stated)


def _stated(moment: Moment, phrases: Phrases) -> Marked:
    days = list(dict.fromkeys(one.at[:10] for one in moment.statements))
    return phrases.fragment("agreement.days", days=days)


def _distinct(moment: Moment) -> list[Statement]:
    return list({(one.at, one.clock): one for one in moment.statements}.values())


def _statement(statement: Statement, phrases: Phrases) -> Marked:
    if "T" not in statement.at:
        return phrases.fragment("agreement.whole_day", day=statement.at)
    city = get_timezone_location(
        statement.clock, locale=Locale.parse(phrases.language), return_city=True
    )
    time = mark(phrases.filters.digits(statement.at[11:16]), None)
    return phrases.fragment("agreement.instant", time=time, day=statement.at, city=city)


def _roles(agreement: Agreement, phrases: Phrases, *kinds: RoleKind) -> list[Marked]:
    found = []
    for role in agreement.roles:
        if role.role not in kinds:
            continue
        key = "via" if role.via else "contested" if role.contested else "role"
        found.append(phrases.fragment(f"agreement.{key}", party=role.party, via=role.via))
    return list(dict.fromkeys(found))


def _signatures(agreement: Agreement, phrases: Phrases) -> list[Marked]:
    found = []
    for signature, key in (("unnamed", "unnamed"), ("none", "unsigned")):
        codes = [role.party for role in agreement.roles if role.signature == signature]
        if codes:
            found.append(phrases.fragment(f"agreement.{key}", parties=list(dict.fromkeys(codes))))
    return found


def _zone(area: Zone, phrases: Phrases) -> Marked:
    parts = [phrases.fragment(f"share.{part.share}", place=part.place) for part in area.parts]
    border = phrases.fragment(f"agreement.border.{area.definition}")
    return phrases.fragment(
        "agreement.zone", name=_in(area.names, phrases.language), parts=parts, border=border
    )


def _in(labels: dict[str, str], language: str) -> str:
    return labels.get(language) or next(iter(labels.values()), "")
