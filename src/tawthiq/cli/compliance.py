"""`tawthiq compliance`: how far provisions were kept, month by month, and what was not done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.omissions import omissions_json, show_omissions
from tawthiq.cli.options import AsJson, At, CountedCollection, Folder
from tawthiq.cli.screen import say, say_json, say_table, unmarked

if TYPE_CHECKING:
    from tawthiq.breaches import ComplianceRow, ComplianceTable
    from tawthiq.casebook import Casebook
    from tawthiq.records import Agreement

_MARKS = {"recorded": " r", "derived": " d"}


def add_compliance_commands(app: typer.Typer) -> None:
    """Adds the command to the program."""
    example = "tawthiq compliance southwest --from 2017-07 --to 2017-12 -C demo-casebook"
    app.command(epilog=f"Example: {example}")(compliance)


def compliance(
    first: Annotated[str, typer.Option("--from", help="The first month, 2017-01.")],
    agreements: Annotated[
        list[str] | None, typer.Argument(help="Codes of agreements; all if left out.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="The last month, included; the first if left out.")
    ] = None,
    casebook: Folder = Path(),
    collection: CountedCollection = None,
    at: At = None,
    json: AsJson = False,
) -> None:
    """Score from 0 to 3 how far each provision was kept each month, and what was not done."""
    from tawthiq.breaches import find_compliance
    from tawthiq.casebook import open_casebook

    with open_casebook(casebook) as opened:
        book = opened.reading(at)
        codes = agreements or ()
        found = find_compliance(book, first, last or first, agreements=codes, collection=collection)
        show(found, book, as_json=json)


def show(found: ComplianceTable, casebook: Casebook, *, as_json: bool) -> None:
    """Shows a table per agreement with the reasons under it, then the duties."""
    if as_json:
        say_json(_json(found, casebook))
        return
    for agreement in found.agreements:
        rows = [row for row in found.rows if row.agreement == agreement.code]
        codes = list(dict.fromkeys(row.provision for row in rows))
        cells = {(row.month, row.provision): cell_of(row) for row in rows}
        say_table(
            f"{agreement.short_names['en']}: 0 (not initiated) to 3 (full)",
            ["Month", *codes],
            ([month, *(cells[month, code] for code in codes)] for month in found.months),
        )
        for line in _why(agreement, rows, casebook):
            say(f"  {line}")
        say()
    say("r: recorded; d: derived from breaches; ?: not known; –: not in force")
    if found.undated:
        say(f"In no month, since their time is not known: {found.undated} incidents")
    show_omissions(found.omissions, casebook)


def cell_of(row: ComplianceRow) -> str:
    """Returns a score with a mark of its basis, such as `2 d`, `1-3 r`, `?` or a dash."""
    if row.score is None:
        return "–" if row.basis.value == "outside_term" else "?"
    low, high = row.score.minimum, row.score.maximum
    return f"{low if low == high else f'{low}-{high}'}{_MARKS[row.basis.value]}"


def _why(agreement: Agreement, rows: list[ComplianceRow], casebook: Casebook) -> Iterator[str]:
    """Yields the reasons, each once per provision with the months that it stands for."""
    from tawthiq.report import phrases_of

    phrases = phrases_of(casebook, "en")
    groups: dict[tuple[str, str, str | None], list[str]] = {}
    for row in rows:
        if row.basis.value != "outside_term":
            said = unmarked("".join(span.text for span in phrases.reason(row.reason)))
            counted = row.collection if row.basis.value == "derived" else None
            groups.setdefault((row.provision, said, counted), []).append(row.month)
    for (code, said, collection), months in sorted(groups.items(), key=lambda each: each[0][0]):
        where = f" [{collection}]" if collection else ""
        yield f"{code} {', '.join(months)}{where}: {said}"


def _json(found: ComplianceTable, casebook: Casebook) -> dict[str, Any]:
    from tawthiq.report import phrases_of

    phrases = phrases_of(casebook, "en")
    return {
        "months": list(found.months),
        "ruleset": found.ruleset.title,
        "tree_size": found.tree_size,
        "root": found.root,
        "undated": found.undated,
        "rows": [
            {
                **row.model_dump(mode="json"),
                "why": unmarked("".join(span.text for span in phrases.reason(row.reason))),
            }
            for row in found.rows
        ],
        "omissions": omissions_json(found.omissions, casebook),
    }
