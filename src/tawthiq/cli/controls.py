"""`tawthiq controls` and `tawthiq offensives`: who held what, and named operations."""

from __future__ import annotations

from pathlib import Path

import typer

from tawthiq.cli import show_controls
from tawthiq.cli.options import AsJson, At, Folder

controls = typer.Typer(
    help="Who held which place, and when.", no_args_is_help=True, rich_markup_mode=None
)
offensives = typer.Typer(help="Named operations.", no_args_is_help=True, rich_markup_mode=None)


@controls.command("list", epilog="Example: tawthiq controls list -C demo-casebook")
def list_controls(casebook: Folder = Path(), at: At = None, json: AsJson = False) -> None:
    """List who held which place, and when."""
    from tawthiq.casebook import open_casebook
    from tawthiq.records import Control

    with open_casebook(casebook) as opened:
        show_controls.controls(opened.reading(at).view.all(Control), as_json=json)


@offensives.command("list", epilog="Example: tawthiq offensives list -C demo-casebook")
def list_offensives(casebook: Folder = Path(), at: At = None, json: AsJson = False) -> None:
    """List named operations with their parties, their time and their places."""
    from tawthiq.casebook import open_casebook
    from tawthiq.records import Offensive

    with open_casebook(casebook) as opened:
        show_controls.offensives(opened.reading(at).view.all(Offensive), as_json=json)
