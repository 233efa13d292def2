"""`tawthiq export`: records into files of other systems, which can be imported again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tawthiq.cli.options import AsJson, At, First, Folder, Last
from tawthiq.cli.screen import progress
from tawthiq.export import ExportFormat
from tawthiq.records import Access

if TYPE_CHECKING:
    from tawthiq.casebook import Casebook
    from tawthiq.export import Wanted


def add_exporting_commands(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command(epilog="Example: tawthiq export csv shared-tables -C demo-casebook")(export)


def export(
    format: Annotated[ExportFormat, typer.Argument(help="What is written.", metavar="FORMAT")],
    target: Annotated[
        Path, typer.Argument(help="A new file; for csv, hxl and parquet a new folder.")
    ],
    access: Annotated[
        Access,
        typer.Option(help="public; restricted adds what the team may see; secret is everything."),
    ] = Access.PUBLIC,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only this kind of record; may be repeated.")
    ] = None,
    collection: Annotated[
        str | None, typer.Option(help="Only what belongs to this collection.", metavar="CODE")
    ] = None,
    first: First = None,
    last: Last = None,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Copy files of evidence too; not with public.")
    ] = False,
    casebook: Folder = Path(),
    at: At = None,
    json: AsJson = False,
) -> None:
    """Write records into new files, by default only what is public; they can be imported again."""
    from tawthiq.casebook import open_casebook
    from tawthiq.cli import show_exports
    from tawthiq.export import export_casebook

    with open_casebook(casebook) as opened, progress() as step:
        book = opened.reading(at)
        wanted = _wanted(book, access, kind, (collection, first, last), evidence=evidence)
        done = export_casebook(book, format, target, wanted=wanted, progress=step)
    show_exports.exported(done, as_json=json)


def _wanted(
    book: Casebook,
    access: Access,
    kinds: list[str] | None,
    scope: tuple[str | None, str | None, str | None],
    *,
    evidence: bool,
) -> Wanted:
    from tawthiq.export import Wanted

    collection, first, last = scope
    period = book.span(None, first, last)
    return Wanted(access, tuple(kinds or ()), collection, period, evidence)
