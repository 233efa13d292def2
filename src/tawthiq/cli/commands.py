"""The commands: each reads its options, calls one public function and shows what it returns."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tawthiq import __version__
from tawthiq.cli import shows
from tawthiq.cli.agreements import agreements
from tawthiq.cli.capture import add_capture_commands
from tawthiq.cli.comparing import add_comparing_commands
from tawthiq.cli.compliance import add_compliance_commands
from tawthiq.cli.controls import controls, offensives
from tawthiq.cli.deciding import add_deciding_commands
from tawthiq.cli.evidence import evidence
from tawthiq.cli.exporting import add_exporting_commands
from tawthiq.cli.history import add_history_commands
from tawthiq.cli.import_systems import add_system_imports
from tawthiq.cli.importing import imports
from tawthiq.cli.judging import add_judging_commands
from tawthiq.cli.link_incidents import add_incident_links
from tawthiq.cli.link_resolved import add_resolved
from tawthiq.cli.link_victims import add_victim_linking
from tawthiq.cli.linking import link
from tawthiq.cli.options import (
    AsJson,
    At,
    CountedCollection,
    First,
    Folder,
    Last,
    OffensiveCode,
    Period,
    entry,
)
from tawthiq.cli.places import places
from tawthiq.cli.safekeeping import add_safekeeping_commands
from tawthiq.cli.screen import progress
from tawthiq.cli.trust import add_trust_commands

app = typer.Typer(
    name="tawthiq",
    help="Documents violations, decides which breached which ceasefire, and publishes figures "
    "that anyone can check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(imports, name="import")
app.add_typer(places, name="places")
app.add_typer(agreements, name="agreements")
app.add_typer(controls, name="controls")
app.add_typer(offensives, name="offensives")
app.add_typer(evidence, name="evidence")
app.add_typer(link, name="link")
add_capture_commands(evidence)
add_system_imports(imports)
add_incident_links(link)
add_comparing_commands(app)
add_compliance_commands(app)
add_deciding_commands(app)
add_exporting_commands(app)
add_history_commands(app)
add_judging_commands(app)
add_victim_linking(link)
add_resolved(link)
add_safekeeping_commands(app)
add_trust_commands(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tawthiq {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command(epilog="Example: tawthiq demo demo-casebook")
def demo(
    folder: Annotated[Path, typer.Argument(help="A new folder.")] = Path("demo-casebook"),
    json: AsJson = False,
) -> None:
    """Make a casebook with October 2017 in Syria and write its report."""
    from tawthiq.demo import make_demo

    with progress() as step:
        made = make_demo(folder, entry=entry("demo"), progress=step)
    shows.demo(made, as_json=json)


@app.command(epilog='Example: tawthiq init casebook --name-en "Our team" --name-ar "فريقنا"')
def init(
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
    name_en: Annotated[str, typer.Option(help="Name of the team in English.")] = "Casebook",
    name_ar: Annotated[str, typer.Option(help="Name of the team in Arabic.")] = "سجل التوثيق",
    area: Annotated[str, typer.Option(help="Code of the country.")] = "syria",
    clock: Annotated[str, typer.Option(help="IANA time zone.")] = "Asia/Damascus",
    database: Annotated[
        str | None, typer.Option(help="postgresql://user@host/name for a team; a file if left out.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Make a new, empty casebook."""
    from tawthiq.casebook import init_casebook

    name = {"en": name_en, "ar": name_ar}
    init_casebook(folder, name=name, area=area, clock=clock, database=database)
    then = f"tawthiq import table FILE --collection CODE -C {folder}"
    shows.made(folder, as_json=json, then=then)


@app.command(epilog="Example: tawthiq count 2017-10 -C demo-casebook")
def count(
    period: Period = None,
    first: First = None,
    last: Last = None,
    offensive: OffensiveCode = None,
    casebook: Folder = Path(),
    collection: CountedCollection = None,
    at: At = None,
    json: AsJson = False,
) -> None:
    """Count massacres and victims of a period by party and governorate."""
    from tawthiq.casebook import open_casebook
    from tawthiq.counts import count_period, scope_of

    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        scope = scope_of(book, book.span(period, first, last), offensive=offensive)
        counts = count_period(book, scope.period, collection=collection, offensive=scope.offensive)
        shows.counts(counts, book, as_json=json)


@app.command(epilog="Example: tawthiq breaches 2017-10 -C demo-casebook --explain")
def breaches(
    period: Period = None,
    first: First = None,
    last: Last = None,
    offensive: OffensiveCode = None,
    casebook: Folder = Path(),
    collection: CountedCollection = None,
    at: At = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="One line for every incident and agreement.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Decide which incidents of a period breached which agreement, and why."""
    from tawthiq.breaches import find_breaches
    from tawthiq.casebook import open_casebook
    from tawthiq.counts import scope_of

    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        scope = scope_of(book, book.span(period, first, last), offensive=offensive)
        found = find_breaches(book, scope.period, collection=collection, offensive=scope.offensive)
        shows.breaches(found, book, explain=explain, as_json=json)


@app.command(epilog="Example: tawthiq audit 2017-10 -C demo-casebook")
def audit(
    period: Annotated[
        str | None, typer.Argument(help="2017-10; everything held if left out.")
    ] = None,
    first: First = None,
    last: Last = None,
    casebook: Folder = Path(),
    at: At = None,
    json: AsJson = False,
) -> None:
    """Check published figures: sums, shares and their rounding, cumulative totals."""
    from tawthiq.audit import audit_casebook
    from tawthiq.casebook import open_casebook

    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        result = audit_casebook(book, book.span(period or None, first, last))
        shows.audit(result, book, as_json=json)


@app.command(epilog="Example: tawthiq report 2017-10 -C demo-casebook")
def report(
    period: Period = None,
    first: First = None,
    last: Last = None,
    offensive: OffensiveCode = None,
    casebook: Folder = Path(),
    collection: CountedCollection = None,
    at: At = None,
    json: AsJson = False,
) -> None:
    """Write the report of a period in English and Arabic: HTML, PDF and figures.json."""
    from tawthiq.casebook import open_casebook
    from tawthiq.counts import scope_of
    from tawthiq.report import write_report

    with open_casebook(casebook) as opened, progress() as step:
        book = opened.reading(at)
        scope = scope_of(book, book.span(period, first, last), offensive=offensive)
        written = write_report(
            book,
            scope.period,
            collection=collection,
            offensive=scope.offensive,
            progress=step,
        )
    shows.report(written, as_json=json)
