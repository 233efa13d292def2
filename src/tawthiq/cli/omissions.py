"""Shows what was due under agreements and not recorded as done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tawthiq.cli.screen import say, unmarked

if TYPE_CHECKING:
    from tawthiq.breaches import OmissionFinding
    from tawthiq.casebook import Casebook


def omissions_json(found: Sequence[OmissionFinding], casebook: Casebook) -> list[dict[str, Any]]:
    """Returns the findings as JSON holds them, with their reasons in English."""
    from tawthiq.report import phrases_of
    from tawthiq.report.document import plain

    phrases = phrases_of(casebook, "en")
    return [
        {
            **each.model_dump(mode="json"),
            "why": [unmarked(plain(phrases.reason(reason))) for reason in each.open_reasons],
        }
        for each in found
    ]


def show_omissions(found: Sequence[OmissionFinding], casebook: Casebook) -> None:
    """Says one line for each duty, whatever became of it."""
    from tawthiq.report import phrases_of
    from tawthiq.report.document import plain
    from tawthiq.report.omissions import duty_line

    if not found:
        return
    phrases = phrases_of(casebook, "en")
    clock = casebook.settings.clock
    say("\nDuties with a deadline, as of the end of the period")
    for each in found:
        say(f"  {unmarked(plain(duty_line(each, phrases, clock=clock)))}")
