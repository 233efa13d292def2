"""Rows into accounts and their incidents: each row is what one source told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tawthiq.dates import When
from tawthiq.intake.columns import TOLLS
from tawthiq.intake.draft import Draft, Given, Reading
from tawthiq.intake.mapped.cells import CellReader
from tawthiq.intake.mapped.where import PlaceFinder, read_where
from tawthiq.intake.notice import Treatment
from tawthiq.intake.table import held_attributions, spanned_tolls
from tawthiq.records import Account, Count, Gazetteer, Incident, Record, Source, Toll, Where

_VERBATIM = (
    "attribution_as_told", "attributed_by", "url", "scope", "note", "wording",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What one row tells: its account, and what it says of the incident."""

    cells: CellReader
    account: Account
    source: Source | None
    when: When | None
    where: Where | None
    violations: tuple[str, ...]
    means: str | None
    target: str | None


def read_told(cells: CellReader, key: str, reading: Reading, finder: PlaceFinder) -> Told:
    """Reads one row."""
    source = source_of(cells, reading)
    when, where = cells.when("when"), read_where(cells, finder)
    told_where = cells.text("account_place")
    attribution = cells.attribution()
    texts = {name: cells.text(name) for name in _VERBATIM}
    texts["attribution_as_told"] = texts["attribution_as_told"] or (
        cells.raw("party") if cells.layout.headers.get("party") in cells.given else None
    )
    violations = cells.violations()
    account_when = cells.when("account_when")
    published_on = cells.day("published_on")
    tolls = tuple(_tolls(cells))
    account = Account(
        id=reading.new_id("account", f"{reading.collection.id}/{key}"),
        collection=reading.collection.id,
        source=source.id if source is not None else None,
        publication=reading.collection.publication,
        key=key,
        published_on=published_on,
        when=account_when or when,
        where=Where(named=told_where) if told_where else where,
        tolls=tolls,
        attribution=attribution,
        given={**_unmapped(cells), **cells.given},
        **texts,
    )
    return Told(
        cells=cells, account=account, source=source, when=when, where=where,
        violations=violations, means=cells.text("means"), target=cells.text("target"),
    )  # fmt: skip


def draft_of(group: Sequence[Told], key: str, reading: Reading, *, more: Sequence[Record] = (),
             given: Sequence[Given] = ()) -> Draft:  # fmt: skip
    """Returns the draft of the rows that tell of one incident; where they differ, it is told."""
    accounts = [told.account for told in group]
    if any(set(told.violations) != set(group[0].violations) for told in group):
        _differ(group, "violations", "the incident has all of them")
    incident = Incident(
        id=incident_id(key, reading),
        collection=reading.collection.id,
        key=key,
        when=_when(group),
        where=_where(group, reading.places),
        violations=tuple(dict.fromkeys(each for told in group for each in told.violations)),
        means=_one(group, "means"),
        target=_one(group, "target"),
        tolls=spanned_tolls([account.tolls for account in accounts]),
        attributions=held_attributions(accounts),
        accounts=tuple(account.id for account in accounts),
    )
    sources = {told.source.id: told.source for told in group if told.source is not None}
    return Draft(
        given=(*(Given(told.cells.layout.sheet, told.cells.row.line) for told in group), *given),
        records=(*accounts, incident, *more),
        shared=tuple(sources.values()),
        notices=tuple(notice for told in group for notice in told.cells.notices),
    )


def with_beside(told: Told, cells: CellReader, name: str) -> Told:
    """Returns what a row tells with the cells of a row of another sheet, kept as given."""
    leave_out = cells.layout.mapping.leave_out
    more = {
        f"{name}/{column}": text
        for column, text in cells.row.cells.items()
        if text and column not in leave_out
    }
    given = {**told.account.given, **more}
    return replace(told, account=told.account.model_copy(update={"given": given}))


