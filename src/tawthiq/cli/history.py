"""Commands about the history of records: show, withdraw, erase, undo, batches, search."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli import shows, trail
from tawthiq.cli.options import (
    Actor,
    AsJson,
    At,
    First,
    Folder,
    Last,
    OffensiveCode,
    Why,
    entry,
    readable,
)

Record = Annotated[
    str, typer.Argument(help="Id of a record, as figures.json names it.", callback=readable)
]
Records = Annotated[list[str], typer.Argument(help="Ids of records.", callback=readable)]


def add_history_commands(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    for command, example in (
        (show, "tawthiq show k3v7xq2... -C demo-casebook"),
        (search, 'tawthiq search "deir ez-zor" -C demo-casebook'),
        (batches, "tawthiq batches -C demo-casebook"),
        (diff, "tawthiq diff 2484 2490 -C demo-casebook"),
        (snapshot, "tawthiq snapshot --at 2017-11-08 -C demo-casebook"),
        (undo, 'tawthiq undo k3v7xq2... --why "wrong file"'),
        (withdraw, 'tawthiq withdraw k3v7xq2... --why "counted twice"'),
        (erase, 'tawthiq erase k3v7xq2... --why "the witness asked for it"'),
    ):
        app.command(epilog=f"Example: {example}")(command)


def show(
    record: Record,
    casebook: Folder = Path(),
    at: At = None,
    history: Annotated[bool, typer.Option("--history", help="Every revision it had.")] = False,
    json: AsJson = False,
) -> None:
    """Show one record; restricted and secret fields are withheld."""
    from tawthiq.casebook import open_casebook

    with open_casebook(casebook) as opened:
        view = opened.reading(at).view
        if history:
            trail.revisions(view.history(record), as_json=json)
        else:
            shows.records([view.get(record)], as_json=json)


def search(
    words: Annotated[
        str, typer.Argument(help="Words, in any spelling, Arabic or Latin.", callback=readable)
    ],
    casebook: Folder = Path(),
    limit: Annotated[
        int, typer.Option(min=1, help="How many records at the most, the best matches.")
    ] = 20,
    at: At = None,
    json: AsJson = False,
) -> None:
    """Find records by words in them, or by the name of the place where it happened."""
    from tawthiq.casebook import open_casebook

    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        found = book.view.search(words, limit=limit, places=book.places())
        trail.found(found, as_json=json)


def batches(
    casebook: Folder = Path(),
    json: AsJson = False,
) -> None:
    """List what was entered, when and why, with the state of the register after it."""
    from tawthiq.casebook import open_casebook

    with open_casebook(casebook) as opened:
        trail.batches(opened.register.batches(), as_json=json)


def diff(
    first: Annotated[str, typer.Argument(help="A state: a size, a root or a day.")],
    second: Annotated[str, typer.Argument(help="Another state.")],
    casebook: Folder = Path(),
    period: Annotated[
        list[str] | None, typer.Option(help="A period; those of the reports if left out.")
    ] = None,
    first_day: First = None,
    last_day: Last = None,
    offensive: OffensiveCode = None,
    json: AsJson = False,
) -> None:
    """List the published figures that differ between two states, and the records behind it."""
    from tawthiq.casebook import open_casebook
    from tawthiq.report import diff_states

    with open_casebook(casebook) as opened:
        periods = list(period or ())
        if (span := opened.span(None, first_day, last_day)) is not None:
            periods.append(span.stated)
        changes = diff_states(opened, first, second, periods=periods, offensive=offensive)
    trail.changes(changes, as_json=json)


def snapshot(casebook: Folder = Path(), at: At = None, json: AsJson = False) -> None:
    """Write the records as Parquet tables for analysis, one per kind."""
    from tawthiq.casebook import open_casebook

    with open_casebook(casebook) as opened:
        folder = opened.reading(at).snapshot()
    shows.made(folder, as_json=json)


def undo(
    batch: Annotated[
        str, typer.Argument(help="Id of a batch; see: tawthiq batches", callback=readable)
    ],
    why: Why,
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Undo a batch: every record becomes what it was before; the history keeps both."""
    from tawthiq.casebook import open_casebook

    who = entry(actor)
    with open_casebook(casebook) as opened:
        result = opened.register.undo(batch, actor=who.actor, reason=why, at=who.at)
    shows.batch(result, as_json=json)


def withdraw(
    record: Records,
    why: Why,
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Take records out of what is counted; every revision of them stays."""
    from tawthiq.casebook import open_casebook

    who = entry(actor)
    with open_casebook(casebook) as opened:
        result = opened.register.withdraw(record, actor=who.actor, reason=why, at=who.at)
    shows.batch(result, as_json=json)


def erase(
    record: Records,
    why: Why,
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Destroy the values of records for good; the journal keeps that they were there.

    The files of evidence go with their records.
    """
    from tawthiq.casebook import erase_records, open_casebook

    who = entry(actor)
    with open_casebook(casebook) as opened:
        result = erase_records(opened, record, actor=who.actor, reason=why, at=who.at)
    shows.batch(result, as_json=json)
