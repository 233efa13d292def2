"""What of a record may be seen: by an allow-list, down to the parts of its fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tawthiq.records.access import Access
from tawthiq.records.flat.shape import ByName, Leaf, Part, Several, Shape, shape_of
from tawthiq.records.record import Record

_ORDER = tuple(Access)
_ID = "id"


def is_within(access: Access, level: Access) -> bool:
    """Says whether what has an access class may be seen by those up to a level.

    >>> is_within(Access.RESTRICTED, Access.PUBLIC)
    False
    """
    return _ORDER.index(access) <= _ORDER.index(level)


def is_disclosable(model: type[Record], level: Access) -> bool:
    """Says whether records of a kind may be seen at all.

    Where nothing but its id would be seen, the id would still tell that there is somebody.
    """
    fields = shape_of(model).fields.items()
    return any(is_within(field.access, level) for name, field in fields if name != _ID)


def disclosed(
    model: type[Record],
    values: Mapping[str, Any],
    level: Access,
    *,
    keeps: Callable[[str], bool] | None = None,
    withheld: Counter[str] | None = None,
) -> dict[str, Any]:
    """Returns the values of a record that may be seen up to a level.

    Args:
        model: Its kind.
        values: Its values as JSON.
        level: The widest access class that is shown.
        keeps: Says whether the record of an id is shown too; a reference to another is left out.
            None: every one is.
        withheld: Counts what is left out, by the dotted path of the field. A reference counts
            under its path and `(reference)`.
    """
    if level is Access.SECRET and keeps is None:
        return dict(values)
    shown = _Shown(level, keeps, Counter() if withheld is None else withheld)
    return shown.part(shape_of(model), values, "")


def references_in(model: type[Record], values: Mapping[str, Any]) -> Iterator[str]:
    """Yields the ids of all records that values name, also inside of their parts."""
    for name, field in shape_of(model).fields.items():
        if name != _ID:
            yield from _references(field.shape, values.get(name))


class _Shown:
    """Walks through values and leaves out what may not be seen."""

    def __init__(
        self, level: Access, keeps: Callable[[str], bool] | None, withheld: Counter[str]
    ) -> None:
        self._level, self._keeps, self._withheld = level, keeps, withheld

    def part(self, shape: Part, values: Mapping[str, Any], path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, field in shape.fields.items():
            if name not in values:
                continue
            value, inner = values[name], f"{path}{name}"
            if not is_within(field.access, self._level):
                self._withheld[inner] += value not in (None, [], {}, "")
                if path and field.shape.optional:  # a part without its field is another part
                    found[name] = None
            else:
                found[name] = value if inner == _ID else self._value(field.shape, value, inner)
        return found

    def _value(self, shape: Shape, value: Any, path: str) -> Any:
        if value is None:
            return None
        if isinstance(shape, Part):
            return self.part(shape, value, f"{path}.")
        if isinstance(shape, Several):
            kept = [each for each in value if self._is_kept(shape.of, each, path)]
            return [self._value(shape.of, each, path) for each in kept]
        if isinstance(shape, ByName):
            return {name: self._value(shape.of, each, path) for name, each in value.items()
                    if self._is_kept(shape.of, each, path)}  # fmt: skip
        return value if self._is_kept(shape, value, path) else None

    def _is_kept(self, shape: Shape, value: Any, path: str) -> bool:
        is_reference = isinstance(shape, Leaf) and shape.is_reference
        if not is_reference or self._keeps is None or value is None or self._keeps(value):
            return True
        self._withheld[f"{path} (reference)"] += 1
        return False


def _references(shape: Shape, value: Any) -> Iterator[str]:
    if value is None:
        return
    if isinstance(shape, Leaf):
        if shape.is_reference:
            yield value
    elif isinstance(shape, Part):
        for name, field in shape.fields.items():
            yield from _references(field.shape, value.get(name))
    elif isinstance(shape, Several):
        for each in value:
            yield from _references(shape.of, each)
    elif isinstance(shape, ByName):
        for each in value.values():
            yield from _references(shape.of, each)
