"""The tables of a register: one SQLAlchemy Core schema for SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    event,
)

VERSION = 2
"""Version of the schema that this Tawthiq reads and writes."""

metadata = MetaData()

_Position = BigInteger().with_variant(Integer, "sqlite")
_ID = String(32)

settings = Table(
    "settings",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("position", _Position, primary_key=True, autoincrement=False),
    Column("entry", LargeBinary, nullable=False),
    CheckConstraint("position >= 0", name="entry_position_counts_from_0"),
)
"""The journal: public, append-only."""

tiles = Table(
    "tiles",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", _Position, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
)
"""The Merkle tree over the journal."""

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("tree_size", _Position, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
)
"""The signed state after each batch."""

revisions = Table(
    "revisions",
    metadata,
    Column("position", _Position, ForeignKey("entries.position"), primary_key=True,
           autoincrement=False),
    Column("record_id", _ID, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("batch_id", _ID, nullable=False),
    Column("actor", Text),
    Column("state", String(16), nullable=False),
    Column("body", Text),
    Column("key", LargeBinary),
    CheckConstraint("revision >= 1", name="revision_counts_from_1"),
    CheckConstraint("state in ('current', 'withdrawn', 'erased')", name="state_is_known"),
    Index("revision_of_record", "record_id", "revision", unique=True),
    Index("revision_by_kind", "kind", "position"),
    Index("revision_by_batch", "batch_id"),
)  # fmt: skip
"""The values behind the entries; body, actor and key are gone where they were erased."""

current = Table(
    "current",
    metadata,
    Column("record_id", _ID, primary_key=True),
    Column("position", _Position, ForeignKey("revisions.position"), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("collection", _ID),
    Column("place", String(128)),
    Column("starts_at", String(40)),
    Column("body", Text, nullable=False),
    Index("current_by_start", "kind", "starts_at", "position"),
    Index("current_by_collection", "kind", "collection", "starts_at", "position"),
    Index("current_by_place", "kind", "place", "starts_at", "position"),
)
"""The last revision of every record that is not withdrawn: rebuilt from the revisions."""

links = Table(
    "links",
    metadata,
    Column("from_id", _ID, primary_key=True),
    Column("field", String(32), primary_key=True),
    Column("to_id", _ID, primary_key=True),
    Index("links_to", "to_id"),
)
"""Which current record names which other."""

_WORDS = {
    dialect: Table(
        "words",
        MetaData(),
        Column(name, _Position, key="position", primary_key=True, autoincrement=False),
        Column("text", Text, nullable=False),
    )
    for dialect, name in (("sqlite", "rowid"), ("postgresql", "position"))
}


def words_of(dialect: str) -> Table:
    """Returns the table of folded text for search; its position column differs by database."""
    return _WORDS[dialect]


def _ddl(statement: str) -> DDL:
    return DDL(statement)  # type: ignore[no-untyped-call]


_WORDS_SQLITE = _ddl("CREATE VIRTUAL TABLE words USING fts5(text)")
_WORDS_POSTGRESQL = (
    _ddl("CREATE TABLE words (position BIGINT PRIMARY KEY, text TEXT NOT NULL)"),
    _ddl("CREATE INDEX words_text ON words USING gin (to_tsvector('simple', text))"),
)
event.listen(metadata, "after_create", _WORDS_SQLITE.execute_if(dialect="sqlite"))
for _statement in _WORDS_POSTGRESQL:
    event.listen(metadata, "after_create", _statement.execute_if(dialect="postgresql"))

TABLES = (*metadata.tables, "words")
"""Names of all tables."""
