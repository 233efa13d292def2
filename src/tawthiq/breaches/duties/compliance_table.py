"""Compliance with the agreements of a casebook, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tawthiq.breaches.decide import decide_incidents
from tawthiq.breaches.duties.compliance import ComplianceRow, Month, score_month
from tawthiq.breaches.duties.omission import OmissionFinding
from tawthiq.breaches.duties.omissions import decide_omissions
from tawthiq.breaches.period import agreements_of
from tawthiq.breaches.ruleset import Ruleset, read_ruleset
from tawthiq.casebook import Casebook
from tawthiq.counts.count import covered_periods
from tawthiq.counts.selection import select_incidents
from tawthiq.dates import Precision, When
from tawthiq.errors import Fault, InputError
from tawthiq.records import Agreement, Compliance, Control, Incident


@dataclass(frozen=True, slots=True)
class ComplianceTable:
    """What `find_compliance` returns.

    Attributes:
        agreements: In order of signature.
        months: `2017-01`, in order.
        rows: One per agreement x month x provision, in that order.
        omissions: One per provision with a deadline and obligor, as of the end of the last month.
        undated: How many incidents of the collections counted stand in no month, since their time
            is not known.
    """

    agreements: tuple[Agreement, ...]
    months: tuple[str, ...]
    rows: tuple[ComplianceRow, ...]
    omissions: tuple[OmissionFinding, ...]
    undated: int
    ruleset: Ruleset
    tree_size: int
    root: str


def find_compliance(
    casebook: Casebook,
    first: str,
    last: str,
    *,
    agreements: Sequence[str] = (),
    collection: str | None = None,
) -> ComplianceTable:
    """Scores every provision of the agreements in every month from the first to the last.

    Each month counts one collection, as `select_incidents` chooses it; a month that no collection
    holds, or that the named one does not cover, is one in which nothing was documented.

    Args:
        casebook: An open casebook.
        first: The first month, `2017-01`.
        last: The last month, included.
        agreements: Codes; empty: all.
        collection: Code of the collection to count.

    Raises:
        InputError: A month is none, or the last lies before the first.
        SelectionError: No agreement has a code, or no telling which collection is meant.
    """
    casebook = casebook.reading()
    held = agreements_of(casebook, agreements)
    ruleset = read_ruleset(casebook.ruleset_text)
    state = casebook.view.state()
    records = casebook.view.all(Compliance)
    months = months_between(first, last, clock=casebook.settings.clock)
    chooser = _Chooser(casebook, held, ruleset, collection)
    documented = [chooser.month(each) for each in months]
    rows = [
        score_month(agreement, code, month, records=records, ruleset=ruleset, root=state.root)
        for agreement in held
        for month in documented
        for code in dict.fromkeys(each.code for each in agreement.provisions)
    ]
    omissions = decide_omissions(
        held, records=records, as_of=months[-1].end, ruleset=ruleset, root=state.root
    )
    return ComplianceTable(
        agreements=tuple(held),
        months=tuple(each.stated for each in months),
        rows=tuple(rows),
        omissions=tuple(omissions),
        undated=chooser.undated(documented),
        ruleset=ruleset,
        tree_size=state.tree_size,
        root=state.root,
    )


def months_between(first: str, last: str, *, clock: str) -> list[When]:
    """Returns the months from the first to the last, both included.

    Raises:
        InputError: One is no month, or the last lies before the first.
    """
    ends = [_month(text, option, clock) for text, option in ((first, "--from"), (last, "--to"))]
    start, end = (each.first_day for each in ends)
    if end < start:
        reason = "the last month lies before the first"
        raise InputError([Fault("--to", None, None, last, reason, "Swap them.")])
    return [When.parse(text, clock=clock) for text in _names(start, end)]


def _month(text: str, option: str, clock: str) -> When:
    try:
        when = When.parse(text, clock=clock)
    except ValueError as fault:
        reason = str(fault)
        raise InputError([Fault(option, None, None, text, reason, "Write 2017-01.")]) from fault
    if when.precision is not Precision.MONTH:
        raise InputError([Fault(option, None, None, text, "it is no month", "Write 2017-01.")])
    return when


def _names(start: date, end: date) -> Iterator[str]:
    for number in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


class _Chooser:
    """Finds out for each month what was documented of it, and decides that."""

    def __init__(
        self,
        casebook: Casebook,
        agreements: Sequence[Agreement],
        ruleset: Ruleset,
        collection: str | None,
    ):
        self._agreements = agreements
        self._ruleset = ruleset
        self._wanted = collection
        self._collections = casebook.collections()
        self._preferred = casebook.settings.counted
        self._covered = covered_periods(casebook)
        self._incidents = casebook.view.all(Incident)
        self._places = casebook.places()
        self._controls = casebook.view.all(Control)

    def month(self, during: When) -> Month:
        """Returns a month with its findings."""
        covered = self._covered.get(self._wanted) if self._wanted is not None else None
        if not self._holds(during) or (covered is not None and not during.lies_within(covered)):
            return Month(during)
        selection = select_incidents(
            self._incidents,
            period=during,
            collections=self._collections,
            collection=self._wanted,
            preferred=self._preferred,
            covered=self._covered,
        )
        straddling = [each for each in selection.uncertain if each.when is not None]
        findings = decide_incidents(
            [*selection.kept, *straddling],
            self._agreements,
            ruleset=self._ruleset,
            places=self._places,
            controls=self._controls,
        )
        within = frozenset(each.id for each in selection.kept)
        return Month(during, findings, within, selection.collection.code)

    def undated(self, months: Sequence[Month]) -> int:
        """Returns how many incidents of the collections counted have no time that is known."""
        used = {self._collections[each.collection].id for each in months if each.collection}
        return sum(each.when is None and each.collection in used for each in self._incidents)

    def _holds(self, during: When) -> bool:
        """Says whether any incident touches a month; a collection of a wrong name is refused."""
        if self._wanted is not None and self._wanted not in self._collections:
            return True  # the selection says which collections there are
        return any(each.when is not None and each.when.overlaps(during) for each in self._incidents)
