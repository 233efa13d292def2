"""A mapping proposed for a table: a draft to be read, corrected and kept beside the files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from tawthiq.dates import AmbiguousDateError, DateReading, stated_date
from tawthiq.errors import VocabularyError
from tawthiq.intake.files import Headed, Row, open_sheets
from tawthiq.intake.mapped.headers import Guess, guess_columns, seems_to_list
from tawthiq.intake.mapped.survey import digest
from tawthiq.intake.mapped.table import header_of
from tawthiq.names import fold, plain_digits
from tawthiq.vocabulary import date_words, party_code, says_unknown, violation_code

_SAMPLE = 1_000
_MOST_VALUES = 40
_DATES = ("when", "account_when", "published_on")


def suggest_mapping(
    path: Path, *, clock: str, sheet: str | None = None, encoding: str | None = None
) -> str:
    """Returns a mapping for a table as YAML, with a comment wherever it is not sure.

    It can be used as it is: a column that is not understood is kept as given.

    Raises:
        InputError: The file cannot be read as a table.
    """
    file = open_sheets(path, encoding=encoding)
    headed = header_of(file, sheet)
    makes = "listings" if seems_to_list(headed.columns) else "accounts"
    guesses = dict(guess_columns(headed.columns, makes=makes))
    drop_doubled_key(headed, guesses)
    rows = list(islice(headed.rows(), _SAMPLE))
    lines = [
        f"# A mapping proposed for {path.name}. Read it, correct it, then:",
        f"#   tawthiq import table {path.name} --map map.yaml --collection CODE --dry-run",
        f"makes: {makes}",
        *([f"sheet: {_quoted(headed.sheet.name)}"] if len(file.sheets) > 1 else []),
        *_dates(rows, guesses, clock),
        *_columns(headed, guesses, rows),
        *_constants({guess.field for guess in guesses.values()}, makes),
        *_others(headed, guesses),
        *(f"# not read: the sheet {_quoted(each.name)}. Name it under `joined` if its rows belong "
          "to these." for each in file.sheets if each.name != headed.sheet.name),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def drop_doubled_key(headed: Headed, guesses: dict[str, Guess]) -> None:
    """Takes back the guess of a key where its cells are empty or stand twice."""
    name = next((name for name, guess in guesses.items() if guess.field == "key"), None)
    if name is None:
        return
    seen: set[int] = set()
    for row in headed.rows():
        mark = digest(row[name])
        if not row[name] or mark in seen:
            del guesses[name]
            return
        seen.add(mark)


def _dates(rows: Sequence[Row], guesses: Mapping[str, Guess], clock: str) -> Iterator[str]:
    reading = DateReading(date_words(), clock, fold)
    columns = [name for name, guess in guesses.items() if guess.field in _DATES]
    day_first = month_first = ambiguous = serial = 0
    for text in (plain_digits(row[name]) for row in rows for name in columns if row[name]):
        first, *rest = text.replace("-", "/").replace(".", "/").split("/")
        if len(rest) == 2 and first.isdecimal() and rest[0].isdecimal() and len(first) <= 2:
            day_first += int(first) > 12
            month_first += int(rest[0]) > 12
        try:
            stated_date(text, reading)
        except AmbiguousDateError as fault:
            serial += "serial" in str(fault)
            ambiguous += "serial" not in str(fault)
        except ValueError:
            continue
    if ambiguous and day_first and not month_first:
        yield f"dates: {{order: day-first}}  # {day_first} dates can only be read so"
    elif ambiguous and month_first and not day_first:
        yield f"dates: {{order: month-first}}  # {month_first} dates can only be read so"
    elif ambiguous:
        yield f"# {ambiguous} dates can be day first or month first; until you say it, their rows"
        yield "# are rejected. Take the # away from the line that is right:"
        yield "# dates: {order: day-first}"
        yield "# dates: {order: month-first}"
    if serial:
        yield f"# {serial} dates are serial numbers; say from when they count, mostly 1900:"
        yield "# dates: {epoch: 1900}"


def _columns(headed: Headed, guesses: Mapping[str, Guess], rows: Sequence[Row]) -> Iterator[str]:
    if not guesses:
        yield "columns: {}  # no header is understood: write HEADER: field"
        return
    yield "columns:"
    for name, guess in guesses.items():
        unsure = "" if guess.sure else "  # not sure"
        unknown = list(_unknown(name, guess.field, rows))
        if not unknown:
            yield f"  {_quoted(name)}: {guess.field}{unsure}"
            continue
        yield f"  {_quoted(name)}:{unsure}"
        yield f"    to: {guess.field}"
        yield "    # The vocabulary has no such words; they are kept as given until you say what"
        yield "    # each means. Write the code after the colon, and take the # away:"
        yield "    # values:"
        for value in unknown[:_MOST_VALUES]:
            yield f"    #   {_quoted(value)}: "
        if len(unknown) > _MOST_VALUES:
            yield f"    #   ... and {len(unknown) - _MOST_VALUES} more"


def _unknown(name: str, field: str, rows: Sequence[Row]) -> Iterator[str]:
    find = {"party": party_code, "violation": violation_code}.get(field)
    if find is None:
        return
    for value in dict.fromkeys(row[name] for row in rows):
        if value and not says_unknown(value):
            try:
                find(value)
            except VocabularyError:
                yield value


def _constants(fields: set[str], makes: str) -> Iterator[str]:
    lines = []
    if "latitude" in fields and "longitude" in fields and "precision" not in fields:
        lines.append("  precision: unknown  # or how far coordinates may be off, in metres")
    if lines:
        yield "constants:"
        yield from lines
    if "source" not in fields:
        yield "# No column says who tells it. If all rows have one source, write it here:"
        yield "#   source: NAME" if lines else "# constants: {source: NAME}"
    if makes == "accounts" and "violation" not in fields:
        yield "# No column says what was done. If all rows are alike, give `violation` so too."


def _others(headed: Headed, guesses: Mapping[str, Guess]) -> Iterator[str]:
    if "key" not in {guess.field for guess in guesses.values()}:
        yield "# No column is sure to number the rows for good: a changed row becomes a new record."
        yield "# If one does, send it to `key`."
    others = [name for name in headed.columns if name not in guesses]
    if others:
        yield "# Kept as given: " + ", ".join(_quoted(name) for name in others)


def _quoted(text: str | None) -> str:
    return json.dumps(text, ensure_ascii=False)
