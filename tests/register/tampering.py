"""An invented casebook on either database, and a database administrator who alters it."""

import secrets
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256

import psycopg
import sqlalchemy as sa

from invented import collection, incident
from tawthiq.casebook import Settings, create_casebook
from tawthiq.records import (
    Account,
    Custody,
    Evidence,
    Place,
    Publication,
    PublishedFigure,
    Source,
)
from tawthiq.register import schema

AT = datetime(2026, 1, 1, tzinfo=UTC)
TEAM = {"en": "Invented team", "ar": "فريق مختلق"}
WHO = {"actor": "invented", "reason": "test", "at": AT}


def fill(folder, *, database=None, files=3, more=250):
    """Makes a casebook with created, changed, withdrawn, restored and erased records."""
    settings = Settings(name=TEAM, area="syria", clock="Asia/Damascus", database=database)
    folder.mkdir()
    with create_casebook(folder, settings) as casebook:
        register = casebook.register
        october = casebook.period("2017-10")
        publication = Publication(
            id="p", code="invented", publisher="Invented", topic="massacres", period=october
        )
        figure = PublishedFigure(id="f", publication="p", measure="massacres", value=3)
        register.write([collection(), publication, figure], **WHO)
        source = Source(id="s", name="Invented witness", form="person")
        account = Account(id="a", collection="c", key="1", source="s")
        incidents = [incident(number) for number in range(2, 9)]
        register.write([source, account, incident(1, accounts=("a",)), *incidents], **WHO)
        register.write([keep(folder, f"invented {n}".encode()) for n in range(files)], **WHO)
        register.write([place(number) for number in range(more)], **WHO)
        register.write([incident(2, place="hama"), incident(3, place=None, when=None)], **WHO)
        register.write([incident(2, place="homs")], **WHO)
        register.withdraw(["i0004", "i0005"], **WHO)
        register.write([incident(5)], restore=True, **WHO)
        register.erase(["i0006", "i0008"], **WHO)
        register.write([place(more)], **WHO)
    return folder


def place(number):
    """Returns an invented place."""
    names = {"en": f"Invented {number}", "ar": f"مختلق {number}"}
    return Place(id=f"pl{number}", code=f"invented_{number}", level="town", names=names)


def keep(folder, content):
    """Puts a file into the vault of a casebook; returns the record of it."""
    digest = sha256(content).hexdigest()
    path = folder / "vault" / digest[:2] / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    custody = (Custody(at=AT, actor="invented", event="added"),)
    return Evidence(id=f"e{digest[:8]}", sha256=digest, media_type="text/plain", custody=custody)


class Sqlite:
    """The administrator of a SQLite register: no constraint holds them back."""

    blob = "blob"

    def __init__(self, folder):
        """Takes a casebook, loosens its schema, and keeps a copy of the file."""
        self.path = folder / "register.sqlite"
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute(
                "UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table'"
            )
            connection.commit()
        self.original = self.path.read_bytes()
        self.answers = self.search()
        self.columns = {
            **{each.name: list(each.columns.keys()) for each in schema.metadata.sorted_tables},
            "words": ["rowid", "text"],
            "words_content": ["id", "c0"],
            "words_data": ["id", "block"],
            "words_idx": ["segid", "term", "pgno"],
            "words_docsize": ["id", "sz"],
            "words_config": ["k", "v"],
        }

    def rows(self, table):
        """Returns the rows of a table, in the order of its columns."""
        with closing(sqlite3.connect(self.path)) as connection:
            names = ", ".join(self.columns[table])
            return connection.execute(f"SELECT {names} FROM {table}").fetchall()

    def do(self, statement, values=()):
        """Runs a statement, and says whether the database took it."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            try:
                connection.execute(statement.replace("%s", "?"), values)
                connection.commit()
            except sqlite3.IntegrityError:
                return False
        return True

    def search(self):
        """Returns what a search for each word that the register holds finds; None if it fails."""
        with closing(sqlite3.connect(self.path)) as connection:
            try:
                texts = connection.execute("SELECT text FROM words").fetchall()
                words = {word for (text,) in texts for word in text.split()}
                query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid"
                return {word: connection.execute(query, [f'"{word}"']).fetchall() for word in words}
            except (sqlite3.DatabaseError, AttributeError):
                return None

    def changes_no_answer(self, table):
        """Says whether a change of SQLite's own index leaves every search as it was."""
        return table.startswith("words_") and self.search() == self.answers

    def restore(self):
        """Puts everything back."""
        for each in self.path.parent.glob("register.sqlite-*"):
            each.unlink()
        self.path.write_bytes(self.original)

    def close(self):
        """Keeps nothing."""


