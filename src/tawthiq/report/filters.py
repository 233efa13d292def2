"""What the sentences do with values: numbers, plural forms, dates, and labels of codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Protocol

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal

from tawthiq.counts.figure import Figure
from tawthiq.dates import Precision, When
from tawthiq.errors import VocabularyError
from tawthiq.records import Labels
from tawthiq.report.marks import Marked, clean, mark
from tawthiq.vocabulary.terms import labels as vocabulary_labels
from tawthiq.vocabulary.terms import load_yaml

_DIGITS = {"western": "latn", "arabic_indic": "arab"}


class Phrase(Protocol):
    """Says a sentence as marked text."""

    def __call__(self, key: str, **values: Any) -> Marked:
        """Returns the sentence of a key, filled with values."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number on its way into a sentence, with the figure that it comes from."""

    value: float | Decimal | None
    figure: str | None = None
    decimals: int | None = None

    @classmethod
    def of(cls, value: Any) -> Number:
        """Reads a figure, a number, a number written with its digits, or nothing."""
        if isinstance(value, Number):
            return value
        if isinstance(value, Figure):
            if isinstance(value.value, str):
                raise TypeError(f"the figure {value.name} is a code, not a number")
            return cls(value.value, figure=value.name, decimals=value.decimals)
        if isinstance(value, str):
            exact = Decimal(value)
            return cls(exact, decimals=max(0, -int(exact.as_tuple().exponent)))
        return cls(value)


