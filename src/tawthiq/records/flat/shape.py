"""What a record model is made of, read from its annotations: a field of tomorrow is there too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from tawthiq.records.access import Access
from tawthiq.records.record import BY_LANGUAGE, RECORD_ID, Record

Scalar = str | int | float | bool
"""What one cell holds; None where it holds nothing."""


class Form(StrEnum):
    """What a single value is, or how one that is not single is written into one cell."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    TRUTH = "truth"
    MOMENT = "moment"
    DAY = "day"
    LIST = "list"
    """Texts with bars between them: `a|b`."""
    JSON = "json"


_FORMS = {str: Form.TEXT, bool: Form.TRUTH, int: Form.INTEGER, float: Form.NUMBER,
          datetime: Form.MOMENT, date: Form.DAY}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value.

    Attributes:
        is_reference: Whether it is the id of a record.
    """

    form: Form
    optional: bool = False
    is_reference: bool = False


@dataclass(frozen=True, slots=True)
class Texts:
    """A text by language."""

    optional: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """A list."""

    of: Shape
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ByName:
    """Values by a name that no model knows."""

    of: Shape
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a part.

    Attributes:
        access: Who may see it: its own mark; without one that of what it is a part of.
        required: Whether the model has no default for it.
    """

    shape: Shape
    access: Access
    required: bool


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A record, or a part of one, with its fields by name in the order of the model.

    Each is made once, so that what is known of it can be kept.
    """

    fields: Mapping[str, Field]
    optional: bool = False


Shape = Leaf | Texts | Several | ByName | Part

_ORDER = tuple(Access)


@cache
def shape_of(model: type[Record]) -> Part:
    """Returns what a kind of record is made of.

    A field that nobody marked is restricted. A field of a part has the class of the part, or its
    own where that is narrower: no part is more open than what it stands in.
    """
    return _part(model, Access.RESTRICTED, optional=False, is_record=True)


def _part(model: type[BaseModel], outer: Access, *, optional: bool, is_record: bool) -> Part:
    fields = {}
    for name, field in model.model_fields.items():
        marks = [each for each in field.metadata if isinstance(each, Access)]
        access = marks[0] if marks else outer
        if not is_record:
            access = max(access, outer, key=_ORDER.index)
        shape = _shape(field.annotation, tuple(field.metadata), access)
        fields[name] = Field(shape, access, field.is_required())
    return Part(fields, optional)


def _shape(
    annotation: Any, marks: Sequence[Any], access: Access, *, optional: bool = False
) -> Shape:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner, *own = arguments
        return _shape(inner, (*marks, *own), access, optional=optional)
    if origin in (Union, UnionType):
        rest = [each for each in arguments if each is not NoneType]
        optional = optional or len(rest) < len(arguments)
        if len(rest) > 1:
            return Leaf(Form.JSON, optional)
        return _shape(rest[0], marks, access, optional=optional)
    if origin in (tuple, list):
        return Several(_shape(arguments[0], (), access), optional)
    if origin in (dict, Mapping):
        if BY_LANGUAGE in marks:
            return Texts(optional)
        return ByName(_shape(arguments[1], (), access), optional)
    if origin is Literal:
        return Leaf(_FORMS.get(type(arguments[0]), Form.JSON), optional)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _part(annotation, access, optional=optional, is_record=False)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Leaf(Form.TEXT, optional)
    return Leaf(_FORMS.get(annotation, Form.JSON), optional, RECORD_ID in marks)
