"""Checks counts of longer periods against the shorter ones inside them.

A publication is a frozen statement: a later count of an earlier month need not equal it. A
difference over time therefore says that counts were revised or mistaken, and not which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tawthiq.audit.check import Basis, Check, Kind, Outcome, check
from tawthiq.counts.cover import Piece, covers, missing_months, without_overlap
from tawthiq.counts.printed import Printed, Tally, cell_of
from tawthiq.dates import Precision
from tawthiq.records import PublishedFigure
from tawthiq.records.reason import Fact

_LONG = (Precision.RANGE, Precision.YEAR)
_Parties = tuple[str, ...]


def series_of(printed: Printed, every: Sequence[Printed]) -> list[Printed]:
    """Returns the publications of the same publisher on the same topic, retellings left out."""
    own = printed.publication
    return [
        other
        for other in every
        if other.publication.publisher == own.publisher
        and other.publication.topic == own.topic
        and other.publication.retells is None
    ]


def check_series(printed: Printed, series: Sequence[Printed]) -> Iterator[Check]:
    """Yields the checks of a half-year or a year against the publications inside it."""
    own = printed.publication
    if own.period.precision not in _LONG or own.retells is not None:
        return
    kind = Kind.YEAR if own.period.precision is Precision.YEAR else Kind.SERIES
    inside = [other for other in series if _is_inside(other, printed)]
    whole = printed.total
    if inside and whole is not None:
        yield from _sum_over_time(printed, kind, whole, _pieces(inside, series), parties=())
    settled: list[Check] = []
    for party in printed.by_party:
        parties = tuple(party.split("+"))
        tally = printed.of_parties(parties)
        pieces = _pieces(inside, series, parties)
        if tally is None or not pieces:
            continue
        for found in _sum_over_time(printed, kind, tally, pieces, parties=parties):
            if found.outcome is Outcome.FAILS:
                yield found
            elif found.outcome is Outcome.HOLDS:
                settled.append(found)
    if settled:
        named = tuple(str(code) for held in settled for code in _tuple(held, "parties"))
        basis = [Tally(0, held.record_ids) for held in settled]
        facts: dict[str, Fact] = {"parties": named}
        yield check(printed, kind, Outcome.HOLDS, "series.parties_hold", facts=facts, basis=basis)


def check_cumulative(printed: Printed, series: Sequence[Printed]) -> Iterator[Check]:
    """Yields the checks of what was counted since a day, with every addend named.

    The addends are publications from that day on; where some are not held, the cumulative count
    of an earlier publication stands for all before it.
    """
    code = printed.publication.code
    others = [other for other in series if other.publication.code != code]
    last = printed.publication.period.last_day
    for figure in printed.cumulative:
        if figure.since is None or figure.value is None or figure.measure is not printed.measure:
            continue
        parties = figure.parties
        pieces = _pieces([*others, printed], series, parties)
        chained = [piece for other in others for piece in _since(other, figure)]
        whole = Tally(figure.value, (figure.id,))
        yield from _reach(printed, whole, pieces, chained, figure.since, last, parties)


def contradicted(printed: Printed, series: Sequence[Printed]) -> dict[str, tuple[int, _Parties]]:
    """Returns the parties of a longer period that its months alone exceed: (sum, months)."""
    if printed.publication.period.precision not in _LONG:
        return {}
    months = [
        other
        for other in series
        if other.publication.period.precision is Precision.MONTH and _is_inside(other, printed)
    ]
    found = {}
    for party, figure in printed.by_party.items():
        held = [
            (tally.value, other.publication.period.stated)
            for other in months
            if (tally := other.of_parties(party.split("+"))) is not None and tally.value
        ]
        least = sum(value for value, _ in held)
        if figure.value is not None and least > figure.value:
            found[party] = (least, tuple(month for _, month in held))
    return found


def _is_inside(other: Printed, printed: Printed) -> bool:
    mine, theirs = printed.publication.period, other.publication.period
    is_same = (theirs.start, theirs.end) == (mine.start, mine.end)
    return theirs.lies_within(mine) and not is_same


def _pieces(
    publications: Sequence[Printed], series: Sequence[Printed], parties: _Parties = ()
) -> list[Piece]:
    """Returns the count of each publication; a row that its own months contradict is none."""
    found = []
    for printed in publications:
        tally = printed.of_parties(parties) if parties else printed.total
        is_doubted = bool(parties) and bool(set(parties) & set(contradicted(printed, series)))
        if tally is not None and not is_doubted:
            own = printed.publication
            ids, is_printed = tally.record_ids, tally.printed or bool(parties)
            found.append(Piece(own.code, own.period, tally.value, ids, is_printed))
    return found


def _since(other: Printed, figure: PublishedFigure) -> Iterator[Piece]:
    for held in other.cumulative:
        if (held.since, cell_of(held)) == (figure.since, cell_of(figure)) and held.value:
            own = other.publication
            first, last = f"{held.since:%Y-%m-%d}", f"{own.period.last_day:%Y-%m-%d}"
            period = own.period.parse(f"{first}/{last}", clock=own.period.clock)
            yield Piece(own.code, period, held.value, (held.id,))


def _sum_over_time(
    printed: Printed, kind: Kind, whole: Tally, pieces: Sequence[Piece], *, parties: _Parties
) -> Iterator[Check]:
    period = printed.publication.period
    ways = covers(pieces, first=period.first_day, last=period.last_day)
    facts: dict[str, Fact] = {"parties": parties, "value": whole.value}
    if ways:
        yield _settle(printed, kind, whole, ways, facts, name="series")
    else:
        dates = (period.first_day, period.last_day)
        yield _bound(printed, kind, whole, pieces, facts, dates, name="series")


def _reach(
    printed: Printed,
    whole: Tally,
    pieces: Sequence[Piece],
    chained: Sequence[Piece],
    since: date,
    last: date,
    parties: _Parties,
) -> Iterator[Check]:
    ways = covers(pieces, first=since, last=last)
    if not ways:
        ways = covers([*pieces, *chained], first=since, last=last)
    facts: dict[str, Fact] = {
        "parties": parties,
        "value": whole.value,
        "since": since.isoformat(),
    }
    if ways:
        yield _settle(printed, Kind.CUMULATIVE, whole, ways, facts, name="cumulative")
    else:
        dates = (since, last)
        yield _bound(printed, Kind.CUMULATIVE, whole, pieces, facts, dates, name="cumulative")


def _settle(
    printed: Printed,
    kind: Kind,
    whole: Tally,
    ways: Sequence[tuple[Piece, ...]],
    facts: dict[str, Fact],
    *,
    name: str,
) -> Check:
    fitting = [way for way in ways if _sum(way) == whole.value]
    chosen = (fitting or list(ways))[0]
    others = sorted({_sum(way) for way in ways} - {_sum(chosen)})
    facts = {**facts, **_addends(chosen), "sum": _sum(chosen), "other_sums": tuple(others)}
    basis: list[Basis] = [whole, *(Tally(piece.value, piece.record_ids) for piece in chosen)]
    if fitting:
        return check(printed, kind, Outcome.HOLDS, f"{name}.holds", facts=facts, basis=basis)
    return check(printed, kind, Outcome.FAILS, f"{name}.fails", facts=facts, basis=basis)


def _bound(
    printed: Printed,
    kind: Kind,
    whole: Tally,
    pieces: Sequence[Piece],
    facts: dict[str, Fact],
    dates: tuple[date, date],
    *,
    name: str,
) -> Check:
    first, last = dates
    held = without_overlap(pieces, first=first, last=last)
    least = _sum(held)
    missing = missing_months(held, first=first, last=last)
    facts = {
        **facts,
        **_addends(held),
        "sum": least,
        "rest": whole.value - least,
        "missing": missing,
    }
    basis: list[Basis] = [whole, *(Tally(piece.value, piece.record_ids) for piece in held)]
    if least > whole.value:
        return check(printed, kind, Outcome.FAILS, f"{name}.above", facts=facts, basis=basis)
    return check(printed, kind, Outcome.OPEN, f"{name}.open", facts=facts, basis=basis)


def _addends(way: Sequence[Piece]) -> dict[str, Fact]:
    return {
        "publications": tuple(piece.code for piece in way),
        "periods": tuple(piece.period.stated for piece in way),
        "values": tuple(piece.value for piece in way),
        "added_up": tuple(piece.code for piece in way if not piece.printed),
    }


def _sum(way: Sequence[Piece]) -> int:
    return sum(piece.value for piece in way)


def _tuple(held: Check, name: str) -> tuple[str | int, ...]:
    value = held.reason.facts[name]
    return value if isinstance(value, tuple) else ()
