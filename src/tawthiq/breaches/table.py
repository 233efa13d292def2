"""Decides tables of events, without a casebook: Arrow in, Arrow out, batch by batch."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from tawthiq.areas import Area
from tawthiq.areas.grid import CELLS, EXACT, INSIDE, OUTSIDE, UNSURE
from tawthiq.areas.shapes import discs
from tawthiq.breaches import kernel
from tawthiq.breaches.decide import verdict_of
from tawthiq.breaches.events import Events, as_reader, read_events
from tawthiq.breaches.finding import TestName, TestResult, Verdict
from tawthiq.breaches.kernel import Array
from tawthiq.breaches.late import dated_parties, exclusions_of
from tawthiq.breaches.reasons import NUMBER, REASONS, TRUTHS
from tawthiq.breaches.rules import Rules, make_rules
from tawthiq.breaches.ruleset import Ruleset, read_ruleset
from tawthiq.casebook.casebook import first_places
from tawthiq.errors import SelectionError
from tawthiq.records import Agreement, Control, Gazetteer, Reason, Truth
from tawthiq.vocabulary.terms import read_text

ROWS = 65_536
"""Rows that are decided at a time."""

_VERDICTS = tuple(verdict.value for verdict in Verdict)
_NOWHERE = NUMBER["place.not_known"]
_FAILING = (*(test.value for test in TestName), None)
_PLAIN = {value: TestResult(value=value, reason=Reason(code=value.value)) for value in Truth}


def decide_breaches(
    table: Any,
    agreements: Sequence[Agreement],
    *,
    ruleset: Ruleset | None = None,
    places: Gazetteer | None = None,
    controls: Sequence[Control] = (),
    verdicts: Collection[str] | None = None,
    clock: str = "Asia/Damascus",
    threads: int | None = None,
) -> pa.Table:
    """Decides each event of a table against each prohibition of each agreement.

    Args:
        table: Any table that speaks Arrow, with the columns of
            `tawthiq.intake.event_table.EVENT_SCHEMA`.
        agreements: The agreements; see `read_agreements`.
        ruleset: The rules; the shipped ones where none are given.
        places: The places that codes stand for; the shipped ones where none are given.
        controls: Who held which place when.
        verdicts: Which findings are wanted, such as `{"breach", "possible"}`; all where None.
        clock: IANA zone of the days in which roles and alliances are dated.
        threads: How many batches are decided at once; one per core where None.

    Returns:
        One row per event x agreement x prohibition: `incident`, `agreement`, `provision`,
        `verdict`, `failing` (the test that rules a breach out), and for each of `act`, `time`,
        `place`, `party` and `exclusion` its value and its reason. The metadata of the schema
        names the ruleset.

    Raises:
        InputError: A column is missing or wrong, or rows hold what cannot be; nothing is skipped.
    """
    engine = Engine(
        agreements,
        ruleset=ruleset,
        places=places,
        controls=controls,
        verdicts=verdicts,
        clock=clock,
    )
    return pa.Table.from_batches(engine.run(as_reader(table), threads=threads), engine.schema)


class Engine:
    """Agreements made ready for deciding many batches; see `decide_breaches`."""

    def __init__(
        self,
        agreements: Sequence[Agreement],
        *,
        ruleset: Ruleset | None = None,
        places: Gazetteer | None = None,
        controls: Sequence[Control] = (),
        verdicts: Collection[str] | None = None,
        clock: str = "Asia/Damascus",
        cells: int = CELLS,
        state: tuple[int, str] | None = None,
    ):
        """Turns the agreements into arrays and lays the grids.

        Args:
            agreements: See `decide_breaches`, as for the next five.
            ruleset: The rules.
            places: The places.
            controls: Who held which place when.
            verdicts: Which findings are wanted.
            clock: Of the days.
            cells: Cells along the longer side of a grid; more cells, fewer exact tests.
            state: Size and root of the register that all of it is of, for the findings.
        """
        if unknown := sorted(set(verdicts or ()) - set(_VERDICTS)):
            raise SelectionError(f"No verdict is called {unknown[0]!r}: {', '.join(_VERDICTS)}.")
        self.ruleset = ruleset or read_ruleset(read_text("ruleset.yaml"))
        self.places = places or Gazetteer(first_places())
        self.controls = tuple(controls)
        self.clock = clock
        self._wanted = None if verdicts is None else [each in verdicts for each in _VERDICTS]
        self.rules = make_rules(agreements, ruleset=self.ruleset, places=self.places, cells=cells)
        self.schema = _schema(self.rules, self.ruleset, state)
        self.tally = np.zeros((len(self.rules.agreements), len(_VERDICTS)), np.int64)
        self._lock = threading.Lock()
        self._cases = _cases(self.rules.values)

    def run(
        self, batches: pa.RecordBatchReader, *, threads: int | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Decides batch after batch, in order; a few are held in memory at a time."""
        with ThreadPoolExecutor(threads) as pool:
            waiting: list[Any] = []
            for first, batch in _slices(batches):
                waiting.append(pool.submit(self.decide, batch, first=first))
                if len(waiting) > 2 * pool._max_workers:
                    yield waiting.pop(0).result()
            for each in waiting:
                yield each.result()

    def decide(self, batch: pa.RecordBatch, *, first: int = 0) -> pa.RecordBatch:
        """Decides one batch; `first` is the number of its first row in the whole table."""
        rules = self.rules
        events = read_events(
            batch, first=first, places=rules.places, acts=rules.acts, parties=rules.parties
        )
        settled = self.settle(events)
        self._count(settled)
        return self._findings(events, settled)

    def named_tally(self, tally: Array) -> dict[str, dict[str, int]]:
        """Returns counts as agreement -> verdict -> events whose strongest finding it is."""
        return {
            each.code: dict(zip(_VERDICTS, row.tolist(), strict=True))
            for each, row in zip(self.rules.agreements, tally, strict=True)
        }

    def _count(self, settled: Settled) -> None:
        counted = np.zeros_like(self.tally)
        for at in range(len(self.rules.agreements)):
            own = np.nonzero(self.rules.agreement_of == at)[0]
            if len(own):
                strongest = settled.verdicts[own].min(axis=0)
                counted[at] = np.bincount(strongest, minlength=len(_VERDICTS))
        with self._lock:
            self.tally = self.tally + counted

    def settle(self, events: Events) -> Settled:
        """Returns the reasons, the verdicts and the failing tests of every event and rule."""
        rules, rows = self.rules, len(events.start)
        exclusions = exclusions_of(events, rules, self.controls, self.places, clock=self.clock)
        times, places = self.times_of(events), self.places_of(events)
        late = dated_parties(events, rules, clock=self.clock)
        set_of = np.empty(rows, np.int32)
        sets = kernel.number_parties(events.parties, events.joint, set_of)
        per_set = np.empty(len(sets), np.uint8)
        settled = Settled.empty(len(rules.pairs), rows)
        for rule in range(len(rules.pairs)):
            own = settled.reasons[rule]
            own[1] = times[rules.time_of[rule]]
            own[2] = places[rules.place_of[rule]]
            own[4] = exclusions[rules.agreement_of[rule]]
            kernel.act_reasons(events.acts, rules.breached[rule], rules.depending[rule],
                               rules.conditional[rule], own[0])  # fmt: skip
            kernel.party_reasons(sets, rules.yes[rule], rules.no[rule],
                                 rules.party_reasons[rule], per_set)  # fmt: skip
            np.take(per_set, set_of, out=own[3])
            if rule in late:
                at, reasons = late[rule]
                own[3][at] = reasons
            kernel.join_tests(
                tuple(own), *self._cases, settled.verdicts[rule], settled.failing[rule]
            )
        return settled

    def times_of(self, events: Events) -> Array:
        """Returns the reason of the time test: time rule x row; of several terms one is enough."""
        rules, rank = self.rules, self.rules.rank(TestName.TIME)
        found = np.empty((len(rules.terms) - 1, len(events.start)), np.uint8)
        more = np.empty(len(events.start), np.uint8)
        for each, own in enumerate(found):
            for slot in range(rules.terms[each], rules.terms[each + 1]):
                first = slot == rules.terms[each]
                into = own if first else more
                kernel.time_reasons(events.start, events.end, events.timed, rules.bounds[slot],
                                    rules.flags[slot], into)  # fmt: skip
                if not first:
                    kernel.join_reasons(more, rank, own)
        return found

    def places_of(self, events: Events) -> Array:
        """Returns the reason of the place test: place rule x row; of several zones one counts."""
        rules, rank = self.rules, self.rules.rank(TestName.PLACE)
        said, told = place_all(events, rules), events.told
        per_zone = np.empty((len(rules.zones), len(events.start)), np.uint8)
        for at, zone in enumerate(rules.zones):
            kernel.zone_reasons(told, zone, said, per_zone[at])
        found = np.empty((len(rules.zone_lists) - 1, len(events.start)), np.uint8)
        for each, own in enumerate(found):
            members = rules.zone_at[rules.zone_lists[each] : rules.zone_lists[each + 1]]
            if not len(members):
                nowhere = (events.place < 0) & np.isnan(events.longitude)
                own[:] = np.where(nowhere, _NOWHERE, NUMBER["place.no_zone_recorded"])
                continue
            own[:] = per_zone[members[0]]
            for member in members[1:]:
                kernel.join_reasons(per_zone[member], rank, own)
        return found

    def _findings(self, events: Events, settled: Settled) -> pa.RecordBatch:
        rules = self.rules
        rule, row, pick = settled.wanted(self._wanted)
        columns = [
            pa.DictionaryArray.from_arrays(row, events.ids.cast(pa.string())),
            _named(rule, [agreement.code for agreement, _ in rules.pairs]),
            _named(rule, [provision.code for _, provision in rules.pairs]),
            _named(pick(settled.verdicts), _VERDICTS),
            _named(pick(settled.failing), _FAILING),
        ]
        for at, test in enumerate(TestName):
            own = pick(settled.reasons[:, at])
            columns.append(_named(rules.values[at][own], [each.value for each in TRUTHS]))
            columns.append(_named(own.astype(np.int8), list(REASONS[test])))
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)


