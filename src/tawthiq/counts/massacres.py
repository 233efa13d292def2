"""Massacres: derived from the number of civilians killed at once, then counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from tawthiq.counts.book import FigureBook
from tawthiq.records import Fate, Gazetteer, Incident, Status, Truth, toll_of
from tawthiq.vocabulary import Alliance, alliances, parties

UNDETERMINED = "unidentified"
"""The row of incidents that nobody is held to have carried out, or one of several."""


def is_massacre(incident: Incident, *, threshold: int) -> Truth:
    """Says whether at least so many civilians were killed at once; unknown where nobody knows.

    The number of civilians decides; where only all killed are known, too few of them is too few
    civilians. Source of the default threshold of five: the definition of the Syrian Network for
    Human Rights, printed in its monthly reports (at least five peaceful individuals at once).
    """
    civilians = toll_of(incident.tolls, fate=Fate.KILLED, status=Status.CIVILIAN)
    killed = toll_of(incident.tolls, fate=Fate.KILLED)
    if civilians is not None and civilians.minimum >= threshold:
        return Truth.TRUE
    for count in (civilians, killed):
        if count is not None and count.maximum is not None and count.maximum < threshold:
            return Truth.FALSE
    return Truth.UNKNOWN


def party_row(incident: Incident) -> str:
    """Returns the row of a table by party that an incident stands in.

    One party: its code. Several parties of one alliance: the alliance's own row. Anything else
    that leaves several candidates, or none: undetermined. A formation counts with the party that
    it stands under.
    """
    rows = {_answering_party(code) for code in incident.candidates}
    if len(rows) == 1:
        return rows.pop()
    for code, alliance in alliances().items():
        if rows and rows <= set(alliance.members) and _in_force(alliance, incident):
            return code
    return UNDETERMINED


def count_massacres(
    book: FigureBook,
    incidents: Sequence[Incident],
    *,
    threshold: int,
    alliance: str | None,
    places: Gazetteer,
    uncertain: Sequence[Incident] = (),
) -> list[Incident]:
    """Counts massacres by party and governorate into a book, and returns the certain ones.

    Possible are those of which it is not known whether enough civilians were killed, and those
    among `uncertain` of which it is not known whether they lie in the period.
    """
    verdicts = [(each, is_massacre(each, threshold=threshold)) for each in incidents]
    certain = [incident for incident, verdict in verdicts if verdict is Truth.TRUE]
    possible = [incident for incident, verdict in verdicts if verdict is Truth.UNKNOWN]
    possible += [
        each for each in uncertain if is_massacre(each, threshold=threshold) is not Truth.FALSE
    ]
    book.count("massacres.total", certain, unit="massacres", rule="massacres")
    book.count("massacres.possible", possible, unit="massacres", rule="massacres_possible")

    by_party = _grouped(certain, party_row)
    by_place = _grouped(certain, lambda each: governorate(each, places))
    for party, group in by_party.items():
        name = f"massacres.by_party.{party}"
        book.count(name, group, unit="massacres", rule="massacres_by_party")
        book.share(f"{name}.share", group, certain)
        for place, cell in _grouped(group, lambda each: governorate(each, places)).items():
            name = f"massacres.by_party_governorate.{party}.{place}"
            book.count(name, cell, unit="massacres", rule="massacres_by_party_and_governorate")
    for place, group in by_place.items():
        name = f"massacres.by_governorate.{place}"
        book.count(name, group, unit="massacres", rule="massacres_by_governorate")
        book.share(f"{name}.share", group, certain)
    if alliance is not None:
        _count_alliance(book, certain, by_party, alliance=alliance)
    _top(book, "massacres.topped_by", by_party, unit="party")
    _top(book, "massacres.topped_by.governorate", by_place, unit="place")
    return certain


def governorate(incident: Incident, places: Gazetteer) -> str:
    """Returns the governorate's code; `unknown` where the place is wider or not known."""
    if incident.where is None or incident.where.place is None:
        return "unknown"
    return places.at_level(incident.where.place, "governorate") or "unknown"


def _count_alliance(
    book: FigureBook,
    certain: Sequence[Incident],
    by_party: Mapping[str, Sequence[Incident]],
    *,
    alliance: str,
) -> None:
    rows = {*alliances()[alliance].members, alliance}
    group = [
        each
        for each in certain
        if party_row(each) in rows and _in_force(alliances()[alliance], each)
    ]
    if not group:
        return
    book.count(
        "massacres.alliance",
        group,
        unit="massacres",
        rule="massacres_by_alliance",
        detail={"alliance": alliance, "members": list(alliances()[alliance].members)},
    )
    book.share("massacres.alliance.share", group, certain)
    if alliance in by_party:
        book.count(
            "massacres.alliance.joint",
            by_party[alliance],
            unit="massacres",
            rule="massacres_by_alliance_undivided",
        )


def _top(
    book: FigureBook, name: str, groups: Mapping[str, Sequence[Incident]], *, unit: str
) -> None:
    named = {code: group for code, group in groups.items() if not _is_rest(code)}
    if not named:
        return
    most = max(len(group) for group in named.values())
    leaders = sorted(code for code, group in named.items() if len(group) == most)
    everything = [incident for group in groups.values() for incident in group]
    book.name(
        name,
        leaders[0] if len(leaders) == 1 else None,
        everything,
        unit=unit,
        rule="most_massacres",
        detail={"tied": leaders} if len(leaders) > 1 else {},
    )


def _is_rest(code: str) -> bool:
    party = parties().get(code)
    return code == "unknown" or (party is not None and party.is_residual)


def _answering_party(code: str) -> str:
    party = parties().get(code)
    return _answering_party(party.within) if party is not None and party.within else code


def _in_force(alliance: Alliance, incident: Incident) -> bool:
    if incident.when is None:
        return False
    starts, ends = alliance.starts_on, alliance.ends_on
    return (starts is None or starts <= incident.when.first_day) and (
        ends is None or incident.when.last_day <= ends
    )


def _grouped(
    incidents: Iterable[Incident], row: Callable[[Incident], str]
) -> dict[str, list[Incident]]:
    groups: defaultdict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        groups[row(incident)].append(incident)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))
