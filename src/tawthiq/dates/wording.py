"""Dates as people write them, in the form that `When` reads; what is ambiguous is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tawthiq.dates.clock import Clock, zone


class DateOrder(StrEnum):
    """The order of day, month and year in dates that are written in numbers alone."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class AmbiguousDateError(ValueError):
    """A date that means two days, depending on an order that nobody stated."""


@dataclass(frozen=True, slots=True)
class DateWords:
    """Words of dates, spelled as `fold` below leaves them.

    Attributes:
        since: Words before the first day of a span.
        until: Words between its first and its last.
    """

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    fillers: frozenset[str]
    until: frozenset[str]
    since: frozenset[str]


@dataclass(frozen=True, slots=True)
class DateReading:
    """How the dates of one column are read.

    Attributes:
        clock: A time with an offset is put on it.
        fold: Makes one spelling of the many; it is not known here.
        epoch: Year from which serial numbers count, 1900 or 1904; None: a number is no date.
    """

    words: DateWords
    clock: Clock
    fold: Callable[[str], str]
    order: DateOrder | None = None
    epoch: int | None = None


_ISO = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?(/\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})([-/. ])(\d{1,2})(?:\2(\d{1,2}))?")
_NUMBERS = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_TIMED = re.compile(
    r"(?P<day>.+?)[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<offset>Z|UTC|[+-]\d\d:?\d\d)?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SPAN = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*|\s+/\s+|\s*~\s*")
_DAYS = re.compile(r"(\d{1,2})\s*[-–—/]\s*(\d{1,2})\s+(\D.*)")
_EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
_EDGE = re.compile(r"^[\s,،.;:]+|[\s,،.;:]+$")


def stated_date(text: str, reading: DateReading) -> str:
    """Returns a date in the form that `When` reads; digits are 0-9 already.

    ISO dates, `5 October 2017`, `٥ تشرين الأول/أكتوبر ٢٠١٧` with its digits made plain,
    `October 2017`, `5-7 October 2017`, `05/10/2017` where the order is stated or only one is
    possible, and two of them with a word or a dash between.

    Raises:
        AmbiguousDateError: It means two days.
        ValueError: It is no date that can be read.
    """
    bare = _EDGE.sub("", " ".join(text.split()))
    if _ISO.fullmatch(bare):
        return bare
    if days := _DAYS.fullmatch(bare):
        first = _one(f"{days[1]} {days[3]}", reading)
        return f"{first}/{_one(f'{days[2]} {days[3]}', reading)}"
    parts = _span_of(bare, reading.words, reading.fold)
    if len(parts) == 2:
        return f"{_one(parts[0], reading)}/{_one(parts[1], reading)}"
    return _one(bare, reading)


def _span_of(text: str, words: DateWords, fold: Callable[[str], str]) -> list[str]:
    parts = _SPAN.split(text)
    if len(parts) == 2:
        return parts
    spelled = text.split(" ")
    if spelled and fold(spelled[0]) in words.since:
        spelled = spelled[1:]
    for at, word in enumerate(spelled):
        if 0 < at < len(spelled) - 1 and fold(word) in words.until:
            return [" ".join(spelled[:at]), " ".join(spelled[at + 1 :])]
    return [text]


def _one(text: str, reading: DateReading) -> str:
    text = _EDGE.sub("", text)
    if _SERIAL.fullmatch(text):
        return _serial(text, reading.epoch)
    if timed := _TIMED.fullmatch(text):
        return _with_time(timed, reading)
    if plain := _in_numbers(text, reading.order):
        return plain
    return _in_words(text, reading)


