"""Gathers everything that a report of one period says from a casebook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tawthiq.audit import Check, audit_casebook
from tawthiq.breaches import Breaches, Finding, Verdict, find_breaches, strongest
from tawthiq.casebook import Casebook
from tawthiq.counts.massacres import governorate
from tawthiq.dates import When
from tawthiq.records import (
    Agreement,
    Incident,
    Labels,
    Measure,
    Publication,
    PublishedFigure,
    Reason,
)
from tawthiq.report.content import AgreementResult, Content, Note

_TEXTS = ("conclusions", "recommendations")


def gather(casebook: Casebook, period: When, *, collection: str | None = None) -> Content:
    """Counts, decides and audits a period.

    Raises:
        SelectionError: There is nothing to count, or no telling which collection is meant.
    """
    found = find_breaches(casebook, period, collection=collection)
    counts, method = found.counts, casebook.methodology
    state = casebook.register.state()
    audit = audit_casebook(casebook, period)
    return Content(
        period=period,
        organisation=casebook.settings.name,
        area=casebook.settings.area,
        figures=counts.book.figures,
        agreements=[
            AgreementResult(each, _reasons(casebook, each, found)) for each in found.agreements
        ],
        trend=counts.trend.reasons if counts.trend is not None else (),
        notes=[*counted_notes(found, casebook), *(_note(each) for each in audit.period_checks)],
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
    )


def labels_of(casebook: Casebook) -> Mapping[str, Labels]:
    """Returns names by code of what the casebook adds: places, agreements, collections..."""
    labels = dict(casebook.places().labels())
    for agreement in casebook.register.all(Agreement):
        labels[agreement.code] = agreement.short_names
    for collection in casebook.collections().values():
        labels[collection.code] = collection.names
    for publication in casebook.register.all(Publication):
        title = f"{publication.publisher}, {publication.period.stated}"
        labels[publication.code] = publication.title or {"en": title, "ar": title}
    return labels


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
            for figure in casebook.register.all(PublishedFigure)
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


def _note(check: Check) -> Note:
    return Note(check.reason, check.outcome.value, check.publication)


def _sources(casebook: Casebook, found: Breaches) -> list[tuple[Labels, str]]:
    """Returns the addresses of the publications that a figure rests on, and of the agreements."""
    resting = {each for figure in found.counts.book.figures.values() for each in figure.record_ids}
    cited = {
        figure.publication
        for figure in casebook.register.all(PublishedFigure)
        if figure.id in resting
    } | {found.counts.selection.collection.publication}
    labels = labels_of(casebook)
    sources = [
        (labels[publication.code], url)
        for publication in casebook.register.all(Publication)
        if publication.id in cited
        for url in publication.urls
    ]
    for agreement in found.agreements:
        sources += [(agreement.short_names, url) for url in agreement.sources]
    return sources
