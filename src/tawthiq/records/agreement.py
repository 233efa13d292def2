"""Ceasefire and de-escalation agreements: who is bound, to what, where and from when.

Terms follow PA-X (peaceagreements.org) and the ETH/PRIO Civil Conflict Ceasefire dataset.
"""

from __future__ import annotations

import itertools
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import model_validator

from tawthiq.dates import Moment
from tawthiq.records.record import Code, Labels, Public, Record, Restricted, Value
from tawthiq.records.term import Term
from tawthiq.records.zone import Exclusion, Zone

Stage = Literal["pre", "ceasefire", "substantive", "implementation", "renewal"]
AgreementStatus = Literal[
    "multiparty_signed", "unilateral", "announced_only", "subsequent_accession", "contested"
]


class RoleKind(StrEnum):
    """What a party is to an agreement."""

    BELLIGERENT_BOUND = "belligerent_bound"
    SIGNATORY = "signatory"
    REPRESENTATIVE = "representative"
    GUARANTOR = "guarantor"
    MEDIATOR = "mediator"
    HOST = "host"
    OBSERVER = "observer"
    WITNESS = "witness"
    MONITOR = "monitor"
    BENEFICIARY = "beneficiary"
    ACCEDED = "acceded"
    REJECTED = "rejected"


class Role(Value):
    """What one party is to an agreement, and how surely.

    Attributes:
        via: Code of a guarantor through whom alone the party is bound.
        represents: Code of the party that a representative speaks for.
        bound_from: From when the role holds; None: from the start of the term.
        bound_to: Until when it holds; None: to the end of the term.
        contested: Whether sources disagree that the party is bound.
        signature: `named`, `unnamed` (signed, by whom is not told), `none`, or `unknown`.
        note: Why, by language.
    """

    party: Code
    role: RoleKind
    via: Code | None = None
    represents: Code | None = None
    bound_from: Moment | None = None
    bound_to: Moment | None = None
    contested: bool = False
    signature: Literal["named", "unnamed", "none", "unknown"] = "unknown"
    note: Labels | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        first, last = self.bound_from, self.bound_to
        if first is not None and last is not None and last.latest <= first.earliest:
            raise ValueError("the role ends before it starts")
        if (self.represents is not None) != (self.role is RoleKind.REPRESENTATIVE):
            raise ValueError("`represents` goes with the role `representative`, and only with it")
        return self


class TextVersion(Value):
    """One text of an agreement, by whom and when it was published.

    Attributes:
        states: What this version says on a point on which versions can differ, such as
            `articles: "14"` or `start: "11:00"`.
        sha256: Digest of the file that was read, where the team holds it. It is not published:
            it would confirm who holds the file.
    """

    status: Literal["official", "party_copy", "leaked_draft", "press_summary", "unpublished"]
    language: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    url: str | None = None
    sha256: Annotated[str | None, Restricted] = None
    states: dict[str, str] = {}
    note: Labels | None = None


class Provision(Value):
    """What an agreement asks for, of whom; with its own time where it has one.

    Attributes:
        obligors: Parties that it asks of; empty: everyone whom the agreement binds.
        beneficiaries: Parties or people it is for.
        starts: Its own start; a provision never starts before the term.
        ends: Its own end; a provision never outlasts the term.
        deadline: When what it asks for was due; a stated day lasts to its end.
        due: What was due then, in words, where that is not the whole provision.
        zone: Code of the zone that it is about; None: every zone.
        conditional_on: What it depends on, in words; what hangs on it stays open.
    """

    code: Code
    article: str | None = None
    obligors: tuple[Code, ...] = ()
    beneficiaries: tuple[str, ...] = ()
    starts: Moment | None = None
    ends: Moment | None = None
    deadline: Moment | None = None
    due: Labels | None = None
    zone: Code | None = None
    conditional_on: Labels | None = None
    note: Labels | None = None


class Agreement(Record):
    """A ceasefire or de-escalation agreement, with the disputes about it kept as disputes.

    Attributes:
        code: Stable short name; figures are named after it.
        stage: Where it stands on the way to peace, in PA-X's words.
        status: How it came about: signed by several, declared by one, only announced, joined
            later, or contested.
        mechanism: Whether it has a mechanism of its own: a joint commission, posts, a hotline.
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
    stage: Annotated[Stage | None, Public] = None
    status: Annotated[AgreementStatus | None, Public] = None
    mechanism: Annotated[Labels | None, Public] = None
    external: Annotated[dict[str, str], Public] = {}
    disputes: Annotated[tuple[Labels, ...], Public] = ()
    sources: Annotated[tuple[str, ...], Public] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        zones = {zone.code for zone in self.zones}
        parties = {role.party for role in self.roles}
        for provision in self.provisions:
            if provision.zone is not None and provision.zone not in zones:
                raise ValueError(f"provision {provision.code} names no zone of this agreement")
            for obligor in provision.obligors:
                if obligor not in parties:
                    raise ValueError(
                        f"provision {provision.code} binds {obligor}, which has no role here"
                    )
        if not self.terms:
            raise ValueError("an agreement needs a term")
        _refuse_overlaps(self.terms, self.zones)
        if self.code in self.supersedes or self.code == self.parent:
            raise ValueError("an agreement cannot supersede itself, or stand under itself")
        return self

    @property
    def is_published(self) -> bool:
        """Says whether a full text is public, from whomever."""
        return any(text.status in ("official", "party_copy") for text in self.texts)


def _refuse_overlaps(terms: tuple[Term, ...], zones: tuple[Zone, ...]) -> None:
    """Refuses two terms, or two versions of one zone, that hold at the same time for certain.

    Bounds that sources dispute may touch: an overlap counts only if every statement makes it one.
    """
    for first, second in itertools.combinations(terms, 2):
        one, other = sorted((first, second), key=lambda term: term.starts.earliest)
        end = one.ended.at.earliest if one.ended is not None else None
        stated = one.stated_end()
        bounds = [each for each in (end, stated[0] if stated else None) if each is not None]
        if not bounds or min(bounds) > other.starts.latest:
            raise ValueError("two terms of the agreement overlap")
    for zone, another in itertools.combinations(zones, 2):
        if zone.code == another.code and zone.certainly_overlaps(another):
            raise ValueError(f"two versions of the zone {zone.code} hold at the same time")
