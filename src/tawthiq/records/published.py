"""What was published: by others, or by the casebook's own team."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, ClassVar

from pydantic import Field

from tawthiq.dates import When
from tawthiq.records.record import Code, Labels, Public, Record, RecordId, Value


class Measure(StrEnum):
    """What a published figure counts.

    `victims`, `children` and `women` are people inside what the publication counts; the others
    are what a whole publication is about.
    """

    MASSACRES = "massacres"
    CIVILIANS = "civilians"
    PEOPLE = "people"
    TORTURE_DEATHS = "torture_deaths"
    BARREL_BOMBS = "barrel_bombs"
    FACILITY_ATTACKS = "facility_attacks"
    VICTIMS = "victims"
    CHILDREN = "children"
    WOMEN = "women"


TOPICS: Mapping[str, Measure] = MappingProxyType(
    {
        "massacres": Measure.MASSACRES,
        "civilians_killed": Measure.CIVILIANS,
        "people_killed": Measure.PEOPLE,
        "torture_deaths": Measure.TORTURE_DEATHS,
        "barrel_bombs": Measure.BARREL_BOMBS,
        "vital_facility_attacks": Measure.FACILITY_ATTACKS,
    }
)
"""What a publication of each topic counts."""


class Publication(Record):
    """One publication of figures: who, about which period, when, and where it can be read.

    Attributes:
        code: Stable short name.
        topic: What it counts, such as `massacres`: a key of `TOPICS`.
        period: The time that its figures are about.
        first_published: As printed; a day, a month or a year.
        parties_complete: Whether all parties of its total are held.
        governorates_complete: Whether all governorates of its total are held.
        cross_complete: Whether every row held of its table by party and governorate is whole.
        retells: Code of the publication whose figures it tells again.
    """

    kind: ClassVar[str] = "publication"

    code: Annotated[Code, Public]
    publisher: Annotated[str, Public]
    title: Annotated[Labels | None, Public] = None
    topic: Annotated[str, Public]
    period: Annotated[When, Public]
    first_published: Annotated[When | None, Public] = None
    urls: Annotated[tuple[str, ...], Public] = ()
    parties_complete: Annotated[bool, Public] = True
    governorates_complete: Annotated[bool, Public] = True
    cross_complete: Annotated[bool, Public] = True
    retells: Annotated[Code | None, Public] = None


class Share(Value):
    """A published percentage, and the reading of what it is a share of.

    `decimals` is the number of digits printed after the point: 42 and 42.0 claim different things.
    """

    percent: float
    decimals: int = Field(default=0, ge=0, le=6)
    numerator: int | None = None
    denominator: int | None = None
    of: str


class PublishedFigure(Record):
    """One number of one publication, exactly as printed, also where it does not add up.

    Attributes:
        party: Party, or parties joined by `+` where only their sum was printed.
        place: Governorate, or governorates joined by `+`; None for the whole.
        control: Party that held the area, or parties joined by `+`; None for everywhere.
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
    place: Annotated[str | None, Public] = None
    control: Annotated[str | None, Public] = None
    since: Annotated[date | None, Public] = None
    share: Annotated[Share | None, Public] = None
    claim: Annotated[str | None, Public] = None
    told_by: Annotated[str | None, Public] = None

    @property
    def parties(self) -> tuple[Code, ...]:
        """The parties that the number is about; empty for all."""
        return tuple(self.party.split("+")) if self.party else ()

    @property
    def is_own_count(self) -> bool:
        """Says whether it is a count for the whole area and period, as the publication has it.

        Not a share, a claim that sums others up, a cumulative count, or another page's version.
        """
        apart = (self.place, self.control, self.since, self.share, self.claim, self.told_by)
        return self.value is not None and all(each is None for each in apart)
