"""Gathers everything that a report of one period says from a casebook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tawthiq.audit import Audit, Check, audit_casebook
from tawthiq.breaches import Breaches, Finding, Verdict, find_breaches, strongest
from tawthiq.casebook import Casebook
from tawthiq.counts import Scope
from tawthiq.counts.massacres import governorate
from tawthiq.counts.trend import Trend
from tawthiq.dates import When
from tawthiq.records import (
    Agreement,
    Incident,
    Labels,
    Measure,
    Offensive,
    Publication,
    PublishedFigure,
    Reason,
)
from tawthiq.report.content import AgreementResult, Content, Note
from tawthiq.report.labels import labels_of

_TEXTS = ("conclusions", "recommendations")


def gather(casebook: Casebook, scope: Scope, *, collection: str | None = None) -> Content:
    """Counts, decides and audits a period.

    Limited to an offensive, what was published about the whole period is not audited.

    Raises:
        SelectionError: There is nothing to count, or no telling which collection is meant.
    """
    casebook, period = casebook.reading(), scope.period
    found = find_breaches(casebook, period, collection=collection, offensive=scope.offensive)
    counts, method = found.counts, casebook.methodology
    trend = counts.trend
    state = casebook.view.state()
    return Content(
        period=period,
        organisation=casebook.settings.name,
        area=casebook.settings.area,
        figures=counts.book.figures,
        agreements=[
            AgreementResult(each, _reasons(casebook, each, found)) for each in found.agreements
        ],
        trend=[trend.first_lead.reason] if trend is not None else [],
        months=[each.reason for each in trend.first_lead.months] if trend is not None else [],
        series=_series(trend) if trend is not None else [],
        notes=_audited(casebook, found, period) if scope.offensive is None else [],
        left_out=[left.reason for left in counts.selection.left_out],
        labels=labels_of(casebook),
        texts={name: casebook.text(name) for name in _TEXTS},
        sources=_sources(casebook, found),
        methodology={
            "version": method.version,
            "massacre_threshold": method.massacre_threshold,
            "rounding": method.rounding,
        },
        ruleset=found.ruleset.title,
        tree_size=state.tree_size,
        root=state.root,
        offensives=offensives_during(casebook, scope),
        limit=scope.offensive,
        omissions=found.omissions,
    )


def offensives_during(casebook: Casebook, scope: Scope) -> list[Offensive]:
    """Returns the named operations that overlap a period, but the one that limits it."""
    own = scope.offensive.id if scope.offensive is not None else None
    return sorted(
        (
            each
            for each in casebook.view.all(Offensive)
            if each.id != own and each.during.overlaps(scope.period)
        ),
        key=lambda each: (each.during.start, each.id),
    )


def _audited(casebook: Casebook, found: Breaches, period: When) -> list[Note]:
    audit = audit_casebook(casebook, period)
    return [*counted_notes(found, casebook), *_notes(casebook, found, audit)]


def explain(
    findings: Sequence[Finding],
    *,
    agreement: str,
    incidents: Mapping[str, Incident],
    casebook: Casebook,
) -> list[tuple[str, str, int, str, Sequence[Reason]]]:
    """Returns why an agreement's findings are not settled, or why they are no breach.

    One line per party, governorate, verdict and reasons: (party, place, incidents, verdict,
    reasons), the open ones first.
    """
    places = casebook.places()
    groups: defaultdict[tuple[str, str, str, str], list[Finding]] = defaultdict(list)
    own = strongest(finding for finding in findings if finding.agreement == agreement)
    for finding in own.values():
        place = governorate(incidents[finding.incident], places)
        reasons = "\n".join(reason.model_dump_json() for reason in finding.open_reasons)
        groups[finding.party, place, finding.verdict, reasons].append(finding)
    order = list(Verdict)
    lines = [
        (party, place, len(group), verdict, group[0].open_reasons)
        for (party, place, verdict, _), group in groups.items()
    ]
    return sorted(lines, key=lambda line: (order.index(Verdict(line[3])), -line[2], line[:2]))


def counted_notes(found: Breaches, casebook: Casebook) -> list[Note]:
    """Says whether the count of the records is the total that their publication printed."""
    publication = found.counts.selection.collection.publication
    if publication is None:
        return []
    printed = next(
        (
            figure
            for figure in casebook.view.all(PublishedFigure)
            if figure.publication == publication
            and figure.measure is Measure.MASSACRES
            and figure.is_own_count
            and figure.party is None
        ),
        None,
    )
    if printed is None:
        return []
    counted = len(found.counts.massacres)
    agrees = counted == printed.value
    code = "records.agree" if agrees else "records.differ"
    facts = {"counted": counted, "printed": printed.value}
    return [Note(Reason(code=code, facts=facts), "holds" if agrees else "fails")]


def _reasons(
    casebook: Casebook, agreement: Agreement, found: Breaches
) -> list[tuple[str, str, int, str, Sequence[Reason]]]:
    incidents = {each.id: each for each in found.counts.selection.kept}
    lines = explain(
        found.findings, agreement=agreement.code, incidents=incidents, casebook=casebook
    )
    return [line for line in lines if line[3] != Verdict.NO_BREACH]


def outcome_word(check: Check) -> str:
    """Returns the word for an outcome; a page that copied wrongly is no fault of its source."""
    return "elsewhere" if check.reason.code == "audit.variant.wrong" else check.outcome.value


def _series(trend: Trend) -> list[Reason]:
    results = (*trend.changes, trend.cumulative, *trend.left_out)
    return [result.reason for result in results]


def _notes(casebook: Casebook, found: Breaches, audit: Audit) -> list[Note]:
    """Returns the checks of the counted publication's series: the period's, then the year's faults.

    Retellings and publications on other topics are left to `tawthiq audit`.
    """
    publications = {each.code: each for each in casebook.view.all(Publication)}
    counted = found.counts.selection.collection.publication
    own = next((each for each in publications.values() if each.id == counted), None)

    def belongs(check: Check) -> bool:
        other = publications[check.publication]
        return own is None or (
            other.topic == own.topic
            and other.retells is None
            and other.period.first_day.year == own.period.first_day.year
        )

    checks = sorted(
        (*audit.period_checks, *audit.other_failures),
        key=lambda check: own is not None and check.publication != own.code,
    )
    return [
        Note(check.reason, outcome_word(check), check.publication)
        for check in checks
        if belongs(check)
    ]


def _sources(casebook: Casebook, found: Breaches) -> list[tuple[Labels, str]]:
    """Returns the addresses of the publications that a figure rests on, and of the agreements."""
    resting = {each for figure in found.counts.book.figures.values() for each in figure.record_ids}
    cited = {
        figure.publication for figure in casebook.view.all(PublishedFigure) if figure.id in resting
    } | {found.counts.selection.collection.publication}
    labels = labels_of(casebook)
    sources = [
        (labels[publication.code], url)
        for publication in casebook.view.all(Publication)
        if publication.id in cited
        for url in publication.urls
    ]
    for agreement in found.agreements:
        sources += [(agreement.short_names, url) for url in agreement.sources]
    return sources
