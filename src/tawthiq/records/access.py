"""Who may see a field: the class that every field of every record has."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tawthiq.records.record import Record


class Access(StrEnum):
    """Access classes, from open to closed.

    `public` may be published, `restricted` is for the team, `secret` for the few who need it.
    """

    PUBLIC = "public"
    RESTRICTED = "restricted"
    SECRET = "secret"  # noqa: S105  (an access class)


def access_of(model: type[Record], field: str) -> Access:
    """Returns the access class of a field: its own mark, or restricted where it has none.

    An export names what it lets out; a field that nobody marked is never public by accident.
    """
    for mark in model.model_fields[field].metadata:
        if isinstance(mark, Access):
            return mark
    return Access.RESTRICTED
