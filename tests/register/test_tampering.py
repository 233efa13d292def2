"""A database administrator alters, deletes or forges a row: verification finds every one."""

import os
import time
from collections import Counter
from itertools import islice

import pytest

from register.tampering import Postgresql, Sqlite, altered, different, fill, fresh_database
from tawthiq.casebook import verify_casebook
from tawthiq.register.verification import Outcome

SERVER = "TAWTHIQ_TEST_POSTGRESQL"


@pytest.fixture(scope="module")
def postgresql():
    """The address of a new database on the server that the environment names."""
    server = os.environ.get(SERVER)
    if server is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{SERVER} names no server: these tests must not be skipped here")
        pytest.skip(f"NOT TESTED ON POSTGRESQL: {SERVER} names no server")
    address, end = fresh_database(server)
    yield address
    end()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def administrator(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param) / "casebook"
    more = 250 if request.config.getoption("full") else 6
    if request.param == "sqlite":
        found = Sqlite(fill(folder, more=more))
    else:
        address = request.getfixturevalue("postgresql")
        found = Postgresql(fill(folder, database=address, more=more), address)
    found.folder = folder
    yield found
    found.close()


def chosen(table, rows, *, full):
    """Picks rows: the first, one in the middle, the last; of the revisions one of each sort."""
    picked = {0, len(rows) // 2, len(rows) - 1}
    if table == "revisions":
        sorts = {}
        for at, (_, _, number, kind, _, _, state, body, _) in enumerate(rows):
            sorts.setdefault((kind if full else kind == "batch", state, body is None, number), at)
        picked |= set(sorts.values())
    if table == "settings":
        picked |= set(range(len(rows)))
    return sorted(at for at in picked if 0 <= at < len(rows))


def where(administrator, table, row):
    """Returns the condition that names one row by all that it holds."""
    same = "IS" if isinstance(administrator, Sqlite) else "IS NOT DISTINCT FROM"
    return " AND ".join(f"{name} {same} %s" for name in administrator.columns[table]), row


def updates(administrator, *, full):
    strict = isinstance(administrator, Postgresql)
    for table, names in administrator.columns.items():
        rows = administrator.rows(table)
        for turn, at in enumerate(chosen(table, rows, full=full)):
            condition, held = where(administrator, table, rows[at])
            for column, name in enumerate(names):
                value = rows[at][column]
                others = [row[column] for row in rows if row[column] != value]
                new = list(different(altered(value, others, strict=strict), value))
                for each in new if full or turn == 0 else new[turn % 3 :: 4]:
                    statement = f"UPDATE {table} SET {name} = %s WHERE {condition}"
                    yield table, statement, (each, *held)


def deletes(administrator, *, full):
    for table in administrator.columns:
        rows = administrator.rows(table)
        for at in chosen(table, rows, full=full):
            condition, held = where(administrator, table, rows[at])
            yield table, f"DELETE FROM {table} WHERE {condition}", held
        yield table, f"DELETE FROM {table}", ()


def inserts(administrator, *, full):
    strict = isinstance(administrator, Postgresql)
    for table, names in administrator.columns.items():
        rows = administrator.rows(table)
        marks = ", ".join(["%s"] * len(names))
        for at in chosen(table, rows, full=full):
            for column, value in enumerate(rows[at]):
                for each in islice(altered(value, [], strict=strict), None if full else 2):
                    row = (*rows[at][:column], each, *rows[at][column + 1 :])
                    yield table, f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", row


def test_nothing_is_found_where_nothing_was_altered(administrator):
    found = verify_casebook(administrator.folder)
    assert (found.items, found.notes) == ((), ())
    assert found.outcome is Outcome.VERIFIED


@pytest.mark.parametrize("kind", [updates, deletes, inserts], ids=lambda each: each.__name__)
def test_every_change_by_an_administrator_is_found(administrator, kind, request, counted):
    """Every table and every column, of SQLite also the tables behind its index of words.

    One exception: SQLite's index of words keeps bytes that no search reads. A change there that
    leaves the answer to every search as it was is counted apart; it can alter no record, no
    figure and no proof, and rebuilding the index takes it away.
    """
    missed, unnamed = Counter(), Counter()
    done = refused = unread = 0
    began = time.perf_counter()
    full = request.config.getoption("full")
    for table, statement, values in list(kind(administrator, full=full)):
        before = repr(administrator.rows(table))
        if not administrator.do(statement, values):
            refused += 1
            continue
        if repr(administrator.rows(table)) == before:
            administrator.restore()
            continue
        found = verify_casebook(administrator.folder)
        same = found.outcome is Outcome.VERIFIED and administrator.changes_no_answer(table)
        administrator.restore()
        unread += same
        done += not same
        what = f"{statement.partition('WHERE')[0]}{type(values[0]).__name__ if values else ''}"
        if not same and found.outcome is not Outcome.INVALID:
            missed[what] += 1
        elif not same and table.partition("_")[0] not in {item.table for item in found.items}:
            unnamed[what] += 1
    counted(
        f"{type(administrator).__name__}, {kind.__name__}: {done - missed.total()} of {done} "
        f"found in {time.perf_counter() - began:.0f} s; {refused} refused by the database, "
        f"{unread} in bytes of the index of words that no search reads"
    )
    assert (missed, unnamed) == (Counter(), Counter())
    assert verify_casebook(administrator.folder).outcome is Outcome.VERIFIED
