"""The rows and cells of a CSV file of UCDP GED, with every fault on the way."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TextIO

from tawthiq.errors import Fault
from tawthiq.intake.sheet import Row

COLUMNS = (
    "id", "year", "type_of_violence", "side_a", "where_prec", "adm_1", "adm_2", "latitude",
    "longitude", "country", "date_prec", "date_start", "date_end", "best",
)  # fmt: skip
"""The columns that are read; a file may have more of them."""

_WHOLE = re.compile(r"([0-9]{1,15})(?:\.0+)?")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]+)?")


class GedCells:
    """Reads cells and keeps every fault; after one, a value that fits stands in."""

    def __init__(self, *, file: str):
        """Starts without a fault."""
        self.faults: list[Fault] = []
        self._file = file
        self._keys: dict[int, int] = {}

    def fault(
        self, row: Row | None, column: str | None, value: str | None, reason: str, remedy: str
    ) -> None:
        """Keeps a fault."""
        number = row.number if row is not None else None
        self.faults.append(Fault(self._file, number, column, value or None, reason, remedy))

    def key(self, row: Row) -> int:
        """Returns the id of the event; the same one twice is a fault."""
        before = len(self.faults)
        key = self.whole(row, "id", least=0)
        if len(self.faults) == before and self._keys.setdefault(key, row.number) != row.number:
            reason = f"row {self._keys[key]} has the same id"
            self.fault(row, "id", row["id"], reason, "Take one of them out.")
        return key

    def whole(self, row: Row, column: str, *, least: int, most: int | None = None) -> int:
        """Returns a whole number, which GED writes as `4` or `4.0`."""
        match = _WHOLE.fullmatch(row[column])
        number = int(match[1]) if match else -1
        if match and least <= number and (most is None or number <= most):
            return number
        wanted = f"from {least} to {most}" if most is not None else f"of at least {least}"
        reason = f"{row[column]!r} is no whole number {wanted}"
        self.fault(row, column, row[column], reason, "Correct it; see the codebook of UCDP GED.")
        return least

    def degrees(self, row: Row, column: str, *, most: int) -> float | None:
        """Returns a coordinate in degrees, from -most to most."""
        number = float(row[column]) if _DEGREES.fullmatch(row[column]) else None
        if number is not None and abs(number) <= most:
            return number
        reason = f"{row[column]!r} is no number of degrees from -{most} to {most}"
        self.fault(row, column, row[column], reason, "Correct it.")
        return None

    def day(self, row: Row, column: str) -> str | None:
        """Returns a calendar day as `2017-07-09`; None where both days of the event are empty."""
        if not row["date_start"] and not row["date_end"]:
            return None
        try:
            match = _DAY.fullmatch(row[column])
            return date.fromisoformat(match[1] if match else "").isoformat()
        except ValueError:
            reason = f"{row[column]!r} is no calendar day"
            self.fault(row, column, row[column], reason, "Write it like 2017-07-09.")
            return None


def read_ged_rows(path: Path, cells: GedCells) -> Iterator[Row]:
    """Yields the rows of a file with the columns that are read; its faults go to `cells`."""
    number = 0
    try:
        with _opened(path) as file:
            reader = csv.reader(file, strict=True)
            header = [name.strip() for name in next(reader, [])]
            if not _is_ged(header, cells):
                return
            at = {name: header.index(name) for name in COLUMNS}
            number = reader.line_num
            for found in reader:
                start, number = number + 1, reader.line_num
                if len(found) == len(header):
                    yield Row(start, {name: found[at[name]].strip() for name in COLUMNS})
                elif any(found):
                    reason = f"the row has {len(found)} cells, the header {len(header)}"
                    cells.fault(Row(start, {}), None, None, reason, "Check its quotes and commas.")
    except UnicodeDecodeError:
        reason = "the file is not UTF-8"
        cells.fault(Row(number + 1, {}), None, None, reason, "Save it as UTF-8.")
    except csv.Error as fault:
        reason = f"the file is no CSV: {fault}"
        cells.fault(Row(number + 1, {}), None, None, reason, "Save it as CSV with commas.")
    except (gzip.BadGzipFile, EOFError, zlib.error) as fault:
        reason = f"the compressed file is damaged: {fault}"
        cells.fault(None, None, None, reason, "Fetch it again.")
    except OSError as fault:
        reason = f"the file cannot be read: {fault.strerror}"
        cells.fault(None, None, None, reason, "Check its name and folder.")


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """Opens a file, compressed with gzip or not, whatever its name says."""
    with path.open("rb") as raw:
        is_compressed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        content = gzip.GzipFile(fileobj=raw) if is_compressed else raw
        with io.TextIOWrapper(content, encoding="utf-8-sig", newline="") as text:
            yield text


def _is_ged(header: list[str], cells: GedCells) -> bool:
    for column in COLUMNS:
        times = header.count(column)
        if times != 1:
            reason = "the column stands twice" if times else "the column is missing"
            remedy = "Use a CSV file of events from ucdp.uu.se/downloads."
            cells.fault(Row(1, {}), column, None, reason, remedy)
    return not cells.faults
