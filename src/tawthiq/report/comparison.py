"""What a comparison before and after an agreement says, line by line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tawthiq.breaches.comparing.design import Interval
from tawthiq.dates import zone
from tawthiq.records import Reason
from tawthiq.report.document import Text
from tawthiq.report.marks import Marked
from tawthiq.report.phrases import Phrases

if TYPE_CHECKING:  # scipy and statsmodels are heavy
    from tawthiq.breaches.comparing.compare import Compared
    from tawthiq.breaches.comparing.comparison import Comparison, Reading
    from tawthiq.breaches.comparing.interrupted import Change
    from tawthiq.breaches.comparing.windows import WindowCount

_SHORTEST = 8


def tell_compared(compared: Compared, phrases: Phrases) -> tuple[Text, ...]:
    """Returns the lines on an agreement's comparison, with its source."""
    source = phrases.say(
        "comparison.source",
        source=compared.source,
        digest=compared.digest,
        count=compared.comparison.events,
    )
    lines = tell_comparison(compared.comparison, phrases, agreement=compared.agreement.code)
    count = len(compared.agreement.terms)
    term = (phrases.say("comparison.term", term=compared.term, count=count),) if count > 1 else ()
    return (lines[0], *term, source, *lines[1:])


def tell_comparison(
    comparison: Comparison, phrases: Phrases, *, agreement: str
) -> tuple[Text, ...]:
    """Returns the lines on a comparison: start, then for each reading its designs and what is open.

    Every number stands with its design, its windows and what was left out.
    """
    return tuple(_lines(comparison, phrases, agreement))


def _lines(comparison: Comparison, phrases: Phrases, agreement: str) -> Iterator[Text]:
    earliest, latest = (_local(each, comparison.clock) for each in comparison.start)
    covered = comparison.covered
    yield phrases.say("comparison.title", agreement=agreement, days=comparison.days)
    yield phrases.say("comparison.covered", stated=covered.stated if covered else None)
    yield phrases.say("comparison.start", earliest=earliest, latest=latest, clock=comparison.clock)
    for reading in comparison.readings:
        if len(comparison.readings) > 1:
            yield phrases.say("comparison.reading", day=reading.day)
        yield from _reading(reading, phrases)
    first = comparison.first
    yield phrases.say(
        "comparison.first",
        is_open=first.is_open,
        least=_decimal(first.least),
        most=_decimal(first.most) if first.most is not None else None,
        observed=_decimal(first.observed),
    )
    yield phrases.say("comparison.caution")
    for note in comparison.notes:
        yield phrases.say("comparison.note", reason=_said(note, phrases))


def _reading(reading: Reading, phrases: Phrases) -> Iterator[Text]:
    before, after = reading.windows
    yield phrases.say(
        "comparison.windows",
        days=before.days,
        before_first=before.first,
        before_last=before.last,
        after_first=after.first,
        after_last=after.last,
    )
    yield phrases.say(
        "comparison.counts",
        before=reading.before.counted,
        after=reading.after.counted,
        before_span=_count_span(reading.before, phrases),
        after_span=_count_span(reading.after, phrases),
    )
    yield _rates(reading, phrases)
    yield _change(reading, phrases)
    for each in reading.left_out:
        yield phrases.say("comparison.open", reason=_said(each, phrases))
    yield phrases.say(
        "comparison.contrast",
        before=reading.contrast.rest[0],
        after=reading.contrast.rest[1],
        ratio=_ratio(reading.contrast.ratio),
        level=_level(reading.contrast.interval),
        span=_span(reading.contrast.interval, phrases),
    )
    yield _series(reading, phrases)
    if reading.series is not None:
        for each in reading.series.left_out[len(reading.left_out) :]:
            yield phrases.say("comparison.open", reason=_said(each, phrases))
        yield from _by_last(reading, phrases)
    if reading.ring is not None:
        yield from _ring(reading, phrases)


