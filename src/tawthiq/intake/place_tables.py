"""Places from tables like those of GeoNames, as CSV or with tabs.

GeoNames (geonames.org/export) writes 19 columns without a header; see its readme.txt.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from tawthiq.errors import Fault, InputError
from tawthiq.intake.notes import Notes
from tawthiq.intake.place_features import position
from tawthiq.intake.place_row import PlaceRow, Ref, Spellings

_GEONAMES = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature_class",
    "feature_code", "country_code", "cc2", "admin1_code", "admin2_code", "admin3_code",
    "admin4_code", "population", "elevation", "dem", "timezone", "modification_date",
)  # fmt: skip
_NEEDED = ("name", "latitude", "longitude")
_ADMIN = ("admin1_code", "admin2_code", "admin3_code")
_LEVELS = {
    **dict.fromkeys(("PCLI", "PCL", "PCLD", "PCLF", "PCLS", "PCLIX", "TERR"), "country"),
    "ADM1": "governorate", "ADM2": "district", "ADM3": "subdistrict",
    **dict.fromkeys(("PPL", "PPLA", "PPLA2", "PPLA3", "PPLA4", "PPLA5", "PPLC", "PPLF", "PPLG",
                     "PPLL", "PPLQ", "PPLR", "PPLS", "PPLW", "STLMT"), "town"),
    "PPLX": "neighbourhood",
}  # fmt: skip
_DEPTH = {"governorate": 1, "district": 2, "subdistrict": 3}
_PLACES = ("A", "P", "")


def read_table(text: str, *, file: str, notes: Notes, said: str | None = None) -> list[PlaceRow]:
    """Reads the places of a table; features that are no places are noted.

    Args:
        text: Its content.
        file: Its name.
        notes: Where what is left out is noted.
        said: The level of all of them, where the table does not say it.

    Raises:
        InputError: With every fault, each with its line and column.
    """
    rows: list[PlaceRow] = []
    faults: list[Fault] = []
    for number, cells in _lines(text, file=file):
        code = cells.get("feature_code", "")
        if code not in _LEVELS and cells.get("feature_class", "") not in _PLACES:
            notes.add("places.no_place", file=file, feature=code)
            continue
        if code and code not in _LEVELS and said is None:
            reason = f"no level is known for the feature code {code!r}"
            remedy = "Take the row out, or say the level: --level town"
            faults.append(Fault(file, number, "feature_code", code, reason, remedy))
            continue
        try:
            rows.append(_row(cells, file=file, number=number))
        except ValueError as fault:
            remedy = "Correct the row."
            faults.append(Fault(file, number, "longitude", None, str(fault), remedy))
    if faults:
        raise InputError(faults)
    return rows


def _row(cells: Mapping[str, str], *, file: str, number: int) -> PlaceRow:
    level = _LEVELS.get(cells.get("feature_code", ""))
    spellings = Spellings()
    for name in ("name_en", "name_ar", "name", "asciiname"):
        spellings.add(cells.get(name), language=name[5:] or None if "_" in name else None)
    for each in cells.get("alternatenames", "").split(","):
        spellings.add(each)
    ids = {
        scheme: cells[column]
        for scheme, column in (("pcode", "pcode"), ("geonames", "geonameid"))
        if cells.get(column)
    }
    chain = _chain(cells)
    depth = _DEPTH.get(level or "", len(chain) + 1)
    if level in _DEPTH and len(chain) >= depth:
        ids["geonames_admin"] = chain[depth - 1]
    if level == "country" and cells.get("country_code"):
        ids["iso"] = cells["country_code"]
    return PlaceRow(
        file=file,
        number=number,
        at=None,
        level=level,
        ids=ids,
        within=() if level == "country" else _within(cells, chain, depth),
        names=spellings.names,
        aliases=tuple(dict.fromkeys(spellings.aliases)),
        point=position((cells["longitude"], cells["latitude"])),
        cut=spellings.cut,
    )


def _chain(cells: Mapping[str, str]) -> list[str]:
    """Returns the administrative codes, each with those above it: `SY.09`, `SY.09.0901`."""
    found: list[str] = []
    above = cells.get("country_code", "")
    for column in _ADMIN:
        if not cells.get(column):
            break
        above = f"{above}.{cells[column]}"
        found.append(above)
    return found


def _within(cells: Mapping[str, str], chain: list[str], depth: int) -> tuple[tuple[Ref, ...], ...]:
    steps: list[tuple[Ref, ...]] = []
    for at in range(min(depth - 1, len(chain)), 0, -1):
        steps.append((("geonames_admin", chain[at - 1]), ("pcode", cells[_ADMIN[at - 1]])))
    if cells.get("parent"):
        steps = [(("code", cells["parent"]), ("pcode", cells["parent"]))]
    if cells.get("country_code"):
        steps.append((("iso", cells["country_code"]),))
    return tuple(steps)


def _lines(text: str, *, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.split("\n", 1)[0]
    separator = max("\t;,", key=first.count)
    lines = io.StringIO(text, newline="")
    if separator == "\t":  # GeoNames quotes nothing
        reader = csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(lines, delimiter=separator, strict=True)
    header: list[str] | None = None
    faults: list[Fault] = []
    found: list[tuple[int, dict[str, str]]] = []
    start = 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells)
                if header != list(_GEONAMES) or not cells[0].strip().isdecimal():
                    _refuse_header(header, file=file)
                    continue
            if len(cells) != len(header):
                reason = f"the row has {len(cells)} cells, the header {len(header)}"
                remedy = "Check its quotes and separators."
                faults.append(Fault(file, line, None, None, reason, remedy))
                continue
            stripped = (cell.strip() for cell in cells)
            found.append((line, dict(zip(header, stripped, strict=True))))
    except csv.Error as fault:
        reason = f"the file is no table: {fault}"
        raise InputError(
            [Fault(file, reader.line_num, None, None, reason, "Save it as CSV.")]
        ) from fault
    if not found and not faults:
        faults.append(Fault(file, None, None, None, "the file holds no row", "Choose another."))
    if faults:
        raise InputError(faults)
    yield from found


def _header(cells: list[str]) -> list[str]:
    if len(cells) == len(_GEONAMES) and cells[0].strip().isdecimal():
        return list(_GEONAMES)
    return [cell.strip().lower().replace(" ", "_") for cell in cells]


def _refuse_header(header: list[str], *, file: str) -> None:
    named = {*header, *(("name",) if {"name_en", "name_ar"} & set(header) else ())}
    missing = [name for name in _NEEDED if name not in named]
    if missing:
        reason = f"the header has no column {', '.join(missing)}"
        remedy = f"Name the columns as GeoNames does: {', '.join(_GEONAMES[:8])}..."
        raise InputError([Fault(file, 1, None, None, reason, remedy)])
