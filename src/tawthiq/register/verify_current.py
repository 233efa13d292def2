"""Checks what follows from the revisions: current records, links, and the words for search."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from tawthiq.errors import RegisterError
from tawthiq.records import KINDS
from tawthiq.register import schema
from tawthiq.register.append import Change, current_row, searchable
from tawthiq.register.database import Database
from tawthiq.register.rows import Row, Rows
from tawthiq.register.verification import Found

_CHUNK = 500
_IS_LAST = """r.state = 'current' AND r.body IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM revisions n WHERE n.record_id = r.record_id AND n.revision > r.revision)"""
_COLUMNS = tuple(column.name for column in schema.current.columns)


def check_current(rows: Rows, found: Found) -> None:
    """Compares current records, links and words with the last revision of every record."""
    last = rows.stream(
        "revisions",
        "SELECT r.record_id, r.position, r.kind, r.body FROM revisions r "  # noqa: S608
        f"WHERE {_IS_LAST} ORDER BY r.position",
    )
    while chunk := list(islice(last, _CHUNK)):
        _compare(rows, found, list(_expected(chunk)))
    if "revisions" in rows.tables and "revisions" not in rows.failed:
        _refuse_others(rows, found)


def check_search_index(database: Database, found: Found) -> None:
    """Lets SQLite compare its index of words with the texts; it needs the lock of a writer."""
    if database.dialect != "sqlite":
        return
    try:
        with database.writing() as connection, connection.begin_nested() as nothing:
            connection.execute(sa.text("INSERT INTO words(words) VALUES ('integrity-check')"))
            nothing.rollback()
    except RegisterError as fault:
        code = getattr(getattr(fault.__cause__, "orig", None), "sqlite_errorcode", None)
        if code is not None and code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            found.damage("words", "the index does not hold the words of the texts")
        else:
            found.note("words", "the index was not compared with the texts: nothing can be written")


_LOOKED_UP = """SELECT count(*) FROM temp.{table} listed WHERE doc {differs} (
    SELECT count(*) FROM words WHERE words MATCH '"' || listed.term || '"')"""
_PLAIN_WORD = re.compile("[0-9a-z\u0621-\u063a\u0641-\u064a]+")


def check_lookups(rows: Rows, found: Found) -> None:
    """Looks every word of the texts up, and counts what a search finds of it.

    SQLite's own check does not read the way by which a search comes to a word, and a list of the
    index's words can lack those to which the way is lost; so the texts themselves say what there
    is to find. Words of other scripts than Arabic and Latin are left to the list of the index,
    since SQLite may divide them elsewhere.
    """
    if rows.dialect != "sqlite":
        return
    lost = 0
    listing = "CREATE VIRTUAL TABLE temp.words_listed USING fts5vocab('main', 'words', 'row')"
    rows.do("words", listing)
    rows.do("words", "CREATE TABLE temp.words_wanted (term TEXT PRIMARY KEY, doc INTEGER)")
    for part in _batched(_counted_words(rows).items()):
        rows.do("words", "INSERT INTO temp.words_wanted VALUES (:term, :doc)", part)
    listed = _LOOKED_UP.format(table="words_listed", differs="<>")
    wanted = _LOOKED_UP.format(table="words_wanted", differs=">")
    for statement in (wanted, listed):
        for (count,) in rows.stream("words", statement):
            lost = max(lost, count)
    if lost:
        found.damage("words", f"a search does not find {lost} words of the texts")
    for table in ("words_listed", "words_wanted"):
        rows.do("words", f"DROP TABLE temp.{table}")


def _counted_words(rows: Rows) -> Counter[str]:
    """Returns in how many texts each plain word of them stands."""
    counted: Counter[str] = Counter()
    for (text,) in rows.stream("words", "SELECT text FROM words"):
        if isinstance(text, str):
            counted.update(word for word in set(text.split()) if _PLAIN_WORD.fullmatch(word))
    return counted


def _batched(items: Iterable[tuple[str, int]]) -> Iterator[list[dict[str, Any]]]:
    terms = iter(items)
    while part := [{"term": term, "doc": doc} for term, doc in islice(terms, 10_000)]:
        yield part


def check_file(rows: Rows, found: Found) -> None:
    """Lets SQLite compare its pages and indexes with each other."""
    if rows.dialect != "sqlite":
        return
    for (word,) in rows.stream("entries", "PRAGMA integrity_check"):
        if word != "ok":
            found.damage("database file", f"is damaged: {word}")


class _Expected:
    """What must stand about one current record."""

    def __init__(self, row: Row, body: dict[str, Any]):
        record_id, position, kind, text = row
        self.record_id = record_id
        self.position = position
        self.current = current_row(Change(record_id, kind, body, text), {"position": position})
        self.links = {(record_id, name, to_id) for name, to_id in references_of(kind, body)}
        self.words = [searchable(body)] if kind in KINDS else []


def references_of(kind: str, body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yields the other records that a body names, as (field, record id)."""
    for field in KINDS[kind].reference_fields if kind in KINDS else ():
        value = body.get(field)
        for record_id in value if isinstance(value, list) else (value,):
            if record_id is not None:
                yield field, record_id


