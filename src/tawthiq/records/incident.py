"""What is held to have happened, and to whom."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from tawthiq.dates import When
from tawthiq.records.record import Code, Labels, Public, Record, RecordId, Restricted, Secret
from tawthiq.records.values import Attribution, Count, Fate, Status, Toll, Where


class Verification(StrEnum):
    """How far an incident has been checked."""

    UNREVIEWED = "unreviewed"
    IN_REVIEW = "in_review"
    VERIFIED = "verified"
    INCONCLUSIVE = "inconclusive"
    REJECTED = "rejected"


class Incident(Record):
    """What is held to have happened, judged from its accounts.

    Attributes:
        key: The row or group that the collection knows it by.
        means: What it was done with, as told; None where no account tells.
        target: What was hit.
        attributions: One per holder; several that differ leave a set of candidates.
        accounts: Ids of the accounts that it rests on.
        chosen: Field -> id of the account whose value was chosen.
    """

    kind: ClassVar[str] = "incident"
    reference_fields: ClassVar[tuple[str, ...]] = ("collection", "accounts")

    collection: Annotated[RecordId, Public]
    key: Annotated[str, Restricted]
    when: Annotated[When | None, Public]
    where: Annotated[Where | None, Public]
    violations: Annotated[tuple[Code, ...], Public]
    means: Annotated[str | None, Public] = None
    target: Annotated[str | None, Public] = None
    tolls: Annotated[tuple[Toll, ...], Public] = ()
    attributions: Annotated[tuple[Attribution, ...], Public] = ()
    verification: Annotated[Verification, Public] = Verification.UNREVIEWED
    accounts: Annotated[tuple[RecordId, ...], Public] = ()
    chosen: Annotated[dict[str, RecordId], Restricted] = {}

    @property
    def candidates(self) -> frozenset[Code]:
        """Every party that an attribution names; empty where nobody was named."""
        return frozenset(code for held in self.attributions for code in held.parties)


class Person(Record):
    """A person. What is known of them stays what it was at the time of the incident.

    Attributes:
        listings: Ids of the listings that it is resolved from; empty for a person that was
            entered by hand.
        chosen: Field -> id of the listing that its value comes from; a name with its place, as
            `names_ar.1`, and the ends of a range as `age.minimum` and `age.maximum`.
        rules: Field -> the rule by which its value was chosen.
        unsettled: Fields of which listings tell several values and the rule chooses none.
    """

    kind: ClassVar[str] = "person"
    reference_fields: ClassVar[tuple[str, ...]] = ("listings",)

    names_ar: Annotated[tuple[str, ...], Secret] = ()
    names_latin: Annotated[tuple[str, ...], Secret] = ()
    sex: Annotated[Literal["female", "male"] | None, Restricted] = None
    born: Annotated[When | None, Secret] = None
    age: Annotated[Count | None, Restricted] = None
    status: Annotated[Status, Restricted] = Status.UNKNOWN
    status_rule: Annotated[str | None, Restricted] = None
    listings: Annotated[tuple[RecordId, ...], Secret] = ()
    chosen: Annotated[dict[str, RecordId], Secret] = {}
    rules: Annotated[dict[str, str], Restricted] = {}
    unsettled: Annotated[tuple[str, ...], Restricted] = ()


class Victim(Record):
    """A person's role in an incident.

    Attributes:
        fate: What happened to them; None where it is unknown: that a person is listed tells it not.
        when: When that happened, where something tells it beside the incident.
        chosen: Field -> id of the listing that its value comes from.
        rules: Field -> the rule by which its value was chosen.
    """

    kind: ClassVar[str] = "victim"
    reference_fields: ClassVar[tuple[str, ...]] = ("person", "incident")

    person: Annotated[RecordId, Secret]
    incident: Annotated[RecordId, Restricted]
    fate: Annotated[Fate | None, Restricted] = None
    when: Annotated[When | None, Restricted] = None
    chosen: Annotated[dict[str, RecordId], Secret] = {}
    rules: Annotated[dict[str, str], Restricted] = {}


class Control(Record):
    """Who held a place, from when to when, by which source.

    Attributes:
        parties: Those who held it; several held it together, or cannot be told apart.
        present: Others that were there without holding it; None: not recorded.
    """

    kind: ClassVar[str] = "control"

    place: Annotated[Code, Public]
    parties: Annotated[tuple[Code, ...], Public]
    present: Annotated[tuple[Code, ...] | None, Public] = None
    during: Annotated[When, Public]
    source: Annotated[str | None, Restricted] = None


class Offensive(Record):
    """A named operation: its parties, its time and its area, as context for a report."""

    kind: ClassVar[str] = "offensive"

    code: Annotated[Code | None, Public] = None
    names: Annotated[Labels, Public]
    parties: Annotated[tuple[Code, ...], Public]
    during: Annotated[When, Public]
    places: Annotated[tuple[Code, ...], Public]
    source: Annotated[str | None, Restricted] = None
