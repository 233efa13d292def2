"""What the commands of `tawthiq import` have in common: the format left out, several files."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from tawthiq.cli import show_imports
from tawthiq.cli.screen import progress, say
from tawthiq.errors import Fault, InputError
from tawthiq.intake.entry import Entry
from tawthiq.intake.files.line import guarded

if TYPE_CHECKING:
    from tawthiq.intake.notice import Notice


class ImportGroup(TyperGroup):
    """Takes `tawthiq import FILE` for `tawthiq import file FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts the command in where a file or an option stands in its place."""
        if args and args[0] not in self.commands and args[0] != "--help":
            is_file = "." in args[0] or Path(args[0]).exists()
            if is_file or args[0].startswith("-"):
                args = ["file", *args]
        return super().parse_args(ctx, args)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of an import ask for."""

    format: str | None
    collection: str | None
    publication: str | None
    mapping: Path | None
    encoding: str | None
    dry_run: bool
    strict: bool
    notices: Path | None


def run_imports(
    files: Sequence[Path], asked: Asked, *, casebook: Path, entry: Entry, json: bool
) -> None:
    """Imports files one after the other, and ends with 1 where nothing of one could enter."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.collecting import CollectionSpec
    from tawthiq.intake.formats import import_file
    from tawthiq.intake.importing import ImportOptions

    spec = None
    if asked.collection is not None:
        spec = CollectionSpec(asked.collection, publication=asked.publication)
    with (
        open_casebook(casebook) as book,
        progress() as step,
        _notices_file(asked.notices) as tell,
    ):
        options = ImportOptions(
            mapping=asked.mapping, encoding=asked.encoding, dry_run=asked.dry_run,
            strict=asked.strict, tell=tell, progress=step,
        )  # fmt: skip
        results = [
            import_file(
                book, file, format=asked.format, collection=spec, entry=entry, options=options
            )
            for file in files
        ]
    show_imports.imported(results, as_json=json)
    if any(each.rows_read and each.rejected == each.rows_read for each in results):
        raise typer.Exit(1)


def propose(files: Sequence[Path], *, casebook: Path, encoding: str | None) -> None:
    """Writes a mapping for the first file; the clock is the casebook's, if there is one."""
    from tawthiq.intake.mapped.suggest import suggest_mapping

    say(suggest_mapping(files[0], clock=_clock(casebook), encoding=encoding).rstrip("\n"))


def needed(collection: str | None) -> str:
    """Returns the code of the collection.

    Raises:
        InputError: None is given.
    """
    if collection is None:
        remedy = "Choose a code, such as: --collection our-cases"
        reason = "it is not said which collection the file enters"
        raise InputError([Fault("--collection", None, None, None, reason, remedy)])
    return collection


def _clock(casebook: Path) -> str:
    from tawthiq.casebook.settings import Settings, read_settings

    path = casebook / "casebook.yaml"
    return read_settings(path, Settings).clock if path.exists() else "UTC"


@contextmanager
def _notices_file(path: Path | None) -> Iterator[Callable[[Notice], None] | None]:
    """Writes every notice to a CSV file; cells that a spreadsheet would compute are quoted."""
    if path is None:
        yield None
        return
    try:
        file = path.open("x", encoding="utf-8-sig", newline="")
    except OSError as fault:
        reason = f"the file of notices cannot be written: {fault.strerror}"
        raise InputError(
            [Fault(path.name, None, None, None, reason, "Choose another name.")]
        ) from fault
    with file:
        writer = csv.writer(file)
        names = ("file", "sheet", "row", "column", "value", "reason", "remedy")
        writer.writerow(("treatment", "code", *names))
        yield lambda notice: writer.writerow(
            (
                notice.treatment.value,
                notice.code,
                *(_harmless(getattr(notice.fault, name)) for name in names),
            )
        )


def _harmless(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value
