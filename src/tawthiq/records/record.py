"""What every record is: frozen, with an opaque id, referring to others by id."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict

from tawthiq.records.access import Access

Public = Access.PUBLIC
Restricted = Access.RESTRICTED
Secret = Access.SECRET

RECORD_ID = "record id"
BY_LANGUAGE = "text by language"

Code = Annotated[str, "vocabulary code"]
RecordId = Annotated[str, RECORD_ID]
Labels = Annotated[dict[str, str], BY_LANGUAGE]
"""A text by language: `{"en": ..., "ar": ...}`."""


class Value(BaseModel):
    """A part of a record that has no identity of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Record(BaseModel):
    """One thing that is documented. It never changes: a change is a new revision.

    Attributes:
        id: Opaque: it tells neither the kind nor the content.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]
    reference_fields: ClassVar[tuple[str, ...]] = ()

    id: Annotated[RecordId, Public]

    def references(self) -> list[tuple[str, str]]:
        """Returns the other records that this one names, as (field, record id)."""
        found: list[tuple[str, str]] = []
        for field in self.reference_fields:
            value: Any = getattr(self, field)
            ids = value if isinstance(value, tuple) else (value,)
            found.extend((field, record_id) for record_id in ids if record_id is not None)
        return found
