"""What an export says of itself, so that it can be traced to one state of one register."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from tawthiq.records.access import Access

MANIFEST_NAME = "tawthiq"
"""The name under which a manifest stands in a file; in a folder it is `manifest.json`."""


class KindCount(BaseModel):
    """How many records of a kind an export holds.

    `sha256` is over their values in RFC 8785 form, each followed by a line break, in the order of
    the export: the same in every format.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: int
    sha256: str


class Manifest(BaseModel):
    """What an export says of itself.

    Attributes:
        version: Of the form of exports.
        format: `csv`, `xlsx`, `jsonl`, `geojson`, `parquet`, `hxl` or `timemap`.
        journal: Name of the journal of the register, which its checkpoints carry.
        tree_size: Size of the journal at the state that was exported; `root` its root.
        access: The widest access class that it holds.
        selected: What was asked for, where that is not everything.
        records: The records that it holds, by kind.
        withheld: How many values are left out, by kind and field. A kind that is left out as a
            whole has its number of records under `(records)`.
        evidence: How many files of evidence lie beside it.
        files: SHA-256 of the other files of a folder, by name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    format: str
    journal: str
    tree_size: int
    root: str
    access: Access
    selected: dict[str, str] = {}
    records: dict[str, KindCount] = {}
    withheld: dict[str, dict[str, int]] = {}
    evidence: int | None = None
    files: dict[str, str] = {}
