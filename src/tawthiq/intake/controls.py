"""Who held which place from when to when, from CSV and YAML files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tawthiq.casebook import Casebook
from tawthiq.casebook.strict_yaml import read_yaml
from tawthiq.dates import When
from tawthiq.errors import Fault, InputError
from tawthiq.intake.cells import CellReader
from tawthiq.intake.decoding import read_text
from tawthiq.intake.entry import Entry
from tawthiq.intake.sheet import Row, read_sheet
from tawthiq.records import Control, Gazetteer, Reason
from tawthiq.register import BatchResult

COLUMNS: Mapping[str, str] = {
    "place": "a place of the gazetteer, in any known spelling",
    "parties": "who held it; several joined by |",
    "present": "others that were there without holding it, joined by |; - for nobody",
    "from": "the first day, 2017-10-05; with `to`, in place of `during`",
    "to": "the last day, included",
    "during": "2017-10, 2017-10-05 or 2017-10-01/2017-10-07, both included",
    "source": "who tells it",
    "key": "what the row is known by, so that a corrected row replaces it",
}
"""Every column with what it holds."""

REQUIRED = ("place", "parties", "source")
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class ImportedControls:
    """What an import of controls did, and which records contradict each other."""

    batch: BatchResult
    notes: tuple[Reason, ...]


def import_controls(
    casebook: Casebook, path: Path, *, entry: Entry, encoding: str = "utf-8"
) -> ImportedControls:
    """Enters who held which place, from a CSV or YAML file, as one batch.

    Rows that contradict each other, or what is held already, are all kept and reported: the
    tests then say unknown.

    Raises:
        InputError: With every fault of the file; nothing was written.
    """
    places = casebook.places()
    controls = read_controls(
        path,
        clock=casebook.settings.clock,
        places=places,
        new_id=casebook.register.new_id,
        encoding=encoding,
    )
    held = {each.id: each for each in casebook.view.all(Control)}
    held |= {each.id: each for each in controls}
    notes = contradictions(list(held.values()), places, of={each.id for each in controls})
    batch = casebook.register.write(
        controls, actor=entry.actor, reason=f"import {path.name}", at=entry.at
    )
    return ImportedControls(batch, tuple(notes))


def read_controls(
    path: Path,
    *,
    clock: str,
    places: Gazetteer,
    new_id: Callable[[str, str], str],
    encoding: str = "utf-8",
) -> list[Control]:
    """Reads a CSV or YAML file of controls.

    Raises:
        InputError: With every fault, each with its row and column, or its path in YAML.
    """
    text = read_text(path, encoding=None if encoding == "utf-8" else encoding)
    is_yaml = path.suffix.lower() in (".yaml", ".yml")
    if is_yaml:
        rows = _yaml_rows(text, file=path.name)
    else:
        rows = read_sheet(text.encode(), file=path.name, known=COLUMNS, required=REQUIRED)
    cells = CellReader(file=path.name, clock=clock, places=places)
    found = [_control(row, cells, clock=clock, new_id=new_id) for row in rows]
    _refuse_repeated(rows, found, cells)
    if cells.faults:
        raise InputError([_in_yaml(each) if is_yaml else each for each in cells.faults])
    return [each for each in found if each is not None]


def contradictions(
    controls: Sequence[Control], places: Gazetteer, *, of: set[str]
) -> Iterator[Reason]:
    """Yields the pairs of records that name other holders of one place, or of a part of it.

    Args:
        controls: All records.
        places: What lies in what.
        of: Ids of the records one of which each pair must hold.
    """
    by_place: defaultdict[str, list[Control]] = defaultdict(list)
    for each in controls:
        by_place[each.place].append(each)
    for first in controls:
        for code in places.path(first.place) if first.place in places else ():
            for second in by_place.get(code, ()):
                is_same = code == first.place
                if is_same and second.id <= first.id:
                    continue
                if {first.id, second.id} & of and _contradict(first, second):
                    name = "controls.contradict" if is_same else "controls.part_differs"
                    yield Reason(code=name, facts=_facts(first, second))


def _contradict(first: Control, second: Control) -> bool:
    return set(first.parties) != set(second.parties) and first.during.overlaps(second.during)


def _facts(first: Control, second: Control) -> dict[str, Any]:
    return {
        "place": first.place,
        "parties": first.parties,
        "during": _days(first.during),
        "other_place": second.place,
        "other_parties": second.parties,
        "other_during": _days(second.during),
    }


def _days(when: When) -> str:
    if "T" not in when.stated:
        return when.stated
    days = dict.fromkeys((f"{when.first_day}", f"{when.last_day}"))
    return "/".join(days)


def _control(
    row: Row, cells: CellReader, *, clock: str, new_id: Callable[[str, str], str]
) -> Control | None:
    for column in REQUIRED:
        cells.required(row, column)
    place, parties = cells.place(row, "place"), cells.parties(row, "parties")
    present = None
    if row["present"]:
        present = () if row["present"] == NOBODY else cells.parties(row, "present")
    during = _during(row, cells, clock=clock)
    for code in set(present or ()) & set(parties):
        remedy = "`present` names those who were there without holding it."
        cells.fault(row, "present", f"{code} holds the place here and is present too", remedy)
    if place is None or not parties or during is None:
        return None
    told = "/".join((place, during.stated, "|".join(sorted(parties)), row["source"]))
    return Control(
        id=new_id("control", row["key"] or told),
        place=place,
        parties=parties,
        present=present,
        during=during,
        source=row["source"],
    )


def _during(row: Row, cells: CellReader, *, clock: str) -> When | None:
    if row["during"]:
        for column in ("from", "to"):
            if row[column]:
                remedy = "Give `during`, or `from` and `to`."
                cells.fault(row, column, "`during` stands in the same row", remedy)
        return cells.when(row, "during")
    missing = [column for column in ("from", "to") if not row[column]]
    for column in missing:
        remedy = "Give the first and the last day for which the source tells it, or `during`."
        cells.fault(row, column, "the cell is empty", remedy)
    if missing or None in (cells.when(row, "from"), cells.when(row, "to")):
        return None
    try:
        return When.parse(f"{row['from']}/{row['to']}", clock=clock)
    except ValueError as fault:
        cells.fault(row, "to", str(fault), "Swap them, or write days such as 2017-10-05.")
        return None


def _refuse_repeated(
    rows: Sequence[Row], found: Sequence[Control | None], cells: CellReader
) -> None:
    first: dict[str, Row] = {}
    for row, control in zip(rows, found, strict=True):
        if control is None:
            continue
        other = first.setdefault(control.id, row)
        if other is not row:
            column = "key" if row["key"] else "place"
            reason = f"number {other.number} is the same row"
            cells.fault(row, column, reason, "Take one out, or give each its own key.")


def _yaml_rows(text: str, *, file: str) -> list[Row]:
    content = read_yaml(text, file=file)
    faults: list[Fault] = []
    if not isinstance(content, list) or not all(isinstance(each, dict) for each in content):
        reason, remedy = "the file is no list of controls", "See docs/reference/control.md."
        raise InputError([Fault(file, None, None, None, reason, remedy)])
    rows = []
    for at, fields in enumerate(content):
        for name in fields:
            if name not in COLUMNS:
                reason, remedy = f"no field is called {name!r}", f"Use: {', '.join(COLUMNS)}."
                faults.append(Fault(file, None, f"{at}.{name}", None, reason, remedy))
        rows.append(Row(at, {str(name): _cell(value) for name, value in fields.items()}))
    if faults:
        raise InputError(faults)
    return rows


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "|".join(str(each) for each in value) or NOBODY
    return "" if value is None else str(value).strip()


def _in_yaml(fault: Fault) -> Fault:
    return replace(fault, row=None, column=f"{fault.row}.{fault.column}")
