"""What several terms or zones settle together that none of them settles alone, for tables."""

from __future__ import annotations

import numpy as np

from tawthiq.breaches.finding import TestName
from tawthiq.breaches.tables import kernel
from tawthiq.breaches.tables.events import Events
from tawthiq.breaches.tables.kernel import Array
from tawthiq.breaches.tables.reasons import NUMBER, TRUTHS
from tawthiq.breaches.tables.rules import Rules
from tawthiq.records import Truth

_TERMS = NUMBER["time.terms_together"]
_NEVER = NUMBER["time.never_in_force"]
_ZONES = NUMBER["place.zones_together"]


def join_terms(events: Events, rules: Rules, each: int, found: Array) -> None:
    """Writes the reason where terms of a time rule together, or all of them, settle the time."""
    rule = rules.times[each]
    if rule.never:
        found[events.timed == 1] = _NEVER
    for first, last in rule.runs:
        within = (events.timed == 1) & (events.start >= first) & (events.end <= last)
        found[within & _is(found, Truth.UNKNOWN, TestName.TIME, rules)] = _TERMS


def join_zones(events: Events, said: Array, rules: Rules, each: int, found: Array) -> None:
    """Writes the reason where zones of a place rule hold something whole together.

    They do where, in every stretch of time that the event meets, those that hold then cover all
    of where it can have been.

    Args:
        events: A batch.
        said: Area x row: how each point lies to each area.
        rules: The rules.
        each: Number of the place rule.
        found: Reasons of the place test; those that were open are written.
    """
    stretches = rules.stretches[each]
    if not stretches:
        return
    rows = np.nonzero(_is(found, Truth.UNKNOWN, TestName.PLACE, rules))[0]
    told, near = tuple(column[rows] for column in events.told), said[:, rows]
    start, end, timed, *_ = told
    whole, reasons = np.ones(len(rows), bool), np.empty(len(rows), np.uint8)
    for stretch in stretches:
        met = (timed == 0) | ((start < stretch.end) & (stretch.start < end))
        if stretch.zones is None:
            whole &= ~met
            continue
        kernel.zone_reasons(told, stretch.zones.arrays, near, reasons)
        whole &= ~met | _is(reasons, Truth.TRUE, TestName.PLACE, rules)
    found[rows[whole]] = _ZONES


def _is(reasons: Array, value: Truth, test: TestName, rules: Rules) -> Array:
    """Says of each reason whether it stands for a value."""
    own = rules.values[list(TestName).index(test)]
    said: Array = own[reasons] == TRUTHS.index(value)
    return said
