"""Sentences of one language: locale files made into text whose numbers keep their figure.

A sentence is a Jinja template in `locales/<language>/*.yaml`; no sentence stands in code. Values
go through filters (`tawthiq.report.filters`); a number that comes from a figure stays marked
with the figure's name until it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import yaml
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

from tawthiq.errors import VocabularyError
from tawthiq.records import Labels, Reason
from tawthiq.report.document import Span, Text, capitalised, plain
from tawthiq.report.filters import Filters
from tawthiq.report.marks import Marked, clean, spans

LANGUAGES = ("en", "ar")
RIGHT_TO_LEFT = ("ar",)

_SPACE = re.compile(r"[ \t\n]+")


class Phrases:
    """Says things in one language.

    Attributes:
        language: `en` or `ar`.
        digits: `western` (0123) or `arabic_indic` (٠١٢٣); the second for Arabic only.
    """

    def __init__(
        self,
        language: str,
        *,
        labels: Mapping[str, Labels],
        agreements: Mapping[str, Labels] | None = None,
        digits: str = "western",
        added: Mapping[str, str] | None = None,
    ):
        """Reads the sentences of a language.

        `labels` name the codes that no vocabulary holds, `agreements` the agreements (one can
        have the code of a place); `added` are sentences of a casebook's
        own, such as the reasons of its ruleset. They run in the sandbox like all others.
        """
        self.language = language
        self.direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
        self._sources = {**(added or {}), **sentences(language)}
        self._templates: dict[str, Template] = {}
        self._environment = SandboxedEnvironment(
            undefined=StrictUndefined, finalize=_finalize, autoescape=False
        )
        self.filters = Filters(
            language,
            labels=labels,
            agreements=agreements or {},
            digits=digits,
            phrase=self.fragment,
        )
        self._environment.filters.update(self.filters.by_name())

    def __contains__(self, key: str) -> bool:
        """Says whether a sentence of this name exists."""
        return key in self._sources

    def fragment(self, key: str, **values: Any) -> Marked:
        """Returns a sentence as marked text, to be used inside another one.

        Raises:
            VocabularyError: No locale file holds the key.
        """
        text = self._template(key).render(**values)
        return Marked(_SPACE.sub(" ", text).strip())

    def say(self, key: str, **values: Any) -> Text:
        """Returns a sentence as spans, its first letter a capital; empty if it says nothing."""
        return capitalised(spans(self.fragment(key, **values)))

    def reason(self, reason: Reason) -> Text:
        """Returns the sentence of a reason, with its full stop."""
        text = self.say(reason.code, **reason.facts)
        return text if plain(text).endswith((".", "!", "؟", "?")) else (*text, Span("."))

    def reasons(self, reasons: Sequence[Reason]) -> Text:
        """Returns several reasons as one sentence, half sentence by half sentence."""
        parts = [self.fragment(one.code, **one.facts).rstrip(".") for one in reasons]
        return self.say("page.sentence", parts=[Marked(part) for part in parts])

    def plain(self, key: str, **values: Any) -> str:
        """Returns a sentence as bare text, for titles, alternative texts and charts."""
        return plain(self.say(key, **values))

    def _template(self, key: str) -> Template:
        if key not in self._templates:
            if key not in self._sources:
                raise VocabularyError(f"No sentence named {key!r} in language {self.language!r}.")
            self._templates[key] = self._environment.from_string(self._sources[key])
        return self._templates[key]


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Returns every sentence of a language by its dotted key, merged from all its files.

    Raises:
        VocabularyError: No such language, or two files hold the same key.
    """
    folder = resources.files("tawthiq.report").joinpath("locales", language)
    if not folder.is_dir():
        raise VocabularyError(f"No sentences in language {language!r}.")
    found: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".yaml"):
            continue
        for key, text in _flat(yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader) or {}):
            if key in found:
                raise VocabularyError(f"{language}/{file.name} says {key!r} a second time.")
            found[key] = text
    return found


def _flat(node: Mapping[Any, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        if isinstance(key, bool):  # YAML 1.1 reads on, off, yes and no as truth values
            raise VocabularyError(f"A key after {prefix!r} is a truth value to YAML: rename it.")
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{name}.")
        else:
            yield name, str(value)


def _finalize(value: Any) -> str:
    """Lets only filters mark: anything else is plain text, whatever characters it holds."""
    return value if isinstance(value, Marked) else clean(str(value))
