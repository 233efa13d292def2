"""The questions of a form of KoboToolbox or ODK, by the headers of its exports.

A header is the name of a question or its label, behind the path of its groups: `incident/date`,
`الحادثة/التاريخ`. A geopoint stands in one column as four numbers, and again in four columns;
a question with several answers in one column, in one column of 0 and 1 for each answer, or both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tawthiq.intake.columns import NUMBERS
from tawthiq.intake.mapped.headers import guess_columns
from tawthiq.intake.systems.known import is_known
from tawthiq.names import fold
from tawthiq.vocabulary import header_fields, party_code, violation_code

KEYS = ("meta/rootUuid", "_uuid", "meta/instanceID", "KEY", "_id")
"""What a submission can be known by, the most lasting first: an edit gives it another `_uuid`."""

OF_EXPORT = ("_index", "_parent_index", "_parent_table_name")
"""Where a row stands in one export: another export of the same form can number it otherwise."""

_OWN = frozenset((
    *KEYS, *OF_EXPORT, "_submission_time", "_validation_status", "_notes", "_status",
    "_submitted_by", "__version__", "_tags", "start", "end", "today", "deviceid", "username",
    "phonenumber", "simserial", "subscriberid", "audit", "meta/instanceName", "SubmissionDate",
    "SET-OF", "PARENT_KEY",
))  # fmt: skip
_IN_REPEAT = "_submission_"
_GEOPOINT = re.compile(r"(?P<path>(?:.*/)?)_(?P<name>[^/]+)_latitude")
_XML_NAME = re.compile(r"[A-Za-z_][\w.\-]*(?:\[\d+\])?")
_YES, _NO = frozenset(("1", "TRUE", "True")), frozenset(("0", "FALSE", "False", ""))
_JOINS = " | "


def is_own(column: str) -> bool:
    """Says whether a column is the system's own, and no question."""
    return column in _OWN or column.startswith(_IN_REPEAT)


def has_xml_names(columns: Iterable[str]) -> bool:
    """Says whether headers are the names of questions, and not their labels."""
    return all(
        _XML_NAME.fullmatch(part) for name in columns if not is_own(name) for part in
        name.split("/")
    )  # fmt: skip


def short(column: str) -> str:
    """Returns a header without the path of its groups."""
    return column.rpartition("/")[2]


def guess_questions(
    columns: Iterable[str], *, makes: str, but: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Returns the field that each question surely means: its header is exactly such a word."""
    asked: dict[str, str] = {}
    for name in columns:
        if not is_own(name) and name not in but:
            asked.setdefault(short(name), name)
    guesses = guess_columns(asked, makes=makes)
    return {asked[name]: guess.field for name, guess in guesses.items() if guess.sure}


@dataclass(frozen=True, slots=True)
class Geopoint:
    """The columns of a geopoint; `whole` is the one with four numbers, if it is there."""

    latitude: str
    longitude: str
    precision: str | None
    columns: frozenset[str]


def geopoints(columns: Sequence[str]) -> list[Geopoint]:
    """Returns the geopoints of a form."""
    found = []
    for column in columns:
        match = _GEOPOINT.fullmatch(column)
        if match is None:
            continue
        stem = f"{match['path']}_{match['name']}_"
        if f"{stem}longitude" not in columns:
            continue
        parts = [f"{stem}{each}" for each in ("latitude", "longitude", "altitude", "precision")]
        whole = [each for each in columns if short(each) == match["name"]]
        there = frozenset((*(each for each in parts if each in columns), *whole))
        precision = parts[3] if parts[3] in columns else None
        found.append(Geopoint(parts[0], parts[1], precision, there))
    return found


@dataclass(frozen=True, slots=True)
class Choices:
    """A question with several answers, which stand in columns of their own."""

    column: str
    answers: Mapping[str, str]

    def chosen(self, cells: Mapping[str, str]) -> str:
        """Returns the answers that were chosen, one behind the other."""
        return _JOINS.join(words for name, words in self.answers.items() if cells.get(name) in _YES)


def choices(columns: Sequence[str], *, is_yes_or_no: Callable[[str], bool]) -> list[Choices]:
    """Returns the questions whose answers stand in columns of 0 and 1.

    Without a column of the question itself, at least two such columns must stand under one path
    that nothing else stands under; a group of questions on numbers is none.
    """
    under: dict[str, list[str]] = {}
    for name in columns:
        path, mark, _ = name.rpartition("/")
        if mark and not is_own(name):
            under.setdefault(path, []).append(name)
    found = []
    words = header_fields()
    for path, names in under.items():
        if not all(is_yes_or_no(name) for name in names):
            continue
        numbers = any(words.get(fold(short(name))) in NUMBERS for name in names)
        if path in columns or (len(names) > 1 and not numbers):
            found.append(Choices(path, {name: short(name) for name in names}))
    return found


def is_yes_or_no(cell: str) -> bool:
    """Says whether a cell can be that of one answer among several."""
    return cell in _YES or cell in _NO


def split_names(field: str, cell: str) -> str | None:
    """Returns names of answers that stand in one cell with a mark between them, where the
    vocabulary has each of them and not the cell as a whole; None elsewhere.
    """
    find = {"violation": violation_code, "party": party_code}.get(field)
    parts = cell.split()
    if find is None or len(parts) < 2 or is_known(find, cell):
        return None
    return _JOINS.join(parts) if all(is_known(find, each) for each in parts) else None


def holds_several(field: str, cell: str, others: Iterable[str]) -> bool:
    """Says whether a cell holds the labels of several answers, as far as that can be seen.

    It can where another cell is one end of it, or where the vocabulary has its beginning and not
    the whole.
    """
    if any(cell.startswith(f"{each} ") or cell.endswith(f" {each}") for each in others if each):
        return True
    parts = cell.split()
    for find in (violation_code, party_code) if field in ("violation", "party", "means") else ():
        if is_known(find, cell):
            return False
        if any(is_known(find, " ".join(parts[:at])) for at in range(1, len(parts))):
            return True
    return False
