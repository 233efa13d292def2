"""Shows which accounts and incidents may be one, in a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from tawthiq.cli.screen import say, say_json, say_table

if TYPE_CHECKING:
    from tawthiq.linkage.incidents.book import Proposal, Proposals

_LISTED = 50
_LANGUAGES = ("en", "ar")
_JUDGE = "tawthiq judge A B same --why REASON"


def proposals(
    found: Proposals, *, explain: tuple[str, str] | None, language: str, as_json: bool
) -> None:
    """Shows the proposals, or all that speaks for and against two records."""
    wanted = found.found if explain is None else found.between(*explain)
    words = _words(language)
    if as_json:
        say_json({"proposals": [_numbers(each) for each in wanted],
                  "expected": dict(found.linked.expected),
                  "left_out": found.linked.left_out.to_pylist()})  # fmt: skip
        return
    if not wanted:
        say(words["nothing_speaks" if explain else "nothing_may"])
    elif explain is not None:
        for each in wanted:
            _explained(each, words)
    else:
        _listed(wanted, words)
    _closing(found, words)


def _listed(wanted: tuple[Proposal, ...], words: Mapping[str, Any]) -> None:
    say_table(
        words["title"],
        words["columns"],
        (
            [f"{each.probability:.3f}", each.left, each.right,
             words["yes" if each.grouped else "no"], _reason(each, words)]
            for each in wanted[:_LISTED]
        ),
    )  # fmt: skip
    if len(wanted) > _LISTED:
        say(words["more"].format(count=len(wanted) - _LISTED))


def _reason(each: Proposal, words: Mapping[str, Any]) -> str:
    told = (
        f"{words['fields'][name]}: {words['levels'][level]}" for name, level in each.levels.items()
    )
    return str(words["joined"].join(told))


def _explained(each: Proposal, words: Mapping[str, Any]) -> None:
    levels = (
        [words["fields"][name], words["levels"][level]] for name, level in each.levels.items()
    )
    rows = [[words["probability"], f"{each.probability:.3f}"], *levels]
    title = words["pair"].format(left=each.left, right=each.right)
    say_table(title, [words["field"], words["level"]], rows)


def _closing(found: Proposals, words: Mapping[str, Any]) -> None:
    expected = found.linked.expected
    if expected["linked"]:
        wrong = f"{100 * (1 - expected['precision']):.1f}"
        say(words["expected"].format(count=f"{expected['linked']:.0f}", wrong=wrong))
    if found.linked.left_out.num_rows:
        say(words["left_out"].format(count=found.linked.left_out.num_rows))
    say(words["next"].format(command=_JUDGE))


def _numbers(each: Proposal) -> dict[str, Any]:
    reasons = {language: _reason(each, _words(language)) for language in _LANGUAGES}
    return {"left": each.left, "right": each.right, "left_incidents": list(each.incidents[0]),
            "right_incidents": list(each.incidents[1]), "probability": each.probability,
            "grouped": each.grouped, "levels": each.levels, "reasons": reasons}  # fmt: skip


@cache
def _words(language: str) -> dict[str, Any]:
    """Returns the words and sentences of a language."""
    file = resources.files("tawthiq.cli").joinpath("locales", f"{language}.yaml")
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))["incidents"]
    return found
