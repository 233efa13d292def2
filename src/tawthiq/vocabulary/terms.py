"""Reads the vocabulary's YAML and finds the code of a word."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field

from tawthiq.errors import VocabularyError
from tawthiq.names import fold


class Term(BaseModel):
    """A word of the vocabulary: labels by language, and the spellings that mean it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: dict[str, str]
    aliases: tuple[str, ...] = ()


class Party(Term):
    """An armed actor, or a residual: a rest that can be anyone.

    Attributes:
        kind: `actor` or `residual`.
        within: Code of the party that a formation stands under.
    """

    kind: str = "actor"
    within: str | None = None

    @property
    def is_residual(self) -> bool:
        """Says whether the code stands for no particular actor."""
        return self.kind == "residual"


class Alliance(Term):
    """A dated set of parties."""

    members: tuple[str, ...]
    starts_on: date | None = Field(default=None, alias="from")
    ends_on: date | None = Field(default=None, alias="to")

    def stands(self, first: date, last: date) -> bool:
        """Says whether the alliance stands on every day from the first to the last."""
        begun = self.starts_on is None or self.starts_on <= first
        return begun and (self.ends_on is None or last <= self.ends_on)


_T = TypeVar("_T", bound=Term)


def read_text(name: str) -> str:
    """Returns the text of a file of the vocabulary's data folder."""
    return resources.files("tawthiq.vocabulary").joinpath("data", name).read_text("utf-8")


@cache
def load_yaml(name: str) -> Any:
    """Returns the content of a YAML file of the vocabulary's data folder."""
    return yaml.load(read_text(name), Loader=yaml.CSafeLoader)


@cache
def parties() -> Mapping[str, Party]:
    """Returns every party by its code."""
    return _terms("parties.yaml", Party)


@cache
def alliances() -> Mapping[str, Alliance]:
    """Returns every alliance by its code."""
    return _terms("alliances.yaml", Alliance)


@cache
def violations() -> Mapping[str, Term]:
    """Returns every violation by its code."""
    return _terms("violations.yaml", Term)


@cache
def publishers() -> Mapping[str, Term]:
    """Returns every known publisher by its code."""
    return _terms("publishers.yaml", Term)


def publisher_labels(name: str) -> Mapping[str, str]:
    """Returns the labels of a publisher by any spelling; of an unknown one, its name as it is."""
    code = _index_of_publishers().get(fold(name))
    return publishers()[code].label if code is not None else {"en": name, "ar": name}


@cache
def provisions() -> Mapping[str, Term]:
    """Returns every provision code with its labels."""
    return _terms("provisions.yaml", Term)


def labels(code: str) -> Mapping[str, str]:
    """Returns the labels of a code of any vocabulary, by language.

    Raises:
        VocabularyError: No vocabulary holds the code.
    """
    for terms in (parties(), alliances(), violations(), provisions()):
        if code in terms:
            return terms[code].label
    raise VocabularyError(f"No vocabulary holds the code {code!r}.")


def party_code(word: str) -> str:
    """Returns the code of a party from its code, a label or an alias, in any spelling.

    Raises:
        VocabularyError: No party is written so; the message names the nearest ones.
    """
    return _code(word, _index_of_parties(), "party")


def violation_code(word: str) -> str:
    """Returns the code of a violation from its code, a label or an alias, in any spelling.

    Raises:
        VocabularyError: No violation is written so; the message names the nearest ones.
    """
    return _code(word, _index_of_violations(), "violation")


@cache
def _index_of_parties() -> Mapping[str, str]:
    return spelling_index(
        {code: (*term.label.values(), *term.aliases) for code, term in parties().items()}
    )


@cache
def _index_of_publishers() -> Mapping[str, str]:
    return spelling_index(
        {code: (*term.label.values(), *term.aliases) for code, term in publishers().items()}
    )


@cache
def _index_of_violations() -> Mapping[str, str]:
    return spelling_index(
        {code: (*term.label.values(), *term.aliases) for code, term in violations().items()}
    )


def spelling_index(spellings: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    """Returns folded spelling -> code; the code itself is a spelling too."""
    index = {fold(code): code for code in spellings}
    for code, words in spellings.items():
        for word in words:
            index.setdefault(fold(word), code)
    return MappingProxyType(index)


def nearest(word: str, index: Mapping[str, str]) -> list[str]:
    """Returns up to three codes whose spellings come nearest to a word that is not known."""
    close = difflib.get_close_matches(fold(word), index, n=6, cutoff=0.6)
    return list(dict.fromkeys(index[spelling] for spelling in close))[:3]


def _code(word: str, index: Mapping[str, str], noun: str) -> str:
    if code := index.get(fold(word)):
        return code
    close = nearest(word, index)
    hint = (
        f"Nearest: {', '.join(close)}."
        if close
        else f"Known: {', '.join(sorted(set(index.values())))}."
    )
    raise VocabularyError(f"No {noun} is written {word!r}. {hint}")


def _terms(name: str, model: type[_T]) -> Mapping[str, _T]:
    return MappingProxyType(
        {code: model.model_validate(fields) for code, fields in load_yaml(name).items()}
    )
