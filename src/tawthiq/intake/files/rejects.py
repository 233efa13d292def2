"""The rows that did not enter, in a file of the same form that can be corrected and imported."""

from __future__ import annotations

import csv
import filecmp
import os
import shutil
import tempfile
from datetime import datetime
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from tawthiq.intake.files.line import Line, SheetFile, guarded, refused

_SAME = datetime(2000, 1, 1)  # noqa: DTZ001  (a workbook knows no zone)


class SheetRejects:
    """Writes rejected rows beside the file that they came from, with the same header.

    They become a file only by `keep`; until then they stand in a folder of their own, which
    goes when the block is left.
    """

    def __init__(self, file: SheetFile, headers: dict[str | None, Line]):
        """Takes the file, and the line of the header of each sheet by its name."""
        self._file, self._headers = file, headers
        self._folder: Path | None = None
        self._text: TextIO | None = None
        self._csv: Any = None
        self._book: Any = None
        self._sheets: dict[str | None, tuple[Any, int]] = {}
        self.count = 0

    def __enter__(self) -> SheetRejects:
        """Begins with nothing."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Takes away what was not kept."""
        if self._text is not None:
            self._text.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, sheet: str | None, line: Line) -> None:
        """Writes one row."""
        if self._folder is None:
            self._begin()
        self.count += 1
        if self._csv is not None:
            self._csv.writerow(map(guarded, line.cells))
        else:
            self._add_cells(sheet, line)

    def keep(self) -> Path | None:
        """Gives the rows a file of their own beside the original; None where there are none.

        A file that stands there already, perhaps corrected by now, is left alone.
        """
        if self._folder is None:
            return None
        if self._text is not None:
            self._text.flush()
            os.fsync(self._text.fileno())
            self._text.close()
        if self._book is not None:
            self._book.close()
        written, path = self._folder / "rejects", self._file.path
        for number in count(1):
            more = "" if number == 1 else f"-{number}"
            stem = path.stem.removesuffix(f".{self._file.form}")  # of table.csv.gz
            target = path.with_name(f"{stem}.rejects{more}.{self._file.form}")
            if not target.exists():
                return written.replace(target)
            if filecmp.cmp(written, target, shallow=False):
                return target
        raise AssertionError("there is always a further number")

    def _begin(self) -> None:
        path = self._file.path
        try:
            self._folder = Path(tempfile.mkdtemp(prefix=".rejects-", dir=path.parent))
            if self._file.form == "csv":
                self._text = (self._folder / "rejects").open("w", encoding="utf-8-sig", newline="")
        except OSError as fault:
            reason = f"rejected rows cannot be written beside it: {fault.strerror}"
            remedy = "Copy the file to a folder that can be written, or give --strict."
            raise refused(path, reason, remedy) from fault
        if self._text is not None:
            self._csv = csv.writer(self._text, delimiter=self._file.separator)
            self._csv.writerow(map(guarded, next(iter(self._headers.values())).cells))
        else:
            self._begin_book(self._folder)

    def _begin_book(self, folder: Path) -> None:
        import xlsxwriter  # heavy, and seldom needed

        self._book = xlsxwriter.Workbook(
            folder / "rejects",
            {"constant_memory": True, "tmpdir": str(folder), "strings_to_formulas": False,
             "strings_to_urls": False, "strings_to_numbers": False},
        )  # fmt: skip
        self._book.set_properties({"created": _SAME})  # the same rows make the same file
        for name, header in self._headers.items():
            self._sheets[name] = (self._book.add_worksheet(name), 0)
            self._add_cells(name, header)

    def _add_cells(self, name: str | None, line: Line) -> None:
        sheet, row = self._sheets[name]
        for at, cell in enumerate(line.cells):
            if cell:
                sheet.write_string(row, at, cell)
        self._sheets[name] = (sheet, row + 1)
