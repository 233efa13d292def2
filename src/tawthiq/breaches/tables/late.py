"""What hangs on the day or on who held the place: decided once per different case, by the tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from tawthiq.areas import Area
from tawthiq.areas.grid import INSIDE, OUTSIDE, UNSURE
from tawthiq.areas.points import place_points
from tawthiq.breaches.exclusion import exclusion_of
from tawthiq.breaches.held import Held, Told
from tawthiq.breaches.party import party_test
from tawthiq.breaches.tables.astray import Extents
from tawthiq.breaches.tables.events import Events
from tawthiq.breaches.tables.kernel import Array
from tawthiq.breaches.tables.reasons import NUMBER
from tawthiq.breaches.tables.rules import Rules, probe
from tawthiq.dates import When
from tawthiq.dates.when import Precision
from tawthiq.records import Control, Gazetteer, Truth

_NOT_KNOWN = -2
"""In place of the number of a place: neither a place nor a point, or no time is known."""
_SAID = {INSIDE: Truth.TRUE, OUTSIDE: Truth.FALSE, UNSURE: Truth.UNKNOWN}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def dated_parties(events: Events, rules: Rules, rule: int, *, clock: str) -> tuple[Array, Array]:
    """Decides the party test of one rule where an alliance or a dated role is a candidate.

    Returns:
        The places of such events, and the number of the reason of each.
    """
    here = np.nonzero(events.parties & rules.dated[rule])[0]
    if not len(here):
        return here, here.astype(np.uint8)
    agreement, provision = rules.pairs[rule]
    keys = np.stack(
        [
            events.start[here],
            events.end[here],
            events.timed[here],
            events.parties[here].view(np.int64),
            events.joint[here],
        ],
        axis=1,
    )
    cases, case_of = np.unique(keys, axis=0, return_inverse=True)
    reasons = []
    for start, end, timed, mask, joint in cases.tolist():
        codes = tuple(code for at, code in enumerate(rules.parties) if mask >> at & 1)
        told = probe(
            when=_when(start, end, clock) if timed else None, parties=codes, joint=bool(joint)
        )
        result = party_test(told, agreement, provision, rules.ruleset)
        reasons.append(NUMBER[result.reason.code])
    return here, np.array(reasons, np.uint8)[case_of.reshape(-1)]


def exclusions_of(
    events: Events,
    rules: Rules,
    controls: Sequence[Control],
    places: Gazetteer,
    *,
    clock: str,
) -> Array:
    """Decides the exclusion test of each agreement and event: agreement x row."""
    leaving_out = [at for at, each in enumerate(rules.agreements) if each.exclusions]
    none = NUMBER["exclusion.none"]
    found = np.full((len(rules.agreements), len(events.start)), none, np.uint8)
    if not leaving_out:
        return found
    near = _Near(controls, places, rules.places, rules.extents)
    patterns, pattern_of = near.patterns(events)
    keys = np.stack([events.place, events.start, events.end, pattern_of], axis=1)
    open_rows = near.is_told[events.place]
    open_rows &= (events.place >= 0) | (patterns != OUTSIDE).any(axis=1)[pattern_of]
    keys[~open_rows, 1:3] = 0  # no record of the place: the time is all one
    keys[(events.timed == 0) | ((events.place < 0) & np.isnan(events.longitude))] = _NOT_KNOWN
    cases, case_of = np.unique(keys, axis=0, return_inverse=True)
    reasons = np.empty((len(rules.agreements), len(cases)), np.uint8)
    for case, (place, start, end, pattern) in enumerate(cases.tolist()):
        when = told = None
        if place != _NOT_KNOWN:
            when = _when(start, max(end, start + 1), clock)
            told = [each for each in near.about(place, pattern, patterns[pattern])
                    if each.control.during.overlaps(when)]  # fmt: skip
        for at in leaving_out:
            result = exclusion_of(
                told,
                rules.agreements[at],
                when,
                scope=rules.ruleset.exclusion_scope,
                contested=rules.ruleset.contested_exclusions,
            )
            reasons[at, case] = NUMBER[result.reason.code]
    for at in leaving_out:
        found[at] = reasons[at][case_of.reshape(-1)]
    return found


class _Near:
    """The places of which records tell, and how the places and points of events lie to them."""

    def __init__(
        self,
        controls: Sequence[Control],
        places: Gazetteer,
        numbers: Mapping[str, int],
        extents: Extents,
    ):
        self._controls = controls
        self._places = places
        self._names = (*numbers, None)
        self._codes = tuple(dict.fromkeys(each.place for each in controls))
        self._below = np.zeros((len(self._codes), len(self._names)), bool)
        self._below[:, -1] = True
        told = set(self._codes)
        for at, code in enumerate(self._codes):
            above = places.path(code)[1:]
            self._below[at, [numbers[each] for each in above if each in numbers]] = True
        within = [
            name is not None and not told.isdisjoint(places.path(name)) for name in self._names
        ]
        self.is_told: Array = np.array(within) | self._below.any(axis=0)
        self._extents = extents
        self._known: dict[tuple[int, int], list[Told]] = {}

    def patterns(self, events: Events) -> tuple[Array, Array]:
        """Returns how points lie to the places below that under which they are filed.

        Returns:
            Pattern x place of a record; and the number of the pattern of each event. Nothing is
            said by events without a point, and by points outside of the place of the event.
        """
        has_below: Array = np.asarray(self._below.any(axis=0))
        rows = np.nonzero(~np.isnan(events.longitude) & has_below[events.place])[0]
        said = np.full((len(rows) + 1, len(self._codes)), UNSURE, np.uint8)
        spots = events.longitude[rows], events.latitude[rows], events.radius[rows]
        place = events.place[rows]
        filed = ~np.isin(rows, self._extents.rows_astray(events, rows[place >= 0]))
        for at, code in enumerate(self._codes):
            own = np.nonzero(filed & self._below[at, place])[0]
            if len(own):
                area = self._places.area(code)
                said[own, at] = _placed(spots, own, area)
        patterns, numbers = np.unique(said, axis=0, return_inverse=True)
        numbers = numbers.reshape(-1)
        pattern_of = np.full(len(events.place), numbers[-1], np.int64)
        pattern_of[rows] = numbers[:-1]
        return patterns, pattern_of

    def about(self, place: int, number: int, pattern: Array) -> list[Told]:
        """Returns the records of a place, or of points that lie to theirs as a pattern says."""
        if (place, number) not in self._known:
            self._known[place, number] = list(self._tell(place, pattern))
        return self._known[place, number]

    def _tell(self, place: int, pattern: Array) -> Iterator[Told]:
        held, by_place = Held(self._controls, self._places), {}
        for at, code in enumerate(self._codes):
            whole = held.by_code(self._names[place], code)
            by_place[code] = _SAID[pattern[at]] if whole is Truth.UNKNOWN else whole
        for control in self._controls:
            if by_place[control.place] is not Truth.FALSE:
                yield Told(control, by_place[control.place], control.place)


def _placed(spots: Sequence[Array], rows: Array, area: Area) -> Array:
    return place_points(*(each[rows] for each in spots), area=area)


def _when(start: int, end: int, clock: str) -> When:
    return When(
        start=_EPOCH + timedelta(microseconds=start),
        end=_EPOCH + timedelta(microseconds=end),
        precision=Precision.RANGE,
        stated="",
        clock=clock,
    )