@dataclass(frozen=True, slots=True)
class Settled:
    """What was decided of a batch.

    Attributes:
        reasons: Rule x test x row: number of the reason.
        verdicts: Rule x row: number of the verdict.
        failing: Rule x row: number of the test that rules a breach out, 5 where none does.
    """

    reasons: Array
    verdicts: Array
    failing: Array

    @classmethod
    def empty(cls, rules: int, rows: int) -> Settled:
        """Returns arrays that are still to be written."""
        return cls(
            np.empty((rules, len(TestName), rows), np.uint8),
            np.empty((rules, rows), np.int8),
            np.empty((rules, rows), np.int8),
        )

    def wanted(
        self, verdicts: Sequence[bool] | None
    ) -> tuple[Array, Array, Callable[[Array], Array]]:
        """Returns rule and row of each finding with such a verdict, row by row.

        The third is a function that picks these findings out of an array of rule x row.
        """
        rules, rows = self.verdicts.shape
        if verdicts is None:
            row = np.repeat(np.arange(rows, dtype=np.int32), rules)
            rule = np.tile(np.arange(rules, dtype=np.int16), rows)
            return rule, row, lambda each: each.T.reshape(-1)
        row, rule = np.nonzero(np.array(verdicts)[self.verdicts.T])
        return rule.astype(np.int16), row.astype(np.int32), lambda each: each[rule, row]


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
                own[area, exact] = _exactly(events, exact, rules.areas[at + area])
        at += width
    return said


