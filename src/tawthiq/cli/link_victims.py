"""`tawthiq link victims` and what is asked of it: explain, review, diagnostics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tawthiq.cli import show_explanation, show_linkage
from tawthiq.cli.options import AsJson, At, Folder, Language
from tawthiq.cli.screen import progress

if TYPE_CHECKING:
    from tawthiq.casebook import Casebook
    from tawthiq.linkage.victims import LinkedVictims

Collections = Annotated[
    list[str] | None,
    typer.Option("--collection", help="Only lists of this collection; may be repeated."),
]
Threshold = Annotated[
    float, typer.Option("--threshold", help="The least probability that joins two listings.")
]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write a new CSV file.", metavar="FILE")]
FirstListing = Annotated[str, typer.Argument(help="Id of a listing.")]
SecondListing = Annotated[str, typer.Argument(help="Id of another.")]

JOINED = 0.5


def add_victim_linking(link: typer.Typer) -> None:
    """Adds the commands to the group."""
    link.callback(invoke_without_command=True)(_explained)
    for name, command, example in (
        ("victims", victims, "tawthiq link victims --csv people.csv"),
        ("explain", explain, "tawthiq link explain k3v7xq2... p5m2sd4..."),
        ("review", review, "tawthiq link review --limit 10"),
        ("diagnostics", diagnostics, "tawthiq link diagnostics --sample 30"),
    ):
        link.command(name, epilog=f"Example: {example}")(command)


def _explained(
    context: typer.Context,
    explain: Annotated[
        tuple[str, str] | None,
        typer.Option("--explain", help="As link explain.", metavar="FIRST SECOND"),
    ] = None,
    collection: Collections = None,
    language: Language = "en",
    casebook: Folder = Path(),
    at: At = None,
    json: AsJson = False,
) -> None:
    if context.invoked_subcommand is not None:
        if explain is not None:
            context.fail("Name either --explain or a command.")
        return
    if explain is None:
        context.fail("Name a command, or two listings with --explain.")
    _explain(*explain, collection, casebook, at=at, language=language, json=json)


def victims(
    collection: Collections = None,
    threshold: Threshold = JOINED,
    csv: Csv = None,
    casebook: Folder = Path(),
    at: At = None,
    json: AsJson = False,
) -> None:
    """Link the lists of victims: which listings are one person. Judgements are obeyed.

    Nothing is written into the casebook, and no name is shown.
    """
    from tawthiq.casebook import open_casebook
    from tawthiq.linkage.csv_files import cluster_rows, refuse_taken, write_rows

    refuse_taken(csv)
    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        found = linked(book, collection, threshold)
        if csv is not None:
            write_rows(csv, cluster_rows(book, found))
    show_linkage.victims(found, csv, as_json=json)


def explain(
    first: FirstListing,
    second: SecondListing,
    collection: Collections = None,
    language: Language = "en",
    casebook: Folder = Path(),
    at: At = None,
    json: AsJson = False,
) -> None:
    """Explain why two listings are one person, or not, field by field. It shows their names."""
    _explain(first, second, collection, casebook, at=at, language=language, json=json)


def review(
    limit: Annotated[int, typer.Option(min=1, help="How many pairs at the most.")] = 20,
    collection: Collections = None,
    casebook: Folder = Path(),
    at: At = None,
    json: AsJson = False,
) -> None:
    """List the pairs that somebody should judge, those first that change most. It shows names."""
    from tawthiq.casebook import open_casebook
    from tawthiq.linkage.review import review_queue

    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        found = linked(book, collection)
        show_linkage.queue(review_queue(book, found), found, limit=limit, as_json=json)


def diagnostics(
    sample: Annotated[
        int, typer.Option(help="Pairs of each band of probability that are drawn for review.")
    ] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Of the draw.")] = 0,
    collection: Collections = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", help="Write the overlap of lists to a new CSV.", metavar="FILE"),
    ] = None,
    casebook: Folder = Path(),
    at: At = None,
    json: AsJson = False,
) -> None:
    """Show how good the linkage is: sizes, pairs by probability, precision, overlap of lists."""
    from tawthiq.casebook import open_casebook
    from tawthiq.linkage.csv_files import overlap_rows, refuse_taken, write_rows
    from tawthiq.linkage.diagnostics import diagnose

    refuse_taken(csv)
    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        found = diagnose(linked(book, collection), sample=sample, seed=seed)
    if csv is not None:
        write_rows(csv, overlap_rows(found.overlap))
    show_linkage.diagnostics(found, csv, as_json=json)


def _explain(
    first: str,
    second: str,
    collections: list[str] | None,
    casebook: Path,
    *,
    at: str | None,
    language: str,
    json: bool,
) -> None:
    from tawthiq.casebook import open_casebook
    from tawthiq.linkage.explain import explain_pair

    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        found = linked(book, collections)
        why = explain_pair(found, first, second)
    show_explanation.explanation(why, language=language, as_json=json)


def linked(
    book: Casebook, collections: list[str] | None, threshold: float = JOINED
) -> LinkedVictims:
    """Links the lists of some collections, or of all, and shows the step at work."""
    from tawthiq.linkage.victims import link_victims

    with progress() as step:
        return link_victims(
            book, collections=tuple(collections or ()), threshold=threshold, progress=step
        )
