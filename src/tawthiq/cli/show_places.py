"""Shows what an import of places did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tawthiq.cli import shows
from tawthiq.cli.screen import say, say_json, shown, unmarked

if TYPE_CHECKING:
    from tawthiq.casebook import Casebook
    from tawthiq.intake.place_import import ImportedPlaces
    from tawthiq.intake.place_names import PlaceNames

_LISTED = 20


def imported(done: ImportedPlaces, casebook: Casebook, *, as_json: bool) -> None:
    """Shows how many places are new or changed, and what was left out; all of it as JSON."""
    from tawthiq.report import phrases_of

    counts = Counter(each.outcome for each in done.places)
    phrases = {language: phrases_of(casebook, language) for language in ("en", "ar")}
    if as_json:
        say_json(
            {
                "batch": done.batch.batch if done.batch is not None else None,
                "dry_run": done.batch is None,
                **{outcome: counts[outcome] for outcome in ("new", "changed", "unchanged")},
                "places": [
                    {"code": each.place.code, "level": each.place.level, "outcome": each.outcome}
                    for each in done.places
                ],
                "notes": [
                    {
                        **note.model_dump(mode="json"),
                        "text": {
                            language: unmarked("".join(s.text for s in each.reason(note)))
                            for language, each in phrases.items()
                        },
                    }
                    for note in done.notes
                ],
            }
        )
        return
    for (level, outcome), count in sorted(
        Counter((each.place.level, each.outcome) for each in done.places).items()
    ):
        say(f"{level}: {count} {outcome}")
    for note in done.notes[:_LISTED]:
        say(f"Note: {unmarked(''.join(span.text for span in phrases['en'].reason(note)))}")
    if len(done.notes) > _LISTED:
        say(f"Note: {len(done.notes) - _LISTED} more; all of them: --json")
    if done.batch is None:
        say("Nothing was written: this was a dry run.")
    else:
        shows.batch(done.batch, as_json=False)


def matches(
    known: PlaceNames, names: Sequence[str], *, level: str | None, area: str | None, as_json: bool
) -> None:
    """Shows what each name can mean; the one that is sure is marked."""
    rows = [
        {
            "name": name,
            "code": each.code,
            "score": each.score,
            "why": each.why,
            "spelling": each.spelling,
            "sure": each == known.sure(name, level=level, area=area),
        }
        for name in names
        for each in known.match(name, level=level, area=area)
    ]
    if as_json:
        say_json(rows)
        return
    for name in names:
        own = [row for row in rows if row["name"] == name]
        if not own:
            say(f"{shown(name)}: no place comes near")
        for row in own:
            mark = "sure" if row["sure"] else row["why"]
            say(f"{shown(name)}: {row['code']}  {row['score']:.2f}  {mark}  ({row['spelling']})")
