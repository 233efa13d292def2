"""Shows who held which place, and named operations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tawthiq.cli import shows
from tawthiq.cli.screen import say, say_json, say_table, unmarked

if TYPE_CHECKING:
    from tawthiq.casebook import Casebook
    from tawthiq.intake.controls import ImportedControls
    from tawthiq.records import Control, Offensive

_LISTED = 20


def imported(done: ImportedControls, casebook: Casebook, *, as_json: bool) -> None:
    """Shows what an import of controls did, and which records contradict each other."""
    from tawthiq.report import phrases_of

    phrases = {language: phrases_of(casebook, language) for language in ("en", "ar")}
    told = [
        {
            language: unmarked("".join(span.text for span in each.reason(note)))
            for language, each in phrases.items()
        }
        for note in done.notes
    ]
    if as_json:
        say_json(
            {
                **shows.numbers_of(done.batch),
                "notes": [
                    {**note.model_dump(mode="json"), "text": text}
                    for note, text in zip(done.notes, told, strict=True)
                ],
            }
        )
        return
    for text in told[:_LISTED]:
        say(f"Note: {text['en']}")
    if len(told) > _LISTED:
        say(f"Note: {len(told) - _LISTED} more; all of them: --json")
    shows.batch(done.batch, as_json=False)


def controls(found: Iterable[Control], *, as_json: bool) -> None:
    """Shows who held which place, by place and time."""
    held = sorted(found, key=lambda each: (each.place, each.during.start, each.id))
    if as_json:
        say_json([shows.public_fields(each) for each in held])
        return
    if not held:
        say("Nothing is held. Enter some with: tawthiq import controls FILE")
        return
    say_table(
        "Who held which place",
        ["Place", "Held by", "Present", "During", "Record"],
        (
            [each.place, ", ".join(each.parties), _present(each), each.during.stated, each.id]
            for each in held
        ),
    )


def offensives(found: Iterable[Offensive], *, as_json: bool) -> None:
    """Shows named operations in order of time."""
    held = sorted(found, key=lambda each: (each.during.start, each.id))
    if as_json:
        say_json([shows.public_fields(each) for each in held])
        return
    if not held:
        say("Nothing is held. Enter some with: tawthiq import offensives FILE")
        return
    say_table(
        "Named operations",
        ["Code", "English", "Arabic", "Parties", "During", "Places"],
        (
            [each.code, each.names.get("en"), each.names.get("ar"), ", ".join(each.parties),
             each.during.stated, ", ".join(each.places)]
            for each in held
        ),
    )  # fmt: skip


def _present(control: Control) -> str:
    if control.present is None:
        return "not recorded"
    return ", ".join(control.present) or "nobody else"
