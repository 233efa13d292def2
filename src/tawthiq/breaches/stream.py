"""Decides Parquet files of any size, batch by batch, in constant memory and on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tawthiq.breaches.events import check_schema
from tawthiq.breaches.table import ROWS, Engine
from tawthiq.errors import Fault, InputError
from tawthiq.intake.event_table import EVENT_SCHEMA


@dataclass(frozen=True, slots=True)
class Streamed:
    """What was decided of files.

    Attributes:
        events: Rows that were read.
        findings: Rows that were written.
        ruleset: Name, version and digest of the rules.
    """

    events: int
    findings: int
    ruleset: str


def decide_files(
    sources: Sequence[Path],
    target: Path,
    engine: Engine,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Streamed:
    """Decides the events of Parquet files into a new Parquet file of findings.

    The new file appears whole or not at all. No more than a few batches are held at a time,
    however many rows there are.

    Args:
        sources: Files with the columns of `tawthiq.intake.event_table.EVENT_SCHEMA`.
        target: The file to write; it must not be there yet.
        engine: Agreements made ready.
        threads: How many batches are decided at once; one per core where None.
        progress: Called with the number of rows read so far and of all rows.

    Raises:
        InputError: A file cannot be read, or holds what cannot be; or the target is there.
    """
    if target.exists():
        raise _refused(target, "the file is there already", "Choose another name.")
    files = [_open(source) for source in sources]
    total = sum(file.metadata.num_rows for file in files)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    counted = _Counted(progress, total)
    findings = 0
    try:
        with pq.ParquetWriter(part, engine.schema, compression="zstd") as writer:
            batches = counted.over(files)
            reader = pa.RecordBatchReader.from_batches(_joint_schema(files), batches)
            for batch in engine.run(reader, threads=threads):
                writer.write_batch(batch)
                findings += batch.num_rows
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return Streamed(counted.rows, findings, engine.ruleset.title)


class _Counted:
    """Reads files batch by batch and says how far it is."""

    def __init__(self, progress: Callable[[int, int], None] | None, total: int):
        self._progress = progress
        self._total = total
        self.rows = 0

    def over(self, files: Sequence[pq.ParquetFile]) -> Iterator[pa.RecordBatch]:
        """Yields the columns of events of each file."""
        names = _joint_schema(files).names
        for file in files:
            for batch in file.iter_batches(batch_size=ROWS, columns=names):
                self.rows += batch.num_rows
                yield batch
                if self._progress is not None:
                    self._progress(self.rows, self._total)


def _joint_schema(files: Sequence[pq.ParquetFile]) -> pa.Schema:
    first: pa.Schema = files[0].schema_arrow
    return pa.schema([field for field in first if field.name in EVENT_SCHEMA.names])


def _open(source: Path) -> pq.ParquetFile:
    try:
        file = pq.ParquetFile(source)
    except (OSError, pa.ArrowException) as fault:
        raise _refused(source, f"it cannot be read as Parquet: {fault}", "Give a file.") from None
    check_schema(file.schema_arrow)
    return file


def _refused(path: Path, reason: str, remedy: str) -> InputError:
    return InputError([Fault(path.name, None, None, None, reason, remedy)])
