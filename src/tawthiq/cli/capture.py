"""`tawthiq evidence capture` and `similar`: pages as evidence, and pictures that look alike."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli import trail
from tawthiq.cli.options import Actor, AsJson, Folder, entry
from tawthiq.cli.screen import progress

Targets = Annotated[
    list[str],
    typer.Argument(help="http or https addresses, saved pages (HTML, MHTML), WARC, WACZ."),
]
NoPicture = Annotated[
    bool, typer.Option("--no-picture", help="Make no picture of the page with Chromium.")
]
NoMedia = Annotated[
    bool, typer.Option("--no-media", help="Keep no embedded pictures, videos and sounds.")
]
MaxSize = Annotated[
    int, typer.Option(min=1, metavar="MB", help="Largest embedded file; larger ones are told.")
]
MaxTime = Annotated[
    int, typer.Option(min=1, metavar="SECONDS", help="Longest time for one page with all of it.")
]


def add_capture_commands(evidence: typer.Typer) -> None:
    """Adds the commands to those of evidence."""
    evidence.command(epilog="Example: tawthiq evidence capture page.html -C demo-casebook")(capture)
    evidence.command(epilog="Example: tawthiq evidence similar photo.jpg -C demo-casebook")(similar)


def capture(
    targets: Targets,
    incident: Annotated[list[str] | None, typer.Option(help="Id of an incident.")] = None,
    account: Annotated[list[str] | None, typer.Option(help="Id of an account.")] = None,
    no_picture: NoPicture = False,
    no_media: NoMedia = False,
    max_size: MaxSize = 200,
    max_time: MaxTime = 300,
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Capture pages with what they embed; only the public internet is asked, nothing private."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.arrivals import Ties
    from tawthiq.intake.capture import Limits, Wanted, capture_evidence

    limits = Limits(item_bytes=max_size * 10**6, whole_seconds=max_time)
    wanted = Wanted(not no_picture, not no_media, limits)
    ties = Ties(None, tuple(incident or ()), tuple(account or ()))
    with open_casebook(casebook) as book, progress() as step:
        captured = capture_evidence(
            book, targets, entry=entry(actor), wanted=wanted, ties=ties, progress=step
        )
    trail.captured(captured, as_json=json)


def similar(
    what: Annotated[str, typer.Argument(help="Id of evidence, or a file.")],
    within: Annotated[int, typer.Option(min=0, max=64, help="Bits of 64 that may differ.")] = 10,
    casebook: Folder = Path(),
    json: AsJson = False,
) -> None:
    """List pictures that look alike, nearest first; it proposes what to look at, never decides."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.similar import find_similar

    with open_casebook(casebook) as book, progress() as step:
        found = find_similar(book, what, within=within, progress=step)
    trail.similar(found, as_json=json)
