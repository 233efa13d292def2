"""What was published: by others, or by the casebook's own team."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from tawthiq.dates import When
from tawthiq.records.record import Code, Labels, Public, Record, RecordId, Value


class Measure(StrEnum):
    """What a published figure counts."""

    MASSACRES = "massacres"
    VICTIMS = "victims"
    CHILDREN = "children"
    WOMEN = "women"


class Publication(Record):
    """One publication of figures: who, about which period, when, and where it can be read.

    Attributes:
        code: Stable short name.
        topic: What it counts, such as `massacres`.
        period: The time that its figures are about.
        first_published: As printed; a day, a month or a year.
        parties_complete: Whether all parties of its total are held.
        governorates_complete: Whether all governorates of its total are held.
    """

    kind: ClassVar[str] = "publication"

    code: Annotated[Code, Public]
    publisher: Annotated[str, Public]
    title: Annotated[Labels | None, Public] = None
    topic: Annotated[str, Public]
    period: Annotated[When, Public]
    first_published: Annotated[date | None, Public] = None
    urls: Annotated[tuple[str, ...], Public] = ()
    parties_complete: Annotated[bool, Public] = True
    governorates_complete: Annotated[bool, Public] = True
    retells: Annotated[Code | None, Public] = None


class Share(Value):
    """A published percentage, and the reading of what it is a share of."""

    percent: float
    numerator: int | None = None
    denominator: int | None = None
    of: str


class PublishedFigure(Record):
    """One number of one publication, exactly as printed, also where it does not add up.

    Attributes:
        party: Party, or parties joined by `+` where only their sum was printed.
        place: Governorate code, None for the whole.
        since: First day of a cumulative count.
        share: Set for a percentage; `value` is None then.
        claim: Set for a number of a title or a sentence that sums others up.
        told_by: Address of another page that prints another value for the same number.
    """

    kind: ClassVar[str] = "published_figure"
    reference_fields: ClassVar[tuple[str, ...]] = ("publication",)

    publication: Annotated[RecordId, Public]
    measure: Annotated[Measure, Public]
    value: Annotated[int | None, Public] = None
    party: Annotated[str | None, Public] = None
    place: Annotated[Code | None, Public] = None
    since: Annotated[date | None, Public] = None
    share: Annotated[Share | None, Public] = None
    claim: Annotated[str | None, Public] = None
    told_by: Annotated[str | None, Public] = None
