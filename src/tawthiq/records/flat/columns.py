"""The columns of a kind of record: dotted paths to everything that stands alone in a cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tawthiq.records.access import Access
from tawthiq.records.flat.shape import Form, Leaf, Part, Several, Shape, Texts, shape_of
from tawthiq.records.record import Record

KIND = "kind"
"""The first column of every table: what kind of record a row is."""

LANGUAGES = ("en", "ar")
"""A text by language has a column for each of these, and one for all others."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: A dotted path: `when.start`.
        field: The field of the record that it is a part of.
        access: Who may see it.
        is_reference: Whether it holds ids of records.
    """

    name: str
    field: str
    form: Form
    access: Access
    is_reference: bool = False


@cache
def columns_of(model: type[Record]) -> tuple[Column, ...]:
    """Returns the columns of a kind of record in the order of its fields, without `kind`."""
    found: list[Column] = []
    for name, field in shape_of(model).fields.items():
        found += columns_in(name, field.shape, name, field.access)
    return tuple(found)


@cache
def has_mark(part: Part) -> bool:
    """Says whether a part can be there although none of its cells holds anything.

    It has a column of its own name then, which holds `{}` in that case.
    """
    return not any(
        not field.shape.optional
        and (isinstance(field.shape, Leaf)
             or (isinstance(field.shape, Part) and not has_mark(field.shape)))
        for field in part.fields.values()
    )  # fmt: skip


def form_of(shape: Shape) -> Form:
    """Returns how a value that is no part is written into one cell."""
    if isinstance(shape, Leaf):
        return shape.form
    if isinstance(shape, Several) and isinstance(shape.of, Leaf):
        is_text = shape.of.form in (Form.TEXT, Form.DAY, Form.MOMENT)
        return Form.LIST if is_text else Form.JSON
    return Form.JSON


def columns_in(
    name: str, shape: Shape, field: str = "", access: Access = Access.SECRET
) -> Iterator[Column]:
    """Yields the columns of a value under its name."""
    if isinstance(shape, Part):
        if has_mark(shape):
            yield Column(name, field, Form.JSON, access)
        for inner, each in shape.fields.items():
            yield from columns_in(f"{name}.{inner}", each.shape, field, each.access)
        return
    if isinstance(shape, Texts):
        for language in LANGUAGES:
            yield Column(f"{name}.{language}", field, Form.TEXT, access)
        yield Column(name, field, Form.JSON, access)
        return
    inner_shape = shape.of if isinstance(shape, Several) else shape
    is_reference = isinstance(inner_shape, Leaf) and inner_shape.is_reference
    yield Column(name, field, form_of(shape), access, is_reference)
