"""Named operations from YAML, as context for reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tawthiq.casebook import Casebook
from tawthiq.casebook.strict_yaml import read_yaml
from tawthiq.dates import When
from tawthiq.errors import Fault, InputError
from tawthiq.intake.decoding import read_text
from tawthiq.intake.entry import Entry
from tawthiq.intake.places import CODE
from tawthiq.records import Gazetteer, Offensive
from tawthiq.register import BatchResult
from tawthiq.vocabulary import party_code

FIELDS = ("code", "names", "parties", "during", "places", "source")
_LANGUAGES = ("en", "ar")


def import_offensives(casebook: Casebook, path: Path, *, entry: Entry) -> BatchResult:
    """Enters named operations from a YAML file, a list or a single one, as one batch.

    Raises:
        InputError: With every fault of the file; nothing was written.
    """
    found = read_offensives(
        read_text(path),
        file=path.name,
        clock=casebook.settings.clock,
        places=casebook.places(),
        new_id=casebook.register.new_id,
    )
    return casebook.register.write(
        found, actor=entry.actor, reason=f"import {path.name}", at=entry.at
    )


def read_offensives(
    text: str, *, file: str, clock: str, places: Gazetteer, new_id: Callable[[str, str], str]
) -> list[Offensive]:
    """Reads named operations.

    Raises:
        InputError: With every fault, each with its path in the file.
    """
    content = read_yaml(text, file=file)
    held = content if isinstance(content, list) else [content]
    if not held or not all(isinstance(each, dict) for each in held):
        reason, remedy = "the file holds no offensive", "See docs/reference/offensive.md."
        raise InputError([Fault(file, None, None, None, reason, remedy)])
    reader = _Reader(file, clock, places)
    seen: dict[str, int] = {}
    found = []
    for at, fields in enumerate(held):
        reader.at = f"{at}."
        code = reader.code(fields, seen, at)
        values = {
            "names": reader.names(fields),
            "parties": reader.codes(fields, "parties", party_code),
            "places": reader.codes(fields, "places", places.find),
            "during": reader.during(fields),
            "source": reader.text(fields, "source"),
        }
        reader.refuse_unknown(fields)
        if not reader.faults:
            found.append(Offensive(id=new_id("offensive", code), code=code, **values))
    if reader.faults:
        raise InputError(reader.faults)
    return found


class _Reader:
    """Reads the fields of one file and keeps every fault on the way."""

    def __init__(self, file: str, clock: str, places: Gazetteer):
        self.faults: list[Fault] = []
        self.at = ""
        self._file = file
        self._clock = clock
        self._places = places

    def fault(self, path: str, value: object, reason: str, remedy: str) -> None:
        told = None if value is None else str(value)
        self.faults.append(Fault(self._file, None, f"{self.at}{path}", told, reason, remedy))

    def code(self, fields: Mapping[str, Any], seen: dict[str, int], at: int) -> str:
        code = str(fields.get("code", ""))
        if not CODE.fullmatch(code):
            remedy = "Write small letters, digits, _ and -, such as valley_2030."
            self.fault("code", code, f"{code!r} is no code", remedy)
        elif seen.setdefault(code, at) != at:
            self.fault("code", code, f"number {seen[code]} has the same code", "Take one out.")
        return code

    def names(self, fields: Mapping[str, Any]) -> dict[str, str]:
        names = fields.get("names")
        given = names if isinstance(names, dict) else {}
        for language in _LANGUAGES:
            if not isinstance(given.get(language), str) or not given[language].strip():
                self.fault(f"names.{language}", None, "the name is missing", "Give both names.")
        for language in given:
            if language not in _LANGUAGES:
                self.fault(f"names.{language}", None, "the language is not known", "Use en and ar.")
        return {language: str(given.get(language, "")) for language in _LANGUAGES}

    def codes(
        self, fields: Mapping[str, Any], name: str, find: Callable[[str], str]
    ) -> tuple[str, ...]:
        given = fields.get(name)
        if not isinstance(given, list) or not given:
            self.fault(name, given, "it is no list, or an empty one", "Give at least one.")
            return ()
        return tuple(dict.fromkeys(self._found(given, name, find)))

    def _found(self, given: list[Any], name: str, find: Callable[[str], str]) -> Iterator[str]:
        for at, word in enumerate(given):
            try:
                yield find(str(word))
            except ValueError as fault:
                remedy = "Use a code or a spelling that is known."
                self.fault(f"{name}.{at}", word, str(fault).rstrip("."), remedy)

    def during(self, fields: Mapping[str, Any]) -> When | None:
        try:
            return When.parse(str(fields.get("during", "")), clock=self._clock)
        except ValueError as fault:
            remedy = "Write it like 2030-03, 2030-03-05 or 2030-03-01/2030-03-20."
            self.fault("during", fields.get("during"), str(fault), remedy)
            return None

    def text(self, fields: Mapping[str, Any], name: str) -> str | None:
        value = fields.get(name)
        if not isinstance(value, str) or not value.strip():
            self.fault(name, value, "the field is missing", "Say who tells it.")
            return None
        return value.strip()

    def refuse_unknown(self, fields: Mapping[str, Any]) -> None:
        for name in fields:
            if name not in FIELDS:
                remedy = f"Use: {', '.join(FIELDS)}."
                self.fault(str(name), None, f"no field is called {name!r}", remedy)
