"""`tawthiq import`: files of any format, agreements, publications, controls and more."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli import show_controls, shows
from tawthiq.cli.options import Actor, AsJson, Folder, entry
from tawthiq.cli.run_imports import Asked, ImportGroup, needed, propose, run_imports

imports = typer.Typer(
    cls=ImportGroup,
    help="Enter files, each as one batch. Without a format it is found by what is in the file.",
    epilog="Example: tawthiq import incidents.xlsx --collection our-cases --dry-run",
    no_args_is_help=True,
    rich_markup_mode=None,
)


Files = Annotated[list[Path], typer.Argument(help="Files, each entered as a batch of its own.")]
Code = Annotated[str, typer.Option("--collection", help="Code of the collection it enters.")]
PublicationCode = Annotated[
    str | None, typer.Option("--publication", help="Code of the publication that every row cites.")
]
Map = Annotated[
    Path | None, typer.Option("--map", help="A YAML file that says what the columns mean.")
]
TextEncoding = Annotated[
    str | None,
    typer.Option("--encoding", help="utf-8, utf-16, windows-1256...; found if left out."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse a file whole if one of its rows is rejected.")
]
NoticesFile = Annotated[
    Path | None, typer.Option("--notices", help="Write every notice to this new CSV file.")
]


@imports.command("file", epilog="Example: tawthiq import file incidents.xlsx --collection ours")
def any_file(
    files: Annotated[list[Path], typer.Argument(help="Files, or folders of an export.")],
    collection: Annotated[
        str | None,
        typer.Option(help="Code of the collection it enters; an export brings its own."),
    ] = None,
    publication: PublicationCode = None,
    mapping: Map = None,
    encoding: TextEncoding = None,
    dry_run: DryRun = False,
    strict: Strict = False,
    notices: NoticesFile = None,
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Enter files of any format that is known; which it is, is found by their content."""
    asked = Asked(None, collection, publication, mapping, encoding, dry_run, strict, notices)
    run_imports(files, asked, casebook=casebook, entry=entry(actor), json=json)


@imports.command(epilog="Example: tawthiq import table massacres.csv --collection our-cases")
def table(
    files: Files,
    collection: Annotated[
        str | None, typer.Option(help="Code of the collection that it enters.")
    ] = None,
    publication: PublicationCode = None,
    mapping: Map = None,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Propose a mapping from the headers, as YAML.")
    ] = False,
    encoding: TextEncoding = None,
    dry_run: DryRun = False,
    strict: Strict = False,
    notices: NoticesFile = None,
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Enter a table of accounts, by its mapping; rows with one `incident` tell of one incident.

    Without --map the columns are key, when, place, party, violation, source and those of
    docs/reference/table.md; then a file with a fault enters nothing.
    """
    if suggest:
        propose(files, casebook=casebook, encoding=encoding)
        return
    asked = Asked("table", needed(collection), publication, mapping, encoding, dry_run, strict,
                  notices)  # fmt: skip
    run_imports(files, asked, casebook=casebook, entry=entry(actor), json=json)


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
