"""Entries of a JSON file that did not enter, in a JSON file that can be corrected and imported."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import TracebackType

from tawthiq.intake.files.line import Line, refused
from tawthiq.register.durable import new_file


@dataclass(slots=True)
class JsonRejects:
    """Keeps rejected entries, each the text of the last cell of a line, as they were given.

    Attributes:
        path: The file that they came from.
        by_list: Whether it holds lists by their names, which are those of the sheets; else it is
            one list.
    """

    path: Path
    by_list: bool = False
    _entries: dict[str, list[str]] = field(default_factory=dict)

    def __enter__(self) -> JsonRejects:
        """Begins with nothing."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Forgets the entries; a file is written at the end alone."""
        self._entries.clear()

    def add(self, sheet: str | None, line: Line) -> None:
        """Takes an entry."""
        self._entries.setdefault(sheet or "", []).append(line.cells[-1])

    def keep(self) -> Path | None:
        """Writes the file beside the original, if there is an entry.

        A file that stands there already, perhaps corrected by now, is left alone.

        Raises:
            InputError: It cannot be written.
        """
        if not self._entries:
            return None
        content = self._text().encode(errors="surrogatepass")
        try:
            for number in count(1):
                more = "" if number == 1 else f"-{number}"
                target = self.path.with_name(f"{self.path.stem}.rejects{more}.json")
                if not target.exists():
                    with new_file(target) as file:
                        file.write(content)
                    return target
                if target.read_bytes() == content:
                    return target
        except OSError as fault:
            reason = f"rejected entries cannot be written beside it: {fault.strerror}"
            remedy = "Copy the file to a folder that can be written, or give --strict."
            raise refused(self.path, reason, remedy) from fault
        raise AssertionError("there is always a further number")

    def _text(self) -> str:
        lists = {name: "[\n" + ",\n".join(each) + "\n]" for name, each in self._entries.items()}
        if not self.by_list:
            return "\n".join(lists.values()) + "\n"
        parts = (f"{json.dumps(name)}: {text}" for name, text in lists.items())
        return "{" + ",\n".join(parts) + "}\n"
