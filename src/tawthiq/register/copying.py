"""Copies a whole register from one database to another, whatever kinds they are."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from tawthiq.errors import RegisterError
from tawthiq.register import schema
from tawthiq.register.database import Database

_ROWS = 2_000


def copy_register(source: Database, target: Database) -> None:
    """Copies every row of one state of a register into an empty database.

    The source can be written to meanwhile: what is copied is one state, whole batches only.

    Raises:
        RegisterError: The target holds anything already, or one of the two cannot be used.
    """
    with source.reading() as reading, target.writing() as writing:
        _refuse_filled(set(sa.inspect(writing).get_table_names()))
        schema.metadata.create_all(writing)
        for table in schema.metadata.sorted_tables:
            for rows in _rows(reading, table):
                writing.execute(sa.insert(table), rows)
        words, own = schema.words_of(source.dialect), schema.words_of(target.dialect)
        for rows in _rows(reading, words):
            writing.execute(sa.insert(own), rows)


def remove_register(address: str) -> None:
    """Takes the tables of a register out of a database into which it was put just before."""
    database = Database(address)
    try:
        with database.writing() as connection:
            connection.execute(sa.text("DROP TABLE IF EXISTS words"))
            schema.metadata.drop_all(connection)
    finally:
        database.close()


def _refuse_filled(tables: set[str]) -> None:
    if tables & set(schema.TABLES):
        raise RegisterError("The target database holds a register already. Choose an empty one.")
    if tables:
        raise RegisterError(
            f"The target database is not empty: it holds {len(tables)} tables. Choose an empty one."
        )


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[list[dict[str, object]]]:
    columns = list(table.columns)
    result = connection.execution_options(yield_per=_ROWS).execute(sa.select(*columns))
    for part in result.partitions():
        yield [
            {column.key: value for column, value in zip(columns, row, strict=True)} for row in part
        ]
