"""What a linkage found as CSV files, whole or not there, readable by their owner alone."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError
from tawthiq.linkage.diagnostics import Overlap
from tawthiq.linkage.victims import LinkedVictims
from tawthiq.records import Listing
from tawthiq.records.flat import cell_of
from tawthiq.register.durable import new_file


def refuse_taken(target: Path | None) -> None:
    """Refuses a file that is there already, before anything long is begun.

    Raises:
        InputError: It is there.
    """
    if target is not None and os.path.lexists(target):
        reason = "the file is there already, and nothing is written over"
        raise InputError([Fault(target.name, None, None, None, reason, "Choose another name.")])


def write_rows(target: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Writes rows with one header: UTF-8 with its mark, cells that no spreadsheet computes.

    Raises:
        InputError: The file is there already, or cannot be written.
    """
    refuse_taken(target)
    try:
        with new_file(target) as binary:
            text = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="", write_through=True)
            writer = csv.writer(text)
            for at, row in enumerate(rows):
                if at == 0:
                    writer.writerow(row)
                writer.writerow(map(_cell, row.values()))
            text.flush()
            text.detach()
    except OSError as fault:
        reason = f"the file cannot be written: {fault.strerror}"
        raise InputError(
            [Fault(target.name, None, None, None, reason, "Choose another folder.")]
        ) from fault


def cluster_rows(casebook: Casebook, found: LinkedVictims) -> Iterator[dict[str, object]]:
    """Yields a row per listing, without names: its cluster, its list, its key and its id.

    Listings that were left out have no cluster.
    """
    key = {each.id: each.key for each in casebook.reading().view.all(Listing)}
    for number, cluster in enumerate(found.clusters, 1):
        for each in cluster:
            yield {"cluster": number, "list": found.people[each].list, "key": key.get(each),
                   "listing": each, "left_out": None}  # fmt: skip
    for reason, ids in found.left_out.items():
        for each in ids:
            yield {"cluster": None, "list": None, "key": key.get(each), "listing": each,
                   "left_out": reason}  # fmt: skip


def overlap_rows(overlap: Overlap) -> Iterator[dict[str, object]]:
    """Yields a row per combination of lists: 1 or 0 for each, and how many people stand there."""
    for marks, count in overlap.rows:
        yield {**dict(zip(overlap.lists, marks, strict=True)), "people": count}


def _cell(value: object) -> str:
    return cell_of(str(value)) if value not in (None, "") else ""
