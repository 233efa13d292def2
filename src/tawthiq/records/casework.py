"""What a team keeps around its records: places, collections, evidence, judgements, batches."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from tawthiq.records.record import Code, Labels, Public, Record, RecordId, Restricted, Secret, Value
from tawthiq.records.values import Point


class Place(Record):
    """A place: its code, what it lies in, and how it is written.

    The vocabulary ships the first ones; a casebook adds its own and adds spellings.

    Attributes:
        point: Its position; with a radius where its extent is known.
        polygon: Its border, a GeoJSON Polygon or MultiPolygon as text.
        border: How far that border may be off, in metres; None: not known, taken as exact.
    """

    kind: ClassVar[str] = "place"

    code: Annotated[Code, Public]
    level: Annotated[str, Public]
    parent: Annotated[Code | None, Public] = None
    names: Annotated[Labels, Public]
    aliases: Annotated[tuple[str, ...], Public] = ()
    external: Annotated[dict[str, str], Public] = {}
    point: Annotated[Point | None, Public] = None
    polygon: Annotated[str | None, Public] = None
    border: Annotated[float | None, Public] = None
    valid_from: Annotated[date | None, Public] = None
    valid_to: Annotated[date | None, Public] = None


class Collection(Record):
    """Records with one scope and one method.

    Incidents of collections that are not linked are never added up: the same incident may stand
    in both.
    """

    kind: ClassVar[str] = "collection"
    reference_fields: ClassVar[tuple[str, ...]] = ("publication",)

    code: Annotated[Code, Public]
    names: Annotated[Labels, Public]
    scope: Annotated[Labels, Public]
    publication: Annotated[RecordId | None, Public] = None


class Custody(Value):
    """One event in the custody of an item of evidence."""

    at: datetime
    actor: str
    event: str
    tool: str | None = None


class Evidence(Record):
    """A file or a captured page, known by its SHA-256; its content is in the vault.

    Attributes:
        name: Its name where it came from.
        size: In bytes.
        derived_from: The evidence that this is a working copy of.
        incidents: Those that it is evidence of.
        accounts: Those that it came with.
        facts: What the device that took it noted, as given, by tool and name: they can identify
            who took it, and where.
    """

    kind: ClassVar[str] = "evidence"
    reference_fields: ClassVar[tuple[str, ...]] = ("derived_from", "incidents", "accounts")

    sha256: Annotated[str, Restricted]
    media_type: Annotated[str, Restricted]
    name: Annotated[str | None, Restricted] = None
    size: Annotated[int | None, Restricted] = None
    captured_at: Annotated[datetime | None, Restricted] = None
    captured_from: Annotated[str | None, Restricted] = None
    derived_from: Annotated[RecordId | None, Restricted] = None
    incidents: Annotated[tuple[RecordId, ...], Restricted] = ()
    accounts: Annotated[tuple[RecordId, ...], Restricted] = ()
    custody: Annotated[tuple[Custody, ...], Secret] = ()
    facts: Annotated[dict[str, str], Secret] = {}


class Judgement(Record):
    """Whether two records are the same person or incident, by whom and why."""

    kind: ClassVar[str] = "judgement"
    reference_fields: ClassVar[tuple[str, ...]] = ("first", "second")

    first: Annotated[RecordId, Restricted]
    second: Annotated[RecordId, Restricted]
    verdict: Annotated[Literal["same", "different", "unsure"], Restricted]
    actor: Annotated[str, Secret]
    at: Annotated[datetime, Restricted]
    reason: Annotated[str, Restricted]
    score: Annotated[float | None, Restricted] = None


class FindingReview(Record):
    """A reviewer's word on one finding about a breach."""

    kind: ClassVar[str] = "finding_review"
    reference_fields: ClassVar[tuple[str, ...]] = ("incident", "agreement")

    incident: Annotated[RecordId, Restricted]
    agreement: Annotated[RecordId, Restricted]
    provision: Annotated[Code, Restricted]
    agrees: Annotated[bool, Restricted]
    reviewer: Annotated[str, Secret]
    reason: Annotated[str, Restricted]


class Batch(Record):
    """One import or one edit: everything that entered the register together."""

    kind: ClassVar[str] = "batch"

    at: Annotated[datetime, Restricted]
    actor: Annotated[str, Secret]
    reason: Annotated[str, Restricted]
    source_sha256: Annotated[str | None, Restricted] = None
