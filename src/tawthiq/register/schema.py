"""The tables of a register: one SQLAlchemy Core schema."""

from __future__ import annotations

from sqlalchemy import (
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
)

VERSION = 1
"""Version of the schema that this Tawthiq writes."""

metadata = MetaData()

settings = Table(
    "settings",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("record_id", String(32), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("batch_id", String(32), nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("body", Text, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    CheckConstraint("position >= 0", name="position_counts_from_0"),
    CheckConstraint("revision >= 1", name="revision_counts_from_1"),
    Index("revision_of_record", "record_id", "revision", unique=True),
)

current = Table(
    "current",
    metadata,
    Column("record_id", String(32), primary_key=True),
    Column("position", Integer, ForeignKey("revisions.position"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Index("current_by_kind", "kind"),
)

links = Table(
    "links",
    metadata,
    Column("from_id", String(32), primary_key=True),
    Column("field", String(32), primary_key=True),
    Column("to_id", String(32), primary_key=True),
    Index("links_to", "to_id"),
)
