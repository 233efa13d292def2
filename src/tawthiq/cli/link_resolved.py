"""`tawthiq link resolved`: people and incidents once each, and people kept as records."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tawthiq.cli import show_resolved
from tawthiq.cli.link_victims import JOINED, Collections, Csv, Threshold, linked
from tawthiq.cli.options import Actor, AsJson, At, Folder, entry
from tawthiq.cli.screen import progress

if TYPE_CHECKING:
    from tawthiq.casebook import Casebook

_WRITES = "which writes people out of the lists as they are now"


class KindOption(StrEnum):
    """What can be resolved."""

    victim = "victim"
    incident = "incident"


def add_resolved(link: typer.Typer) -> None:
    """Adds the command to the group."""
    example = "tawthiq link resolved --write --dry-run"
    link.command(epilog=f"Example: {example}")(resolved)


def resolved(
    context: typer.Context,
    kind: Annotated[KindOption, typer.Option(help="victim or incident.")] = KindOption.victim,
    collection: Collections = None,
    threshold: Threshold = JOINED,
    csv: Csv = None,
    write: Annotated[
        bool, typer.Option("--write", help="Keep each person in the register, as one batch.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what --write would do, and write nothing.")
    ] = False,
    restore: Annotated[
        bool, typer.Option("--restore", help="Write people again whom somebody withdrew.")
    ] = False,
    casebook: Folder = Path(),
    actor: Actor = None,
    at: At = None,
    json: AsJson = False,
) -> None:
    """Show each person or incident once: the chosen values, and what each comes from.

    Nothing is written into the casebook without --write. It shows names of people: keep what it
    writes as you keep the casebook.
    """
    from tawthiq.casebook import open_casebook

    writes = write or dry_run
    if writes and (kind is KindOption.incident or at is not None or csv is not None):
        option = "--kind incident" if kind is KindOption.incident else "--csv" if csv else "--at"
        context.fail(f"{option} does not go with {'--write' if write else '--dry-run'}, {_WRITES}.")
    if restore and not writes:
        context.fail("--restore goes with --write or --dry-run.")
    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        if writes:
            who = None if dry_run else actor or ""
            _keep(book, collection, threshold, who, restore=restore, json=json)
        elif kind is KindOption.incident:
            _incidents(book, collection, csv, json=json)
        else:
            _people(book, collection, threshold, csv, json=json)


def _keep(
    book: Casebook, collections: list[str] | None, threshold: float, actor: str | None, *,
    restore: bool, json: bool,
) -> None:  # fmt: skip
    """Writes the people; an actor of None only says what would be written."""
    from tawthiq.linkage.choice import choice_of
    from tawthiq.linkage.keeping import keep_people, people_to_keep

    choice = choice_of(book)
    found = linked(book, collections, threshold)
    if actor is None:
        kept = people_to_keep(book, found, choice, restore=restore)
        show_resolved.kept(kept, None, found.judgements, as_json=json)
        return
    with progress() as step:
        step("Write people")
        kept, done = keep_people(book, found, choice, entry=entry(actor or None), restore=restore)
    show_resolved.kept(kept, done, found.judgements, as_json=json)


def _people(
    book: Casebook, collections: list[str] | None, threshold: float, csv: Path | None, *, json: bool
) -> None:
    from tawthiq.linkage.choice import choice_of
    from tawthiq.linkage.csv_files import refuse_taken, write_rows
    from tawthiq.linkage.resolve import as_rows, resolve_people

    refuse_taken(csv)
    choice = choice_of(book)
    people = resolve_people(linked(book, collections, threshold), choice)
    if csv is not None:
        write_rows(csv, as_rows(people))
    show_resolved.people(people, choice, csv, as_json=json)


def _incidents(
    book: Casebook, collections: list[str] | None, csv: Path | None, *, json: bool
) -> None:
    from tawthiq.linkage.choice import choice_of
    from tawthiq.linkage.csv_files import refuse_taken, write_rows
    from tawthiq.linkage.tellings import as_incident_rows, resolve_incidents

    refuse_taken(csv)
    choice = choice_of(book)
    found = resolve_incidents(book, choice, tuple(collections or ()))
    if csv is not None:
        write_rows(csv, as_incident_rows(found))
    show_resolved.incidents(found, choice, csv, as_json=json)
