"""What an export shows: what was written, and what was withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tawthiq.cli.screen import say, say_json, say_table
from tawthiq.records import Access

if TYPE_CHECKING:
    from tawthiq.export import Exported


def exported(done: Exported, *, as_json: bool) -> None:
    """Shows how many records of each kind were written, and how many values were withheld."""
    manifest = done.manifest
    if as_json:
        say_json(
            {
                "target": done.target,
                "evidence_folder": done.evidence,
                "undated": done.undated,
                **manifest.model_dump(mode="json"),
            }
        )
        return
    rows = [(kind, f"{each.count:,}") for kind, each in manifest.records.items()]
    say_table(f"Written as {manifest.format}, access {manifest.access.value}",
              ("kind", "records"), rows)  # fmt: skip
    if manifest.withheld:
        left = [(kind, field, f"{count:,}") for kind, fields in manifest.withheld.items()
                for field, count in fields.items()]  # fmt: skip
        say_table("Withheld", ("kind", "field", "values"), left)
    say(f"State: size {manifest.tree_size}, root {manifest.root[:16]}")
    if manifest.evidence is not None:
        say(f"Files of evidence: {manifest.evidence:,} in {done.evidence}")
    if done.undated:
        say(f"Not on the map: {done.undated:,} incidents of no known day; their records are in it.")
    if manifest.access is Access.SECRET:
        say("It holds every name and source: keep it as you keep the casebook.")
    say(f"Made {done.target}. Into another casebook: tawthiq import {done.target} -C FOLDER")