class Filters:
    """The filters of one language."""

    def __init__(
        self,
        language: str,
        *,
        labels: Mapping[str, Labels],
        agreements: Mapping[str, Labels],
        digits: str,
        phrase: Phrase,
    ):
        """Keeps the language, the digits, the labels and the way to say a small phrase."""
        self._language = language
        self._locale = Locale.parse(language)
        self._labels = labels
        self._agreements = agreements
        self._system = _DIGITS[digits]
        self._phrase = phrase

    def by_name(self) -> dict[str, Callable[..., Any]]:
        """Returns every filter under the name that the templates use."""
        return {
            "party": self.party,
            "place": self.place,
            "agreement": self.agreement,
            "provision": self.party,
            "violation": self.party,
            "publication": self.publication,
            "collection": self.publication,
            "number": self.number,
            "percent": self.percent,
            "absolute": self.absolute,
            "counted": self.counted,
            "plural": self.plural,
            "month": self.month,
            "day": self.day,
            "instant": self.instant,
            "stated": self.stated,
            "during": self.during,
            "period": self.period,
            "listed": self.listed,
            "joined": self.joined,
            "join": lambda items, by="": Marked(clean(by).join(_plain(item) for item in items)),
            "topic": lambda code: self._phrase(f"topic.{clean(code)}"),
            "verdict": lambda code: self._phrase(f"verdict.{clean(code)}"),
            "omission": lambda code: self._phrase(f"omission_verdict.{clean(code)}"),
            "rounding": lambda code: self._phrase(f"rounding.{clean(code)}"),
            "code": lambda code: mark(str(code), None),
        }

    def party(self, code: Any) -> Marked:
        """Returns the label of a party, an alliance, a provision or a violation.

        A figure can name a place in the same way, so a code that is none of these may be one.
        """
        return self._label(code, _of_vocabulary, self._labels.get, _of_places().get)

    def place(self, code: Any) -> Marked:
        """Returns the name of a place: the vocabulary's, or the casebook's own."""
        return self._label(code, _of_places().get, self._labels.get)

    def agreement(self, code: Any) -> Marked:
        """Returns the short name of an agreement; it may have the code of a place."""
        return self._label(code, self._agreements.get, self._labels.get)

    def publication(self, code: Any) -> Marked:
        """Returns the title of a publication or a collection."""
        return self._label(code, self._labels.get)

    def number(self, value: Any) -> Marked:
        """Returns a number in the digits of the report, marked with its figure."""
        number = Number.of(value)
        return mark(self._digits(number), number.figure)

    def percent(self, value: Any) -> Marked:
        """Returns a share with its sign, kept together as one left-to-right stretch."""
        number = Number.of(value)
        sign = "٪" if self._system == "arab" else "%"
        return mark(self._digits(number) + sign, number.figure)

    def absolute(self, value: Any) -> Number:
        """Returns a number without its sign, still of the same figure."""
        number = Number.of(value)
        return number if number.value is None else replace(number, value=_positive(number.value))

    def plural(self, value: Any) -> str:
        """Returns the plural category of a number in this language (CLDR)."""
        number = Number.of(value).value
        return str(self._locale.plural_form(_positive(number or 0)))

    def counted(self, value: Any, noun: str, case: str = "nominative") -> Marked:
        """Returns a number with its noun in the right form, such as `مجزرتان` or `3 مجازر`.

        A form without `{n}` says the number by itself; then the whole of it is the figure.
        """
        number = Number.of(value)
        form = self._form(noun, case, self.plural(number))
        if "{n}" not in form:
            return mark(form, number.figure)
        return Marked(form.replace("{n}", self.number(number)))

    def month(self, value: str) -> Marked:
        """Returns `2017-10` as the name of the month with its year."""
        year, month = str(value).split("-")[:2]
        return self._phrase("date.month", year=self._year(int(year)), name=self._month(int(month)))

    def day(self, value: str | date) -> Marked:
        """Returns a day (ISO text or date) in long form."""
        on = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
        return self._phrase(
            "date.day",
            day=Marked(self.digits(str(on.day))),
            name=self._month(on.month),
            year=self._year(on.year),
        )

    def instant(self, value: str) -> Marked:
        """Returns a local instant (`2017-05-04T12:00`) as time and day; without time, the day."""
        day, _, time = str(value).partition("T")
        if not time:
            return self.day(day)
        return self._phrase("date.instant", time=mark(self.digits(time[:5]), None), day=day)

    def period(self, value: When) -> Marked:
        """Returns a period by its name: a year, a month, a day, or its first and last day."""
        if value.precision is Precision.YEAR:
            return self._year(value.first_day.year)
        if value.precision is Precision.MONTH:
            return self.month(value.stated)
        if value.first_day == value.last_day:
            return self.day(value.first_day)
        first, _, last = value.stated.partition("/")
        if len(first) == len(last) == len("2017-10"):
            return self._phrase("date.months", first=first, last=last)
        return self._phrase("date.range", first=value.first_day, last=value.last_day)

    def stated(self, value: str) -> Marked:
        """Returns a time as it was stated (`2017-10`, `2017-10-05T12:30`, `A/B`), in words."""
        when = When.parse(str(value), clock="UTC")
        return self.instant(when.stated) if "T" in when.stated else self.period(when)

    def during(self, value: When) -> Marked:
        """Returns a period with its preposition, such as `in October 2017`."""
        if value.precision in (Precision.YEAR, Precision.MONTH):
            return self._phrase("date.in", period=self.period(value))
        if value.first_day == value.last_day:
            return self._phrase("date.on_day", day=value.first_day)
        return self._phrase("date.between", first=value.first_day, last=value.last_day)

    def listed(self, items: Iterable[Any], kind: str | None = None) -> Marked:
        """Joins items as the language does; `kind` names a filter to put each through."""
        put = self.by_name()[kind] if kind else _plain
        return Marked(format_list([put(item) for item in items], locale=self._locale))

    def joined(self, items: Iterable[Any]) -> Marked:
        """Joins longer items, such as half sentences, with the separator of the language."""
        return Marked(f"{self._phrase('page.separator')} ".join(_plain(item) for item in items))

    def digits(self, text: str) -> str:
        """Returns text with its digits in the digits of the report."""
        if self._system == "latn":
            return text
        return text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    def _label(self, code: Any, *sources: Callable[[str], Mapping[str, str] | None]) -> Marked:
        """Returns the label of a code; of a figure that names a code, marked with the figure.

        A code that nothing names is printed as it is: a report says less, it does not fail.
        """
        if isinstance(code, Figure):
            return mark(self._label(code.value, *sources), code.name)
        for source in sources:
            if labels := source(str(code)):
                label = labels.get(self._language) or next(iter(labels.values()))
                return self._foreign(clean(self._inside(label)))
        return Marked(clean(str(code)))

    def _foreign(self, label: str) -> Marked:
        """Keeps a label in Latin letters together where the text around it runs the other way."""
        rtl = self._locale.text_direction == "rtl"
        return mark(label, None) if rtl and label.isascii() else Marked(label)

    def _inside(self, label: str) -> str:
        """Returns a label as it stands inside a sentence: common words without a capital."""
        first = label.partition(" ")[0]
        if first and first in str(self._phrase("label.lowered")).split():
            return label[:1].lower() + label[1:]
        return label

    def _form(self, noun: str, case: str, category: str) -> str:
        oblique = [] if case == "nominative" else [case, "oblique"]
        for infix in [*(f"{name}." for name in oblique), ""]:
            for wanted in (category, "other"):
                key = f"noun.{noun}.{infix}{wanted}"
                found = self._source(key)
                if found is not None:
                    return found
                if infix:
                    break
        raise VocabularyError(f"No forms of the noun {noun!r} in language {self._language!r}.")

    def _source(self, key: str) -> str | None:
        try:
            return str(self._phrase(key))
        except VocabularyError:
            return None

    def _digits(self, number: Number) -> str:
        if number.value is None:
            return str(self._phrase("number.unknown"))
        pattern = "#,##0" + ("." + "0" * number.decimals if number.decimals else "")
        value = number.value
        if number.decimals is None and value != int(value):
            pattern = "#,##0.###"
        text = format_decimal(
            Decimal(str(value)), format=pattern, locale=self._locale, numbering_system=self._system
        )
        return self.digits(text.replace("\u200e", "").replace("\u061c", ""))

    def _year(self, year: int) -> Marked:
        return Marked(self.digits(str(year)))

    def _month(self, month: int) -> Marked:
        return self._phrase(f"month.{month}")


def _positive(value: float | Decimal) -> float | Decimal:
    return -value if value < 0 else value


def _plain(item: Any) -> Marked:
    return item if isinstance(item, Marked) else Marked(clean(str(item)))


def _of_vocabulary(code: str) -> Mapping[str, str] | None:
    try:
        return vocabulary_labels(code)
    except VocabularyError:
        return None


@cache
def _of_places() -> Mapping[str, Labels]:
    return {code: fields["name"] for code, fields in load_yaml("places.yaml").items()}
