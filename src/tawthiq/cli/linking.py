"""`tawthiq link`: the group of what finds the same person, and the same incident, in lists."""

from __future__ import annotations

import typer

link = typer.Typer(
    help="Find rows of lists that are one. Nothing is joined for good: lists stay as given.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
