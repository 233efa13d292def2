"""Decides files of events of any size, batch by batch, in constant memory and on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tawthiq.breaches.period import agreements_of
from tawthiq.breaches.ruleset import read_ruleset
from tawthiq.breaches.tables.events import check_schema
from tawthiq.breaches.tables.table import ROWS, Engine
from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError
from tawthiq.intake.event_table import EVENT_SCHEMA
from tawthiq.intake.ged import read_ged
from tawthiq.records import Control, Reason


@dataclass(frozen=True, slots=True)
class EventFile:
    """A file of events.

    Attributes:
        rows: How many events it holds.
        schema: Of its columns of events.
        batches: Reads it from its start.
        notes: What was read as not known.
    """

    name: str
    rows: int
    schema: pa.Schema
    batches: Callable[[], Iterator[pa.RecordBatch]]
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Streamed:
    """What was decided of files.

    Attributes:
        events: Rows that were read.
        findings: Rows that were written.
        verdicts: Agreement -> verdict -> number of events whose strongest finding it is.
        ruleset: Name, version and digest of the rules.
        notes: What was read as not known.
    """

    events: int
    findings: int
    verdicts: dict[str, dict[str, int]]
    ruleset: str
    notes: tuple[Reason, ...] = ()


def engine_of(casebook: Casebook, *, verdicts: Collection[str] | None = None) -> Engine:
    """Makes the agreements, rules, places and control records of a casebook ready."""
    casebook = casebook.reading()
    state = casebook.view.state()
    return Engine(
        agreements_of(casebook),
        ruleset=read_ruleset(casebook.ruleset_text),
        places=casebook.places(),
        controls=casebook.view.all(Control),
        verdicts=verdicts,
        clock=casebook.settings.clock,
        state=(state.tree_size, state.root),
    )


def open_events(path: Path, casebook: Casebook) -> EventFile:
    """Opens a Parquet file with the columns of `EVENT_SCHEMA`, or a CSV file of UCDP GED.

    Raises:
        InputError: It cannot be read, or its columns are not those of events.
    """
    if path.name.endswith((".csv", ".csv.gz")):
        held = read_ged(path, places=casebook.places(), clock=casebook.settings.clock)
        return _table_file(path.name, held.table, held.notes)
    return open_parquet(path)


def open_parquet(path: Path) -> EventFile:
    """Opens a Parquet file with the columns of `EVENT_SCHEMA`; nothing but its end is read yet.

    Raises:
        InputError: It cannot be read, or its columns are not those of events.
    """
    try:
        file = pq.ParquetFile(path, pre_buffer=False)
    except (OSError, pa.ArrowException) as fault:
        raise _refused(path, f"it cannot be read as Parquet: {fault}", "Give a file.") from None
    check_schema(file.schema_arrow)
    schema = _event_columns(file.schema_arrow)
    return EventFile(
        path.name,
        file.metadata.num_rows,
        schema,
        lambda: _by_row_group(file, schema.names),
    )


def _by_row_group(file: pq.ParquetFile, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yields batches row group by row group, since a reader over all of them keeps what it read."""
    for group in range(file.num_row_groups):
        yield from file.iter_batches(batch_size=ROWS, row_groups=[group], columns=names)


def decide_files(
    sources: Sequence[EventFile],
    target: Path,
    engine: Engine,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Streamed:
    """Decides the events of files into a new Parquet file of findings.

    The new file appears whole or not at all. No more than a few batches are held at a time,
    however many rows there are.

    Args:
        sources: The files, with the same columns.
        target: The file to write; it must not be there yet.
        engine: Agreements made ready.
        threads: How many batches are decided at once; one per core where None.
        progress: Called with the number of rows read so far and of all rows.

    Raises:
        InputError: A file holds what cannot be, or other columns than the first; or the target
            is there already.
    """
    if target.exists():
        raise _refused(target, "the file is there already", "Choose another name.")
    schema = sources[0].schema
    for source in sources:
        if not source.schema.equals(schema):
            reason = f"its columns are not those of {sources[0].name}"
            raise _refused(Path(source.name), reason, "Decide it on its own.")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    findings = 0
    before = engine.tally
    try:
        with pq.ParquetWriter(part, engine.schema, compression="zstd") as writer:
            reader = pa.RecordBatchReader.from_batches(schema, _read(sources, progress))
            for batch in engine.run(reader, threads=threads):
                writer.write_batch(batch)
                findings += batch.num_rows
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    except OSError as fault:
        raise _refused(target, f"it cannot be written: {fault.strerror}", "Make room.") from fault
    except pa.ArrowNotImplementedError as fault:
        remedy = "Write its lists as lists of plain strings, or in smaller row groups."
        raise _refused(Path(sources[0].name), f"it cannot be read: {fault}", remedy) from fault
    finally:
        part.unlink(missing_ok=True)
    return Streamed(
        sum(source.rows for source in sources),
        findings,
        engine.named_tally(engine.tally - before),
        engine.ruleset.title,
        tuple(note for source in sources for note in source.notes),
    )


def _read(
    sources: Sequence[EventFile], progress: Callable[[int, int], None] | None
) -> Iterator[pa.RecordBatch]:
    done, total = 0, sum(source.rows for source in sources)
    for source in sources:
        for batch in source.batches():
            yield batch
            done += batch.num_rows
            if progress is not None:
                progress(done, total)


def _table_file(name: str, table: pa.Table, notes: tuple[Reason, ...]) -> EventFile:
    held = table.select(_event_columns(table.schema).names)
    return EventFile(name, held.num_rows, held.schema, lambda: iter(held.to_batches()), notes)


def _event_columns(schema: pa.Schema) -> pa.Schema:
    return pa.schema([field for field in schema if field.name in EVENT_SCHEMA.names])


def _refused(path: Path, reason: str, remedy: str) -> InputError:
    return InputError([Fault(path.name, None, None, None, reason, remedy)])
