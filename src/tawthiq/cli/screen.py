"""What the commands show: tables on a terminal, plain lines in a pipe, JSON on request."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from tawthiq.errors import Fault, InputError, TawthiqError

_LONGEST = 400
"""A cell of a table can be as long as a book."""


def say(text: str = "") -> None:
    """Writes a text to the standard output, with marks that mislead the eye written out."""
    _console().print(Text("\n".join(map(shown, text.split("\n")))), soft_wrap=True)


def say_json(content: Any) -> None:
    """Writes JSON to the standard output."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n")


def say_table(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Writes a table; in a pipe, cells separated by tabs."""
    if not sys.stdout.isatty():
        say(title)
        for row in (headers, *rows):
            sys.stdout.write("\t".join(map(_cell, row)) + "\n")
        return
    table = Table(title=title, title_justify="left", header_style="bold")
    for at, header in enumerate(headers):
        table.add_column(header, justify="left" if at == 0 else "right")
    for row in rows:
        table.add_row(*(Text(_cell(cell)) for cell in row))
    _console().print(table)


def complain(fault: TawthiqError | str) -> None:
    """Writes a fault to the standard error; those of an input as a table of what to do."""
    console = Console(stderr=True, highlight=False)
    if not isinstance(fault, InputError):
        console.print(Text("\n".join(map(shown, str(fault).split("\n")))), soft_wrap=True)
        return
    files = sorted({each.file for each in fault.faults})
    count = len(fault.faults)
    console.print(
        Text(f"{', '.join(files)}: {count} fault{'s' * (count > 1)}. Nothing was written."),
        soft_wrap=True,
    )
    for each in fault.faults:
        console.print(Text(_line(each, several=len(files) > 1)), soft_wrap=True)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Shows the step at work: a spinner on a terminal, a line per step otherwise."""
    if not sys.stderr.isatty():
        yield lambda step: print(step, file=sys.stderr, flush=True)  # noqa: T201
        return
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("")
        yield lambda step: bar.update(task, description=step)


def _cell(content: Any) -> str:
    return "" if content is None else shown(str(content))


def _line(fault: Fault, *, several: bool) -> str:
    place = [fault.file] if several else []
    if fault.sheet is not None:
        place.append(f"sheet {_short(shown(fault.sheet))}")
    if fault.row is not None:
        place.append(f"row {fault.row}")
    if fault.column is not None:
        place.append(f"column {_short(shown(fault.column))}")
    where = ", ".join(place)
    reason = _short(shown(fault.reason))
    return f"  {where + ': ' if where else ''}{reason}. {fault.remedy}"


def _short(text: str) -> str:
    """Returns a text without its middle where it is too long to be read; --json has it whole."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"


def shown(text: str) -> str:
    """Returns a text with control and direction marks written out, so that it cannot mislead.

    Those that join letters or keep them apart belong to the spelling of some languages and stay.
    """
    if text.isprintable():
        return text
    return "".join(_written_out(letter) for letter in text)


def _written_out(letter: str) -> str:
    if letter.isprintable() or letter in "\u200c\u200d":
        return letter
    misleads = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return f"\\u{ord(letter):04x}" if misleads else letter


def _console() -> Console:
    return Console(highlight=False)


def unmarked(text: str) -> str:
    """Returns a text without the marks that isolate directions; a terminal shows them as boxes."""
    return text.translate(dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069)))