def incident_id(key: str, reading: Reading) -> str:
    """Returns the id of the incident of a key in the collection that is read."""
    return reading.new_id("incident", f"{reading.collection.id}/{key}")


def source_of(cells: CellReader, reading: Reading) -> Source | None:
    """Returns who tells a row; None where the row does not say it, which is told."""
    if "source" not in cells.layout.present:
        return None  # told once, of the whole file
    name = cells.text("source")
    if name is None:
        cells.tell(Treatment.NOTED, "source", "source.not_told", "nobody is named who tells it",
                   "Fill it in, or give it under `constants` of the mapping.")  # fmt: skip
        return None
    held = cells.layout.sources
    if name not in held:
        held[name] = Source(id=reading.new_id("source", name), name=name, form="organisation")
    return held[name]


def _unmapped(cells: CellReader) -> dict[str, str]:
    mapping = cells.layout.mapping
    return {
        name: text
        for name, text in cells.row.cells.items()
        if text and name not in mapping.columns and name not in mapping.leave_out
    }


def _tolls(cells: CellReader) -> Iterable[Toll]:
    present = cells.layout.present
    for column in TOLLS:
        if present.isdisjoint((column.name, f"{column.name}_min", f"{column.name}_max")):
            continue
        exact = cells.count(column.name)
        least, most = cells.count(f"{column.name}_min"), cells.count(f"{column.name}_max")
        if least is not None or most is not None:
            if exact is not None:
                remedy = "Leave the number or its bounds empty."
                reason = "a number and its bounds stand side by side"
                cells.reject(column.name, "number.twice", reason, remedy)
                continue
            low = least.minimum if least is not None else 0
            high = most.maximum if most is not None else None
            if high is not None and high < low:
                reason = f"the maximum {high} is below the minimum {low}"
                cells.reject(f"{column.name}_max", "number.upside_down", reason, "Swap them.")
                continue
            exact = Count(minimum=low, maximum=high)
        if exact is not None:
            yield Toll(fate=column.fate, status=column.status, group=column.group, count=exact)


def _differ(group: Sequence[Told], name: str, what: str) -> None:
    """Tells that the rows of one incident differ on it."""
    first = group[0].cells.row.number
    told = next(each for each in group if getattr(each, name) != getattr(group[0], name))
    column = "violation" if name == "violations" else name
    told.cells.tell(Treatment.NOTED, column, f"incident.{name}_differs",
                    f"row {first} tells of the same incident otherwise: {what}",
                    "Each account keeps its own; correct the rows if one is wrong.")  # fmt: skip


def _one(group: Sequence[Told], name: str) -> str | None:
    """Returns what all rows say that say it; None where they differ."""
    said = {getattr(told, name) for told in group} - {None}
    if len(said) > 1:
        _differ(group, name, "none is taken")
        return None
    value: str | None = next(iter(said), None)
    return value


def _when(group: Sequence[Told]) -> When | None:
    """Returns the time that all rows leave open together."""
    told = [each.when for each in group if each.when is not None]
    if len({(when.start, when.end) for when in told}) <= 1:
        return told[0] if told else None
    _differ(group, "when", "the time spans both")
    first, last = min(told, key=lambda each: each.start), max(told, key=lambda each: each.end)
    return When.between(first.first_day, last.last_day, clock=first.clock)


def _where(group: Sequence[Told], places: Gazetteer) -> Where | None:
    """Returns the narrowest place in which all rows put it."""
    told = [each.where for each in group if each.where is not None]
    if all(where == told[0] for where in told):
        return told[0] if told else None
    _differ(group, "where", "the place is what both lie in")
    paths = [places.path(where.place) if where.place else () for where in told]
    shared = next((code for code in paths[0] if all(code in path for path in paths)), None)
    names = dict.fromkeys(where.named for where in told if where.named)
    if shared is None and not names:
        return None
    return Where(place=shared, named=" / ".join(names) or None)
