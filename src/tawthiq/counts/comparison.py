"""Sets the counted month beside what was published about earlier ones, as figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from tawthiq.casebook import Casebook
from tawthiq.counts.book import FigureBook
from tawthiq.counts.lead import Lead
from tawthiq.counts.massacres import party_row
from tawthiq.counts.series import read_series
from tawthiq.counts.trend import Trend, trend
from tawthiq.dates import Precision, When
from tawthiq.records import Incident, Publication, PublishedFigure, Record

TOPIC = "massacres"


def compare_month(
    book: FigureBook,
    casebook: Casebook,
    period: When,
    *,
    publication: str | None,
    massacres: Sequence[Incident],
) -> Trend | None:
    """Enters the figures that need earlier months, and returns the trend with its reasons.

    Only a month of a collection that stands for a publication is compared: the earlier months are
    those of the same publisher. For anything else there is nothing to compare with.
    """
    publications = casebook.view.all(Publication)
    own = next((each for each in publications if each.id == publication), None)
    if own is None or own.topic != TOPIC or period.precision is not Precision.MONTH:
        return None
    figures = casebook.view.all(PublishedFigure)
    series = read_series(publications, figures, publisher=own.publisher, topic=TOPIC)
    held = trend(
        series,
        period=period,
        split=Counter(party_row(each) for each in massacres),
        months=casebook.methodology.trend_months,
        since=date(period.first_day.year, 1, 1),
    )
    _enter(book, held, massacres, {each.id: each for each in figures})
    return held


def _enter(
    book: FigureBook,
    held: Trend,
    massacres: Sequence[Incident],
    published: dict[str, PublishedFigure],
) -> None:
    def resting_on(ids: Sequence[str]) -> list[Record]:
        return [*massacres, *(published[each] for each in ids)]

    total = held.cumulative
    book.total(
        f"massacres.cumulative_since.{total.since}",
        total.value,
        resting_on(total.record_ids),
        unit="massacres",
        rule="cumulative",
        detail={
            "publications": dict(zip(total.publications, total.values, strict=True)),
            "counted": held.total,
            "missing": list(total.missing),
        },
    )
    for change in held.changes:
        if change.party is None and change.before is not None:
            before = [published[each] for each in change.record_ids]
            book.total(
                "massacres.previous_month",
                change.before,
                before,
                unit="massacres",
                rule="previous_month",
            )
            book.total(
                "massacres.change_on_previous_month",
                change.now - change.before,
                resting_on(change.record_ids),
                unit="massacres",
                rule="change",
            )
    _enter_lead(book, held, resting_on(held.first_lead.record_ids))


def _enter_lead(book: FigureBook, held: Trend, records: Sequence[Record]) -> None:
    first = held.first_lead
    if first.party is None:
        return
    compared = [
        {
            "month": each.month,
            "lead": each.lead.value,
            "basis": each.basis.value,
            "count": each.count.model_dump(),
            "ahead": each.ahead,
            "ahead_count": each.ahead_count.model_dump() if each.ahead_count else None,
            "total": each.total.model_dump(),
        }
        for each in first.months
    ]
    detail = {
        "party": first.party,
        "months": compared,
        "unknown": list(first.unknown),
        "tied": list(first.tied),
        "led": list(first.led),
    }
    run = 0
    for each in reversed(first.months):
        if each.lead in (Lead.LED, Lead.UNKNOWN):
            break
        run += 1
    name = "massacres.lead"
    book.name(f"{name}.first_since", first.since, records, unit="month", rule="first_lead",
              detail=detail)  # fmt: skip
    book.total(f"{name}.months_without", run, records, unit="months", rule="months_without_lead",
               detail=detail)  # fmt: skip
    book.name(f"{name}.first_in_{len(first.months)}_months", first.proof.value, records,
              unit="proof", rule="first_in_months", detail=detail)  # fmt: skip
