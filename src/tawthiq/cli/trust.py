"""Commands that check: verify a casebook, an exported journal or a proof; make the last two."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli.options import AsJson, Folder

Key = Annotated[
    str | None,
    typer.Option("--key", help="Verifier key known from elsewhere, as a report prints it."),
]


def add_trust_commands(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command(epilog="Example: tawthiq verify -C demo-casebook")(verify)


def verify(
    casebook: Folder = Path(),
    key: Key = None,
    json: AsJson = False,
) -> None:
    """Verify a casebook. Ends with 0 verified, 30 invalid, 40 unreadable."""
    from tawthiq.casebook import verify_casebook
    from tawthiq.cli.checked import verification

    found = verify_casebook(casebook)
    verification(found, as_json=json)
    raise typer.Exit(found.outcome.exit_code)
