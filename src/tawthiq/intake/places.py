"""Adds places and spellings to a casebook."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError
from tawthiq.intake.entry import Entry
from tawthiq.names import fold
from tawthiq.records import LEVELS, Gazetteer, Place
from tawthiq.register import BatchResult

CODE = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*")
"""A code of a place: small letters, digits, _ and -, with dots between what lies in what."""


@dataclass(frozen=True, slots=True)
class PlaceSpec:
    """A place to add, or a known one that gets further spellings."""

    code: str
    aliases: tuple[str, ...] = ()
    name_en: str | None = None
    name_ar: str | None = None
    parent: str | None = None
    level: str = "district"


def add_place(casebook: Casebook, spec: PlaceSpec, *, entry: Entry) -> BatchResult:
    """Adds a place under a parent, or spellings to a place that is known.

    The same place again changes nothing, so that a command that was cut off can be repeated.

    Raises:
        InputError: The place is new and lacks a name or a parent, or a spelling is another's.
    """
    places = casebook.places()
    _refuse(spec, places)
    record_id = casebook.register.new_id("place", spec.code)
    if spec.code in places:
        known = places.get(spec.code)
        aliases = tuple(dict.fromkeys((*known.aliases, *spec.aliases)))
        place = known.model_copy(update={"id": record_id, "aliases": aliases})
    else:
        place = Place(
            id=record_id,
            code=spec.code,
            level=spec.level,
            parent=spec.parent,
            names={"en": spec.name_en or "", "ar": spec.name_ar or ""},
            aliases=spec.aliases,
        )
    return casebook.register.write(
        [place], actor=entry.actor, reason=f"places add {spec.code}", at=entry.at
    )


def _refuse(spec: PlaceSpec, places: Gazetteer) -> None:
    faults = []
    if not CODE.fullmatch(spec.code):
        reason = f"{spec.code!r} is no code"
        remedy = "Write small letters, digits, _, - and dots, such as hama.invented_town."
        faults.append(Fault("CODE", None, None, spec.code, reason, remedy))
    if spec.level not in LEVELS:
        reason = f"no level is called {spec.level!r}"
        faults.append(
            Fault("--level", None, None, spec.level, reason, f"Use one of: {', '.join(LEVELS)}.")
        )
    if spec.code in places:
        known = places.get(spec.code)
        for option, value, held in (("--name-en", spec.name_en, known.names["en"]),
                                    ("--name-ar", spec.name_ar, known.names["ar"]),
                                    ("--parent", spec.parent, known.parent)):  # fmt: skip
            if value and value != held:
                reason = f"{spec.code} is known already and keeps its name and place"
                remedy = "Add a spelling with --alias, or choose another code."
                faults.append(Fault(option, None, None, value, reason, remedy))
    else:
        for option, value in (("--name-en", spec.name_en), ("--name-ar", spec.name_ar)):
            if not value:
                reason = f"{spec.code} is new and has no name here"
                faults.append(Fault(option, None, None, value, reason, "Give it."))
        if spec.parent is None or spec.parent not in places:
            reason = f"no place has the code {spec.parent!r}"
            remedy = "Name what it lies in; see: tawthiq places list"
            faults.append(Fault("--parent", None, None, spec.parent, reason, remedy))
    spellings = {fold(each): place.code for place in places for each in _spellings(place)}
    named = [("--name-en", spec.name_en), ("--name-ar", spec.name_ar)]
    for option, spelling in (*named, *(("--alias", alias) for alias in spec.aliases)):
        holder = spellings.get(fold(spelling or ""))
        if holder is not None and holder != spec.code:
            reason = f"{spelling!r} is a spelling of {holder}"
            faults.append(Fault(option, None, None, spelling, reason, "Choose another."))
    if faults:
        raise InputError(faults)


def _spellings(place: Place) -> tuple[str, ...]:
    return (place.code, *place.names.values(), *place.aliases)
