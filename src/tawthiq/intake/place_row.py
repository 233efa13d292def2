"""One place as a file gives it, whatever the file's own layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tawthiq.intake.decoding import LOST
from tawthiq.records import Point

Ref = tuple[str, str]
"""A place by a name for the kind of id and the id: ("pcode", "SY0705")."""

SCHEMES = ("pcode", "code", "iso", "geonames", "geonames_admin", "geoboundaries", "wikidata",
           "opensyria")  # fmt: skip
"""Kinds of ids, in the order in which they are trusted."""

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of a file.

    Attributes:
        number: Of the feature, from 1, or the line of a table.
        at: Dotted path of the feature in a JSON file; None in a table.
        level: None where the file does not say it.
        ids: What the place is called elsewhere, by the kind of id.
        within: The places that it lies in, the nearest first, each by one or several ids.
        names: By language; one can be missing.
        polygon: Its border as the file has it, a GeoJSON geometry.
        cut: Whether the file broke a name off in the middle.
    """

    file: str
    number: int
    at: str | None
    level: str | None
    ids: Mapping[str, str]
    within: tuple[tuple[Ref, ...], ...]
    names: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    point: Point | None = None
    polygon: Mapping[str, Any] | None = None
    cut: bool = False

    @property
    def title(self) -> str:
        """What a message calls it."""
        return next(iter(self.names.values()), "") or next(iter(self.ids.values()), "?")


@dataclass(slots=True)
class Spellings:
    """Collects the spellings of one place, and which of them is its name in which language."""

    names: dict[str, str] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    cut: bool = False

    def add(self, text: object, *, language: str | None = None) -> None:
        """Adds a spelling; without a language it can name the place in the script that it has."""
        written = " ".join(text.split()) if isinstance(text, str) else ""
        if LOST in written:
            self.cut = True
            written = written.replace(LOST, "").strip()
        if not written:
            return
        name_of = language if language in ("en", "ar") else _script(written)
        if name_of is not None and name_of == _script(written) and name_of not in self.names:
            self.names[name_of] = written
        else:
            self.aliases.append(written)


def _script(text: str) -> str | None:
    """Returns `ar` or `en` for a text that is written in one of the two scripts alone."""
    arabic, latin = _ARABIC.search(text), _LATIN.search(text)
    if arabic is not None:
        return None if latin is not None else "ar"
    return "en" if latin is not None else None
