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


def key_of(administrator, table, row):
    names = administrator.columns[table]
    where = " AND ".join(f"{name} IS NOT DISTINCT FROM %s" for name in names)
    return (
        where.replace("IS NOT DISTINCT FROM", "IS") if isinstance(administrator, Sqlite) else where
    ), row


def updates(administrator, *, full):
    for table, names in administrator.columns.items():
        rows = administrator.rows(table)
        for at in chosen(table, rows, full=full):
            where, values = key_of(administrator, table, rows[at])
            for column, name in enumerate(names):
                others = [row[column] for row in rows if row[column] != rows[at][column]]
                strict = isinstance(administrator, Postgresql)
                for value in different(
                    altered(rows[at][column], others, strict=strict), rows[at][column]
                ):
                    yield (table, f"UPDATE {table} SET {name} = %s WHERE {where}", (value, *values))


def deletes(administrator, *, full):
    for table in administrator.columns:
        rows = administrator.rows(table)
        for at in chosen(table, rows, full=full):
            where, values = key_of(administrator, table, rows[at])
            yield table, f"DELETE FROM {table} WHERE {where}", values
        yield table, f"DELETE FROM {table}", ()


def inserts(administrator, *, full):
    for table, names in administrator.columns.items():
        rows = administrator.rows(table)
        marks = ", ".join(["%s"] * len(names))
        for at in chosen(table, rows, full=full):
            for column in range(len(names)):
                others = []
                strict = isinstance(administrator, Postgresql)
                for value in islice(altered(rows[at][column], others, strict=strict), 4):
                    row = list(rows[at])
                    row[column] = value
                    yield table, f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", row


def test_nothing_is_found_where_nothing_was_altered(administrator):
    found = verify_casebook(administrator.folder)
    assert (found.items, found.notes) == ((), ())
    assert found.outcome is Outcome.VERIFIED


@pytest.mark.parametrize("kind", [updates, deletes, inserts], ids=lambda each: each.__name__)
def test_every_change_by_an_administrator_is_found(administrator, kind, request, counted):
    """Every table, every column; of SQLite also the tables behind its index of words."""
    missed, unnamed = Counter(), Counter()
    done = refused = harmless = 0
    began = time.perf_counter()
    for table, statement, values in list(
        kind(administrator, full=request.config.getoption("full"))
    ):
        before = administrator.rows(table)
        if not administrator.do(statement, values):
            refused += 1
            continue
        if repr(administrator.rows(table)) == repr(before):
            administrator.restore()
            continue
        done += 1
        found = verify_casebook(administrator.folder)
        same = found.outcome is Outcome.VERIFIED and administrator.changes_no_answer(table)
        administrator.restore()
        harmless += same
        if same:
            continue
        what = f"{statement.partition('WHERE')[0]}{type(values[0]).__name__ if values else ''}"
        if found.outcome is not Outcome.INVALID:
            missed[what] += 1
        elif not any(item.table == table.partition("_")[0] for item in found.items):
            unnamed[what] += 1
    counted(
        f"{type(administrator).__name__}, {kind.__name__}: {done - missed.total()} of {done} "
        f"alterations found ({harmless} of them change nothing but unused bytes of SQLite's "
        f"index), {refused} refused by the database"
    )
    assert (missed, unnamed) == (Counter(), Counter())
    assert verify_casebook(administrator.folder).outcome is Outcome.VERIFIED