class Postgresql:
    """The administrator of a PostgreSQL register, who drops every constraint, the keys too."""

    blob = "bytea"

    def __init__(self, folder, url):
        """Takes a casebook, drops what would hold them back, and keeps a copy of every table."""
        self.folder = folder
        self.connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        self.columns = {
            **{each.name: list(each.columns.keys()) for each in schema.metadata.sorted_tables},
            "words": ["position", "text"],
        }
        self.connection.execute("SET session_replication_role = replica")
        for table, columns in self.columns.items():
            query = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass"
            for (name,) in self.connection.execute(query, [table]).fetchall():
                self.connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE")
            for column in columns:
                self.connection.execute(f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL")
            self.connection.execute("CREATE SCHEMA IF NOT EXISTS kept")
            self.connection.execute(f"CREATE TABLE kept.{table} AS TABLE {table}")
        self.connection.execute("DROP INDEX revision_of_record")

    def rows(self, table):
        """Returns the rows of a table, in the order of its columns."""
        names = ", ".join(self.columns[table])
        order = self.columns[table][0]
        return self.connection.execute(f"SELECT {names} FROM {table} ORDER BY {order}").fetchall()

    def do(self, statement, values=()):
        """Runs a statement, and says whether the database took it."""
        try:
            self.connection.execute(statement, values)
        except (psycopg.IntegrityError, psycopg.DataError):
            return False
        self._changed = statement
        return True

    def changes_no_answer(self, table):
        """Says that no table is but an index."""
        return False

    def restore(self):
        """Puts everything back."""
        for table in self.columns:
            if table in self._changed:
                self.connection.execute(f"DELETE FROM {table}")
                self.connection.execute(f"INSERT INTO {table} SELECT * FROM kept.{table}")

    def close(self):
        """Closes the connection."""
        self.connection.close()


def altered(value, others, *, strict):
    """Yields what an administrator may write instead of a value; `strict` keeps its type."""
    if isinstance(value, int):
        yield from (value + 1, value - 1, value ^ 1 << 5, -value - 1)
        if not strict:
            yield f"{value}x"
            yield float(value) + 0.5
    elif isinstance(value, str):
        data = value.encode()
        for at in {0, len(data) // 2, len(data) - 1} if data else ():
            if data[at] < 0x80:
                flipped = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
                yield flipped.decode()
        yield from (value + " ", " " + value, value.swapcase(), value[:-1], "", "forged")
        if not strict:
            yield data
            yield 7
    elif isinstance(value, bytes):
        for at in {0, len(value) // 2, len(value) - 1} if value else ():
            yield value[:at] + bytes([value[at] ^ 0x80 >> at % 8]) + value[at + 1 :]
        yield from (value[:-1], value + b"\0", b"", value[::-1])
        if not strict:
            yield value.hex()
    else:
        yield "forged"
        if not strict:
            yield b"\0" * 32
    if value is not None:
        yield None
    yield from others[:2]


def different(values, value):
    """Leaves out what is the same value again, and of the same type."""
    seen = [value]
    for each in values:
        if not any(type(each) is type(one) and each == one for one in seen):
            seen.append(each)
            yield each


def fresh_database(server):
    """Makes a new, empty database on a PostgreSQL server; returns its address and an end."""
    base = server.replace("+psycopg", "")
    name = f"tawthiq_test_{secrets.token_hex(6)}"
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")

    def end():
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    address = sa.make_url(server).set(database=name)
    return address.render_as_string(hide_password=False), end
