"""Shows which accounts and incidents may be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tawthiq.cli.screen import say, say_json, say_table

if TYPE_CHECKING:
    from tawthiq.linkage.incidents.book import Proposal, Proposals

_LISTED = 50
_NEXT = "Nothing was written. Decide one with: tawthiq judge A B same --why REASON"


def proposals(found: Proposals, *, explain: tuple[str, str] | None, as_json: bool) -> None:
    """Shows the proposals, or all that speaks for and against two records."""
    wanted = found.found if explain is None else found.between(*explain)
    if as_json:
        say_json({"proposals": [_numbers(each) for each in wanted],
                  "expected": dict(found.linked.expected),
                  "left_out": found.linked.left_out.to_pylist()})  # fmt: skip
        return
    if not wanted:
        say("Nothing speaks for one incident." if explain else "Nothing may be one.")
    elif explain is not None:
        for each in wanted:
            _explained(each)
    else:
        _listed(wanted)
    _closing(found)


def _listed(wanted: tuple[Proposal, ...]) -> None:
    say_table(
        "What may be one",
        ["Probability", "Account", "Account", "Grouped", "Why"],
        (
            [f"{each.probability:.3f}", each.left, each.right, "yes" if each.grouped else "no",
             "; ".join(f"{name}: {level}" for name, level in each.levels.items())]
            for each in wanted[:_LISTED]
        ),
    )  # fmt: skip
    if len(wanted) > _LISTED:
        say(f"{len(wanted) - _LISTED} more; all of them: --json")


def _explained(each: Proposal) -> None:
    rows = [["probability", f"{each.probability:.3f}"], *map(list, each.levels.items())]
    say_table(f"{each.left} and {each.right}", ["Field", "Level"], rows)


def _closing(found: Proposals) -> None:
    expected = found.linked.expected
    if expected["linked"]:
        say(
            f"{expected['linked']:.0f} pairs are grouped; of 100, about "
            f"{100 * (1 - expected['precision']):.1f} are expected to be wrong."
        )
    if found.linked.left_out.num_rows:
        say(f"{found.linked.left_out.num_rows} without a day or a place were not compared.")
    say(_NEXT)


def _numbers(each: Proposal) -> dict[str, Any]:
    return {"left": each.left, "right": each.right, "left_incidents": list(each.incidents[0]),
            "right_incidents": list(each.incidents[1]), "probability": each.probability,
            "grouped": each.grouped, "levels": each.levels}  # fmt: skip
