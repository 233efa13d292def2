"""Records of exported JSON: a record a line, or features of GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tawthiq.intake.exported.item import Item, Place
from tawthiq.intake.files.line import refused
from tawthiq.intake.systems.json_file import is_deep, read_json
from tawthiq.records import KINDS
from tawthiq.records.flat import KIND, MANIFEST_NAME, Form, Scalar, columns_of, read_scalar
from tawthiq.records.flat.geometry import geometry_of

_LONGEST_LINE = 64_000_000
_AGAIN = "Export it again, and copy the whole file."
_CORRECT = "Correct it, or take it from the export again."
_OPENS = '"features":['
_MOVED = "the geometry was changed, and the properties were not: the geometry is not read"


def lines_of(path: Path) -> Iterator[Item]:
    """Yields the records of a file of JSON Lines.

    Raises:
        InputError: It is damaged or cut off.
    """
    for number, text in _lines(path):
        content = _object(path, number, text)
        if set(content) == {MANIFEST_NAME}:
            continue
        place = Place(path.name, number)
        kind = content.pop(KIND, None)
        if kind not in KINDS:
            yield _no_kind(place, kind)
        else:
            yield Item(place, kind, frozenset(content), values=content)


def features_of(path: Path) -> Iterator[Item]:
    """Yields the records of a FeatureCollection.

    As it was exported it is read a line at a time; another program may have written it anew, and
    then it is read whole.

    Raises:
        InputError: It is damaged or cut off.
    """
    for number, feature in _features(path):
        place = Place(path.name, number)
        properties = feature.get("properties")
        if not isinstance(properties, dict) or properties.get(KIND) not in KINDS:
            kind = properties.get(KIND) if isinstance(properties, dict) else None
            yield _no_kind(place, kind)
        else:
            yield _from_feature(place, feature, properties)


def head_of_json(path: Path) -> Mapping[str, Any] | None:
    """Returns what a file says of itself at its head; None where it says nothing.

    Raises:
        InputError: It is damaged.
    """
    for number, text in _lines(path):
        if text.rstrip().endswith(_OPENS):
            text = f"{text.rstrip()}]}}"
        elif not _is_whole(text):
            return _of_whole(read_json(path))
        return _of_whole(_object(path, number, text))
    return None


def _of_whole(whole: Any) -> Mapping[str, Any] | None:
    found = whole.get(MANIFEST_NAME) if isinstance(whole, dict) else None
    return found if isinstance(found, dict) else None


def _features(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    lines = _lines(path)
    _, first = next(lines, (0, ""))
    if not first.rstrip().endswith(_OPENS):
        whole = read_json(path)
        found = whole.get("features") if isinstance(whole, dict) else None
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise refused(path, "it is no FeatureCollection", _AGAIN)
        yield from enumerate(found, 1)
        return
    for number, text in lines:
        text = text.strip()
        if text == "]}":
            return
        yield number, _object(path, number, text.removesuffix(","))
    raise refused(path, "the file is cut off", _AGAIN)


def _from_feature(place: Place, feature: dict[str, Any], cells: dict[str, Any]) -> Item:
    row: dict[str, Scalar | None] = {}
    faults = []
    for column in columns_of(KINDS[cells[KIND]]):
        if column.name in cells:
            value = cells[column.name]
            try:
                row[column.name] = _scalar(column.form, value)
            except ValueError as fault:
                text = str(fault) if str(fault).startswith("it ") else "it is no number"
                faults.append(place.fault(column.name, str(value)[:200], text, _CORRECT))
    same = feature.get("geometry") == geometry_of(row)
    told = () if same or faults else (("geometry", _MOVED),)
    return Item(place, cells[KIND], frozenset(cells), row=row, faults=tuple(faults), told=told)


def _scalar(form: Form, value: Any) -> Scalar | None:
    if value is None:
        return None
    if isinstance(value, str) and form in (Form.INTEGER, Form.NUMBER, Form.TRUTH):
        return read_scalar(form, value)
    if isinstance(value, (str, int, float)):
        is_whole = form is Form.INTEGER and isinstance(value, float) and value.is_integer()
        return int(value) if is_whole else value
    return json.dumps(value, ensure_ascii=False)


def _no_kind(place: Place, kind: Any) -> Item:
    reason = "it is not said which kind of record it is"
    remedy = f"Use one of: {', '.join(sorted(KINDS))}."
    return Item(place, "", faults=(place.fault(KIND, str(kind)[:200], reason, remedy),))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            while text := file.readline(_LONGEST_LINE):
                number += 1
                if len(text) >= _LONGEST_LINE:
                    reason = "a line has more than 64 million characters"
                    raise refused(path, reason, _AGAIN, row=number)
                if text.strip():
                    yield number, text
    except UnicodeError as fault:
        raise refused(path, "the file is not UTF-8 throughout", _AGAIN, row=number + 1) from fault
    except OSError as fault:
        reason = f"the file cannot be read: {fault.strerror}"
        raise refused(path, reason, "Check its name and folder.") from fault


def _object(path: Path, number: int, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError) as fault:
        reason = "the line is no JSON: it is damaged or cut off"
        raise refused(path, reason, _AGAIN, row=number) from fault
    if not isinstance(found, dict) or is_deep(found):
        raise refused(path, "the line is no record", _AGAIN, row=number)
    return found


def _is_whole(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")
