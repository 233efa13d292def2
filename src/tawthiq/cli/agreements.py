"""`tawthiq agreements`: the agreements held, one of them whole, and what they leave open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli import show_agreements
from tawthiq.cli.options import AsJson, At, Folder, Language

agreements = typer.Typer(
    help="Ceasefire and de-escalation agreements.", no_args_is_help=True, rich_markup_mode=None
)
Code = Annotated[str, typer.Argument(help="Code of an agreement; see: tawthiq agreements list")]
Codes = Annotated[
    list[str] | None, typer.Argument(help="Codes of agreements; every one if left out.")
]


@agreements.command("list", epilog="Example: tawthiq agreements list -C demo-casebook")
def list_agreements(casebook: Folder = Path(), at: At = None, json: AsJson = False) -> None:
    """List every agreement: when it starts, whom it binds, whether its text is public."""
    from tawthiq.breaches import agreements_of
    from tawthiq.casebook import open_casebook

    with open_casebook(casebook) as opened:
        show_agreements.overview(agreements_of(opened.reading(at)), as_json=json)


@agreements.command(epilog="Example: tawthiq agreements show idlib -C demo-casebook")
def show(code: Code, casebook: Folder = Path(), at: At = None, json: AsJson = False) -> None:
    """Show one agreement whole, as the YAML that `tawthiq import agreements` reads."""
    from tawthiq.breaches import agreements_of
    from tawthiq.casebook import open_casebook

    with open_casebook(casebook) as opened:
        (found,) = agreements_of(opened.reading(at), [code])
        show_agreements.whole(found, as_json=json)


@agreements.command(epilog="Example: tawthiq agreements check -C demo-casebook")
def check(
    codes: Codes = None,
    casebook: Folder = Path(),
    at: At = None,
    language: Language = "en",
    json: AsJson = False,
) -> None:
    """Say what agreements leave open, and why it matters: no text, no names, no border..."""
    from tawthiq.breaches import agreements_of, find_gaps, read_ruleset
    from tawthiq.casebook import open_casebook

    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        held = agreements_of(book, codes)
        gaps = find_gaps(held, ruleset=read_ruleset(book.ruleset_text))
        show_agreements.gaps(gaps, held, book, language=language, as_json=json)


@agreements.command(epilog="Example: tawthiq agreements zones idlib --out zones.geojson")
def zones(
    codes: Codes = None,
    out: Annotated[
        Path | None, typer.Option(help="A new file; the standard output if left out.")
    ] = None,
    casebook: Folder = Path(),
    at: At = None,
    json: AsJson = False,
) -> None:
    """Write the zones of agreements as GeoJSON, with what of them nobody has drawn."""
    from tawthiq.breaches import agreements_of, zone_features
    from tawthiq.casebook import open_casebook

    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        found = zone_features(agreements_of(book, codes), book.places())
    show_agreements.zones(found, out, as_json=json)
