"""An instant as a record writes it."""

from __future__ import annotations

from datetime import UTC, datetime

AS_WRITTEN = ".as_written"
"""Ends the name of a column that holds the text of an instant where the instant does not."""


def text_of_instant(instant: datetime) -> str:
    """Returns an instant in UTC as the values of a record have it.

    >>> text_of_instant(datetime(2017, 10, 5, 12, tzinfo=UTC))
    '2017-10-05T12:00:00Z'
    """
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