def _exactly(events: Events, rows: Array, area: Area) -> Array:
    """Compares points and discs with the very shapes of an area."""
    longitude, latitude = events.longitude[rows], events.latitude[rows]
    radius = events.radius[rows]
    found = np.empty(len(rows), np.uint8)
    exact = radius == 0
    x, y = longitude[exact], latitude[exact]
    inside = shapely.intersects_xy(area.core, x, y)
    near = inside if area.outer is area.core else shapely.intersects_xy(area.outer, x, y)
    found[exact] = np.where(inside, INSIDE, np.where(near, UNSURE, OUTSIDE))
    if not exact.all():
        shapes = discs(longitude[~exact], latitude[~exact], radius[~exact])
        inside, near = shapely.covers(area.core, shapes), shapely.intersects(area.outer, shapes)
        found[~exact] = np.where(inside, INSIDE, np.where(near, UNSURE, OUTSIDE))
    return found


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
        np.array([_VERDICTS.index(verdict.value) for verdict, _ in cases], np.int8),
        np.array([_FAILING.index(failed) for _, failed in cases], np.int8),
    )


def _slices(batches: pa.RecordBatchReader) -> Iterator[tuple[int, pa.RecordBatch]]:
    first = 0
    for batch in batches:
        for at in range(0, batch.num_rows, ROWS):
            part = batch.slice(at, ROWS)
            yield first, part
            first += part.num_rows


def _named(numbers: Array, names: Sequence[str | None]) -> pa.DictionaryArray:
    """Returns a column of names from their numbers; the number of None stands for none."""
    words = [name for name in names if name is not None]
    if len(words) == len(names):
        return pa.DictionaryArray.from_arrays(numbers, pa.array(words, pa.string()))
    none = numbers == names.index(None)
    indices = pa.array(np.where(none, 0, numbers), mask=none)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))


def _schema(rules: Rules, ruleset: Ruleset, state: tuple[int, str] | None) -> pa.Schema:
    small, word = pa.dictionary(pa.int8(), pa.string()), pa.dictionary(pa.int16(), pa.string())
    fields = [
        pa.field("incident", pa.dictionary(pa.int32(), pa.string())),
        pa.field("agreement", word),
        pa.field("provision", word),
        pa.field("verdict", small),
        pa.field("failing", small),
    ]
    for test in TestName:
        fields += [pa.field(test.value, small), pa.field(f"{test.value}_reason", small)]
    metadata = {"ruleset": ruleset.title}
    if state is not None:
        metadata |= {"tree_size": str(state[0]), "root": state[1]}
    return pa.schema(fields, metadata=metadata)
