"""Tables of incidents like those of Airwars: harm from a minimum to a maximum, by whom it is held.

Which header means what, and which words of precision give a point, is data, in
`vocabulary/data/airwars.yaml`. The grading of a case is its publisher's own: it is kept as given
and never taken for the verification of the casebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Named
from dataclasses import dataclass, replace
from pathlib import Path

from tawthiq.errors import Fault, InputError, VocabularyError
from tawthiq.intake.draft import Opened, Reading
from tawthiq.intake.files import open_sheets
from tawthiq.intake.mapped.accounts import Told
from tawthiq.intake.mapped.cells import CellReader
from tawthiq.intake.mapped.mapping import Column, Mapping
from tawthiq.intake.mapped.numbers import UnboundedError, read_count
from tawthiq.intake.mapped.table import Rules, header_of, open_table
from tawthiq.intake.notice import Notice, Treatment
from tawthiq.intake.recognise import Look
from tawthiq.names import fold
from tawthiq.records import Attribution, Count, Fate, Group, Point, Status, Toll, Where
from tawthiq.vocabulary import party_code, says_unknown
from tawthiq.vocabulary.events import AirwarsWords, airwars_words

_MAPPED = ("key", "when", "place", "governorate", "wording", "means", "target", "url")
_PAIR = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,;|]\s*(-?\d{1,3}(?:\.\d+)?)")
_WITHIN = re.compile(r"within (\d{1,6}) ?(m|metres|meters|km|kilometres|kilometers)\b")
_OR = re.compile(r"\s*[,;|/]\s*|\s+or\s+", re.IGNORECASE)
_FINE = "Nothing, if that is right."


def is_airwars(look: Look) -> str | None:
    """Says why a file is a table of incidents like those of Airwars."""
    for header in look.headers.values():
        known = _columns(header)
        harm = any(name.endswith("/civilian") for name, _ in _toll_columns(header))
        graded = known.keys() & {"grading", "status"}
        if harm and graded and known.keys() >= {"key", "when", "party"}:
            return "it has the columns of incidents graded by civilian harm, like those of Airwars"
    return None


def open_airwars(path: Path, reading: Reading) -> Opened:
    """Opens a table of incidents like those of Airwars.

    Raises:
        InputError: It lacks a column, is damaged, or is made to do harm.
    """
    file = open_sheets(path, encoding=reading.encoding)
    headed = header_of(file, None)
    named = _columns(headed.columns)
    if not named.keys() >= {"key", "when", "party"}:
        reason = "it lacks a column of codes, of dates or of belligerents"
        remedy = "Say what its columns mean: tawthiq import table FILE --suggest > map.yaml"
        raise InputError([Fault(path.name, headed.header.number, None, None, reason, remedy)])
    columns = {named[to]: Column(to=to) for to in _MAPPED if to in named}
    mapping = Mapping(sheet=headed.sheet.name, columns=columns)
    rules = _AirwarsRules(named, dict(_toll_columns(headed.columns)))
    opened = open_table(file, mapping, reading, rules=rules)
    told = [each for each in opened.told if each.code != "source.none"]
    reason = "the grading of a case is its publisher's, and no verification of this casebook; who "
    reason += "publishes the table is not told"
    fault = Fault(path.name, headed.header.number, named.get("grading"), None, reason,
                  "Name the publication: --publication", headed.sheet.name)  # fmt: skip
    told.append(Notice(Treatment.NOTED, "grading.not_ours", fault))
    return replace(opened, told=tuple(told))


def _columns(header: Iterable[str]) -> dict[str, str]:
    """Returns what the columns of a header hold, each with the column."""
    there = {fold(name): name for name in reversed(tuple(header))}
    return {
        what: next(there[fold(name)] for name in names if fold(name) in there)
        for what, names in airwars_words().columns.items()
        if any(fold(name) in there for name in names)
    }


def _toll_columns(header: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yields each number that a header tells, with its columns by `exact`, `min` and `max`."""
    there = {fold(name): name for name in header}
    words = airwars_words()
    for what, names in words.tolls.items():
        found: dict[str, str] = {}
        for name in map(fold, names):
            written: dict[str, list[str]] = {"exact": [name]}
            for side, signs in words.bounds.items():
                written[side] = [text for sign in signs for text in
                                  (f"{sign} {name}", f"{name} {sign}")]  # fmt: skip
            for bound, texts in written.items():
                if column := next((there[text] for text in texts if text in there), None):
                    found.setdefault(bound, column)
        if found:
            yield what, found


