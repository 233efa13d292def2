"""Decides a batch of events rule by rule: every event, or only those near a rule's zones."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tawthiq.areas.grid import ASTRAY, EXACT, UNSURE
from tawthiq.areas.points import place_points
from tawthiq.breaches.decide import verdict_of
from tawthiq.breaches.finding import TestName, TestResult, Verdict
from tawthiq.breaches.tables import kernel
from tawthiq.breaches.tables.events import Events
from tawthiq.breaches.tables.kernel import Array
from tawthiq.breaches.tables.late import dated_parties, exclusions_of
from tawthiq.breaches.tables.near import Near
from tawthiq.breaches.tables.near_kernel import ASK
from tawthiq.breaches.tables.reasons import NUMBER, TRUTHS
from tawthiq.breaches.tables.rules import Rules
from tawthiq.breaches.tables.together import join_terms, join_zones
from tawthiq.records import Control, Gazetteer, Reason, Truth

VERDICTS = tuple(verdict.value for verdict in Verdict)
FAILING = (*(test.value for test in TestName), None)

_NOWHERE = NUMBER["place.not_known"]
_NO_ZONE = NUMBER["place.no_zone_recorded"]
_PLAIN = {value: TestResult(value=value, reason=Reason(code=value.value)) for value in Truth}


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of a batch under one rule.

    Attributes:
        rows: The rows of the events, ascending; None for every row of the batch.
        reasons: Test x event: number of the reason.
        verdicts: Number of the verdict of each event.
        failing: Number of the test that rules a breach out, 5 where none does.
    """

    rows: Array | None
    reasons: Array
    verdicts: Array
    failing: Array


class Settler:
    """Rules, control records and places made ready for deciding batches."""

    def __init__(self, rules: Rules, controls: Sequence[Control], places: Gazetteer, *, clock: str):
        """Keeps them, and the verdict of each combination of five values."""
        self.rules = rules
        self._controls = controls
        self._places = places
        self._clock = clock
        self._cases = _cases(rules.values)
        self._near = Near(rules)

    def settle(self, events: Events) -> list[Decided]:
        """Decides every event under each rule."""
        places = self.places_of(events)
        exclusions = self._exclusions(events)
        set_of = np.empty(len(events.start), np.int32)
        sets = _sets_of(events, set_of)
        times: dict[int, Array] = {}
        found = []
        for rule, each in enumerate(self.rules.place_of):
            time = int(self.rules.time_of[rule])
            if time not in times:
                times[time] = self._times(events, time)
            excluded = exclusions[self.rules.agreement_of[rule]]
            five = (times[time], places[each], excluded)
            found.append(self._decide(rule, events, five, sets, set_of))
        return found

    def settle_near(self, events: Events) -> list[Decided]:
        """Decides, under each rule, the events that no test but the exclusion rules out.

        The others breach nothing, whatever else holds. What only the shapes or the day of an
        alliance can settle is settled here, so a few of those decided may breach nothing too.
        """
        first, rows, rule_of, reasons = self._near.pairs_of(events)
        asked = np.nonzero(reasons[2] == ASK)[0]
        if len(asked):
            own, at = np.unique(rows[asked], return_inverse=True)
            places = self.places_of(events.pick(own))
            reasons[2, asked] = places[self.rules.place_of[rule_of[asked]], at.reshape(-1)]
        parts = [slice(*each) for each in itertools.pairwise(first)]
        self._join_terms(events, rows, parts, reasons[1])
        for rule in np.unique(rule_of[reasons[3] == ASK]).tolist():
            picked = events.pick(rows[parts[rule]])
            at, told = dated_parties(picked, self.rules, rule, clock=self._clock)
            reasons[3, parts[rule]][at] = told
        reasons[4] = self._exclusions_near(events, rows, rule_of)
        verdicts, failing = (np.empty(len(rows), np.int8) for _ in range(2))
        kernel.join_tests(tuple(reasons), *self._cases, verdicts, failing)
        return [
            Decided(rows[part], reasons[:, part], verdicts[part], failing[part]) for part in parts
        ]

    def _join_terms(
        self, events: Events, rows: Array, parts: Sequence[slice], times: Array
    ) -> None:
        """Writes the reasons of pairs whose time terms settle together, or all of them."""
        for part, each in zip(parts, self.rules.time_of.tolist(), strict=True):
            rule = self.rules.times[each]
            if (rule.never or rule.runs) and part.stop > part.start:
                join_terms(events.pick(rows[part]), self.rules, each, times[part])

    def _decide(
        self,
        rule: int,
        events: Events,
        told: tuple[Array, Array, Array],
        sets: Array,
        set_of: Array,
    ) -> Decided:
        rules = self.rules
        reasons = np.empty((len(TestName), len(events.start)), np.uint8)
        reasons[1], reasons[2], reasons[4] = told
        kernel.act_reasons(events.acts, rules.breached[rule], rules.depending[rule],
                           rules.conditional[rule], reasons[0])  # fmt: skip
        per_set = np.empty(len(sets), np.uint8)
        kernel.party_reasons(sets, rules.yes[rule], rules.no[rule],
                             rules.party_reasons[rule], per_set)  # fmt: skip
        reasons[3] = per_set[set_of]
        at, late = dated_parties(events, rules, rule, clock=self._clock)
        reasons[3][at] = late
        verdicts, failing = (np.empty(len(events.start), np.int8) for _ in range(2))
        kernel.join_tests(tuple(reasons), *self._cases, verdicts, failing)
        return Decided(None, reasons, verdicts, failing)

    def _exclusions(self, events: Events) -> Array:
        return exclusions_of(events, self.rules, self._controls, self._places, clock=self._clock)

    def _exclusions_near(self, events: Events, rows: Array, rule_of: Array) -> Array | int:
        """Returns the reason of the exclusion test of each pair."""
        if not any(each.exclusions for each in self.rules.agreements):
            return NUMBER["exclusion.none"]
        own, at = np.unique(rows, return_inverse=True)
        found = self._exclusions(events.pick(own))
        pairs: Array = found[self.rules.agreement_of[rule_of], at.reshape(-1)]
        return pairs

    def _times(self, events: Events, each: int) -> Array:
        """Returns the reason of the time test of one time rule; of several terms one is enough."""
        rules = self.rules
        first, last = rules.terms[each], rules.terms[each + 1]
        found, more = (np.empty(len(events.start), np.uint8) for _ in range(2))
        for slot in range(first, last):
            kernel.time_reasons(events.start, events.end, events.timed, rules.bounds[slot],
                                rules.flags[slot], found if slot == first else more)  # fmt: skip
            if slot != first:
                kernel.join_reasons(more, rules.rank(TestName.TIME), found)
        join_terms(events, rules, each, found)
        return found

    def places_of(self, events: Events) -> Array:
        """Returns the reason of the place test: place rule x row; of several zones one counts."""
        rules, rank = self.rules, self.rules.rank(TestName.PLACE)
        said = place_all(events, rules)
        per_zone = self._zones_of(events, said)
        found = np.empty((len(rules.zone_lists) - 1, len(events.start)), np.uint8)
        for each, own in enumerate(found):
            members = rules.zone_at[rules.zone_lists[each] : rules.zone_lists[each + 1]]
            if not len(members):
                nowhere = (events.place < 0) & np.isnan(events.longitude)
                own[:] = np.where(nowhere, _NOWHERE, _NO_ZONE)
                continue
            own[:] = per_zone[members[0]]
            for member in members[1:]:
                kernel.join_reasons(per_zone[member], rank, own)
            join_zones(events, said, rules, each, own)
        return found

    def _zones_of(self, events: Events, said: Array) -> Array:
        """Returns the reason of the place test against each zone: zone x row."""
        told = events.told
        per_zone = np.empty((len(self.rules.zones), len(events.start)), np.uint8)
        bare = not (events.place >= 0).any()
        nowhere = np.nonzero(np.isnan(events.longitude))[0] if bare else None
        for at, zone in enumerate(self.rules.zones):
            if nowhere is None or zone.dated:
                kernel.zone_reasons(told, zone.arrays, said, per_zone[at])
                continue
            np.take(zone.of_points, said[zone.area_of_points], out=per_zone[at], mode="clip")
            per_zone[at][nowhere] = _NOWHERE
        return per_zone


