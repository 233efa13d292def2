"""`tawthiq decide`: events of any file against the agreements of a casebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tawthiq.cli.options import AsJson, At, Folder
from tawthiq.cli.screen import progress, say, say_json, say_table, unmarked

if TYPE_CHECKING:
    from tawthiq.breaches.tables.stream import Streamed
    from tawthiq.casebook import Casebook

Verdicts = Annotated[
    list[str] | None,
    typer.Option("--verdict", help="breach, possible, excluded or no_breach; all if left out."),
]
_VERDICTS = ("breach", "possible", "excluded", "no_breach")


def add_deciding_commands(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command(
        epilog="Example: tawthiq decide events.parquet --out findings.parquet -C demo-casebook"
    )(decide)


def decide(
    files: Annotated[
        list[Path], typer.Argument(help="Parquet files of events, or CSV files of UCDP GED.")
    ],
    out: Annotated[Path, typer.Option(help="The Parquet file of findings to write.")],
    casebook: Folder = Path(),
    at: At = None,
    verdict: Verdicts = None,
    json: AsJson = False,
) -> None:
    """Decide the events of files against the agreements of a casebook, however many they are."""
    from tawthiq.breaches.tables.stream import decide_files, engine_of, open_events
    from tawthiq.casebook import open_casebook

    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        engine = engine_of(book, verdicts=verdict)
        with progress() as step:
            sources = [open_events(file, book) for file in files]
            told = decide_files(
                sources, out, engine, progress=lambda done, of: step(f"{done:,} of {of:,} events")
            )
        _show(told, out, book, as_json=json)


def _show(told: Streamed, out: Path, casebook: Casebook, *, as_json: bool) -> None:
    from tawthiq.report import phrases_of

    phrases = phrases_of(casebook, "en")
    notes = [unmarked("".join(span.text for span in phrases.reason(each))) for each in told.notes]
    if as_json:
        say_json({"file": out, "events": told.events, "findings": told.findings,
                  "verdicts": told.verdicts, "ruleset": told.ruleset, "notes": notes})  # fmt: skip
        return
    say_table(
        f"{told.events:,} events by verdict, per agreement (columns are never added up)",
        ["Agreement", *_VERDICTS],
        ([code, *(numbers[each] for each in _VERDICTS)] for code, numbers in told.verdicts.items()),
    )
    for note in notes:
        say(f"As read: {note}")
    say(f"{told.findings:,} findings, one per event and provision: {out}")
