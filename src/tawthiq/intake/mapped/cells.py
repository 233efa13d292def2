"""The cells of one row into values; whatever is not sure is told, and kept in its own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from tawthiq.dates import AmbiguousDateError, DateReading, When, stated_date
from tawthiq.errors import Fault, VocabularyError
from tawthiq.intake.files import Row
from tawthiq.intake.mapped.mapping import Mapping
from tawthiq.intake.mapped.numbers import UnboundedError, read_count
from tawthiq.intake.notice import Notice, Treatment
from tawthiq.names import fold, plain_digits
from tawthiq.records import Attribution, Count, Mode, Source
from tawthiq.vocabulary import party_code, says_unknown, violation_code

_OR = re.compile(r"\s*\|\s*|\s*/\s*|\s+or\s+|\s+أو\s+|\s+او\s+", re.IGNORECASE)
_AND = re.compile(r"\s*\+\s*|\s*&\s*|\s+and\s+|\s+و\s*(?=\S)", re.IGNORECASE)
_LIST = re.compile(r"\s*[|;؛\n]\s*|\s*[,،]\s*")
_ORDER = "Write it like 2017-10-05, or state the order in the mapping: dates: {order: day-first}"
_DATE = "Write it like 2017-10, 2017-10-05, 2017-10-05T12:30 or 2017-10-05/2017-10-07."
_EPOCH = "State in the mapping from when serial numbers count: dates: {epoch: 1900}"


_REMEMBERED = 8192


@dataclass(frozen=True, slots=True)
class Layout:
    """What all rows of one sheet have in common.

    Attributes:
        values: Column -> folded cell -> what is read in its place.
        present: Fields that a column or a constant gives.
        dated: Dates that were read already; a table says the same ones again and again.
        sources: Those who tell, by their names.
    """

    file: str
    sheet: str | None
    mapping: Mapping
    headers: dict[str, str]
    values: dict[str, dict[str, str]]
    dates: DateReading
    present: frozenset[str]
    dated: dict[str, tuple[str, When]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)


def layout_of(
    file: str, sheet: str | None, mapping: Mapping, *, columns: tuple[str, ...], dates: DateReading
) -> Layout:
    """Returns the layout of a sheet by its mapping, as far as its columns are there."""
    there = {name: each for name, each in mapping.columns.items() if name in columns}
    return Layout(
        file=file,
        sheet=sheet,
        mapping=mapping,
        headers={each.to: name for name, each in there.items()},
        values={
            name: {fold(cell): text for cell, text in each.values.items()}
            for name, each in there.items()
            if each.values
        },
        dates=dates,
        present=frozenset((*(each.to for each in there.values()), *mapping.constants)),
    )


@dataclass(slots=True)
class CellReader:
    """Reads the cells of one row.

    Attributes:
        given: Cells whose own words no field of the records holds.
    """

    layout: Layout
    row: Row
    notices: list[Notice] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)

    def raw(self, name: str) -> str:
        """Returns the words of a field's cell, or its constant."""
        header = self.layout.headers.get(name)
        if header is None:
            return self.layout.mapping.constants.get(name, "")
        return self.row[header]

    def text(self, name: str) -> str | None:
        """Returns the text of a field, after the values that the mapping gives; None if empty."""
        if name not in self.layout.present:
            return None
        raw = self.raw(name)
        header = self.layout.headers.get(name)
        values = self.layout.values.get(header or "")
        if values and (instead := values.get(fold(raw))) is not None:
            self.keep(name)
            return instead.strip() or None
        return raw or None

    def keep(self, name: str) -> None:
        """Keeps a field's cell in its own words."""
        header = self.layout.headers.get(name)
        if header is not None and self.row[header]:
            self.given[header] = self.row[header]

    def tell(
        self, treatment: Treatment, name: str | None, code: str, reason: str, remedy: str
    ) -> None:
        """Tells what became of a field's cell, or of the row."""
        header = self.layout.headers.get(name, name) if name is not None else None
        value = self.row[header] if header is not None else None
        layout = self.layout
        fault = Fault(
            layout.file, self.row.number, header, value or None, reason, remedy, layout.sheet
        )
        self.notices.append(Notice(treatment, code, fault))

    def reject(self, name: str | None, code: str, reason: str, remedy: str) -> None:
        """Tells that the row does not enter."""
        self.tell(Treatment.REJECTED, name, code, reason, remedy)

    def as_given(self, name: str, code: str, reason: str, remedy: str) -> None:
        """Tells that a cell enters in its own words alone."""
        self.keep(name)
        self.tell(Treatment.AS_GIVEN, name, code, reason, remedy)

    def when(self, name: str) -> When | None:
        """Reads a date; None where none is told. An ambiguous one rejects the row."""
        text = self.text(name)
        if text is None:
            return None
        try:
            stated, when = self._dated(text)
        except AmbiguousDateError as fault:
            serial = "serial" in str(fault)
            self.reject(name, "date.ambiguous", str(fault), _EPOCH if serial else _ORDER)
            return None
        except ValueError as fault:
            if says_unknown(text):
                self.keep(name)
            else:
                self.reject(name, "date.not_read", str(fault).rstrip("."), _DATE)
            return None
        if stated != text:
            self.keep(name)
        return when

    def _dated(self, text: str) -> tuple[str, When]:
        held = self.layout.dated
        if text not in held:
            if len(held) > _REMEMBERED:
                held.clear()
            stated = stated_date(plain_digits(text), self.layout.dates)
            held[text] = stated, When.parse(stated, clock=self.layout.dates.clock)
        return held[text]

    def day(self, name: str) -> date | None:
        """Reads a calendar day; a date that is no day is kept in its own words."""
        when = self.when(name)
        if when is None:
            return None
        if when.first_day != when.last_day:
            self.as_given(name, "date.no_day", "it is no single day", "Write it like 2017-11-08.")
            return None
        if self.text(name) != when.first_day.isoformat():
            self.keep(name)  # with the time that it may tell
        return when.first_day

    def count(self, name: str) -> Count | None:
        """Reads a number of people; one told without bounds is kept in its own words."""
        text = self.text(name)
        if text is None:
            return None
        try:
            count = read_count(text, about=self.layout.mapping.about)
        except UnboundedError as fault:
            if says_unknown(text):
                self.keep(name)
            else:
                remedy = "Write a number, 10-15 or at least 5; or give `about` in the mapping."
                self.as_given(name, "number.no_bounds", str(fault), remedy)
            return None
        except ValueError as fault:
            remedy = "Write a whole number, 0 or more; leave the cell empty if it is not known."
            self.reject(name, "number.impossible", str(fault), remedy)
            return None
        if text != str(count.minimum) or count.maximum != count.minimum:
            self.keep(name)
        return count

    def number(self, name: str, *, lowest: float, highest: float) -> float | None:
        """Reads a number with a fraction; one that is none, or too large, rejects the row."""
        text = self.text(name)
        if text is None or says_unknown(text):
            return None
        plain = plain_digits(text).replace(",", ".")
        try:
            value = float(plain) if re.fullmatch(r"[-+]?\d{1,9}(\.\d*)?", plain) else None
        except ValueError:
            value = None
        if value is None or not lowest <= value <= highest:
            reason = f"it is no number from {lowest:g} to {highest:g}"
            self.reject(name, "number.not_read", reason, "Correct it, or leave the cell empty.")
            return None
        if text != repr(value):
            self.keep(name)
        return value

    def violations(self) -> tuple[str, ...]:
        """Reads violations; a word that the vocabulary lacks is kept and told."""
        text = self.text("violation")
        if text is None:
            return ()
        if says_unknown(text):
            self.keep("violation")
            return ()
        found = []
        for word in self._words("violation", text, violation_code):
            code = _code(word, violation_code)
            if code is None:
                reason = f"the vocabulary has no violation written {word!r}"
                remedy = "Say in the mapping what it means, under `values` of the column."
                self.as_given("violation", "violation.not_known", reason, remedy)
            else:
                found.append(code)
        if text not in found:
            self.keep("violation")
        return tuple(dict.fromkeys(found))

    def attribution(self) -> Attribution | None:
        """Reads who is held to have done it: one party, several together, or one of several.

        Where one of several is not known, none is: the rest would be told too surely.
        """
        text = self.text("party")
        if text is None:
            return None
        mode, words = Mode.ANY, [text]
        if _code(text, party_code) is None:
            mode, words = self._parties(text)
        codes = [_code(word, party_code) for word in words]
        known = tuple(dict.fromkeys(code for code in codes if code is not None))
        if not codes or None in codes:
            if says_unknown(text):
                self.keep("party")
                return None
            reason = "the vocabulary has no party written so"
            if len(words) > 1:
                missing = [word for word, code in zip(words, codes, strict=True) if code is None]
                reason = f"the vocabulary has no party written {missing[0]!r}"
            remedy = "Say in the mapping what it means, under `values` of the column."
            self.as_given("party", "party.not_known", reason, remedy)
            return None
        if text != known[0] or len(known) > 1:
            self.keep("party")
        return Attribution(parties=known, mode=mode)

    def _parties(self, text: str) -> tuple[Mode, list[str]]:
        either = [word for word in _OR.split(text) if word]
        together = [word for word in _AND.split(text) if word]
        if len(either) > 1:
            return Mode.ANY, either
        if len(together) > 1:
            return Mode.JOINT, together
        return Mode.ANY, self._words("party", text, party_code)

    def _words(self, name: str, text: str, code: Callable[[str], str]) -> list[str]:
        """Splits a cell of several values, unless it is one as a whole."""
        if _code(text, code) is not None:
            return [text]
        header = self.layout.headers.get(name)
        column = self.layout.mapping.columns.get(header or "")
        if column is not None and column.separator:
            return [word.strip() for word in text.split(column.separator) if word.strip()]
        return [word for word in _LIST.split(text) if word]


@lru_cache(maxsize=_REMEMBERED)  # a table says the same words again and again
def _code(word: str, find: Callable[[str], str]) -> str | None:
    try:
        return find(word)
    except VocabularyError:
        return None
