"""`tawthiq link incidents`: accounts and incidents that may be one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli import show_incident_links
from tawthiq.cli.options import AsJson, At, First, Folder, Language, Last
from tawthiq.cli.screen import progress

_EXAMPLE = "Example: tawthiq link incidents --from 2017-10-01 --to 2017-10-31"


def add_incident_links(group: typer.Typer) -> None:
    """Adds the command to its group."""
    group.command(epilog=_EXAMPLE)(incidents)


def incidents(
    first: First = None,
    last: Last = None,
    collection: Annotated[
        list[str] | None, typer.Option(help="Only collections of this code; may be repeated.")
    ] = None,
    error: Annotated[
        float,
        typer.Option(
            help="How many of the pairs in groups may be wrong: more than 0 and less than 1."
        ),
    ] = 0.03,
    threshold: Annotated[
        float | None,
        typer.Option(
            help="From which probability on accounts are grouped, in place of --error: "
            "more than 0 and less than 1."
        ),
    ] = None,
    explain: Annotated[
        tuple[str, str] | None,
        typer.Option(help="Ids of two accounts or incidents: every field.", metavar="A B"),
    ] = None,
    language: Language = "en",
    casebook: Folder = Path(),
    at: At = None,
    json: AsJson = False,
) -> None:
    """Propose accounts and incidents of several sources that may be one; nothing is written."""
    from tawthiq.casebook import open_casebook
    from tawthiq.linkage.incidents.book import link_incidents
    from tawthiq.linkage.incidents.explain import explain_incidents

    with open_casebook(casebook) as opened, progress() as step:
        book = opened.reading(at)
        found = link_incidents(
            book,
            period=book.span(None, first, last),
            collections=collection or (),
            threshold=threshold,
            error=error,
            progress=step,
        )
        why = None if explain is None else explain_incidents(book, found, *explain)
    show_incident_links.proposals(found, why=why, language=language, as_json=json)
