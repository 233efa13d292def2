"""Entries of a JSON file that did not enter, in a JSON file that can be corrected and imported."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from types import TracebackType

from tawthiq.intake.files import Line
from tawthiq.intake.files.line import refused


class JsonRejects:
    """Writes rejected entries, each the text of one line's only cell, as a list."""

    def __init__(self, path: Path):
        """Takes the file that they came from."""
        self._path = path
        self._entries: list[str] = []

    def __enter__(self) -> JsonRejects:
        """Begins with nothing."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Has nothing to take away: a file is written at the end alone."""

    def add(self, sheet: str | None, line: Line) -> None:
        """Takes an entry."""
        self._entries.append(line.cells[0])

    def keep(self) -> Path | None:
        """Writes the file beside the original, if there is an entry.

        A file that stands there already, perhaps corrected by now, is left alone.
        """
        if not self._entries:
            return None
        text = "[\n" + ",\n".join(self._entries) + "\n]\n"
        try:
            for number in count(1):
                more = "" if number == 1 else f"-{number}"
                target = self._path.with_name(f"{self._path.stem}.rejects{more}.json")
                if not target.exists():
                    target.write_text(text, "utf-8")
                    return target
                if target.read_text("utf-8", errors="replace") == text:
                    return target
        except OSError as fault:
            reason = f"rejected entries cannot be written beside it: {fault.strerror}"
            remedy = "Copy the file to a folder that can be written, or give --strict."
            raise refused(self._path, reason, remedy) from fault
        raise AssertionError("there is always a further number")
