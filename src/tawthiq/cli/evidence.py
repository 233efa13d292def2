"""`tawthiq evidence`: files of evidence and their custody."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli import shows, trail
from tawthiq.cli.options import Actor, AsJson, Folder, entry
from tawthiq.cli.screen import progress

evidence = typer.Typer(
    help="Files of evidence: kept by their SHA-256, never written again, with their custody.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Id = Annotated[str, typer.Argument(help="Id of evidence; see: tawthiq evidence list")]


@evidence.command(epilog="Example: tawthiq evidence add photo.jpg video.mp4 -C demo-casebook")
def add(
    files: Annotated[list[Path], typer.Argument(help="Files; they are copied and left alone.")],
    derived_from: Annotated[
        str | None, typer.Option(help="Id of the evidence that they are working copies of.")
    ] = None,
    incident: Annotated[list[str] | None, typer.Option(help="Id of an incident.")] = None,
    account: Annotated[list[str] | None, typer.Option(help="Id of an account.")] = None,
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Copy files into the vault and begin their custody; the same content adds nothing twice."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.evidence import Ties, add_evidence

    ties = Ties(derived_from, tuple(incident or ()), tuple(account or ()))
    with open_casebook(casebook) as book, progress() as step:
        added = add_evidence(book, files, entry=entry(actor), ties=ties, progress=step)
    trail.received(added, as_json=json)


@evidence.command("list", epilog="Example: tawthiq evidence list -C demo-casebook")
def list_evidence(casebook: Folder = Path(), json: AsJson = False) -> None:
    """List evidence with its SHA-256, for the team; who had it in custody is withheld."""
    from tawthiq.casebook import open_casebook
    from tawthiq.records import Evidence

    with open_casebook(casebook) as book:
        trail.evidence(book.view.all(Evidence), as_json=json)


@evidence.command(epilog="Example: tawthiq evidence export k3v7xq2... copy.jpg -C demo-casebook")
def export(
    evidence: Id,
    target: Annotated[Path, typer.Argument(help="A new file; nothing is written over.")],
    casebook: Folder = Path(),
    json: AsJson = False,
) -> None:
    """Copy evidence out of the vault, verified while it is copied."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.evidence import export_evidence

    with open_casebook(casebook) as book:
        trail.exported(export_evidence(book, evidence, target), target, as_json=json)


@evidence.command(epilog='Example: tawthiq evidence custody k3v7xq2... --event "handed to court"')
def custody(
    evidence: Id,
    event: Annotated[str, typer.Option(help="What happened, in one line.")],
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Add an event to the custody of evidence; earlier events stay as they are."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.evidence import add_custody

    with open_casebook(casebook) as book:
        shows.batch(add_custody(book, evidence, event, entry=entry(actor)), as_json=json)
