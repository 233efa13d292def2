"""`tawthiq judge` and `tawthiq judgements`: what reviewers hold of two records."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli import show_linkage
from tawthiq.cli.options import Actor, AsJson, Folder, Why, entry, readable

judgements = typer.Typer(
    help="What reviewers hold of two records; what contradicts is shown.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class VerdictOption(StrEnum):
    """What can be held of two records."""

    same = "same"
    different = "different"
    unsure = "unsure"


def add_judging_commands(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    example = 'tawthiq judge k3v7xq2... p5m2sd4... different --why "two brothers, see the photo"'
    app.command(epilog=f"Example: {example}")(judge)
    app.add_typer(judgements, name="judgements")


def judge(
    first: Annotated[str, typer.Argument(help="Id of a record.", callback=readable)],
    second: Annotated[
        str, typer.Argument(help="Id of another of the same kind.", callback=readable)
    ],
    verdict: Annotated[VerdictOption, typer.Argument(help="same, different or unsure.")],
    why: Why,
    score: Annotated[
        float | None, typer.Option(help="The probability that was shown, from 0 to 1.")
    ] = None,
    casebook: Folder = Path(),
    actor: Actor = None,
    json: AsJson = False,
) -> None:
    """Judge whether two records are one; every judgement stays, and the latest one counts."""
    from tawthiq.casebook import open_casebook
    from tawthiq.linkage.judgements import judge as keep
    from tawthiq.linkage.judgements import judgements_of

    with open_casebook(casebook) as book:
        done = keep(book, first, second, verdict.value, reason=why, score=score, entry=entry(actor))
        held = judgements_of(book, book.view.get(first).kind)
    show_linkage.judged(done, held, (first, second), as_json=json)


@judgements.command("list", epilog="Example: tawthiq judgements list -C demo-casebook")
def list_judgements(
    kind: Annotated[str, typer.Option(help="listing, person, incident or account.")] = "listing",
    casebook: Folder = Path(),
    json: AsJson = False,
) -> None:
    """List, for the team, what counts of each pair, and what is disputed or contradicts itself."""
    from tawthiq.casebook import open_casebook
    from tawthiq.linkage.judgements import judgements_of

    with open_casebook(casebook) as book:
        show_linkage.judgements(judgements_of(book, kind), as_json=json)
