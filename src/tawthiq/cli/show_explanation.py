"""Shows why two listings are one person, or two, in a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from tawthiq.cli.screen import say, say_json, say_table

if TYPE_CHECKING:
    from tawthiq.linkage.explain import Explanation

_LANGUAGES = ("en", "ar")
_CLEAR = 0.01


def explanation(why: Explanation, *, language: str, as_json: bool) -> None:
    """Shows why two listings are one person, or not."""
    if as_json:
        said = {each: list(_said(why, _words(each))) for each in _LANGUAGES}
        ruled = why.ruled.verdict if why.ruled is not None else None
        names = {"score": why.names.score, "text": _aligned(why, _words("en"))}
        say_json({**asdict(why), "ruled": ruled, "names": names, "said": said})
        return
    words = _words(language)
    say(words["team"])
    say(words["linked" if why.linked else "apart"])
    field, agreement, bits = words["columns"]
    rows = [
        [words["fields"][each.field], each.first, each.second,
         _level(each.field, each.level, words), f"{each.bits:+.1f}"] for each in why.fields
    ]  # fmt: skip
    say_table(
        words["title"],
        [field, why.first.list, why.second.list, agreement, bits],
        [[words["before"], None, None, None, f"{why.prior:+.1f}"], *rows,
         [words["sum"], None, None, None, f"{why.bits:+.1f}"]],
    )  # fmt: skip
    for line in _said(why, words):
        say(line)


def _said(why: Explanation, words: Mapping[str, Any]) -> Iterator[str]:
    """Yields what decided beside the sum of the fields."""
    yield words["names"].format(score=f"{why.names.score:.2f}", words=_aligned(why, words))
    yield words["alone"].format(share=_share(why.alone))
    if why.ruled is not None:
        verdict = words["verdicts"][str(why.ruled.verdict)]
        yield words["disputed" if why.ruled.is_disputed else "judged"].format(verdict=verdict)
    if why.contrary:
        yield words["contrary"]
    if why.once is not None:
        yield words["once"].format(list=why.once)
    elif why.probability is None:
        yield words["no_rule"]
    elif why.alone - why.probability > _CLEAR and not why.contrary:
        yield words["beside"].format(share=_share(why.probability))
    for each in why.contradictions:
        first, second = each.different
        members = " = ".join(each.members)
        yield words["contradiction"].format(members=members, first=first, second=second)
    for turn in why.turns:
        yield words["turn"].format(
            field=words["fields"][turn.field], level=_level(turn.field, turn.level, words),
            share=_share(turn.probability),
        )  # fmt: skip


def _aligned(why: Explanation, words: Mapping[str, Any]) -> str:
    """Says which word of the first name met which of the second."""
    from tawthiq.names.explain import Met

    met, told = words["met"], []
    for each in why.names.steps:
        first, second = each.query, each.name
        if each.met is Met.ONLY_IN_QUERY:
            told.append(met["only_first"].format(word=first))
        elif each.met is Met.ONLY_IN_NAME:
            told.append(met["only_second"].format(word=second))
        else:
            told.append(met[each.met.value].format(first=first, second=second))
    return str(words["joined"].join(told))


def _level(field: str, level: str | None, words: Mapping[str, Any]) -> str:
    if level is None:
        return str(words["not_told"])
    return str(words["see_words"] if field == "name" else words["levels"][level])


def _share(probability: float) -> str:
    return f"{probability:.1%}" if 0.001 < probability < 0.999 else f"{probability:.2g}"


@cache
def _words(language: str) -> dict[str, Any]:
    """Returns the words and sentences of a language."""
    file = resources.files("tawthiq.cli").joinpath("locales", f"{language}.yaml")
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))["victims"]
    return found