def _expected(chunk: Iterable[Row]) -> Iterator[_Expected]:
    """Yields what must stand about records; one whose body cannot be read is named already."""
    for row in chunk:
        try:
            yield _Expected(row, json.loads(row[3]))
        except (ValueError, TypeError, AttributeError, RecursionError):
            continue


def _compare(rows: Rows, found: Found, expected: Sequence[_Expected]) -> None:
    ids = [each.record_id for each in expected]
    query = f"SELECT {', '.join(_COLUMNS)} FROM current WHERE record_id IN :keys"  # noqa: S608
    current = _grouped(rows.where_in("current", query, ids))
    query = "SELECT from_id, field, to_id FROM links WHERE from_id IN :keys"
    links = _grouped(rows.where_in("links", query, ids))
    place = "rowid" if rows.dialect == "sqlite" else "position"
    query = f"SELECT {place}, text FROM words WHERE {place} IN :keys"  # noqa: S608
    words = _grouped(rows.where_in("words", query, [each.position for each in expected]))
    for each in expected:
        found.checked["current records"] += 1
        if "current" not in rows.failed:
            _compare_current(found, each, current.get(each.record_id, []))
        if "links" not in rows.failed and _sorted(links.get(each.record_id, [])) != _sorted(
            each.links
        ):
            found.damage("links", "are not what the record names", record_id=each.record_id)
        held = [row[1] for row in words.get(each.position, [])]
        if "words" not in rows.failed and held != each.words:
            found.damage(
                "words", "are not those of the record", key=each.position, record_id=each.record_id
            )


def _grouped(rows: Iterable[Row]) -> dict[Any, list[Row]]:
    """Returns rows by their first column; where a key was dropped it may stand there twice."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _sorted(links: Iterable[Row]) -> list[str]:
    return sorted(repr(tuple(link)) for link in links)


def _compare_current(found: Found, expected: _Expected, held: Sequence[Row]) -> None:
    if len(held) != 1:
        what = "stands there twice" if held else "is missing"
        found.damage("current", what, record_id=expected.record_id)
    for row in held:
        for name, value in zip(_COLUMNS, row, strict=True):
            must = expected.current[name]
            if type(value) is not type(must) or value != must:
                found.damage(
                    "current",
                    f"{name} is not that of the last revision",
                    record_id=expected.record_id,
                )


def _refuse_others(rows: Rows, found: Found) -> None:
    """Names rows about records that are not current."""
    no_last = f"NOT EXISTS (SELECT 1 FROM revisions r WHERE {_IS_LAST} AND "  # noqa: S608
    query = f"SELECT c.record_id FROM current c WHERE {no_last} r.record_id = c.record_id)"  # noqa: S608
    for (record_id,) in rows.stream("current", query):
        found.damage("current", "is no current record", record_id=record_id, key=record_id)
    query = f"SELECT l.from_id FROM links l WHERE {no_last} r.record_id = l.from_id)"  # noqa: S608
    for (record_id,) in rows.stream("links", query):
        found.damage("links", "are of no current record", record_id=record_id, key=record_id)
    place = "rowid" if rows.dialect == "sqlite" else "position"
    query = f"SELECT w.{place} FROM words w WHERE {no_last} r.position = w.{place})"  # noqa: S608
    for (position,) in rows.stream("words", query):
        found.damage("words", "are of no current record", key=position)
