"""Shows the history of records: revisions, batches, what a search found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tawthiq.cli.screen import say, say_json, say_table
from tawthiq.cli.shows import public_fields
from tawthiq.records import Batch, Record

if TYPE_CHECKING:
    from tawthiq.register import Revised, State

_TOLD = ("code", "names", "where", "when", "value", "url")


def revisions(found: Sequence[Revised], *, as_json: bool) -> None:
    """Shows every revision of a record with the batch that made it so."""
    rows: list[dict[str, Any]] = [
        {
            "revision": each.number,
            "state": each.state,
            "at": each.at.isoformat(),
            "batch": each.batch.id if each.batch else None,
            "why": each.batch.reason if each.batch else None,
            "record": public_fields(each.record) if each.record is not None else None,
        }
        for each in found
    ]
    if as_json:
        say_json(rows)
        return
    _table("History", ["revision", "state", "at", "why", "batch"], rows)
    for field, value in (rows[-1]["record"] or {}).items():
        say(f"{field}: {value}")


def found(records: Sequence[Record], *, as_json: bool) -> None:
    """Shows records that a search found, by kind, id and what is public of them."""
    rows = [public_fields(record) for record in records]
    if as_json:
        say_json(rows)
        return
    for row in rows:
        told = {name: row[name] for name in _TOLD if row.get(name)}
        say(f"{row['kind']}  {row['id']}  {told}")
    if not rows:
        say("Nothing is found.")


def batches(listed: Sequence[tuple[State, Batch]], *, as_json: bool) -> None:
    """Shows batches with the state that each left."""
    rows: list[dict[str, Any]] = [
        {
            "batch": batch.id,
            "at": batch.at.isoformat(),
            "reason": batch.reason,
            "tree_size": state.tree_size,
            "root": state.root,
        }
        for state, batch in listed
    ]
    if as_json:
        say_json(rows)
        return
    _table("Batches", ["batch", "at", "reason", "tree_size", "root"], rows)


def _table(title: str, names: list[str], rows: list[dict[str, Any]]) -> None:
    headers = [name.replace("_", " ").capitalize() for name in names]
    say_table(title, headers, ([row[name] for name in names] for row in rows))
