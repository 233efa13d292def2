"""Commands that keep a casebook safe: backup, restore, identity, upgrade."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli import shows
from tawthiq.cli.options import AsJson, Folder
from tawthiq.cli.screen import progress


def add_safekeeping_commands(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    for command, example in (
        (backup, "tawthiq backup casebook.age --to age1... -C demo-casebook"),
        (restore, "tawthiq restore casebook.age again --identity offline.key"),
        (identity, "tawthiq identity offline.key"),
        (upgrade, "tawthiq upgrade -C casebook"),
    ):
        app.command(epilog=f"Example: {example}")(command)


def backup(
    file: Annotated[Path, typer.Argument(help="A new file.")],
    to: Annotated[
        list[str] | None, typer.Option(help="age public key that can open it; may be repeated.")
    ] = None,
    damaged: Annotated[
        bool, typer.Option("--damaged", help="Write it although the casebook does not verify.")
    ] = False,
    casebook: Folder = Path(),
    json: AsJson = False,
) -> None:
    """Verify the casebook and write the whole of it into one file, also while others use it.

    Without --to the file is not encrypted: it holds every name and the signing key.
    """
    from tawthiq.casebook import open_casebook
    from tawthiq.casebook.backup import write_backup
    from tawthiq.casebook.verify import refuse_damaged

    with open_casebook(casebook) as opened, progress() as step:
        step("Verifying")
        if not damaged:
            refuse_damaged(casebook)
        step("Writing the backup")
        write_backup(opened, file, recipients=to or ())
    key = " --identity KEY-FILE" if to else ""
    shows.made(file, as_json=json, then=f"tawthiq restore {file} NEW-FOLDER{key}")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
    identity: Annotated[
        Path | None, typer.Option(help="File with the age secret key, for an encrypted backup.")
    ] = None,
    database: Annotated[
        str | None, typer.Option(help="An empty PostgreSQL database; a file if left out.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Make a casebook from a backup; it is verified before it is kept."""
    from tawthiq.casebook.backup import restore_backup
    from tawthiq.casebook.verify import refuse_damaged

    with progress() as step:
        step("Restoring and verifying")
        restore_backup(file, folder, identity=identity, database=database, check=refuse_damaged)
    shows.made(folder, as_json=json, then=f"tawthiq verify -C {folder}")


def identity(
    file: Annotated[Path, typer.Argument(help="A new file for the secret key.")],
    json: AsJson = False,
) -> None:
    """Make an age key for encrypted backups; keep its file away from the casebook."""
    from tawthiq.casebook.backup import make_identity

    public = make_identity(file)
    shows.made(file, as_json=json, then=f"tawthiq backup FILE --to {public}")


def upgrade(casebook: Folder = Path(), json: AsJson = False) -> None:
    """Bring the register of an earlier Tawthiq to this version; back it up first."""
    from tawthiq.casebook import upgrade_casebook

    shows.upgraded(upgrade_casebook(casebook), as_json=json)
