"""`tawthiq compare`: the days before and after an agreement."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.options import AsJson, At, Folder
from tawthiq.cli.screen import say, say_json
from tawthiq.errors import Fault, InputError

if TYPE_CHECKING:
    from tawthiq.breaches.comparing.compare import Compared
    from tawthiq.casebook import Casebook

_WINDOW = re.compile(r"([0-9]{1,4})([dw])")
_LANGUAGES = ("en", "ar")


def add_comparing_commands(app: typer.Typer) -> None:
    """Adds the command to the program."""
    example = "tawthiq compare southwest --window 30d --events ged.csv.gz -C demo-casebook"
    app.command(epilog=f"Example: {example}")(compare)


def compare(
    agreement: Annotated[str, typer.Argument(help="Code of an agreement.")],
    window: Annotated[
        str, typer.Option(help="Length of each window: 30d (days) or 4w (weeks).")
    ] = "30d",
    casebook: Folder = Path(),
    collection: Annotated[
        str | None,
        typer.Option("--collection", help="Collection to compare, where several hold incidents."),
    ] = None,
    events: Annotated[
        Path | None, typer.Option(help="A CSV file of UCDP GED, in place of a collection.")
    ] = None,
    ring: Annotated[
        float | None, typer.Option(help="Compare a ring around the zones too, this many km wide.")
    ] = None,
    term: Annotated[
        int, typer.Option(help="Which term of the agreement, by their starts; 1 is the first.")
    ] = 1,
    at: At = None,
    json: AsJson = False,
) -> None:
    """Compare the incidents in an agreement's zones before and after its start."""
    from tawthiq.breaches.comparing.compare import compare_agreement
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.ged import read_ged

    length = read_window(window)
    _refuse_both(collection, events)
    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        held = read_ged(events, places=book.places(), clock=book.settings.clock) if events else None
        found = compare_agreement(
            book,
            agreement,
            window=length,
            collection=collection,
            events=held,
            ring_km=ring,
            term=term,
        )
        show(found, book, as_json=json)


def read_window(text: str) -> timedelta:
    """Reads `30d` or `4w`.

    Raises:
        InputError: It is neither, or of no day.
    """
    match = _WINDOW.fullmatch(text)
    length = timedelta(days=int(match[1]) * (7 if match[2] == "w" else 1)) if match else None
    if not length:
        reason = f"{text!r} is no length of a window"
        remedy = "Write it like 30d (days) or 4w (weeks)."
        raise InputError([Fault("--window", None, None, text, reason, remedy)])
    return length


def _refuse_both(collection: str | None, events: Path | None) -> None:
    if collection is not None and events is not None:
        reason = "a collection and a file are named, and they may tell of the same incidents"
        raise InputError([Fault("--events", None, None, events.name, reason, "Name one of them.")])


def show(found: Compared, casebook: Casebook, *, as_json: bool) -> None:
    """Shows a comparison: its lines in English, or everything with the lines in both languages."""
    told = {language: _told(found, casebook, language) for language in _LANGUAGES}
    if not as_json:
        for line in told["en"]:
            say(line)
        return
    say_json(
        {
            "agreement": found.agreement.code,
            "term": found.term,
            "source": found.source,
            "sha256": found.digest,
            "tree_size": found.tree_size,
            "root": found.root,
            **json_of(found.comparison),
            "told": told,
        }
    )


def _told(found: Compared, casebook: Casebook, language: str) -> list[str]:
    from tawthiq.report import phrases_of
    from tawthiq.report.comparison import tell_compared
    from tawthiq.report.document import plain

    return [plain(line) for line in tell_compared(found, phrases_of(casebook, language))]


def json_of(value: Any) -> Any:
    """Returns a result as JSON can hold it; a bound that the data do not set is `unbounded`."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: json_of(getattr(value, each.name)) for each in fields(value)}
    from pydantic import BaseModel  # here: every command would wait for it

    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [json_of(each) for each in value]
    if isinstance(value, Mapping):
        return {name: json_of(each) for name, each in value.items()}
    return "unbounded" if isinstance(value, float) and math.isinf(value) else value
