"""Events of ACLED into accounts and incidents, from the headers before and since 2023.

What its codes and names mean is data, in `vocabulary/data/acled.yaml`. ACLED gives its two actors
no direction: who did it is read where only one of them can have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Named
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from tawthiq.dates import When
from tawthiq.intake.draft import Opened, Reading
from tawthiq.intake.files import open_sheets
from tawthiq.intake.mapped.accounts import Told
from tawthiq.intake.mapped.cells import CellReader
from tawthiq.intake.mapped.mapping import Column, Mapping
from tawthiq.intake.mapped.table import Rules, header_of, open_table
from tawthiq.intake.notice import Treatment
from tawthiq.intake.recognise import Look
from tawthiq.intake.systems.columns import refuse_without
from tawthiq.records import Attribution, Count, Fate, Gazetteer, Toll, Where
from tawthiq.vocabulary.events import acled_words

NEEDED = ("event_date", "event_type", "actor1", "actor2", "fatalities", "time_precision",
          "geo_precision", "latitude", "longitude", "admin1")  # fmt: skip
"""Columns of every version, in capitals in some."""

_KEYS = ("event_id_cnty", "data_id")
_FIELDS = {"event_date": "when", "notes": "wording", "admin1": "governorate",
           "admin2": "district", "location": "named_place", "latitude": "latitude",
           "longitude": "longitude"}  # fmt: skip
_SINCE = re.compile(r"(.+) \((\d{4})-(?:\d{4})?\)")
_WEEK = timedelta(days=6)
_CODEBOOK = "Correct it; see the codebook of ACLED."
_FINE = "Nothing, if that is right."
_NAME_IT = "Name the party in the record if it is known."


def is_acled(look: Look) -> str | None:
    """Says why a file holds events of ACLED."""
    for header in look.headers.values():
        names = {name.lower() for name in header}
        if names >= set(NEEDED) and names & set(_KEYS):
            return "it has the columns of events of ACLED"
    return None


def open_acled(path: Path, reading: Reading) -> Opened:
    """Opens events of ACLED, as CSV or as a workbook.

    Raises:
        InputError: It lacks a column, is damaged, or is made to do harm.
    """
    file = open_sheets(path, encoding=reading.encoding)
    headed = header_of(file, None)
    refuse_without(path, headed, NEEDED, remedy="Use a file as ACLED hands it out.")
    named = {name.lower(): name for name in headed.columns}
    fields = {named[name]: to for name, to in _FIELDS.items() if name in named}
    key = next((named[name] for name in _KEYS if name in named), None)
    if key is not None:
        fields[key] = "key"
    mapping = Mapping(sheet=headed.sheet.name,
                      columns={name: Column(to=to) for name, to in fields.items()},
                      constants={"source": "ACLED", "precision": "unknown"})  # fmt: skip
    rules = _AcledRules(named, reading.clock, reading.places)
    return open_table(file, mapping, reading, rules=rules)


@dataclass(slots=True)
class _AcledRules(Rules):
    """Reads what the codes of an event say.

    Attributes:
        named: Column in small letters -> as the file writes it.
    """

    named: Named[str, str]
    clock: str
    places: Gazetteer
    _days: dict[str, When] = field(default_factory=dict)

    def refine(self, told: Told) -> Told:
        """Returns the event that a row tells."""
        cells = told.cells
        when, where = self._when(cells, told.when), self._where(cells, told.where)
        toll = self._toll(cells)
        update: dict[str, object] = {
            "when": when,
            "where": where,
            "tolls": (toll,) if toll is not None else (),
            **self._attribution(cells),
        }
        cells.keep("latitude")
        cells.keep("longitude")
        given = {**told.account.given, **cells.given}
        account = told.account.model_copy(update={**update, "given": given})
        return replace(
            told, account=account, when=when, where=where, violations=self._violations(cells)
        )

    def _cell(self, cells: CellReader, name: str) -> str:
        return cells.row[self.named.get(name, name)]

    def _code(self, cells: CellReader, name: str) -> int:
        """Returns a code from 1 to 3; anything else rejects the row."""
        text = self._cell(cells, name)
        if text in ("1", "2", "3"):
            return int(text)
        cells.reject(self.named[name], "number.impossible", "it is no code from 1 to 3", _CODEBOOK)
        return 1

    def _when(self, cells: CellReader, when: When | None) -> When | None:
        """Returns the time with what its precision leaves open.

        2: within a week, of which the file does not say what day stands for it; 3: in a month.
        """
        code = self._code(cells, "time_precision")
        if when is None:
            if not self._cell(cells, "event_date"):
                cells.reject(self.named["event_date"], "date.not_read", "no date is given",
                             _CODEBOOK)  # fmt: skip
            return None
        cells.keep("when")
        if code == 1:
            return when
        day = when.first_day
        stated = day.strftime("%Y-%m") if code == 3 else f"{day - _WEEK}/{day + _WEEK}"
        span = "the month" if code == 3 else "a week before and after"
        cells.tell(Treatment.ALTERED, "when", "acled.time_precision",
                   f"only {span} is known: the day stands for it", _FINE)  # fmt: skip
        return When.parse(stated, clock=self.clock)

    def _where(self, cells: CellReader, where: Where | None) -> Where | None:
        """Returns the place with what its precision leaves open: 2 part of a region, 3 a region."""
        code = self._code(cells, "geo_precision")
        if where is None or code == 1:
            return where
        cells.tell(Treatment.ALTERED, "latitude", "acled.geo_precision",
                   "the coordinates are those of a town that stands for a wider area: they are "
                   "kept as given", _FINE)  # fmt: skip
        place, named = where.place, where.named
        if code == 3 and place is not None:
            path = self.places.path(place)
            place = next((each for each in path if self.places.get(each).level == "governorate"),
                         place)  # fmt: skip
        return Where(place=place, named=named) if place or named else None

    def _toll(self, cells: CellReader) -> Toll | None:
        text = self._cell(cells, "fatalities")
        column = self.named["fatalities"]
        if not text:
            return None
        if not re.fullmatch(r"\d{1,7}", text):
            cells.reject(column, "number.impossible", "it is no whole number of at least 0",
                         _CODEBOOK)  # fmt: skip
            return None
        if number := int(text):
            return Toll(fate=Fate.KILLED, count=Count.exactly(number))
        cells.tell(Treatment.NOTED, column, "acled.no_fatalities",
                   "0 says that no death was reported, and not that nobody died",
                   "Nothing: the number stays open.")  # fmt: skip
        return Toll(fate=Fate.KILLED, count=Count(minimum=0))

    def _violations(self, cells: CellReader) -> tuple[str, ...]:
        words = acled_words().events
        name = "sub_event_type" if self._cell(cells, "sub_event_type") else "event_type"
        text = self._cell(cells, name)
        if text in words:
            return words[text]
        cells.tell(Treatment.AS_GIVEN, self.named.get(name), "violation.not_known",
                   "no violation is known for this kind of event", "Name it in the record if it is "
                   "one.")  # fmt: skip
        return ()

    def _attribution(self, cells: CellReader) -> dict[str, object]:
        """Returns who did it, where only one of two actors can have."""
        words = acled_words()
        actors = [text for name in ("actor1", "actor2") if (text := self._cell(cells, name))]
        armed = [actor for actor in actors if not actor.startswith("Civilians")]
        column = self.named["actor1"]
        if self._cell(cells, "event_type") not in words.one_sided or len(armed) != 1:
            cells.tell(Treatment.NOTED, column, "acled.no_attacker",
                       "ACLED gives its actors no direction: no party is read",
                       "Both actors stay with the account as given.")  # fmt: skip
            return {}
        party = words.sides.get(_since(armed[0]))
        if party is None:
            cells.tell(Treatment.AS_GIVEN, column, "party.not_known", "no party is known so",
                       _NAME_IT)  # fmt: skip
            return {"attribution_as_told": armed[0]}
        return {"attribution_as_told": armed[0], "attribution": Attribution(parties=(party,))}


def _since(actor: str) -> str:
    """Returns the name of an actor without its last year, which a later version adds.

    >>> _since("Military Forces of Syria (2000-2024)")
    'Military Forces of Syria (2000-)'
    """
    found = _SINCE.fullmatch(actor)
    return f"{found[1]} ({found[2]}-)" if found else actor