def _in_numbers(text: str, order: DateOrder | None) -> str | None:
    if re.fullmatch(r"\d{4}", text):
        return text
    if found := _YEAR_FIRST.fullmatch(text):
        return _stated(int(found[1]), int(found[3]), int(found[4]) if found[4] else None)
    if found := re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text):
        return _stated(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_YEAR.fullmatch(text):
        return _stated(int(found[2]), int(found[1]), None)
    if found := _NUMBERS.fullmatch(text):
        return _ordered(int(found[1]), int(found[3]), found[4], order)
    return None


def _ordered(first: int, second: int, year: str, order: DateOrder | None) -> str:
    if len(year) == 2:
        raise AmbiguousDateError("the year has two digits")
    if order is None:
        if first != second and first <= 12 and second <= 12:
            raise AmbiguousDateError("it can be day first or month first")
        order = DateOrder.MONTH_FIRST if second > 12 else DateOrder.DAY_FIRST
    day, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
    if month > 12 >= day:
        raise ValueError(f"there is no month {month}, and the order is stated as {order.value}")
    return _stated(int(year), month, day)


def _with_time(timed: re.Match[str], reading: DateReading) -> str:
    stated = _one(timed["day"], reading)
    hour, minute = int(timed["hour"]), int(timed["minute"])
    if half := timed["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(f"there is no hour {hour} with {half}")
        hour = hour % 12 + (12 if half[0] in "Pp" else 0)
    if len(stated) != 10:
        raise ValueError("a time stands with it, and no day")
    if timed["second"] is not None and not timed["offset"] and hour == minute == 0:
        return stated  # how spreadsheets and data bases write a day
    moment = datetime.fromisoformat(f"{stated}T{hour:02}:{minute:02}:00")
    if offset := timed["offset"]:
        zoned = "+00:00" if offset in ("Z", "UTC") else offset
        moment = datetime.fromisoformat(f"{moment.isoformat()}{zoned}")
        moment = moment.astimezone(zone(reading.clock))
    return f"{moment:%Y-%m-%dT%H:%M}"


def _serial(text: str, epoch: int | None) -> str:
    if epoch is None:
        raise AmbiguousDateError(
            "it is a serial number of a spreadsheet, and its epoch is not stated"
        )
    number = float(text)
    day = _EPOCHS[epoch] + timedelta(days=int(number))
    minutes = round((number - int(number)) * 1440)
    if not minutes:
        return day.isoformat()
    moment = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001
    return f"{moment:%Y-%m-%dT%H:%M}"


def _in_words(text: str, reading: DateReading) -> str:
    """Reads a month by its name, with a day and a year around it."""
    folded = reading.fold(re.sub(r"(\d)(st|nd|rd|th|م)\b", r"\1", text))
    month, rest = _month_in(folded, reading.words.months)
    weekday: int | None = None
    numbers = []
    for word in rest:
        if word in reading.words.weekdays:
            weekday = reading.words.weekdays[word]
        elif word.isdecimal():
            numbers.append(word)
        elif word not in reading.words.fillers:
            raise ValueError("it is no date that can be read")
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if month is None or len(years) != 1 or len(days) > 1 or len(numbers) > 2:
        raise ValueError("it is no date that can be read")
    stated = _stated(int(years[0]), month, int(days[0]) if days else None)
    if weekday is not None and days and date.fromisoformat(stated).isoweekday() != weekday:
        raise ValueError("the day of the week is not that of the date")
    return stated


def _month_in(folded: str, months: Mapping[str, int]) -> tuple[int | None, list[str]]:
    """Returns the month that a text names, if it names one alone, and the words around it."""
    words = folded.split()
    found: set[int] = set()
    rest = []
    at = 0
    while at < len(words):
        pair = " ".join(words[at : at + 2])
        if pair in months and at + 1 < len(words):
            found.add(months[pair])
            at += 2
            continue
        if words[at] in months:
            found.add(months[words[at]])
        else:
            rest.append(words[at])
        at += 1
    return (found.pop() if len(found) == 1 else None), rest


def _stated(year: int, month: int, day: int | None) -> str:
    if day is None:
        if not 1 <= month <= 12:
            raise ValueError(f"there is no month {month}")
        return f"{year:04}-{month:02}"
    try:
        return date(year, month, day).isoformat()
    except ValueError as fault:
        raise ValueError(f"there is no such day: {fault}") from None
