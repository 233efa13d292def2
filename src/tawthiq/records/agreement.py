"""Ceasefire and de-escalation agreements: who is bound, to what, where and from when.

Terms follow PA-X (peaceagreements.org) and the ETH/PRIO Civil Conflict Ceasefire dataset.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import model_validator

from tawthiq.dates import Moment
from tawthiq.records.record import Code, Labels, Public, Record, Value


class RoleKind(StrEnum):
    """What a party is to an agreement."""

    BELLIGERENT_BOUND = "belligerent_bound"
    SIGNATORY = "signatory"
    GUARANTOR = "guarantor"
    MEDIATOR = "mediator"
    HOST = "host"
    OBSERVER = "observer"
    MONITOR = "monitor"
    ACCEDED = "acceded"
    REJECTED = "rejected"


class Role(Value):
    """What one party is to an agreement, and how surely.

    Attributes:
        via: Code of a guarantor through whom alone the party is bound.
        contested: Whether sources disagree that the party is bound.
        signature: `named`, `unnamed` (signed, by whom is not told), `none`, or `unknown`.
        note: Why, by language.
    """

    party: Code
    role: RoleKind
    via: Code | None = None
    contested: bool = False
    signature: Literal["named", "unnamed", "none", "unknown"] = "unknown"
    note: Labels | None = None


class TextVersion(Value):
    """One text of an agreement, by whom and when it was published."""

    status: Literal["official", "party_copy", "leaked_draft", "press_summary", "unpublished"]
    language: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    url: str | None = None
    note: Labels | None = None


class Provision(Value):
    """What an agreement asks for, of whom; with its own start where it has one."""

    code: Code
    article: str | None = None
    starts: Moment | None = None
    deadline: Moment | None = None
    zone: Code | None = None
    note: Labels | None = None


class Term(Value):
    """The time in which an agreement is in force.

    Attributes:
        starts: When it enters into force; sources may disagree.
        months: Stated length; None where the text sets no end.
        renewal: How it can be renewed, and so what is known after the stated end: with `none`
            it ended, with `unknown` (a renewal is possible, no record of one) nobody can say.
        ends: A stated end, in place of a length.
    """

    starts: Moment
    months: int | None = None
    renewal: Literal["none", "unknown"] = "none"
    ends: Moment | None = None


class ZonePart(Value):
    """A place that lies in a zone whole, or of which an undrawn part does."""

    place: Code
    share: Literal["whole", "part"]
    note: Labels | None = None


class Zone(Value):
    """An area that an agreement names, built from places.

    Attributes:
        certainty: `core`, or `possible` while no one has settled the border.
        definition: Where the border stands: in the text, on a map (published or not), or left
            to a committee.
    """

    code: Code
    names: Labels
    parts: tuple[ZonePart, ...]
    certainty: Literal["core", "possible"] = "core"
    definition: Literal["text", "map_published", "map_unpublished", "committee", "unknown"] = "text"


class Exclusion(Value):
    """Whom or what an agreement leaves out: areas held by these parties.

    `contested`: the sides hold different versions of the text on it.
    """

    parties: tuple[Code, ...]
    contested: bool = False
    note: Labels | None = None


class Agreement(Record):
    """A ceasefire or de-escalation agreement, with the disputes about it kept as disputes.

    Attributes:
        code: Stable short name; figures are named after it.
        level: `national`, `regional` (one or more governorates) or `local`.
        signed_on: Day of signature, or of the announcement, as sources state it.
        sources: Addresses of the public pages that the facts come from.
    """

    kind: ClassVar[str] = "agreement"

    code: Annotated[Code, Public]
    names: Annotated[Labels, Public]
    short_names: Annotated[Labels, Public]
    level: Annotated[Literal["national", "regional", "local"], Public]
    signed_on: Annotated[Moment, Public]
    signed_at: Annotated[Labels, Public]
    summary: Annotated[Labels, Public]
    roles: Annotated[tuple[Role, ...], Public]
    texts: Annotated[tuple[TextVersion, ...], Public]
    provisions: Annotated[tuple[Provision, ...], Public]
    terms: Annotated[tuple[Term, ...], Public]
    zones: Annotated[tuple[Zone, ...], Public]
    exclusions: Annotated[tuple[Exclusion, ...], Public] = ()
    parent: Annotated[Code | None, Public] = None
    supersedes: Annotated[tuple[Code, ...], Public] = ()
    external: Annotated[dict[str, str], Public] = {}
    disputes: Annotated[tuple[Labels, ...], Public] = ()
    sources: Annotated[tuple[str, ...], Public] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        zones = {zone.code for zone in self.zones}
        for provision in self.provisions:
            if provision.zone is not None and provision.zone not in zones:
                raise ValueError(f"provision {provision.code} names no zone of this agreement")
        if not self.terms:
            raise ValueError("an agreement needs a term")
        return self

    @property
    def is_published(self) -> bool:
        """Says whether a full text is public, from whomever."""
        return any(text.status in ("official", "party_copy") for text in self.texts)
