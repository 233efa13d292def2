"""Agreements from YAML: one document per agreement, its codes checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tawthiq.casebook.casebook import first_places
from tawthiq.casebook.strict_yaml import read_yaml
from tawthiq.errors import Fault, InputError
from tawthiq.intake.polygon_files import with_polygons
from tawthiq.records import Agreement, Gazetteer, ZonePart
from tawthiq.vocabulary import parties, provisions


def read_agreements(paths: Sequence[Path], *, places: Gazetteer | None = None) -> list[Agreement]:
    """Reads agreements from YAML files, one each, without a casebook; their ids are their codes.

    Args:
        paths: The files.
        places: The places that their zones name; the shipped ones where None.

    Raises:
        InputError: With every fault of every file.
    """
    held = places or Gazetteer(first_places())
    faults: list[Fault] = []
    found: list[tuple[str, Agreement]] = []
    for path in paths:
        try:
            text = path.read_text("utf-8")
            agreement = read_agreement(
                text,
                file=path.name,
                new_id=lambda _, code: code,
                places=held,
                folder=path.parent,
            )
            found.append((path.name, agreement))
        except InputError as fault:
            faults += fault.faults
        except (OSError, UnicodeDecodeError) as fault:
            reason = f"it cannot be read: {fault}"
            faults.append(Fault(path.name, None, None, None, reason, "Give a file in UTF-8."))
    faults += check_relations(found, [])
    if faults:
        raise InputError(faults)
    return [agreement for _, agreement in found]


def read_agreement(
    text: str,
    *,
    file: str,
    new_id: Callable[[str, str], str],
    places: Gazetteer,
    folder: Path | None = None,
) -> Agreement:
    """Reads one agreement; `folder` is where the polygons are that it names as files.

    Raises:
        InputError: With every fault, each with its path in the file.
    """
    content = with_polygons(_load(text, file=file), file=file, folder=folder)
    code = str(content.get("code", "")) if isinstance(content, dict) else ""
    try:
        agreement = Agreement.model_validate({**content, "id": new_id("agreement", code)})
    except (ValidationError, TypeError) as fault:
        raise InputError(_faults(fault, file=file)) from fault
    wrong = [
        *_unknown_codes(agreement, file=file, places=places),
        *_unsound_shapes(agreement, file=file, places=places),
    ]
    if wrong:
        raise InputError(wrong)
    return agreement


def _load(text: str, *, file: str) -> Any:
    content = read_yaml(text, file=file)
    if not isinstance(content, dict):
        remedy = "See docs/reference/agreement.md for its fields."
        raise InputError([Fault(file, None, None, None, "the file holds no agreement", remedy)])
    return content


def _faults(fault: ValidationError | TypeError, *, file: str) -> list[Fault]:
    if isinstance(fault, TypeError):
        return [Fault(file, None, None, None, str(fault), "Give each field a name.")]
    return [
        Fault(
            file,
            None,
            ".".join(str(part) for part in error["loc"]) or None,
            None,
            error["msg"],
            "Correct the field; see docs/reference/agreement.md.",
        )
        for error in fault.errors()
    ]


def _unknown_codes(agreement: Agreement, *, file: str, places: Gazetteer) -> Iterator[Fault]:
    codes: list[tuple[str, str, bool, str]] = []
    for at, role in enumerate(agreement.roles):
        for field in ("party", "via", "represents"):
            if (code := getattr(role, field)) is not None:
                codes.append((f"roles.{at}.{field}", code, code in parties(), "party"))
    for at, provision in enumerate(agreement.provisions):
        known = provision.code in provisions()
        codes.append((f"provisions.{at}.code", provision.code, known, "provision"))
    for path, part in _parts(agreement):
        if part.place is not None:
            codes.append((f"{path}.place", part.place, part.place in places, "place"))
    for at, exclusion in enumerate(agreement.exclusions):
        for party in exclusion.parties:
            codes.append((f"exclusions.{at}.parties", party, party in parties(), "party"))
    for path, code, known, noun in codes:
        if not known:
            reason = f"no {noun} has the code {code!r}"
            yield Fault(file, None, path, code, reason, "Use a code of the vocabulary.")


def _unsound_shapes(agreement: Agreement, *, file: str, places: Gazetteer) -> Iterator[Fault]:
    """Finds parts of zones that cannot be drawn, or lie outside every country of the casebook."""
    from tawthiq.areas import disc, read_shape

    for path, part in _parts(agreement):
        shape = None
        if part.polygon is not None:
            try:
                shape = read_shape(part.polygon)
            except ValueError as fault:
                remedy = "Draw it anew: GeoJSON, longitude first, no ring that crosses itself."
                yield Fault(file, None, f"{path}.polygon", None, str(fault), remedy)
        elif part.disc is not None and part.disc.radius is not None:
            shape = disc(part.disc.longitude, part.disc.latitude, part.disc.radius)
        elif part.radius is not None and not _has_point(part.place or "", places):
            reason = f"{part.place} has no point about which a radius could be drawn"
            remedy = "Give the place a point: tawthiq places import."
            yield Fault(file, None, f"{path}.radius", None, reason, remedy)
        if shape is not None and _lies_abroad(shape, places):
            reason = "it lies outside every country of the casebook"
            remedy = "Give longitude first, then latitude; or enter the country's places."
            yield Fault(file, None, path, None, reason, remedy)


def _has_point(code: str, places: Gazetteer) -> bool:
    return code not in places or places.get(code).point is not None


def _lies_abroad(shape: Any, places: Gazetteer) -> bool:
    """Says whether a shape is out of reach of each country, by map borders and a wide margin."""
    reaches = [places.reach(each.code) for each in places if each.level == "country"]
    return all(reach is not None and not reach.intersects(shape) for reach in reaches)


def _parts(agreement: Agreement) -> Iterator[tuple[str, ZonePart]]:
    for at, zone in enumerate(agreement.zones):
        for name in ("parts", "without"):
            for part_at, part in enumerate(getattr(zone, name)):
                yield f"zones.{at}.{name}.{part_at}", part


def check_relations(
    entered: Sequence[tuple[str, Agreement]], held: Sequence[Agreement]
) -> list[Fault]:
    """Finds agreements that name one that is not there, or that supersede each other in a ring.

    Args:
        entered: The file and the agreement of each that is entered.
        held: The agreements that the casebook has.
    """
    every = {each.code: each for each in (*held, *(agreement for _, agreement in entered))}
    faults = []
    for file, agreement in entered:
        for field, codes in (
            ("parent", (agreement.parent,)),
            ("supersedes", agreement.supersedes),
        ):
            for code in codes:
                if code is not None and code not in every:
                    reason = f"no agreement has the code {code!r}"
                    remedy = "Enter that agreement too, or take the line out."
                    faults.append(Fault(file, None, field, code, reason, remedy))
        for field in ("parent", "supersedes"):
            if _comes_back(agreement.code, field, every):
                reason = f"following `{field}` from {agreement.code} leads back to it"
                remedy = "An agreement cannot come before itself; correct one of them."
                faults.append(Fault(file, None, field, None, reason, remedy))
    return faults


def _comes_back(code: str, field: str, every: Mapping[str, Agreement]) -> bool:
    """Says whether a chain of references leads from an agreement back to it."""
    seen: set[str] = set()
    following = [code]
    while following:
        here = every.get(following.pop())
        if here is None:
            continue
        nexts = (here.parent,) if field == "parent" else here.supersedes
        for each in nexts:
            if each == code:
                return True
            if each is not None and each not in seen:
                seen.add(each)
                following.append(each)
    return False
