"""`tawthiq import victims`, `kobo`, `ged` and others: one format each, by its own layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tawthiq.cli.importing import (
    Code,
    DryRun,
    Files,
    Map,
    NoticesFile,
    PublicationCode,
    Strict,
    TextEncoding,
)
from tawthiq.cli.options import Actor, AsJson, Folder, entry
from tawthiq.cli.run_imports import Asked, run_imports

_MAPPED = {
    "victims": ("Enter lists of victims: each row is kept as given, and nothing is taken from it.",
                "list.csv"),
    "kobo": ("Enter answers to forms of KoboToolbox or ODK: each submission is an account.",
             "answers.xlsx"),
    "uwazi": ("Enter entities of Uwazi, from a CSV or an archive of a CSV and files.",
              "entities.zip"),
}  # fmt: skip
"""Formats whose columns a team makes itself, so that a mapping can say what they mean."""

_FIXED = {
    "bayanat": ("Enter bulletins, incidents and actors that Bayanat exported.", "bulletins.json"),
    "ged": ("Enter events of UCDP GED, with the codes of their precision.", "events.csv.gz"),
    "acled": ("Enter events of ACLED, with headers of any year.", "events.csv"),
    "airwars": ("Enter incidents graded by civilian harm, like those of Airwars.", "harm.csv"),
    "timemap": ("Enter the events of the workbook behind a TimeMap.", "map.xlsx"),
    "auto-archiver": ("Enter pages that auto-archiver kept, from JSON or db.csv.", "page.json"),
    "proofmode": ("Enter what ProofMode noted of pictures that are held.", "a.jpg.proof.csv"),
}  # fmt: skip


def add_system_imports(imports: typer.Typer) -> None:
    """Adds a command for each format."""
    for known, make in ((_MAPPED, _by_mapping), (_FIXED, _by_layout)):
        for name, (text, example) in known.items():
            shown = f"Example: tawthiq import {name} {example} --collection ours"
            imports.command(name, help=text, epilog=shown)(make(name))


def _by_mapping(name: str) -> Callable[..., None]:
    def enter(
        files: Files,
        collection: Code,
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
        asked = Asked(name, collection, publication, mapping, encoding, dry_run, strict, notices)
        run_imports(files, asked, casebook=casebook, entry=entry(actor), json=json)

    return enter


def _by_layout(name: str) -> Callable[..., None]:
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
