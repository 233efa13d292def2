"""`tawthiq places`: places and their spellings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli import shows
from tawthiq.cli.options import Actor, AsJson, Folder, entry

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
