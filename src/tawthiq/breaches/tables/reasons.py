"""The reasons of the five tests as small numbers, for tables of many findings."""

from __future__ import annotations

import numpy as np

from tawthiq.breaches.finding import TestName
from tawthiq.records import Truth

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

REASONS: dict[TestName, dict[str, Truth]] = {
    TestName.ACT: {
        "act.forbidden": TRUE,
        "act.not_forbidden": FALSE,
        "act.depends": UNKNOWN,
        "act.not_known": UNKNOWN,
        "act.conditional": UNKNOWN,
    },
    TestName.TIME: {
        "time.in_force": TRUE,
        "time.terms_together": TRUE,
        "time.before": FALSE,
        "time.after_end": FALSE,
        "time.never_in_force": FALSE,
        "time.around_start": UNKNOWN,
        "time.around_end": UNKNOWN,
        "time.renewal_not_known": UNKNOWN,
        "time.not_known": UNKNOWN,
    },
    TestName.PLACE: {
        "place.inside": TRUE,
        "place.point_inside": TRUE,
        "place.zones_together": TRUE,
        "place.outside": FALSE,
        "place.point_outside": FALSE,
        "place.zone_not_then": FALSE,
        "place.partly": UNKNOWN,
        "place.wider": UNKNOWN,
        "place.border": UNKNOWN,
        "place.no_border": UNKNOWN,
        "place.zone_not_settled": UNKNOWN,
        "place.zone_changed": UNKNOWN,
        "place.contradictory": UNKNOWN,
        "place.no_zone_recorded": UNKNOWN,
        "place.not_known": UNKNOWN,
    },
    TestName.PARTY: {
        "party.bound": TRUE,
        "party.bound_through": TRUE,
        "party.guarantor_bound": TRUE,
        "party.not_bound": FALSE,
        "party.guarantor_only": FALSE,
        "party.represented_only": FALSE,
        "party.not_asked": FALSE,
        "party.not_bound_then": FALSE,
        "party.not_named": UNKNOWN,
        "party.unidentified": UNKNOWN,
        "party.some_formations": UNKNOWN,
        "party.binding_contested": UNKNOWN,
        "party.not_all_bound": UNKNOWN,
        "party.alliance_not_then": UNKNOWN,
        "party.around_binding": UNKNOWN,
    },
    TestName.EXCLUSION: {
        "exclusion.held": TRUE,
        "exclusion.present": TRUE,
        "exclusion.held_or_present": TRUE,
        "exclusion.none": FALSE,
        "exclusion.held_by_others": FALSE,
        "exclusion.absent": FALSE,
        "exclusion.no_control_record": UNKNOWN,
        "exclusion.control_mixed": UNKNOWN,
        "exclusion.contested": UNKNOWN,
        "exclusion.target_not_known": UNKNOWN,
        "exclusion.not_known": UNKNOWN,
    },
}
"""Test -> name of each reason -> the value that the reason stands for."""

TRUTHS = (Truth.FALSE, Truth.TRUE, Truth.UNKNOWN)
"""The order of the three values in a column of numbers."""

NUMBER: dict[str, int] = {name: at for names in REASONS.values() for at, name in enumerate(names)}
"""Name of a reason -> its number within its test."""


def values_of(test: TestName) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """Returns, for each reason of a test, its value as an index of `TRUTHS`."""
    return np.array([TRUTHS.index(value) for value in REASONS[test].values()], np.int8)
