"""Options that several commands share."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from tawthiq import __version__
from tawthiq.errors import Fault, InputError
from tawthiq.intake.entry import Entry


def readable(given: str | list[str] | None) -> str | list[str] | None:
    """Returns what was typed; bytes that are no letters could neither be kept nor found.

    Raises:
        BadParameter: It holds such bytes.
    """
    try:
        "".join(given or ()).encode()
    except UnicodeEncodeError as fault:
        raise typer.BadParameter("it is not UTF-8 throughout. Type it again.") from fault
    return given


Folder = Annotated[
    Path, typer.Option("-C", "--casebook", help="Folder of the casebook.", metavar="FOLDER")
]
Language = Annotated[
    Literal["en", "ar"], typer.Option("--language", help="Language of the sentences.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.")]
Period = Annotated[
    str | None, typer.Argument(help="2017-10, 2017, 2017-10-05 or 2017-10-01/2017-10-07.")
]
First = Annotated[
    str | None, typer.Option("--from", help="First day, in place of PERIOD.", metavar="DATE")
]
Last = Annotated[str | None, typer.Option("--to", help="Last day, included.", metavar="DATE")]
OffensiveCode = Annotated[
    str | None,
    typer.Option(
        "--offensive",
        help="Only its time and its places; see: tawthiq offensives list",
        metavar="CODE",
    ),
]
CountedCollection = Annotated[
    str | None,
    typer.Option("--collection", help="Collection to count, where several hold incidents."),
]
At = Annotated[
    str | None,
    typer.Option("--at", help="The register as it was: a size, a root or a day.", metavar="STATE"),
]
Why = Annotated[str, typer.Option(help="The reason, kept in the register.", callback=readable)]
Actor = Annotated[
    str | None,
    typer.Option(
        "--actor",
        help="Who does it; the name of the account on this machine if left out.",
        callback=readable,
    ),
]


def entry(actor: str | None) -> Entry:
    """Returns who enters something now.

    Raises:
        InputError: Nobody is named, and the machine knows no name for the account.
    """
    return Entry(actor=actor or _account(), at=datetime.now(UTC), tool=f"tawthiq {__version__}")


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as fault:
        reason = "this machine has no name for your account"
        raise InputError(
            [Fault("--actor", None, None, None, reason, "Say who does it: --actor NAME.")]
        ) from fault
