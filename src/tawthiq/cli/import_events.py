"""`tawthiq import ged`, `acled`, `airwars`, `timemap`, `auto-archiver`, `proofmode`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tawthiq.cli.importing import (
    Code,
    DryRun,
    Files,
    NoticesFile,
    PublicationCode,
    Strict,
    TextEncoding,
)
from tawthiq.cli.options import Actor, AsJson, Folder, entry
from tawthiq.cli.run_imports import Asked, run_imports

_HELP = {
    "ged": ("Enter events of UCDP GED, with the codes of their precision.", "events.csv.gz"),
    "acled": ("Enter events of ACLED, with headers of any year.", "events.csv"),
    "airwars": ("Enter incidents graded by civilian harm, like those of Airwars.", "harm.csv"),
    "timemap": ("Enter the events of the workbook behind a TimeMap.", "map.xlsx"),
    "auto-archiver": ("Enter pages that auto-archiver kept, from JSON or db.csv.", "page.json"),
    "proofmode": ("Enter what ProofMode noted of pictures that are held.", "a.jpg.proof.csv"),
}


def add_event_imports(imports: typer.Typer) -> None:
    """Adds a command for each format whose layout is fixed."""
    for name, (text, example) in _HELP.items():
        shown = f"Example: tawthiq import {name} {example} --collection ours"
        imports.command(name, help=text, epilog=shown)(_command(name))


def _command(name: str) -> Callable[..., None]:
    def enter(
        files: Files,
        collection: Code,
        publication: PublicationCode = None,
        encoding: TextEncoding = None,
        dry_run: DryRun = False,
        strict: Strict = False,
        notices: NoticesFile = None,
        casebook: Folder = Path(),
        actor: Actor = None,
        json: AsJson = False,
    ) -> None:
        asked = Asked(name, collection, publication, None, encoding, dry_run, strict, notices)
        run_imports(files, asked, casebook=casebook, entry=entry(actor), json=json)

    return enter
