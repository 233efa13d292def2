"""What hangs on the day or on who held the place: decided once per different case, by the tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from tawthiq.breaches.events import Events
from tawthiq.breaches.exclusion import Held, exclusion_test
from tawthiq.breaches.kernel import Array
from tawthiq.breaches.party import party_test
from tawthiq.breaches.reasons import NUMBER
from tawthiq.breaches.rules import Rules, probe
from tawthiq.dates import When
from tawthiq.dates.when import Precision
from tawthiq.records import Control, Gazetteer, Where

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
    keys = np.stack([events.place, events.start, events.end], axis=1)
    keys[(events.timed == 0) | (events.place < 0)] = -1
    names = list(rules.places)
    recorded = {code for code in names if _has_record(code, controls, places)}
    open_rows = np.isin(events.place, [rules.places[code] for code in recorded])
    keys[~open_rows & (keys[:, 0] >= 0), 1:] = 0  # no record of the place: the time is all one
    cases, case_of = np.unique(keys, axis=0, return_inverse=True)
    held = Held(controls, places)
    for at in leaving_out:
        reasons = []
        for place, start, end in cases.tolist():
            if place < 0:
                told = probe()
            else:
                told = probe(when=_when(start, max(end, start + 1), clock),
                             where=Where(place=names[place]))  # fmt: skip
            result = exclusion_test(
                told,
                rules.agreements[at],
                held,
                scope=rules.ruleset.exclusion_scope,
                contested=rules.ruleset.contested_exclusions,
            )
            reasons.append(NUMBER[result.reason.code])
        found[at] = np.array(reasons, np.uint8)[case_of.reshape(-1)]
    return found


def _has_record(code: str, controls: Sequence[Control], places: Gazetteer) -> bool:
    return any(
        places.lies_in(code, each.place) or places.lies_in(each.place, code) for each in controls
    )


def _when(start: int, end: int, clock: str) -> When:
    return When(
        start=_EPOCH + timedelta(microseconds=start),
        end=_EPOCH + timedelta(microseconds=end),
        precision=Precision.RANGE,
        stated="",
        clock=clock,
    )
