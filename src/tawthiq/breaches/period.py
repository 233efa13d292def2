"""Decides the incidents of one period of a casebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.breaches.decide import decide_incidents
from tawthiq.breaches.duties.omission import OmissionFinding
from tawthiq.breaches.duties.omission_figures import count_omissions
from tawthiq.breaches.duties.omissions import decide_omissions
from tawthiq.breaches.figures import count_breaches
from tawthiq.breaches.finding import Finding
from tawthiq.breaches.ruleset import Ruleset, read_ruleset
from tawthiq.casebook import Casebook
from tawthiq.counts import Counts, count_period
from tawthiq.dates import When
from tawthiq.errors import SelectionError
from tawthiq.records import Agreement, Compliance, Control, Offensive


@dataclass(frozen=True, slots=True)
class Breaches:
    """The findings of a period.

    Attributes:
        findings: One per incident x agreement x prohibition.
        agreements: Every agreement, in order of signature.
        ruleset: The rules that decided.
        counts: The count of the same period, with the breach figures in its book.
        omissions: One per provision with a deadline and obligor, as of the end of the period.
    """

    findings: tuple[Finding, ...]
    agreements: tuple[Agreement, ...]
    ruleset: Ruleset
    counts: Counts
    omissions: tuple[OmissionFinding, ...] = ()


def find_breaches(
    casebook: Casebook,
    period: When,
    *,
    collection: str | None = None,
    offensive: Offensive | None = None,
) -> Breaches:
    """Decides every counted incident of a period against every agreement of the casebook.

    Limited to an offensive, only incidents that lie in its places are decided; its parties are
    context alone. What agreements asked for without an incident is then left out: it lies in no
    place of an operation, and the method of the figures says so.
    """
    casebook = casebook.reading()
    counts = count_period(casebook, period, collection=collection, offensive=offensive)
    agreements = agreements_of(casebook)
    ruleset = read_ruleset(casebook.ruleset_text)
    findings = decide_incidents(
        counts.selection.kept,
        agreements,
        ruleset=ruleset,
        places=casebook.places(),
        controls=casebook.view.all(Control),
        root=casebook.view.state().root,
    )
    counts.book.method = f"{counts.book.method}; ruleset {ruleset.title}"
    count_breaches(counts.book, findings, incidents=counts.selection.kept, agreements=agreements)
    if offensive is not None:
        counts.book.method = f"{counts.book.method}; duties without an incident left out"
        return Breaches(tuple(findings), tuple(agreements), ruleset, counts, ())
    omissions = decide_omissions(
        agreements,
        records=casebook.view.all(Compliance),
        as_of=period.end,
        ruleset=ruleset,
        root=casebook.view.state().root,
    )
    count_omissions(counts.book, omissions, agreements=agreements)
    return Breaches(tuple(findings), tuple(agreements), ruleset, counts, tuple(omissions))


def agreements_of(casebook: Casebook, codes: Sequence[str] | None = None) -> list[Agreement]:
    """Returns the agreements of a casebook, or those of some codes, in order of signature.

    Raises:
        SelectionError: None has one of the codes; the message names the codes that there are.
    """
    held = sorted(
        casebook.view.all(Agreement), key=lambda each: (each.signed_on.earliest, each.code)
    )
    known = [each.code for each in held]
    for code in codes or ():
        if code not in known:
            raise SelectionError(
                f"No agreement has the code {code!r}. Known: {', '.join(known) or 'none'}."
            )
    return [each for each in held if not codes or each.code in codes]
