"""Decides tables of events, without a casebook: Arrow in, Arrow out, batch by batch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from tawthiq.areas import Area
from tawthiq.areas.grid import CELLS, EXACT, INSIDE, OUTSIDE, UNSURE
from tawthiq.areas.shapes import discs
from tawthiq.breaches import kernel
from tawthiq.breaches.events import Events, as_reader, read_events
from tawthiq.breaches.finding import TestName, Verdict
from tawthiq.breaches.kernel import Array
from tawthiq.breaches.late import dated_parties, exclusions_of
from tawthiq.breaches.reasons import REASONS, TRUTHS
from tawthiq.breaches.rules import Rules, make_rules
from tawthiq.breaches.ruleset import Ruleset, read_ruleset
from tawthiq.casebook.casebook import first_places
from tawthiq.errors import SelectionError
from tawthiq.records import Agreement, Control, Gazetteer
from tawthiq.vocabulary.terms import read_text

ROWS = 65_536
"""Rows that are decided at a time."""

_VERDICTS = tuple(verdict.value for verdict in Verdict)
_FAILING = (*(test.value for test in TestName), None)


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
        table: Any table that speaks Arrow, with the columns of `tawthiq.breaches.events.SCHEMA`.
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
    ):
        """Turns the agreements into arrays and lays the grids."""
        if unknown := sorted(set(verdicts or ()) - set(_VERDICTS)):
            raise SelectionError(f"No verdict is called {unknown[0]!r}: {', '.join(_VERDICTS)}.")
        self.ruleset = ruleset or read_ruleset(read_text("ruleset.yaml"))
        self.places = places or Gazetteer(first_places())
        self.controls = tuple(controls)
        self.clock = clock
        self._wanted = None if verdicts is None else [each in verdicts for each in _VERDICTS]
        self.rules = make_rules(agreements, ruleset=self.ruleset, places=self.places, cells=cells)
        self.schema = _schema(self.rules, self.ruleset)

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
        return self._findings(events, self.settle(events))

    def settle(self, events: Events) -> tuple[Array, Array, Array]:
        """Returns the reasons (row x rule x test), the verdicts and the failing tests."""
        rules = self.rules
        shape = (len(events.start), len(rules.pairs))
        out = (np.empty((*shape, 5), np.uint8), np.empty(shape, np.int8), np.empty(shape, np.int8))
        exclusions = exclusions_of(events, rules, self.controls, self.places, clock=self.clock)
        said = place_all(events, rules)
        kernel.decide(events.arrays, rules.rules, rules.zones, said, exclusions, out)
        late = dated_parties(events, rules, clock=self.clock)
        if late is not None:
            kernel.decide_again(*late, out, rules.values)
        return out

    def _findings(self, events: Events, out: tuple[Array, Array, Array]) -> pa.RecordBatch:
        reasons, verdicts, failing = (each.reshape(-1, *each.shape[2:]) for each in out)
        rules, width = self.rules, len(self.rules.pairs)
        keep: Array | slice = slice(None)
        row = np.repeat(np.arange(len(events.start), dtype=np.int32), width)
        rule = np.tile(np.arange(width, dtype=np.int16), len(events.start))
        if self._wanted is not None:
            keep = np.nonzero(np.array(self._wanted)[verdicts])[0]
            row, rule = row[keep], rule[keep]
        reasons, verdicts, failing = reasons[keep], verdicts[keep], failing[keep]
        columns = [
            pa.DictionaryArray.from_arrays(row, events.ids.cast(pa.string())),
            _named(rule, [agreement.code for agreement, _ in rules.pairs]),
            _named(rule, [provision.code for _, provision in rules.pairs]),
            _named(verdicts, _VERDICTS),
            _named(failing, _FAILING),
        ]
        for at, test in enumerate(TestName):
            own = np.ascontiguousarray(reasons[:, at])
            columns.append(_named(rules.values[at][own], [each.value for each in TRUTHS]))
            columns.append(_named(own.astype(np.int8), list(REASONS[test])))
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)


def place_all(events: Events, rules: Rules) -> Array:
    """Returns how each point lies to each area: row x area, settled as far as it can be."""
    said = np.full((len(events.start), len(rules.areas)), UNSURE, np.uint8)
    reach, at = events.reach, 0
    for grid in rules.grids:
        width = len(grid.beyond)
        own = said[:, at : at + width]
        parts = (grid.west, grid.south, grid.cell, grid.pattern, grid.said, grid.beyond)
        kernel.place_points(events.longitude, events.latitude, reach, parts, own)
        at += width
    for number, area in enumerate(rules.areas):
        rows = np.nonzero(said[:, number] == EXACT)[0]
        if len(rows):
            said[rows, number] = _exactly(events, rows, area)
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


def _schema(rules: Rules, ruleset: Ruleset) -> pa.Schema:
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
    return pa.schema(fields, metadata={"ruleset": ruleset.title})
