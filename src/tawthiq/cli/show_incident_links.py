"""Shows which accounts and incidents may be one, in a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from tawthiq.cli.screen import say, say_json, say_table

if TYPE_CHECKING:
    from tawthiq.linkage.incidents.book import Proposal, Proposals
    from tawthiq.linkage.incidents.explain import Explained

_LISTED = 50
_LANGUAGES = ("en", "ar")
_JUDGE = "tawthiq judge A B same --why REASON"


def proposals(found: Proposals, *, why: Explained | None, language: str, as_json: bool) -> None:
    """Shows the proposals, or all that speaks for and against two records."""
    if as_json:
        say_json(_written(found, why))
        return
    words = _words(language)
    if why is not None:
        _explained(why, words)
    elif found.found:
        _listed(found.found, words)
    else:
        say(words["nothing_may"])
    _closing(found, words)


def _written(found: Proposals, why: Explained | None) -> dict[str, Any]:
    wanted = found.found if why is None else why.found
    asked = {} if why is None else {"not_compared": dict(why.not_compared), "share": why.share}
    return {"proposals": [_numbers(each) for each in wanted], **asked,
            "contradictions": [asdict(each) for each in found.contradictions],
            "expected": dict(found.linked.expected),
            "left_out": found.linked.left_out.to_pylist()}  # fmt: skip


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


def _explained(why: Explained, words: Mapping[str, Any]) -> None:
    for each in why.found:
        _fields(each, words)
    if why.found:
        return
    for record_id, reason in why.not_compared.items():
        say(words["not_compared"].format(id=record_id, reason=words["reasons"][reason]))
    if why.share:
        say(words["share"])
    elif not why.not_compared:
        say(words["nothing_speaks"])


def _fields(each: Proposal, words: Mapping[str, Any]) -> None:
    levels = (
        [words["fields"][name], words["levels"][level]] for name, level in each.levels.items()
    )
    rows = [[words["probability"], f"{each.probability:.3f}"], *levels]
    title = words["pair"].format(left=each.left, right=each.right)
    say_table(title, [words["field"], words["level"]], rows)


def _closing(found: Proposals, words: Mapping[str, Any]) -> None:
    """Shows what contradicts and what is left out, and last how sure the groups are."""
    for each in found.contradictions:
        first, second = each.different
        members = " = ".join(each.members)
        say(words["contradiction"].format(members=members, first=first, second=second))
    if found.linked.left_out.num_rows:
        say(words["left_out"].format(count=found.linked.left_out.num_rows))
    say(words["next"].format(command=_JUDGE))
    expected = found.linked.expected
    wrong = f"{100 * (1 - expected['precision']):.1f}"
    grouped = "expected" if expected["linked"] else "nothing_grouped"
    say(words[grouped].format(count=f"{expected['linked']:.0f}", wrong=wrong))


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