def _rates(reading: Reading, phrases: Phrases) -> Text:
    before, after = reading.rates
    return phrases.say(
        "comparison.rates",
        before=_decimal(before.per_day),
        after=_decimal(after.per_day),
        level=_level(before.interval),
        before_span=_span(before.interval, phrases),
        after_span=_span(after.interval, phrases),
    )


def _change(reading: Reading, phrases: Phrases) -> Text:
    change = reading.change
    return phrases.say(
        "comparison.change",
        ratio=_ratio(change.ratio),
        nothing=change.ratio is None,
        level=_level(change.interval),
        span=_span(change.interval, phrases),
        widest=_span(reading.widest, phrases),
    )


def _series(reading: Reading, phrases: Phrases) -> Text:
    series = reading.series
    if series is None:
        short = Reason(code="series.too_short", facts={"shortest": _SHORTEST})
        return phrases.say("comparison.no_series", reason=_said(short, phrases))
    if series.trend is None or series.level_change is None or series.slope_change is None:
        failure = series.failure or Reason(code="series.not_converged")
        return phrases.say("comparison.no_series", reason=_said(failure, phrases))
    return phrases.say(
        "comparison.series",
        periods=len(series.counts),
        dispersion=_decimal(series.dispersion or 0.0),
        lags=series.lags,
        level=_level(series.trend.interval),
        **_changed("level_change", "level_span", series.level_change, phrases),
        **_changed("trend", "trend_span", series.trend, phrases),
        **_changed("slope_change", "slope_span", series.slope_change, phrases),
    )


def _by_last(reading: Reading, phrases: Phrases) -> Iterator[Text]:
    series = reading.series_by_last
    if series is None:
        return
    level = series.level_change
    yield phrases.say(
        "comparison.series_by_last",
        level_change=_decimal(level.factor) if level else None,
        level_span=_span(level.interval, phrases) if level else None,
        level=_level(level.interval) if level else None,
        reason=_said(series.failure, phrases) if series.failure else None,
    )


def _changed(name: str, span: str, change: Change, phrases: Phrases) -> dict[str, Any]:
    return {name: _decimal(change.factor), span: _span(change.interval, phrases)}


def _ring(reading: Reading, phrases: Phrases) -> Iterator[Text]:
    ring = reading.ring
    if ring is None:
        return
    yield phrases.say(
        "comparison.ring",
        inner=_decimal(ring.inner_km),
        outer=_decimal(ring.outer_km),
        before=ring.ring.before,
        after=ring.ring.after,
        ratio=_ratio(ring.ring.ratio),
        level=_level(ring.ring.interval),
        span=_span(ring.ring.interval, phrases),
        zone_span=_span(ring.zone.interval, phrases),
    )
    for each in ring.left_out:
        yield phrases.say("comparison.open", reason=_said(each, phrases))


def _said(reason: Reason, phrases: Phrases) -> Marked:
    return Marked(phrases.fragment(reason.code, **reason.facts).rstrip("."))


def _count_span(count: WindowCount, phrases: Phrases) -> Marked:
    return phrases.fragment("comparison.span", low=count.least, high=count.most)


def _span(interval: Interval, phrases: Phrases) -> Marked:
    """Says an interval; a bound that the data do not set is said as such."""
    low, high = _decimal(interval.low), None
    if math.isfinite(interval.high):
        high = _decimal(interval.high)
    nothing = interval.low == 0 and high is None
    return phrases.fragment("comparison.span", low=None if nothing else low, high=high)


def _ratio(ratio: float | None) -> str | None:
    return _decimal(ratio) if ratio is not None and math.isfinite(ratio) else None


def _level(interval: Interval) -> str:
    return f"{interval.level * 100:g}"


def _decimal(value: float) -> str:
    """Returns a number with two decimals, small ones with two digits that count."""
    if value == int(value) and value < 1e6:
        return str(int(value))
    if abs(value) >= 0.1:
        return f"{value:.2f}"
    return f"{value:.{min(9, 1 - math.floor(math.log10(abs(value))))}f}"


def _local(instant: datetime, clock: str) -> str:
    return instant.astimezone(zone(clock)).strftime("%Y-%m-%dT%H:%M")
