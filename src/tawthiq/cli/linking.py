"""`tawthiq link`: what may be one, across sources and collections."""

from __future__ import annotations

import typer

link = typer.Typer(
    help="What may be one, across sources and collections. Nothing is written unless it is asked.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
