"""What speaks for two accounts or incidents being one, or why they were not compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError
from tawthiq.linkage.incidents.book import Proposal, Proposals
from tawthiq.records import Account, Incident

OUTSIDE = "outside"
"""The reason of a record outside the period or the collections; see `Account.left_out` of
`accounts` for the others."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What a linkage says of two records.

    Attributes:
        found: The proposals between them, or between their accounts; the likeliest first.
        not_compared: The reason by the id of each of the two that was not compared: `outside`,
            `no day`, `time too wide` or `no place`. An incident is compared if one of its accounts
            is.
        share: Whether both rest in one incident already, or rest on one account. Accounts of one
            incident are not proposed.
    """

    found: tuple[Proposal, ...]
    not_compared: Mapping[str, str]
    share: bool


def explain_incidents(casebook: Casebook, found: Proposals, first: str, second: str) -> Explained:
    """Says what speaks for two accounts or incidents being one.

    Args:
        casebook: The casebook that was linked, at the same state.
        found: What the linkage proposed.
        first: Id of an account or incident.
        second: Id of another.

    Raises:
        InputError: There is no such account or incident, or one is named twice.
    """
    records = _Records(casebook.reading(), found)
    faults = [*records.faults(first, second)]
    if faults:
        raise InputError(faults)
    reasons = {each: records.reason(each) for each in (first, second)}
    return Explained(
        found.between(first, second),
        {each: reason for each, reason in reasons.items() if reason is not None},
        records.share(first, second),
    )


class _Records:
    """The accounts and incidents of a casebook, and which of them were compared."""

    def __init__(self, book: Casebook, found: Proposals):
        self._accounts = {each.id: each for each in book.view.all(Account)}
        self._incidents = {each.id: each for each in book.view.all(Incident)}
        self._rows = set(found.linked.clusters["id"].to_pylist())
        left_out = found.linked.left_out
        self._reasons = dict(
            zip(left_out["id"].to_pylist(), left_out["reason"].to_pylist(), strict=True)
        )

    def faults(self, first: str, second: str) -> Iterator[Fault]:
        """Yields what is wrong with two ids."""
        for each in dict.fromkeys((first, second)):
            if each not in self._accounts and each not in self._incidents:
                reason = f"no account or incident {each!r} is in the register"
                remedy = "Take ids from: tawthiq link incidents --json"
                yield Fault("explain", None, None, each, reason, remedy)
        if first == second:
            reason = "this is one record, named twice"
            yield Fault("explain", None, None, first, reason, "Name two records.")

    def reason(self, record_id: str) -> str | None:
        """Returns why a record was not compared, None where it or an account of it was."""
        reasons = [self._reason(each) for each in self._told(record_id)]
        return None if None in reasons else reasons[0]

    def share(self, first: str, second: str) -> bool:
        """Says whether two records rest in one incident, or on one account."""
        homes = (self._homes(each) for each in (first, second))
        told = ({*self._told(each)} for each in (first, second))
        return not next(homes).isdisjoint(next(homes)) or not next(told).isdisjoint(next(told))

    def _told(self, record_id: str) -> tuple[str, ...]:
        incident = self._incidents.get(record_id)
        return (incident.accounts if incident is not None else ()) or (record_id,)

    def _homes(self, record_id: str) -> set[str]:
        if record_id in self._incidents:
            return {record_id}
        return {each.id for each in self._incidents.values() if record_id in each.accounts}

    def _reason(self, row: str) -> str | None:
        if row in self._rows:
            return self._reasons.get(row)
        return OUTSIDE if self._has_day(row) else "no day"

    def _has_day(self, row: str) -> bool:
        held = [self._accounts.get(row), *(self._incidents[each] for each in self._homes(row))]
        return any(each is not None and each.when is not None for each in held)
