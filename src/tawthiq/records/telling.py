"""Who told what: sources, accounts and listings, kept as told."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from tawthiq.dates import When
from tawthiq.records.record import Public, Record, RecordId, Restricted, Secret
from tawthiq.records.values import Attribution, Toll, Where


class Source(Record):
    """A person, organisation, outlet or document that tells something.

    `reliability` is the Admiralty scale's A (reliable) to F (cannot be judged). A source's
    identity is secret; only one that publishes under its own name is `named_publicly`.
    """

    kind: ClassVar[str] = "source"

    name: Annotated[str, Secret]
    form: Annotated[Literal["person", "organisation", "outlet", "document"], Restricted]
    named_publicly: Annotated[bool, Restricted] = False
    contacts: Annotated[tuple[str, ...], Secret] = ()
    reliability: Annotated[Literal["A", "B", "C", "D", "E", "F"] | None, Restricted] = None
    protection: Annotated[str | None, Secret] = None


class Account(Record):
    """One source's telling of one incident: its own date, place, numbers and wording.

    `attributed_by` is who says so where the source repeats another, `scope` what its numbers
    cover where that is not the incident, `note` the team's own remark.

    `credibility` is the Admiralty scale's 1 (confirmed) to 6 (cannot be judged). Nothing is
    filled in from other accounts: what this source did not tell is None.

    `given` holds the cells of a table whose own words no other field has, by their column.
    """

    kind: ClassVar[str] = "account"
    reference_fields: ClassVar[tuple[str, ...]] = ("source", "publication", "collection")

    collection: Annotated[RecordId, Restricted]
    source: Annotated[RecordId | None, Restricted] = None
    publication: Annotated[RecordId | None, Public] = None
    key: Annotated[str, Restricted]
    published_on: Annotated[date | None, Public] = None
    url: Annotated[str | None, Public] = None
    wording: Annotated[str | None, Restricted] = None
    when: Annotated[When | None, Public] = None
    where: Annotated[Where | None, Public] = None
    tolls: Annotated[tuple[Toll, ...], Public] = ()
    attribution: Annotated[Attribution | None, Public] = None
    attribution_as_told: Annotated[str | None, Public] = None
    attributed_by: Annotated[str | None, Restricted] = None
    scope: Annotated[str | None, Restricted] = None
    note: Annotated[str | None, Restricted] = None
    credibility: Annotated[int | None, Restricted, Field(ge=1, le=6)] = None
    given: Annotated[dict[str, str], Restricted] = {}


class Listing(Record):
    """One row of one source's list of victims, kept as given.

    Attributes:
        key: What the source knows the row by.
        row: Its line in the file, where nothing else tells it from the others.
        cells: Every cell that holds something, by its column.
        meant: What a column tells of the person, as field -> column: `{"name_ar": "الاسم"}`.
        incident: The incident that it was listed with.
    """

    kind: ClassVar[str] = "listing"
    reference_fields: ClassVar[tuple[str, ...]] = ("source", "collection", "incident")

    collection: Annotated[RecordId, Restricted]
    source: Annotated[RecordId | None, Restricted] = None
    key: Annotated[str | None, Restricted] = None
    row: Annotated[int | None, Restricted] = None
    cells: Annotated[dict[str, str], Secret]
    meant: Annotated[dict[str, str], Restricted] = {}
    incident: Annotated[RecordId | None, Restricted] = None
