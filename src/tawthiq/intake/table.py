"""A table of accounts, one row per account, into accounts, incidents and their sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tawthiq.errors import InputError
from tawthiq.intake.cells import CellReader
from tawthiq.intake.sheet import Row, read_sheet
from tawthiq.records import (
    Account,
    Attribution,
    Count,
    Gazetteer,
    Incident,
    Record,
    Source,
    Toll,
    Where,
)

_SHARED = ("when", "place", "named_place", "violation", "means", "target")


@dataclass(frozen=True, slots=True)
class TableContext:
    """What a table is read against.

    Attributes:
        collection: Id of the collection that the rows enter.
        publication: Id of the publication that every row cites, if one.
        clock: IANA zone of dates.
        places: The casebook's gazetteer.
        new_id: Makes the opaque id of (kind, key).
    """

    collection: str
    publication: str | None
    clock: str
    places: Gazetteer
    new_id: Callable[[str, str], str]


def read_table(
    content: bytes, *, file: str, context: TableContext, encoding: str = "utf-8"
) -> list[Record]:
    """Reads a CSV file of accounts into sources, accounts and incidents.

    Rows with the same `incident` are accounts of one incident; each keeps its own numbers and
    attribution. The incident's numbers span those of its accounts.

    Raises:
        InputError: With every fault of every row; no record is returned then.
    """
    rows = read_sheet(content, file=file, encoding=encoding)
    cells = CellReader(file=file, clock=context.clock, places=context.places)
    _refuse_repeated_keys(rows, cells)
    sources: dict[str, Source] = {}
    accounts: list[Account] = []
    incidents: list[Incident] = []
    for group in _groups(rows):
        told = [_account(row, cells, context, sources) for row in group]
        accounts += told
        incidents.append(_incident(group, told, cells, context))
    if cells.faults:
        raise InputError(sorted(cells.faults, key=lambda fault: fault.row or 0))
    return [*sources.values(), *accounts, *incidents]


def _groups(rows: Sequence[Row]) -> Iterable[list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["incident"] or row["key"], []).append(row)
    return groups.values()


def _account(
    row: Row, cells: CellReader, context: TableContext, sources: dict[str, Source]
) -> Account:
    name = cells.required(row, "source")
    if name not in sources:
        source_id = context.new_id("source", name)
        sources[name] = Source(id=source_id, name=name, form="organisation")
    told_place = row["account_place"] or None
    return Account(
        id=context.new_id("account", f"{context.collection}/{row['key']}"),
        collection=context.collection,
        source=sources[name].id,
        publication=context.publication,
        key=row["key"],
        published_on=cells.day(row, "published_on"),
        url=row["url"] or None,
        when=cells.when(row, "account_when"),
        where=Where(named=told_place) if told_place else None,
        tolls=cells.tolls(row),
        attribution=cells.attribution(row),
        attribution_as_told=row["attribution_as_told"] or None,
        attributed_by=row["attributed_by"] or None,
        scope=row["scope"] or None,
        note=row["note"] or None,
    )


def _incident(
    group: list[Row], told: list[Account], cells: CellReader, context: TableContext
) -> Incident:
    first = group[0]
    for row in group[1:]:
        for column in _SHARED:
            if row[column] != first[column]:
                cells.fault(
                    row,
                    column,
                    f"row {first.number} gives the same incident another {column}",
                    "Give all rows of one incident the same; what an account itself tells goes "
                    "into account_when and account_place.",
                )
    place = cells.place(first, "place")
    named = first["named_place"] or None
    key = first["incident"] or first["key"]
    return Incident(
        id=context.new_id("incident", f"{context.collection}/{key}"),
        collection=context.collection,
        key=key,
        when=cells.when(first, "when"),
        where=Where(place=place, named=named) if place or named else None,
        violations=cells.violations(first),
        means=first["means"] or None,
        target=first["target"] or None,
        tolls=spanned_tolls([account.tolls for account in told]),
        attributions=held_attributions(told),
        accounts=tuple(account.id for account in told),
    )


def held_attributions(told: Sequence[Account]) -> tuple[Attribution, ...]:
    """Returns who is held to have done it, by account, and whether accounts hold otherwise."""
    held = [(account.id, account.attribution) for account in told if account.attribution]
    contested = len({frozenset(each.parties) for _, each in held}) > 1
    return tuple(
        each.model_copy(update={"by": account, "contested": contested}) for account, each in held
    )


def spanned_tolls(told: Sequence[tuple[Toll, ...]]) -> tuple[Toll, ...]:
    """Returns, for each cell that an account fills, the span from the lowest to the highest."""
    if len(told) == 1:
        return told[0]
    spans: dict[tuple[str, str, str], list[Toll]] = {}
    for toll in (toll for tolls in told for toll in tolls):
        spans.setdefault((toll.fate, toll.status, toll.group), []).append(toll)
    return tuple(tolls[0].model_copy(update={"count": _span(tolls)}) for tolls in spans.values())


def _span(tolls: Sequence[Toll]) -> Count:
    tops = [toll.count.maximum for toll in tolls]
    known = [top for top in tops if top is not None]
    return Count(
        minimum=min(toll.count.minimum for toll in tolls),
        maximum=max(known) if len(known) == len(tops) else None,
    )


def _refuse_repeated_keys(rows: Sequence[Row], cells: CellReader) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        key = cells.required(row, "key")
        cells.required(row, "violation")
        if key and key in seen:
            cells.fault(row, "key", f"row {seen[key]} has the same key", "Give each row its own.")
        seen.setdefault(key, row.number)
