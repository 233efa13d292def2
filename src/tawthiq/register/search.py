"""Finds records by words in them, or in the names of the place where they happened.

The words of a record are indexed as it is written. The names of places are not: they belong to
other records, which change on their own. What is asked for is therefore widened to the codes of
the places that bear a word, and of all that lies in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

import sqlalchemy as sa

from tawthiq.names import fold
from tawthiq.records import Batch, Gazetteer, Place
from tawthiq.register import schema
from tawthiq.register.append import searchable

_CHUNK = 500
_SIMPLE: sa.ColumnClause[str] = sa.literal_column("'simple'")


@dataclass(frozen=True, slots=True)
class Asked:
    """A word that is asked for, folded, and the codes of the places that bear it."""

    word: str
    codes: frozenset[str]


def asked_for(words: str, places: Gazetteer | None) -> list[Asked]:
    """Returns the words of a question, each once, with the places that bear them."""
    folded = dict.fromkeys(fold(words).split())
    if not folded:
        return []
    borne = _borne(places) if places is not None else {}
    return [
        Asked(word, frozenset(code for code, names in borne.items() if word in names))
        for word in folded
    ]


def _borne(places: Gazetteer) -> dict[str, set[str]]:
    """Returns the words of every place: those of its own spellings and of what it lies in."""
    own = {place.code: _words_of_place(place) for place in places}
    return {code: set().union(*(own[each] for each in places.path(code))) for code in own}


def _words_of_place(place: Place) -> set[str]:
    spellings = (place.code, *place.names.values(), *place.aliases)
    return {word for spelling in spellings for word in fold(spelling).split()}


def find_current(connection: sa.Connection, asked: Sequence[Asked], *, limit: int) -> list[Any]:
    """Returns kind and body of current records that answer every word, the best match first.

    Batches come after all that they entered. Records that hold all the words themselves come
    before those that are found by their place; then those come first that say them more often in
    less text; then what was entered last.
    """
    index = _Sqlite() if connection.dialect.name == "sqlite" else _Postgresql()
    own = set(connection.scalars(index.holding([each.word for each in asked])))
    matched = own
    if any(each.codes for each in asked):  # else a word is answered by nothing but the text
        matched = set.intersection(*(_answers(connection, index, each) for each in asked))
    ranked = connection.execute(index.ranked([each.word for each in asked])) if matched else ()
    ranks = {position: rank for position, rank in ranked if position in matched}
    batches = _batches(connection) if matched else set()
    best = nsmallest(
        limit,
        matched,
        key=lambda each: (each in batches, each not in own, -ranks.get(each, 0.0), -each),
    )
    return _rows(connection, best)


def _answers(connection: sa.Connection, index: _Sqlite | _Postgresql, asked: Asked) -> set[int]:
    """Returns the positions of records that answer one word, themselves or by their place.

    The sets are joined here: no plan that SQLite makes of it as one statement is always quick.
    """
    found = set(connection.scalars(index.holding([asked.word])))
    if asked.codes:
        current = schema.current
        there = current.c.place.in_(index.listed(sorted(asked.codes)))
        found |= set(connection.scalars(sa.select(current.c.position).where(there)))
    return found


def _batches(connection: sa.Connection) -> set[int]:
    current = schema.current
    query = sa.select(current.c.position).where(current.c.kind == Batch.kind)
    return set(connection.scalars(query))


def _rows(connection: sa.Connection, positions: Sequence[int]) -> list[Any]:
    """Returns kind and body of current records, in the order of their positions as given."""
    current = schema.current
    query = sa.select(current.c.position, current.c.kind, current.c.body)
    found = {
        row.position: row
        for at in range(0, len(positions), _CHUNK)
        for row in connection.execute(
            query.where(current.c.position.in_(positions[at : at + _CHUNK]))
        )
    }
    return [found[each] for each in positions]


def find_earlier(rows: Iterable[Any], asked: Sequence[Asked], *, limit: int) -> list[Any]:
    """Returns those rows of an earlier state that answer every word, in the same order.

    The index knows what is current only; here every record is read.
    """
    found = []
    for row in rows:
        body = json.loads(row.body)
        words = searchable(body).split()
        place = (body.get("where") or {}).get("place")
        held = [each.word in words for each in asked]
        if all(has or place in each.codes for has, each in zip(held, asked, strict=True)):
            said = sum(words.count(each.word) for each in asked)
            rank = (row.kind == Batch.kind, not all(held), -said / (len(words) or 1), -row.position)
            found.append((rank, row))
    return [row for _, row in sorted(found, key=lambda each: each[0])[:limit]]


class _Sqlite:
    """Asks SQLite's FTS5."""

    table = schema.words_of("sqlite")

    def holding(self, words: Sequence[str]) -> sa.Select[Any]:
        """Selects the positions of texts that hold all of some words."""
        return sa.select(self.table.c.position).where(self._match(words, " "))

    def ranked(self, words: Sequence[str]) -> sa.Select[Any]:
        """Selects how well texts match some words, with the positions."""
        rank = -sa.func.bm25(sa.literal_column("words"))
        return sa.select(self.table.c.position, sa.func.round(rank, 6).label("rank")).where(
            self._match(words, " OR ")
        )

    def listed(self, codes: Sequence[str]) -> Any:
        """Selects codes from one parameter: there may be more of them than SQLite takes."""
        return sa.select(sa.func.json_each(json.dumps(codes)).table_valued("value").c.value)

    def _match(self, words: Sequence[str], joint: str) -> sa.ColumnElement[bool]:
        return sa.literal_column("words").op("MATCH")(joint.join(f'"{word}"' for word in words))


class _Postgresql:
    """Asks PostgreSQL's text search."""

    table = schema.words_of("postgresql")

    def holding(self, words: Sequence[str]) -> sa.Select[Any]:
        """Selects the positions of texts that hold all of some words."""
        found = self._vector().op("@@")(sa.func.plainto_tsquery(_SIMPLE, " ".join(words)))
        return sa.select(self.table.c.position).where(found)

    def ranked(self, words: Sequence[str]) -> sa.Select[Any]:
        """Selects how well texts match some words, with the positions."""
        asked: sa.ColumnElement[Any] = sa.func.plainto_tsquery(_SIMPLE, words[0])
        for word in words[1:]:
            asked = asked.op("||")(sa.func.plainto_tsquery(_SIMPLE, word))
        by_length = 2
        rank = sa.func.ts_rank(self._vector(), asked, by_length).label("rank")
        return sa.select(self.table.c.position, rank).where(self._vector().op("@@")(asked))

    def listed(self, codes: Sequence[str]) -> Any:
        """Selects codes from one parameter."""
        listed = sa.bindparam(None, list(codes), sa.ARRAY(sa.Text))
        return sa.select(sa.func.unnest(listed))

    def _vector(self) -> Any:
        return sa.func.to_tsvector(_SIMPLE, self.table.c.text)
