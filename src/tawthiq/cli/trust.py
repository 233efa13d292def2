"""Commands that check, and that hand out what can be checked: verify, proof, journal export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli.options import AsJson, Folder
from tawthiq.register.digests import Digests

journal = typer.Typer(
    help="The journal: commitments to every revision, and no value.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def add_trust_commands(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    for command, example in (
        (verify, "tawthiq verify -C demo-casebook"),
        (proof, "tawthiq proof k3v7xq2... --disclose when --disclose where -C demo-casebook"),
    ):
        app.command(epilog=f"Example: {example}")(command)
    app.add_typer(journal, name="journal")


def verify(
    path: Annotated[
        Path | None,
        typer.Argument(help="A casebook, an exported journal or a proof; -C if left out."),
    ] = None,
    casebook: Folder = Path(),
    key: Annotated[
        str | None, typer.Option(help="The journal's key, known from elsewhere: text or a file.")
    ] = None,
    since: Annotated[
        Path | None, typer.Option(help="An earlier checkpoint that the journal must continue.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Verify; ends with 0 where all is as it was signed, 30 invalid, 40 unreadable."""
    with Digests(path or casebook) as digests:  # first: it goes on while the rest is loaded
        from tawthiq.cli import checked

        found = checked.check(path or casebook, key=key, since=since, digests=digests)
    checked.show(found, as_json=json)
    raise typer.Exit(found.outcome.exit_code)


def proof(
    record: Annotated[str, typer.Argument(help="Id of a record, as figures.json names it.")],
    revision: Annotated[
        int | None, typer.Option(help="Number of the revision; the last one if left out.")
    ] = None,
    disclose: Annotated[
        list[str] | None,
        typer.Option(help="A field to open, or kind, batch, state, actor. Repeat for more."),
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="A new file.")] = Path(
        "proof.json"
    ),
    casebook: Folder = Path(),
    json: AsJson = False,
) -> None:
    """Write a proof that a record stood in the register, opening the named fields alone."""
    from tawthiq.casebook import open_casebook, write_proof
    from tawthiq.cli import checked

    with open_casebook(casebook) as book:
        made = write_proof(book, record, revision=revision, fields=disclose or (), file=output)
    checked.proof_made(made, as_json=json)


@journal.command(epilog="Example: tawthiq journal export journal-2017-10 -C demo-casebook")
def export(
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
    casebook: Folder = Path(),
    json: AsJson = False,
) -> None:
    """Write the journal into a folder that anyone can verify: it holds no value of a record."""
    from tawthiq.casebook import export_journal, open_casebook
    from tawthiq.cli import checked

    with open_casebook(casebook) as book:
        written = export_journal(book, folder)
    checked.journal_written(folder, written, as_json=json)


trust = typer.Typer(pretty_exceptions_enable=False, add_completion=False, rich_markup_mode=None)
"""These commands without the others."""

add_trust_commands(trust)
