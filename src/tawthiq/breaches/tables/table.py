"""Decides tables of events, without a casebook: Arrow in, Arrow out, batch by batch."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa

from tawthiq.areas.grid import CELLS
from tawthiq.breaches.finding import TestName
from tawthiq.breaches.ruleset import Ruleset, read_ruleset
from tawthiq.breaches.tables.events import Events, as_reader, read_events
from tawthiq.breaches.tables.kernel import Array
from tawthiq.breaches.tables.reasons import REASONS, TRUTHS
from tawthiq.breaches.tables.rules import Rules, make_rules
from tawthiq.breaches.tables.settle import FAILING, VERDICTS, Decided, Settler
from tawthiq.casebook.casebook import first_places
from tawthiq.errors import SelectionError
from tawthiq.records import Agreement, Control, Gazetteer
from tawthiq.vocabulary.terms import read_text

ROWS = 65_536
"""Rows that are decided at a time."""


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
        if unknown := sorted(set(verdicts or ()) - set(VERDICTS)):
            raise SelectionError(f"No verdict is called {unknown[0]!r}: {', '.join(VERDICTS)}.")
        self.ruleset = ruleset or read_ruleset(read_text("ruleset.yaml"))
        self.places = places or Gazetteer(first_places())
        self.controls = tuple(controls)
        self.clock = clock
        self._wanted = None if verdicts is None else [each in verdicts for each in VERDICTS]
        self.rules = make_rules(agreements, ruleset=self.ruleset, places=self.places, cells=cells)
        self.schema = _schema(self.rules, self.ruleset, state)
        self.tally = np.zeros((len(self.rules.agreements), len(VERDICTS)), np.int64)
        self._lock = threading.Lock()
        self._settler = Settler(self.rules, self.controls, self.places, clock=clock)

    def run(
        self, batches: pa.RecordBatchReader, *, threads: int | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Decides batch after batch, in order; a few are held in memory at a time."""
        workers = threads or os.cpu_count() or 1
        with ThreadPoolExecutor(workers) as pool:
            waiting: deque[Future[pa.RecordBatch]] = deque()
            for first, batch in _slices(batches):
                waiting.append(pool.submit(self.decide, batch, first=first))
                if len(waiting) > workers + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def decide(self, batch: pa.RecordBatch, *, first: int = 0) -> pa.RecordBatch:
        """Decides one batch; `first` is the number of its first row in the whole table."""
        rules = self.rules
        events = read_events(
            batch, first=first, places=rules.places, acts=rules.acts, parties=rules.parties
        )
        decided = self.settle(events)
        self._count(decided, len(events.start))
        return self._findings(events, decided)

    def settle(self, events: Events) -> list[Decided]:
        """Decides a batch: every event, or those near a zone where no other finding is wanted."""
        if self._wanted is None or self._wanted[VERDICTS.index("no_breach")]:
            return self._settler.settle(events)
        return self._settler.settle_near(events)

    def named_tally(self, tally: Array) -> dict[str, dict[str, int]]:
        """Returns counts as agreement -> verdict -> events whose strongest finding it is."""
        return {
            each.code: dict(zip(VERDICTS, row.tolist(), strict=True))
            for each, row in zip(self.rules.agreements, tally, strict=True)
        }

    def _count(self, decided: Sequence[Decided], rows: int) -> None:
        """Counts each event once per agreement, by its strongest finding."""
        best = np.full((len(self.rules.agreements), rows), len(VERDICTS) - 1, np.int8)
        for each, at in zip(decided, self.rules.agreement_of, strict=True):
            own = slice(None) if each.rows is None else each.rows
            best[at][own] = np.minimum(best[at][own], each.verdicts)
        numbers = range(len(VERDICTS))
        counted = np.array([[np.count_nonzero(row == at) for at in numbers] for row in best])
        with self._lock:
            self.tally = self.tally + counted

    def _findings(self, events: Events, decided: Sequence[Decided]) -> pa.RecordBatch:
        rules = self.rules
        rule, row, joined = self._wanted_of(decided)
        columns = [
            pa.DictionaryArray.from_arrays(row, events.ids.cast(pa.string())),
            _named(rule, [agreement.code for agreement, _ in rules.pairs]),
            _named(rule, [provision.code for _, provision in rules.pairs]),
            _named(joined([each.verdicts for each in decided]), VERDICTS),
            _named(joined([each.failing for each in decided]), FAILING),
        ]
        for at, test in enumerate(TestName):
            own = joined([each.reasons[at] for each in decided])
            columns.append(_named(rules.values[at][own], [each.value for each in TRUTHS]))
            columns.append(_named(own.astype(np.int8), list(REASONS[test])))
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)

    def _wanted_of(
        self, decided: Sequence[Decided]
    ) -> tuple[Array, Array, Callable[[Sequence[Array]], Array]]:
        """Returns rule and row of each finding that is wanted, event by event.

        The third is a function that joins an array of each rule in that order.
        """
        if self._wanted is None:
            width, rows = len(decided), len(decided[0].verdicts)
            row = np.repeat(np.arange(rows, dtype=np.int32), width)
            rule = np.tile(np.arange(width, dtype=np.int16), rows)
            return rule, row, lambda each: np.stack(each, axis=1).reshape(-1)
        wanted = np.array(self._wanted)
        kept = [np.nonzero(wanted[each.verdicts])[0] for each in decided]
        row = np.concatenate(
            [at if each.rows is None else each.rows[at]
             for each, at in zip(decided, kept, strict=True)]
        ).astype(np.int32)  # fmt: skip
        rule = np.repeat(np.arange(len(decided), dtype=np.int16), [len(each) for each in kept])
        order = np.lexsort((rule, row))

        def joined(arrays: Sequence[Array]) -> Array:
            picked = [each[at] for each, at in zip(arrays, kept, strict=True)]
            result: Array = np.concatenate(picked)[order]
            return result

        return rule[order], row[order], joined


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
