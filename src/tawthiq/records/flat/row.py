"""A record's values as a flat row, and back: each undoes the other exactly.

Values are those of the record as JSON. A cell that holds nothing is None; a list or a map without
anything in it is None too, unless its field can also be missing: it is `[]` or `{}` then.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from tawthiq.records.flat.columns import LANGUAGES, columns_in, form_of, has_mark
from tawthiq.records.flat.shape import (
    ByName,
    Form,
    Part,
    Scalar,
    Several,
    Shape,
    Texts,
    shape_of,
)
from tawthiq.records.record import Record

_BAR = "|"
_ABSENT = object()

Row = Mapping[str, Scalar | None]


def row_of(model: type[Record], values: Mapping[str, Any]) -> dict[str, Scalar | None]:
    """Returns the cells of a record by column; of fields that `values` lacks none.

    >>> from tawthiq.records import Control
    >>> row_of(Control, {"parties": ["regime", "russia"], "present": []})
    {'parties': 'regime|russia', 'present': '[]'}
    """
    row: dict[str, Scalar | None] = {}
    for name, field in shape_of(model).fields.items():
        if name in values:
            _flatten(name, field.shape, values[name], row)
    return row


def values_of(model: type[Record], row: Row, *, fields: Collection[str]) -> dict[str, Any]:
    """Returns the values of those fields of a record whose columns a table has.

    What no cell holds and no field can lack is left out: the model fills it in or refuses it.

    Raises:
        ValueError: A cell cannot be read; with the column first.
    """
    found = {}
    for name, field in shape_of(model).fields.items():
        if name in fields:
            value = _build(name, field.shape, row)
            if value is not _ABSENT:
                found[name] = value
    return found


def _flatten(name: str, shape: Shape, value: Any, row: dict[str, Scalar | None]) -> None:
    if isinstance(shape, Part):
        if value is None:
            return
        before = len(row)
        for inner, field in shape.fields.items():
            if inner in value:
                _flatten(f"{name}.{inner}", field.shape, value[inner], row)
        if has_mark(shape) and all(cell is None for cell in list(row.values())[before:]):
            row[name] = "{}"
    elif isinstance(shape, Texts):
        if value is None:
            return
        for language in LANGUAGES:
            row[f"{name}.{language}"] = value.get(language)
        others = {key: text for key, text in value.items() if key not in LANGUAGES}
        row[name] = _dump(others) if others or (not value and shape.optional) else None
    elif value is None or (value in ([], {}) and not shape.optional):
        row[name] = None
    else:
        row[name] = _cell(form_of(shape), value)


def _cell(form: Form, value: Any) -> Scalar:
    if form is Form.JSON:
        return _dump(value)
    if form is Form.LIST:
        joined = _BAR.join(value)
        plain = all(each and _BAR not in each and each == each.strip() for each in value)
        return joined if plain and value and not joined.startswith("[") else _dump(value)
    found: Scalar = float(value) if form is Form.NUMBER else value
    return found


def _build(name: str, shape: Shape, row: Row) -> Any:
    if isinstance(shape, Part):
        return _part(name, shape, row)
    if isinstance(shape, Texts):
        return _texts(name, shape, row)
    cell, form = row.get(name), form_of(shape)
    if cell is None:
        return None if shape.optional else _nothing(shape)
    if form is Form.JSON:
        return _load(name, cell)
    if form is Form.LIST:
        text = str(cell)
        if text.startswith("["):
            return _load(name, text)
        return [each.strip() for each in text.split(_BAR)]
    return cell


def _part(name: str, shape: Part, row: Row) -> Any:
    if all(row.get(column) is None for column in _names_in(name, shape)):
        return None if shape.optional else _ABSENT
    values = {inner: _build(f"{name}.{inner}", each.shape, row)
              for inner, each in shape.fields.items()}  # fmt: skip
    return {inner: value for inner, value in values.items() if value is not _ABSENT}


@cache
def _names_in(name: str, shape: Part) -> tuple[str, ...]:
    return tuple(column.name for column in columns_in(name, shape))


def _nothing(shape: Shape) -> Any:
    """Returns what an empty cell of a field means that cannot be missing."""
    return [] if isinstance(shape, Several) else {} if isinstance(shape, ByName) else _ABSENT


def _texts(name: str, shape: Texts, row: Row) -> Any:
    others = row.get(name)
    cells = {language: row.get(f"{name}.{language}") for language in LANGUAGES}
    found = {language: text for language, text in cells.items() if text is not None}
    if others is None and not found:
        return None if shape.optional else {}
    loaded = _load(name, others) if others is not None else {}
    if not isinstance(loaded, dict):
        raise ValueError(name, "it is no text by language")
    return {**loaded, **found}


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _load(name: str, cell: Scalar) -> Any:
    try:
        return json.loads(str(cell), parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        raise ValueError(name, "it is no JSON") from fault


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")
