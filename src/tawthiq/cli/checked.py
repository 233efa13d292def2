"""Shows what a verification found."""

from __future__ import annotations

from dataclasses import asdict

from tawthiq.cli.screen import say, say_json
from tawthiq.register.verification import Item, Verification


def verification(found: Verification, *, as_json: bool) -> None:
    """Shows the outcome, every damaged item, and the published figures that rest on them."""
    if as_json:
        say_json(
            {
                "outcome": found.outcome.value,
                "checked": found.checked,
                "items": [asdict(each) for each in found.items],
                "items_not_listed": found.more,
                "figures": [asdict(each) for each in found.figures],
                "notes": [asdict(each) for each in found.notes],
            }
        )
        return
    say(f"{found.outcome.value.capitalize()}.")
    say(
        "Checked: " + (", ".join(f"{count} {sort}" for sort, count in found.checked.items()) or "-")
    )
    _list("Damaged", found.items, more=found.more)
    for figure in found.figures:
        say(f"Figure {figure.figure} in {figure.report} rests on {', '.join(figure.record_ids)}")
    _list("Note", found.notes)


def _list(title: str, items: tuple[Item, ...], *, more: int = 0) -> None:
    for item in items:
        say(f"{title}: {item}")
    if more:
        say(f"{title}: {more} more")
