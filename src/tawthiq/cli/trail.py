"""Shows the history of records: revisions, batches, what a search found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tawthiq.cli.screen import complain, say, say_json, say_table, shown
from tawthiq.cli.shows import batch, public_fields

if TYPE_CHECKING:
    from tawthiq.intake.capture import Captured
    from tawthiq.intake.evidence import Added
    from tawthiq.intake.similar import Similar
    from tawthiq.records import Batch, Evidence, Record
    from tawthiq.register import Revised, State
    from tawthiq.report import FigureChange

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


def changes(listed: Sequence[FigureChange], *, as_json: bool) -> None:
    """Shows figures that differ between two states."""
    rows: list[dict[str, Any]] = [
        {
            "period": each.period,
            "figure": each.name,
            "before": each.before.value if each.before else None,
            "after": each.after.value if each.after else None,
            "records": list(each.records),
        }
        for each in listed
    ]
    if as_json:
        say_json(rows)
        return
    if not rows:
        say("No published figure differs.")
        return
    for row in rows:
        row["records"] = ", ".join(row["records"][:3]) + (
            ", ..." if len(row["records"]) > 3 else ""
        )
    _table("Figures that differ", ["period", "figure", "before", "after", "records"], rows)


def received(added: Added, *, as_json: bool) -> None:
    """Shows what became of every file of evidence, and what the batch did."""
    if as_json:
        files = [asdict(each) for each in added.received]
        say_json({"batch": added.batch.batch, "files": files})
        return
    rows = [
        {**asdict(each), "file": shown(each.file), "state": "new" if each.new else "held already"}
        for each in added.received
    ]
    _table("Evidence", ["file", "state", "size", "sha256", "evidence_id"], rows)
    batch(added.batch, as_json=False)


def captured(done: Captured, *, as_json: bool) -> None:
    """Shows what a capture kept and what it lacks; ends with 1 where a target was refused."""
    missed = [
        {"target": target, "address": each.address, "reason": each.reason}
        for target, listed in done.missed.items()
        for each in listed
    ]
    refused = [{"target": each.file, "reason": each.reason} for each in done.refused]
    if as_json:
        files = [asdict(each) for each in done.added.received]
        told = {"missed": missed, "refused": refused, "pictures": done.pictures}
        say_json({"batch": done.added.batch.batch, "files": files, **told})
    else:
        received(done.added, as_json=False)
        for each in missed:
            say(f"Not there: {shown(each['address'])}: {each['reason']}")
    if refused:
        for fault in done.refused:
            complain(f"{shown(fault.file)}: {fault.reason}. {fault.remedy}")
        raise typer.Exit(1)


def similar(found: Similar, *, as_json: bool) -> None:
    """Shows evidence that looks alike, nearest first, and what was not compared."""
    rows: list[dict[str, Any]] = [asdict(each) for each in found.near]
    if as_json:
        say_json({"near": rows, "compared": found.compared, "left_out": found.left_out})
        return
    for row in rows:
        row["name"] = shown(row["name"] or "")
    _table("Look at these", ["distance", "evidence_id", "name", "sha256"], rows)
    say(f"{found.compared} pictures compared, {found.left_out} could not be. Nothing is decided.")


def evidence(held: Sequence[Evidence], *, as_json: bool) -> None:
    """Shows evidence with what is public or restricted of it; the secret rest is counted."""
    from tawthiq.records import Access, Evidence, access_of

    rows: list[dict[str, Any]] = [
        {
            **{
                field: value
                for field, value in each.model_dump(mode="json").items()
                if access_of(Evidence, field) is not Access.SECRET
            },
            "custody_events": len(each.custody),
        }
        for each in held
    ]
    if as_json:
        say_json(rows)
        return
    for row in rows:
        row["name"] = shown(row["name"] or "")
    names = ["id", "name", "media_type", "size", "sha256", "derived_from", "custody_events"]
    _table("Evidence", names, rows)


def exported(held: Evidence, target: Path, *, as_json: bool) -> None:
    """Shows what was copied out of the vault, and where to."""
    if as_json:
        say_json({"evidence_id": held.id, "sha256": held.sha256, "file": target})
        return
    say(f"Wrote {shown(str(target))}, SHA-256 {held.sha256}: verified.")


def _table(title: str, names: list[str], rows: list[dict[str, Any]]) -> None:
    headers = [name.replace("_", " ").capitalize() for name in names]
    say_table(title, headers, ([row[name] for name in names] for row in rows))
