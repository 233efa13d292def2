"""`tawthiq import kobo`, `bayanat`, `uwazi`: files of other systems, each by its own layout."""

from __future__ import annotations

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


def kobo(
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
    """Enter answers to forms of KoboToolbox or ODK: each submission is an account."""
    asked = Asked("kobo", collection, publication, mapping, encoding, dry_run, strict, notices)
    run_imports(files, asked, casebook=casebook, entry=entry(actor), json=json)


def bayanat(
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
    """Enter exports of Bayanat: bulletins and incidents as accounts, actors as listings."""
    asked = Asked("bayanat", collection, publication, None, encoding, dry_run, strict, notices)
    run_imports(files, asked, casebook=casebook, entry=entry(actor), json=json)


def uwazi(
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
    """Enter entities of Uwazi, from a CSV or an archive of a CSV and files."""
    asked = Asked("uwazi", collection, publication, mapping, encoding, dry_run, strict, notices)
    run_imports(files, asked, casebook=casebook, entry=entry(actor), json=json)


def add_system_imports(imports: typer.Typer) -> None:
    """Adds the commands to `tawthiq import`."""
    imports.command(epilog="Example: tawthiq import kobo answers.xlsx --collection field-forms")(
        kobo
    )
    imports.command(epilog="Example: tawthiq import bayanat bulletins.json --collection archive")(
        bayanat
    )
    imports.command(epilog="Example: tawthiq import uwazi entities.zip --collection library")(uwazi)
