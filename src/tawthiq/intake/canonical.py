"""A table with the columns of Tawthiq: read whole, checked whole, entered whole or not at all."""

from __future__ import annotations

from pathlib import Path

from tawthiq.intake.draft import Draft, Given, Opened, Reading
from tawthiq.intake.files import Line
from tawthiq.intake.files.line import refused
from tawthiq.intake.table import TableContext, read_table
from tawthiq.records import Account, Incident, Source


def open_canonical(path: Path, reading: Reading) -> Opened:
    """Opens a CSV file whose header names the columns of `intake.columns.KNOWN`.

    Raises:
        InputError: With every fault of every row: such a file is the team's own, and half of it
            would be worse than none.
    """
    try:
        content = path.read_bytes()
    except OSError as fault:
        reason = f"the file cannot be read: {fault.strerror}"
        raise refused(path, reason, "Check its name and folder.") from fault
    context = TableContext(
        collection=reading.collection.id,
        publication=reading.collection.publication,
        clock=reading.clock,
        places=reading.places,
        new_id=reading.new_id,
    )
    encoding = reading.encoding or "utf-8"
    records = read_table(content, file=path.name, context=context, encoding=encoding)
    accounts = {each.id: each for each in records if isinstance(each, Account)}
    sources = {each.id: each for each in records if isinstance(each, Source)}

    def draft(incident: Incident) -> Draft:
        told = [accounts[account] for account in incident.accounts]
        given = tuple(Given(None, Line(0, (each.key,))) for each in told)
        shared = [sources[each.source] for each in told if each.source is not None]
        return Draft(given, (*told, incident), tuple(shared))

    drafts = (draft(each) for each in records if isinstance(each, Incident))
    return Opened(drafts, row_count=len(accounts))
