"""Rows of a list of victims into listings: every cell as given, and what each column means."""

from __future__ import annotations

from tawthiq.intake.draft import Reading
from tawthiq.intake.mapped.cells import CellReader
from tawthiq.records import Listing


def listing_of(
    cells: CellReader,
    key: str,
    reading: Reading,
    *,
    source: str | None,
    incident: str | None = None,
) -> Listing:
    """Returns the listing of a row; nothing of it is read, so nothing of it is changed."""
    mapping = cells.layout.mapping
    meant = {name: header for name, header in cells.layout.headers.items() if name != "key"}
    kept = {
        name: cell
        for name, cell in cells.row.cells.items()
        if cell and name not in mapping.leave_out
    }
    constants = {
        name: text for name, text in mapping.constants.items() if name not in ("source", "key")
    }
    return Listing(
        id=reading.new_id("listing", f"{reading.collection.id}/{key}"),
        collection=reading.collection.id,
        source=source,
        key=key,
        cells={**{f"({name})": text for name, text in constants.items()}, **kept},
        meant={**{name: f"({name})" for name in constants}, **meant},
        incident=incident,
    )
