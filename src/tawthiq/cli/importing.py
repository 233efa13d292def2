"""`tawthiq import`: tables, agreements, publications, controls, offensives, compliance."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli import show_controls, shows
from tawthiq.cli.options import Actor, AsJson, Folder, entry
from tawthiq.cli.screen import progress

imports = typer.Typer(
    help="Enter files: each is one batch, entered whole or not at all.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@imports.command(epilog="Example: tawthiq import table massacres.csv --collection our-cases")
def table(
    file: Annotated[Path, typer.Argument(help="A CSV file, one account per row.")],
    collection: Annotated[str, typer.Option(help="Code of the collection that it enters.")],
    publication: Annotated[
        str | None, typer.Option(help="Code of the publication that every row cites.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="utf-8, utf-16, windows-1256...")] = "utf-8",
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Enter a CSV table of accounts; rows with the same `incident` tell of one incident.

    Columns: key, when, place, party, violation, source; further ones are listed in
    docs/reference/table.md. Every fault is listed with its row and column, and then nothing is
    written.
    """
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.enter import CollectionSpec, import_table

    spec = CollectionSpec(collection, publication=publication)
    with open_casebook(casebook) as book, progress() as step:
        result = import_table(
            book, file, collection=spec, entry=entry(actor), encoding=encoding, progress=step
        )
    shows.batch(result, as_json=json)


@imports.command(epilog="Example: tawthiq import agreements ankara.yaml astana.yaml")
def agreements(
    files: Annotated[list[Path], typer.Argument(help="YAML files, one agreement each.")],
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Enter ceasefire and de-escalation agreements."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.enter import import_agreements

    with open_casebook(casebook) as book:
        result = import_agreements(book, files, entry=entry(actor))
    shows.batch(result, as_json=json)


@imports.command(epilog="Example: tawthiq import publications published.yaml")
def publications(
    file: Annotated[Path, typer.Argument(help="A YAML list of publications.")],
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Enter figures that someone published, exactly as printed."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.enter import import_publications

    with open_casebook(casebook) as book:
        result = import_publications(book, file, entry=entry(actor))
    shows.batch(result, as_json=json)


@imports.command(epilog="Example: tawthiq import controls held.csv")
def controls(
    file: Annotated[Path, typer.Argument(help="A CSV or YAML file, one place and time per row.")],
    encoding: Annotated[str, typer.Option(help="utf-8, utf-16, windows-1256...")] = "utf-8",
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Enter who held which place from when to when; what contradicts is kept and reported."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.controls import import_controls

    with open_casebook(casebook) as book:
        done = import_controls(book, file, entry=entry(actor), encoding=encoding)
        show_controls.imported(done, book, as_json=json)


@imports.command(epilog="Example: tawthiq import offensives offensives.yaml")
def offensives(
    file: Annotated[Path, typer.Argument(help="A YAML list of named operations.")],
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Enter named operations: their parties, their time and their places."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.offensives import import_offensives

    with open_casebook(casebook) as book:
        result = import_offensives(book, file, entry=entry(actor))
    shows.batch(result, as_json=json)


@imports.command(epilog="Example: tawthiq import compliance compliance.csv")
def compliance(
    file: Annotated[Path, typer.Argument(help="A CSV file or a YAML list of records.")],
    encoding: Annotated[
        str, typer.Option(help="Of a CSV file: utf-8, utf-16, windows-1256...")
    ] = "utf-8",
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Enter whether provisions of agreements were kept: scores from 0 to 3, and what was done."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.enter import import_compliance

    with open_casebook(casebook) as book:
        result = import_compliance(book, file, entry=entry(actor), encoding=encoding)
    shows.batch(result, as_json=json)