@dataclass(slots=True)
class _AirwarsRules(Rules):
    """Reads the numbers, the belligerents and the place of a row.

    Attributes:
        named: What a column holds -> the column.
        tolls: Fate and status -> its columns.
    """

    named: Named[str, str]
    tolls: Named[str, Named[str, str]]

    def refine(self, told: Told) -> Told:
        """Returns the incident that a row tells."""
        cells, words = told.cells, airwars_words()
        where = self._where(cells, told.where, words)
        tolls = tuple(toll for what, columns in self.tolls.items()
                      if (toll := _toll(cells, what, columns)) is not None)  # fmt: skip
        attribution, as_told = self._attribution(cells, words)
        account = told.account.model_copy(
            update={"where": where, "tolls": tolls, "attribution": attribution,
                    "attribution_as_told": as_told}
        )  # fmt: skip
        violations = self._violations(cells, words)
        return replace(told, account=account, where=where, violations=violations)

    def _cell(self, cells: CellReader, what: str) -> str:
        return cells.row[self.named[what]] if what in self.named else ""

    def _violations(self, cells: CellReader, words: AirwarsWords) -> tuple[str, ...]:
        text = self._cell(cells, "means")
        strikes = {fold(name): code for name, code in words.strikes.items()}
        if code := strikes.get(fold(text)):
            return (code,)
        if text:
            cells.tell(Treatment.AS_GIVEN, self.named["means"], "violation.not_known",
                       "no violation is known for this kind of strike",
                       "Name it in the record.")  # fmt: skip
        return ()

    def _attribution(
        self, cells: CellReader, words: AirwarsWords
    ) -> tuple[Attribution | None, str | None]:
        """Returns the belligerents as candidates; none where one of them is not known."""
        text = self._cell(cells, "party")
        if not text or says_unknown(text):
            return None, text or None
        sides = {fold(name): code for name, code in words.sides.items()}
        names = [text] if _party(text, sides) else [each for each in _OR.split(text) if each]
        codes = [_party(name, sides) for name in names]
        known = tuple(dict.fromkeys(code for code in codes if code is not None))
        if None in codes or not known:
            missing = next((name for name, code in zip(names, codes, strict=True) if not code), "")
            cells.tell(Treatment.AS_GIVEN, self.named["party"], "party.not_known",
                       f"the vocabulary has no party written {missing!r}: no party is read",
                       "Name the party in the record if it is known.")  # fmt: skip
            return None, text
        return Attribution(parties=known), text

    def _where(self, cells: CellReader, where: Where | None, words: AirwarsWords) -> Where | None:
        found = self._degrees(cells)
        if found is None:
            return where
        precision = fold(self._cell(cells, "precision"))
        within = _WITHIN.match(precision)
        is_exact = any(precision.startswith(fold(each)) for each in words.exact)
        if within is None and not is_exact:
            columns = [self.named.get(name) for name in ("precision", "point", "latitude")]
            cells.tell(Treatment.AS_GIVEN, next(filter(None, columns)), "point.middle",
                       "the coordinates are not said to be those of the strike: they are kept as "
                       "given", _FINE)  # fmt: skip
            return where
        radius = None
        if within is not None:
            radius = float(within[1]) * (1000 if within[2].startswith("k") else 1) or None
        point = Point(latitude=found[0], longitude=found[1], radius=radius)
        return where.model_copy(update={"point": point}) if where else Where(point=point)

    def _degrees(self, cells: CellReader) -> tuple[float, float] | None:
        """Returns latitude and longitude, from one column or two; what is none goes back."""
        text = self._cell(cells, "point")
        column = self.named.get("point")
        if not text:
            pair = (self._cell(cells, "latitude"), self._cell(cells, "longitude"))
            text, column = ", ".join(pair) if any(pair) else "", self.named.get("latitude")
        if not text or says_unknown(text):
            return None
        found = _PAIR.fullmatch(text)
        if found is None or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
            cells.reject(column, "number.not_read", "it is no latitude and longitude in degrees",
                         "Correct it, or leave it empty.")  # fmt: skip
            return None
        return float(found[1]), float(found[2])


def _party(name: str, sides: Named[str, str]) -> str | None:
    if code := sides.get(fold(name)):
        return code
    try:
        return party_code(name)
    except VocabularyError:
        return None


def _toll(cells: CellReader, what: str, columns: Named[str, str]) -> Toll | None:
    """Returns one number of people, from its bounds or from a cell that gives both."""
    read = {bound: _count(cells, column) for bound, column in columns.items()}
    exact, least, most = (read.get(bound) for bound in ("exact", "min", "max"))
    if least is not None or most is not None:
        low = least.minimum if least is not None else 0
        high = most.maximum if most is not None else None
        if high is not None and high < low:
            cells.reject(columns["max"], "number.upside_down",
                         f"the maximum {high} is below the minimum {low}",
                         "Swap them.")  # fmt: skip
            return None
        bounds = Count(minimum=low, maximum=high)
        if exact is not None and exact != bounds:
            cells.tell(Treatment.NOTED, columns["exact"], "number.twice",
                       "the bounds beside it say otherwise: they are taken", _FINE)  # fmt: skip
        exact = bounds
    if exact is None:
        return None
    fate, _, who = what.partition("/")
    is_group = who in tuple(Group)
    status = Status.ANY if is_group else Status(who)
    group = Group(who) if is_group else Group.ANY
    return Toll(fate=Fate(fate), status=status, group=group, count=exact)


def _count(cells: CellReader, column: str) -> Count | None:
    text = cells.row[column]
    if not text or says_unknown(text):
        return None
    try:
        return read_count(text)
    except UnboundedError as fault:
        cells.tell(Treatment.AS_GIVEN, column, "number.no_bounds", str(fault),
                   "Write a number, 10-15 or at least 5.")  # fmt: skip
    except ValueError as fault:
        cells.reject(column, "number.impossible", str(fault),
                     "Write a whole number; leave it empty if it is not known.")  # fmt: skip
    return None
