"""Everything that one report says, before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tawthiq.breaches.duties.omission import OmissionFinding
from tawthiq.counts.figure import Figure
from tawthiq.dates import When
from tawthiq.records import Agreement, Labels, Offensive, Reason


@dataclass(frozen=True, slots=True)
class AgreementResult:
    """What the breach tests say about one agreement in the period of the report.

    The numbers stand in the figures `breaches.agreement.<code>.certain` / `.possible` /
    `.excluded`; `reasons` explains the possible ones, one line per group of incidents that share
    party, place and reasons: (party code, place code, number of incidents, verdict code, reasons).
    """

    agreement: Agreement
    reasons: Sequence[tuple[str, str, int, str, Sequence[Reason]]]


@dataclass(frozen=True, slots=True)
class Note:
    """One result of the audit, or one remark about method: `outcome` is holds, fails or open."""

    reason: Reason
    outcome: str
    publication: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a report is made from.

    Attributes:
        period: The time that it covers, on the casebook's clock.
        organisation: Name of the casebook's team, by language.
        area: Code of the country or area that it covers.
        figures: Every figure by name.
        agreements: The agreements of the register with their results, in order of signature.
        trend: Since when the leading party has not led, as reasons.
        months: Every earlier month that was compared, one reason each.
        series: The month beside the one before, and cumulative sums, as reasons.
        notes: Audit of what was published about the same period, and of the months around it.
        left_out: What was not counted, and why, as reasons.
        labels: Labels of every code that is not in the vocabulary: places and agreements.
        texts: Editable blocks (Markdown paragraphs) by name and language: `conclusions`,
            `recommendations`.
        sources: (title by language, address) of the publications that the figures rest on.
        methodology: Parameters that the method section states: massacre threshold, rounding...
        ruleset: Name and version of the breach ruleset.
        tree_size: Size of the register.
        root: Root hash of the register.
        offensives: Named operations that overlap the period, as context.
        limit: The named operation whose places the report is limited to, if one is.
        omissions: What was due by the end of the period, and whether it was done.
    """

    period: When
    organisation: Labels
    area: str
    figures: Mapping[str, Figure]
    agreements: Sequence[AgreementResult]
    trend: Sequence[Reason]
    months: Sequence[Reason]
    series: Sequence[Reason]
    notes: Sequence[Note]
    left_out: Sequence[Reason]
    labels: Mapping[str, Labels]
    texts: Mapping[str, Labels]
    sources: Sequence[tuple[Labels, str]]
    methodology: Mapping[str, str | int]
    ruleset: str
    tree_size: int
    root: str
    offensives: Sequence[Offensive] = ()
    limit: Offensive | None = None
    omissions: Sequence[OmissionFinding] = ()
