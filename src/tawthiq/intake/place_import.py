"""Enters borders, positions, spellings and new places from files of places, as one batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError
from tawthiq.intake.decoding import read_text
from tawthiq.intake.entry import Entry
from tawthiq.intake.notes import Notes
from tawthiq.intake.place_borders import POSITIONED, check_borders
from tawthiq.intake.place_features import read_features
from tawthiq.intake.place_match import Match, Matcher, Wanted
from tawthiq.intake.place_row import PlaceRow
from tawthiq.intake.place_tables import read_table
from tawthiq.intake.places import CODE
from tawthiq.names import fold
from tawthiq.records import LEVELS, Gazetteer, Place, Reason, rank_of, spellings_of
from tawthiq.register import BatchResult

_JSON = (".json", ".geojson", ".json.gz", ".geojson.gz")


@dataclass(frozen=True, slots=True)
class PlaceOptions:
    """How files of places are read.

    Attributes:
        border: How far their borders may be off, in metres; None: not known, taken as exact.
        encoding: Of the files; None: as they say themselves, else UTF-8.
    """

    wanted: Wanted = field(default_factory=Wanted)
    border: float | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedPlace:
    """What an import does to one place: `new`, `changed` or `unchanged`."""

    place: Place
    outcome: str


@dataclass(frozen=True, slots=True)
class ImportedPlaces:
    """What an import of places did, or with a dry run would do.

    Attributes:
        batch: None on a dry run.
        notes: What was left out or read otherwise than it stands, and why.
    """

    batch: BatchResult | None
    places: tuple[ImportedPlace, ...]
    notes: tuple[Reason, ...]


def import_places(
    casebook: Casebook,
    paths: Sequence[Path],
    *,
    entry: Entry,
    options: PlaceOptions | None = None,
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda step: None,
) -> ImportedPlaces:
    """Enters the places of GeoJSON, JSON and tables as one batch.

    A place that is known by its pcode, or surely by its spelling, keeps its code and its names
    and gets the border, position, ids and spellings of the files as a new revision; any other
    becomes a new place. The same files again change nothing. A place that was withdrawn comes
    back.

    Raises:
        InputError: With every fault of every file; nothing was written.
    """
    chosen, notes, places = options or PlaceOptions(), Notes(), casebook.places()
    _refuse_options(chosen, places)
    rows = _read(paths, chosen, notes, progress)
    matcher = Matcher(places, chosen.wanted, notes)
    progress(f"{len(rows)} places are compared with those of the casebook")
    matches = matcher.match(rows)
    _refuse(matcher.faults)
    merged = _merged(matches, chosen, casebook, notes)
    progress("borders and positions are checked")
    after = Gazetteer([*places, *merged.values()])
    for match, reason in check_borders(matches, merged, after, notes):
        matcher.fault(match.row, reason, "Correct it: GeoJSON, longitude first.", field="geometry")
    _refuse(matcher.faults)
    done = tuple(ImportedPlace(each, _outcome(each, places)) for each in merged.values())
    batch = None
    if not dry_run:
        changed = [each.place for each in done if each.outcome != "unchanged"]
        progress(f"{len(changed)} places are written")
        named = ", ".join(path.name for path in paths)
        batch = casebook.register.write(
            changed, actor=entry.actor, reason=f"import {named}", at=entry.at, restore=True
        )
    return ImportedPlaces(batch, done, notes.reasons())


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise InputError(faults)


def _refuse_options(options: PlaceOptions, places: Gazetteer) -> None:
    wanted, faults = options.wanted, []
    if wanted.level is not None and wanted.level not in LEVELS:
        reason, remedy = f"no level is called {wanted.level!r}", f"Use one of: {', '.join(LEVELS)}."
        faults.append(Fault("--level", None, None, wanted.level, reason, remedy))
    if wanted.parent is not None and wanted.parent not in places:
        reason, remedy = f"no place has the code {wanted.parent!r}", "See: tawthiq places list"
        faults.append(Fault("--parent", None, None, wanted.parent, reason, remedy))
    if wanted.prefix is not None and not CODE.fullmatch(wanted.prefix):
        reason, remedy = f"{wanted.prefix!r} begins no code", "Write it like idlib.harim."
        faults.append(Fault("--prefix", None, None, wanted.prefix, reason, remedy))
    if options.border is not None and not 0 <= options.border <= 100_000:
        reason, remedy = "a border is off by 0 to 100,000 metres", "Give metres: --border 500"
        faults.append(Fault("--border", None, None, str(options.border), reason, remedy))
    _refuse(faults)


def _read(
    paths: Sequence[Path], options: PlaceOptions, notes: Notes, progress: Callable[[str], None]
) -> list[PlaceRow]:
    rows: list[PlaceRow] = []
    faults: list[Fault] = []
    names = [path.name for path in paths]
    for path in paths:
        progress(f"{path.name} is read")
        try:
            if names.count(path.name) > 1:
                reason = "two files have this name, so that their faults could not be told apart"
                raise InputError([Fault(path.name, None, None, None, reason, "Rename one.")])
            text = read_text(path, encoding=options.encoding)
            if path.name.lower().endswith(_JSON):
                rows += read_features(text, file=path.name)
            else:
                rows += read_table(text, file=path.name, notes=notes, said=options.wanted.level)
        except InputError as fault:
            faults += fault.faults
    _refuse(faults)
    for row in rows:
        if row.cut:
            notes.add("places.name_cut", file=row.file, number=row.number, name=row.title)
    return rows


def _merged(
    matches: Sequence[Match], options: PlaceOptions, casebook: Casebook, notes: Notes
) -> dict[str, Place]:
    """Returns each place of the files as it will be."""
    merged: dict[str, Place] = {}
    for match in matches:
        place = merged.get(match.code) or match.known
        if place is None:
            names = {each: match.row.names.get(each, "") for each in ("en", "ar")}
            place = Place(id="", code=match.code, level=match.level, names=names)
        change: dict[str, Any] = {
            "id": casebook.register.new_id("place", match.code),
            "parent": match.parent,
            "names": _names(place, match.row),
            "external": {**place.external, **_outside(match.row)},
        }
        change |= _shapes(place, match, options, notes)
        named = place.model_copy(update=change)
        merged[match.code] = named.model_copy(update={"aliases": _aliases(named, match.row)})
    return merged


def _outside(row: PlaceRow) -> dict[str, str]:
    """Returns what a place is called elsewhere: its code here is no such name."""
    return {scheme: each for scheme, each in row.ids.items() if scheme != "code"}


def _names(place: Place, row: PlaceRow) -> dict[str, str]:
    return {each: place.names.get(each) or row.names.get(each, "") for each in ("en", "ar")}


def _aliases(place: Place, row: PlaceRow) -> tuple[str, ...]:
    held = set(spellings_of(place))
    aliases = list(place.aliases)
    for each in (*row.names.values(), *row.aliases):
        if fold(each) and fold(each) not in held:
            held.add(fold(each))
            aliases.append(each)
    return tuple(aliases)


def _shapes(
    place: Place, match: Match, options: PlaceOptions, notes: Notes
) -> Mapping[str, object]:
    """Returns what a row says of where a place is; the centre of a wide area says nothing."""
    row = match.row
    found: dict[str, object] = {}
    if row.point is not None:
        if rank_of(match.level) < POSITIONED:
            notes.add("places.centre", file=row.file, level=match.level)
        else:
            radius = place.point.radius if place.point is not None else None
            found["point"] = row.point.model_copy(update={"radius": radius})
    if row.polygon is not None:
        drawn = json.dumps(row.polygon, separators=(",", ":"))
        is_same = drawn == place.polygon and options.border is None
        found |= {"polygon": drawn, "border": place.border if is_same else options.border}
    return found


def _outcome(place: Place, places: Gazetteer) -> str:
    if place.code not in places:
        return "new"
    known = places.get(place.code)
    same = known.model_copy(update={"id": place.id}) == place
    return "unchanged" if same else "changed"
