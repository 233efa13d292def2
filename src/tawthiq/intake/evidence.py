"""Enters files of evidence, appends to their custody, and hands them out again."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError
from tawthiq.intake.arrivals import (
    Added,
    Arrival,
    Progress,
    Received,
    Ties,
    add_arrivals,
    custody_of,
    evidence_of,
)
from tawthiq.intake.entry import Entry
from tawthiq.records import Evidence
from tawthiq.register import BatchResult, Vault

__all__ = ["Added", "Received", "Ties", "add_custody", "add_evidence", "export_evidence"]


def add_evidence(
    casebook: Casebook,
    paths: Sequence[Path],
    *,
    entry: Entry,
    ties: Ties | None = None,
    progress: Progress | None = None,
) -> Added:
    """Copies files into the vault, durably, and then writes their records as one batch.

    Custody begins with the event `received`. A file whose content is held already adds nothing,
    whatever its name; incidents and accounts that are named with it are added to its record.
    What a picture, a video or a sound tells of itself is kept as facts, for the team alone.

    Raises:
        InputError: With every file that cannot be taken; nothing was written.
        VaultError: The disk of the vault is full or failing; no record was written.
        RegisterError: A record that is named is not there, or the evidence was erased.
    """
    arrivals = [Arrival(path, ties=ties or Ties()) for path in paths]
    return add_arrivals(casebook, arrivals, entry=entry, reason="evidence add", progress=progress)


def add_custody(casebook: Casebook, evidence_id: str, event: str, *, entry: Entry) -> BatchResult:
    """Appends an event to the custody of evidence, as a new revision of its record.

    Raises:
        InputError: The event says nothing, or holds control characters.
        RegisterError: There is no such evidence.
    """
    event = event.strip()
    if not event or any(unicodedata.category(letter) == "Cc" for letter in event):
        reason = "an event is one line of text"
        remedy = 'Say what happened, such as: --event "handed to the archive"'
        raise InputError([Fault("--event", None, None, event, reason, remedy)])
    with Vault(casebook.folder).locked():  # two events at once are both kept
        held = evidence_of(casebook, evidence_id)
        custody = (*held.custody, custody_of(event, entry))
        return casebook.register.write(
            [held.model_copy(update={"custody": custody})],
            actor=entry.actor,
            reason="evidence custody",
            at=entry.at,
        )


def export_evidence(casebook: Casebook, evidence_id: str, target: Path) -> Evidence:
    """Copies evidence out of the vault to a new file, verified while it is copied.

    Raises:
        InputError: The target is there already, or cannot be written.
        VaultError: The content is missing or damaged.
        RegisterError: There is no such evidence.
    """
    held = evidence_of(casebook, evidence_id)
    Vault(casebook.folder).export(held.sha256, target)
    return held
