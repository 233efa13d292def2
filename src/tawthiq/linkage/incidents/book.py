"""The accounts and incidents of a casebook: which may tell of one, proposed and never written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tawthiq.casebook import Casebook
from tawthiq.dates import When
from tawthiq.errors import SelectionError
from tawthiq.linkage.incidents.groups import ERROR
from tawthiq.linkage.incidents.judged import no_verdicts, verdicts_of
from tawthiq.linkage.incidents.link import LinkedAccounts, link_accounts
from tawthiq.linkage.judgements import Contradicted
from tawthiq.linkage.lists import Judged, Progress
from tawthiq.records import Account, Incident
from tawthiq.records.values import Fate, Status, Toll, Where

FIELDS = ("time", "place", "killed", "who", "injured", "party", "means", "target", "source")
"""The fields whose levels explain a proposal."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two accounts that may tell of one incident.

    Attributes:
        left: Id of an account.
        right: Id of another.
        incidents: The incidents that the two rest in, of the left and of the right one; empty
            where an account rests in none.
        probability: How likely they are one, as the model has it.
        grouped: Whether they stand in one group at the threshold.
        levels: The level of each field that both tell.
    """

    left: str
    right: str
    incidents: tuple[tuple[str, ...], tuple[str, ...]]
    probability: float
    grouped: bool
    levels: dict[str, str]

    def joins(self, one: str, other: str) -> bool:
        """Says whether it would join two accounts or incidents, by their ids."""
        left, right = ({side, *homes} for side, homes in
                       zip((self.left, self.right), self.incidents, strict=True))  # fmt: skip
        return (one in left and other in right) or (one in right and other in left)


@dataclass(frozen=True, slots=True)
class Proposals:
    """What may be one.

    Attributes:
        found: The likeliest first. Accounts that rest in one incident are left out.
        linked: What the linkage of the accounts found.
        contradictions: Judgements that contradict each other, by the ids of accounts or of
            incidents; none of their `same` is applied.
    """

    found: tuple[Proposal, ...]
    linked: LinkedAccounts
    contradictions: tuple[Contradicted, ...]

    def between(self, one: str, other: str) -> tuple[Proposal, ...]:
        """Returns the proposals between two accounts or incidents, by their ids."""
        return tuple(each for each in self.found if each.joins(one, other))


def link_incidents(
    casebook: Casebook,
    *,
    period: When | None = None,
    collections: Sequence[str] = (),
    judged: Judged | None = None,
    threshold: float | None = None,
    error: float = ERROR,
    progress: Progress = lambda step: None,
) -> Proposals:
    """Proposes accounts, and the incidents they rest in, that may be one.

    An incident without accounts stands for itself. A day or a place that an account does not tell,
    and means and target, which are no fields of accounts, come from the incident it rests in.

    Args:
        casebook: The casebook, which is read only.
        period: Only accounts whose time meets it.
        collections: Codes of collections; all where none is named.
        judged: Judgements on accounts by the id of their source, or collection, and their own;
            those that the casebook holds on accounts and incidents where none are given.
        threshold: The least probability at which groups are formed; None to choose it by `error`.
        error: How many of the pairs in groups may be wrong: more than 0 and less than 1.
        progress: Is told each step.

    Raises:
        SelectionError: There is no such collection, or the threshold or the error is not more
            than 0 and less than 1.
    """
    book = casebook.reading()
    told, rests_in = _told(book, _collections(book, collections))
    places = book.places()
    rows = [
        _row(each, rests_in.get(each.id, []))
        for each in told
        if _meets(_when(each, rests_in.get(each.id, [])), period)
    ]
    known = {row["id"]: (row["list"], row["id"]) for row in rows}
    verdicts = verdicts_of(book, known) if judged is None else no_verdicts(known)
    judged = verdicts.judged if judged is None else judged
    linked = link_accounts({"accounts": rows}, judged=judged, threshold=threshold, error=error,
                           places=places, clock=book.settings.clock, progress=progress)  # fmt: skip
    proposals = tuple(_proposals(linked, rests_in))
    return Proposals(proposals, linked, verdicts.contradicted(linked))


def _told(
    book: Casebook, wanted: set[str]
) -> tuple[list[Account | Incident], dict[str, list[Incident]]]:
    """Returns accounts and incidents without one, and the incidents that each rests in."""
    incidents = [each for each in book.view.all(Incident) if each.collection in wanted]
    rests_in: dict[str, list[Incident]] = {}
    for incident in incidents:
        for account in incident.accounts or (incident.id,):
            rests_in.setdefault(account, []).append(incident)
    accounts = [each for each in book.view.all(Account) if each.collection in wanted]
    return [*accounts, *(each for each in incidents if not each.accounts)], rests_in


def _collections(book: Casebook, codes: Sequence[str]) -> set[str]:
    held = book.collections()
    for code in codes:
        if code not in held:
            known = ", ".join(sorted(held)) or "none"
            raise SelectionError(f"No collection has the code {code!r}. Known: {known}.")
    return {each.id for code, each in held.items() if not codes or code in codes}


def _meets(when: When | None, period: When | None) -> bool:
    return period is None or (when is not None and when.overlaps(period))


def _row(told: Account | Incident, homes: Sequence[Incident]) -> dict[str, Any]:
    source = (told.source or told.publication) if isinstance(told, Account) else None
    row: dict[str, Any] = {"id": told.id, "list": source or told.collection}
    when = _when(told, homes)
    if when is not None:
        row |= {"start": when.start, "end": when.end}
    row |= _where(told.where or next((each.where for each in homes if each.where), None))
    row |= _numbers(told.tolls)
    if isinstance(told, Account):
        row["parties"] = told.attribution.parties if told.attribution is not None else ()
    else:
        row["parties"] = sorted(told.candidates)
    row["means"] = " ".join(dict.fromkeys(each.means for each in homes if each.means))
    row["target"] = " ".join(dict.fromkeys(each.target for each in homes if each.target))
    return row


def _when(told: Account | Incident, homes: Sequence[Incident]) -> When | None:
    return told.when or next((each.when for each in homes if each.when is not None), None)


def _where(where: Where | None) -> dict[str, Any]:
    """Returns the columns of a place; a name that no code stands for is the narrower one."""
    if where is None:
        return {}
    row: dict[str, Any] = {}
    if where.named is not None:
        row["place"] = where.named
        if where.place is not None:
            row["area"] = where.place
    elif where.place is not None:
        row["place"] = where.place
    if where.point is not None:
        row |= {"lat": where.point.latitude, "lon": where.point.longitude,
                "radius": where.point.radius}  # fmt: skip
    return row


_COUNTED = {
    (Fate.KILLED, Status.ANY): "killed",
    (Fate.KILLED, Status.CIVILIAN): "civilians",
    (Fate.INJURED, Status.ANY): "injured",
}


def _numbers(tolls: Sequence[Toll]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for toll in tolls:
        name = _COUNTED.get((toll.fate, toll.status))
        if name is not None and toll.group == "any":
            row[f"{name}_min"], row[f"{name}_max"] = toll.count.minimum, toll.count.maximum
    return row


def _proposals(linked: LinkedAccounts, rests_in: dict[str, list[Incident]]) -> Iterator[Proposal]:
    for row in linked.pairs.to_pylist():
        homes = tuple(tuple(each.id for each in rests_in.get(row[side], ()))
                      for side in ("left", "right"))  # fmt: skip
        if set(homes[0]) & set(homes[1]):
            continue
        levels = {name: row[name] for name in FIELDS if row[name] is not None}
        yield Proposal(row["left"], row["right"], (homes[0], homes[1]), row["probability"],
                       row["linked"], levels)  # fmt: skip
