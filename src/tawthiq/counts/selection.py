"""Which incidents are counted, and which are left out and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tawthiq.dates import When
from tawthiq.errors import SelectionError
from tawthiq.records import Collection, Incident, Reason, Verification, Where


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Incidents that are not counted, with the one reason for all of them."""

    incidents: tuple[Incident, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Selection:
    """The incidents of one collection in one period, and everything that was left out.

    Attributes:
        kept: Incidents whose whole time lies in the period.
        uncertain: Incidents of the same collection that may lie in it: their time reaches beyond
            the period or is not known, or so does their place where the places are limited. They
            are possible, never certain; they are also left out.
    """

    period: When
    collection: Collection
    kept: tuple[Incident, ...]
    uncertain: tuple[Incident, ...]
    left_out: tuple[LeftOut, ...]


def select_incidents(
    incidents: Sequence[Incident],
    *,
    period: When,
    collections: Mapping[str, Collection],
    collection: str | None = None,
    preferred: Sequence[str] = (),
    covered: Mapping[str, When] | None = None,
    within: Callable[[Where | None], bool | None] | None = None,
) -> Selection:
    """Selects what is counted for a period: one collection, never several that may overlap.

    An incident is kept if its whole time lies within the period. Incidents of other collections
    are left out, since the same one may stand in both until they are linked.

    Args:
        incidents: Every incident of the casebook.
        period: The time to count.
        collections: Collections by code.
        collection: Code of the one to count; None picks the first preferred one that holds
            incidents of the period, or the only one that does.
        preferred: Codes in order of preference.
        covered: Code -> the period that a collection covers, where that is known.
        within: Says whether something lies in the places that are counted, None where that is
            not settled; None for all places. What lies elsewhere is no matter, like what lies
            in another period.

    Raises:
        SelectionError: No collection, or several without a preference, hold such incidents; or
            the period reaches beyond what the collection covers.
    """
    chosen = _choose(incidents, period, collections, collection, preferred)
    _refuse_beyond(period, chosen, (covered or {}).get(chosen.code))
    kept: list[Incident] = []
    out: dict[str, tuple[Reason, list[Incident]]] = {}
    codes = {each.id: code for code, each in collections.items()}
    for incident in incidents:
        inside = within(incident.where) if within is not None else True
        if inside is False:
            continue
        reason = _reason(incident, period=period, chosen=chosen, code=codes[incident.collection])
        if reason is None and inside is None:
            reason = Reason(code=f"left_out.{_unplaced(incident)}")
        if reason is None:
            kept.append(incident)
        elif reason.code != "left_out.other_period":
            out.setdefault(reason.model_dump_json(), (reason, []))[1].append(incident)
    left_out = tuple(_left_out(group, reason) for reason, group in out.values())
    uncertain = [
        incident
        for reason, group in out.values()
        if reason.code in _UNCERTAIN
        for incident in group
    ]
    return Selection(period, chosen, tuple(kept), tuple(uncertain), left_out)


_UNCERTAIN = (
    "left_out.time_not_known",
    "left_out.time_straddles_period",
    "left_out.place_not_known",
    "left_out.place_wider",
)


def _unplaced(incident: Incident) -> str:
    where = incident.where
    is_told = where is not None and (where.place, where.point, where.polygon) != (None, None, None)
    return "place_wider" if is_told else "place_not_known"


def _refuse_beyond(period: When, chosen: Collection, covered: When | None) -> None:
    if covered is not None and not period.lies_within(covered):
        raise SelectionError(
            f"The collection {chosen.code} covers {covered.stated} only; a count of "
            f"{period.stated} would be taken for more than it is. Count {covered.stated}, or name "
            "another collection with --collection."
        )


def _left_out(group: Sequence[Incident], reason: Reason) -> LeftOut:
    facts = {**reason.facts, "count": len(group)}
    return LeftOut(tuple(group), reason.model_copy(update={"facts": facts}))


def _choose(
    incidents: Sequence[Incident],
    period: When,
    collections: Mapping[str, Collection],
    wanted: str | None,
    preferred: Sequence[str],
) -> Collection:
    if wanted is not None:
        if wanted not in collections:
            known = ", ".join(collections) or "none yet"
            raise SelectionError(f"No collection has the code {wanted!r}. Known: {known}.")
        return collections[wanted]
    ids = {each.collection for each in incidents if each.when and each.when.overlaps(period)}
    holding = [code for code, each in collections.items() if each.id in ids]
    for code in preferred:
        if code in holding:
            return collections[code]
    if len(holding) == 1:
        return collections[holding[0]]
    if not holding:
        raise SelectionError(
            f"No collection holds an incident in {period.stated}. "
            "Import one with: tawthiq import table FILE --collection CODE"
        )
    raise SelectionError(
        f"Several collections hold incidents in {period.stated}: {', '.join(holding)}. They may "
        "overlap, so they are never added up. Name one with --collection, or set `counted` in "
        "casebook.yaml."
    )


def _reason(incident: Incident, *, period: When, chosen: Collection, code: str) -> Reason | None:
    when = incident.when
    if when is not None and not when.overlaps(period):
        return Reason(code="left_out.other_period")
    if incident.collection != chosen.id:
        return Reason(code="left_out.other_collection", facts={"collection": code})
    if incident.verification is Verification.REJECTED:
        return Reason(code="left_out.rejected")
    if when is None:
        return Reason(code="left_out.time_not_known")
    if not when.lies_within(period):
        return Reason(code="left_out.time_straddles_period")
    return None
