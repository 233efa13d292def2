"""`tawthiq places`: places and their spellings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli import show_places, shows
from tawthiq.cli.options import Actor, AsJson, Folder, entry
from tawthiq.cli.screen import progress

places = typer.Typer(
    help="Places and their spellings.", no_args_is_help=True, rich_markup_mode=None
)


@places.command("list", epilog="Example: tawthiq places list -C demo-casebook")
def list_places(casebook: Folder = Path(), json: AsJson = False) -> None:
    """List every place with its code."""
    from tawthiq.casebook import open_casebook

    with open_casebook(casebook) as book:
        shows.places(book.places(), as_json=json)


@places.command(epilog='Example: tawthiq places add hama --alias "Hamah city"')
def add(
    code: Annotated[str, typer.Argument(help="Code of a new place, or of one that is known.")],
    alias: Annotated[list[str] | None, typer.Option(help="A further spelling.")] = None,
    name_en: Annotated[str | None, typer.Option(help="Name in English, for a new place.")] = None,
    name_ar: Annotated[str | None, typer.Option(help="Name in Arabic, for a new place.")] = None,
    parent: Annotated[str | None, typer.Option(help="Code of what it lies in.")] = None,
    level: Annotated[str, typer.Option(help="governorate, district, town...")] = "district",
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Add a place, or a spelling to one."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.places import PlaceSpec, add_place

    spec = PlaceSpec(code, tuple(alias or ()), name_en, name_ar, parent, level)
    with open_casebook(casebook) as book:
        shows.batch(add_place(book, spec, entry=entry(actor)), as_json=json)


@places.command(epilog='Example: tawthiq places match "Deir Ezzour" Rakka --level governorate')
def match(
    names: Annotated[list[str], typer.Argument(help="Names in Arabic or Latin script.")],
    level: Annotated[str | None, typer.Option(help="Only places of this level.")] = None,
    within: Annotated[str | None, typer.Option(help="Only places in the one of this code.")] = None,
    casebook: Folder = Path(),
    json: AsJson = False,
) -> None:
    """Show which places names can mean, with a score, and which of them is sure."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.place_names import PlaceNames

    with open_casebook(casebook) as book:
        known = PlaceNames(book.places())
        show_places.matches(known, names, level=level, area=within, as_json=json)


_IMPORT = "tawthiq places import syr_admin1.geojson syr_admin2.geojson --border 500"


@places.command("import", epilog=f"Example: {_IMPORT}")
def import_files(
    files: Annotated[list[Path], typer.Argument(help="GeoJSON, JSON, CSV or TSV files of places.")],
    level: Annotated[
        str | None, typer.Option(help="Their level, where a file does not say it.")
    ] = None,
    parent: Annotated[
        str | None, typer.Option(help="Code of what they lie in, where a file does not say it.")
    ] = None,
    prefix: Annotated[
        str | None,
        typer.Option(help="How codes begin: of the known places meant, and of new ones."),
    ] = None,
    border: Annotated[
        float | None, typer.Option(help="How far their borders may be off, in metres.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="utf-8, utf-16, windows-1256...; what each says if left out.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be entered, and enter nothing.")
    ] = False,
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Enter borders, positions, spellings and new places from files, as one batch."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.place_import import PlaceOptions, import_places
    from tawthiq.intake.place_match import Wanted

    options = PlaceOptions(Wanted(level, parent, prefix), border=border, encoding=encoding)
    with open_casebook(casebook) as book, progress() as step:
        done = import_places(
            book, files, entry=entry(actor), options=options, dry_run=dry_run, progress=step
        )
        show_places.imported(done, book, as_json=json)