def place_all(events: Events, rules: Rules) -> Array:
    """Returns how each point lies to each area: area x row, settled as far as it can be."""
    rows = len(events.start)
    said = np.full((len(rules.areas), rows), UNSURE, np.uint8)
    if not np.isfinite(events.longitude).any():
        return said
    discs_at = np.nonzero(events.radius > 0)[0]
    numbers, at = np.empty(rows, np.int32), 0
    for grid in rules.grids:
        width = len(grid.beyond)
        parts = (grid.west, grid.south, grid.cell, grid.pattern, len(grid.said))
        kernel.cells_of(events.longitude, events.latitude, parts, numbers)
        own = said[at : at + width]
        for area in range(width):
            np.take(grid.told[area], numbers, out=own[area])
        if len(discs_at):
            boxed = np.empty((width, len(discs_at)), np.uint8)
            kernel.place_boxes(events.boxes(discs_at), parts, grid.said, grid.beyond, boxed)
            own[:, discs_at] = boxed
        asked = np.nonzero((own == EXACT).any(axis=0))[0]
        for area in range(width):
            exact = asked[own[area, asked] == EXACT]
            if len(exact):
                spots = (each[exact] for each in (events.longitude, events.latitude, events.radius))
                own[area, exact] = place_points(*spots, area=rules.areas[at + area])
        at += width
    filed = np.nonzero((events.place >= 0) & np.isfinite(events.longitude))[0]
    if len(filed) and rules.asked.any():
        filed = filed[rules.asked[events.place[filed]]]
        said[:, rules.extents.rows_astray(events, filed)] = ASTRAY
    return said


def _sets_of(events: Events, number: Array) -> Array:
    """Numbers the different sets of candidates of a batch; returns them."""
    sets: Array = kernel.number_parties(events.parties, events.joint, number)
    if not len(sets):  # more different sets than the quick way has room for
        keys = np.stack([events.parties, events.joint.astype(np.uint64)], axis=1)
        sets, numbers = np.unique(keys, axis=0, return_inverse=True)
        number[:] = numbers.reshape(-1)
    return sets


def _cases(values: Array) -> tuple[Array, Array, Array]:
    """Returns what each reason adds to the place of a case, and each case's verdict and failure.

    A case is one combination of the values of the five tests, decided by `verdict_of`.
    """
    powers = 3 ** np.arange(len(TestName))[::-1]
    cases = [
        verdict_of(dict(zip(TestName, (_PLAIN[value] for value in five), strict=True)))
        for five in itertools.product(TRUTHS, repeat=len(TestName))
    ]
    return (
        (values * powers[:, None]).astype(np.int32),
        np.array([VERDICTS.index(verdict.value) for verdict, _ in cases], np.int8),
        np.array([FAILING.index(failed) for _, failed in cases], np.int8),
    )
