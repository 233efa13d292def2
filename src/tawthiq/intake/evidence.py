"""Enters files of evidence: their content into the vault, what is known of them as records."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from tawthiq.casebook import Casebook
from tawthiq.casebook.erasing import take_erased
from tawthiq.errors import Fault, InputError, RegisterError
from tawthiq.intake.entry import Entry
from tawthiq.intake.media import HEAD, media_type
from tawthiq.records import Custody, Evidence, Record
from tawthiq.register import BatchResult, Blob, Vault
from tawthiq.register.source import printable

_STEP = 64 * 2**20
_DIGEST = re.compile('"sha256":"([0-9a-f]{64})"')


_Named = tuple[str, Path, Blob]
"""A file that was named, its blob, and the id of its record."""


@dataclass(frozen=True, slots=True)
class Ties:
    """What new evidence belongs to, as ids of records.

    Attributes:
        derived_from: The evidence that it is a working copy of.
    """

    derived_from: str | None = None
    incidents: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one file: its record, and whether that is new."""

    file: str
    evidence_id: str
    sha256: str
    size: int
    new: bool


@dataclass(frozen=True, slots=True)
class Added:
    """What an addition did: the batch, and every file in the order in which it was named."""

    batch: BatchResult
    received: tuple[Received, ...]


def add_evidence(
    casebook: Casebook,
    paths: Sequence[Path],
    *,
    entry: Entry,
    ties: Ties | None = None,
    progress: Callable[[str], None] | None = None,
) -> Added:
    """Copies files into the vault, durably, and then writes their records as one batch.

    Custody begins with the event `received`. A file whose content is held already adds nothing,
    whatever its name; incidents and accounts that are named with it are added to its record.

    Raises:
        InputError: With every file that cannot be taken; nothing was written.
        VaultError: The disk of the vault is full or failing; no record was written.
        RegisterError: A record that is named is not there, or the evidence was erased.
    """
    ties = ties or Ties()
    if ties.derived_from is not None:
        _evidence(casebook, ties.derived_from)
    for record_id in (*ties.incidents, *ties.accounts):
        casebook.register.view().get(record_id)
    vault = Vault(casebook.folder)
    blobs = vault.add_all(paths, progress=_told(paths, progress))
    ids = _ids(casebook, {blob.sha256 for blob in blobs})
    named = [(ids[blob.sha256], path, blob) for path, blob in zip(paths, blobs, strict=True)]
    with vault.locked():  # what is held may not change between reading and writing it
        records = _records(casebook, named, ties, entry)
        try:
            batch = casebook.register.write(
                records.values(), actor=entry.actor, reason="evidence add", at=entry.at
            )
        except RegisterError:
            take_erased(casebook, vault, records)  # what was erased does not come back
            raise
    return Added(batch, tuple(_received(named, batch)))


def _ids(casebook: Casebook, digests: set[str]) -> dict[str, str]:
    """Returns the id under which each content is held, or will be: an import keeps foreign ids."""
    own = {digest: casebook.register.new_id("evidence", digest) for digest in digests}
    ids: dict[str, list[str]] = {digest: [] for digest in digests}
    for record_id, body in casebook.register.view().bodies(Evidence.kind):
        if not digests.isdisjoint(_DIGEST.findall(body)):
            ids.get(json.loads(body)["sha256"], []).append(record_id)
    return {
        digest: own[digest] if own[digest] in held or not held else held[0]
        for digest, held in ids.items()
    }


def _records(
    casebook: Casebook, named: Sequence[_Named], ties: Ties, entry: Entry
) -> dict[str, Record]:
    """Returns new evidence, and evidence that is held with what it is tied to now."""
    view, vault = casebook.register.view(), Vault(casebook.folder)
    found: dict[str, Record] = {}
    for record_id, path, blob in named:
        if record_id in found:
            continue
        try:
            held = view.get(record_id)
        except RegisterError:
            found[record_id] = _first(vault, path, blob, record_id, ties, entry)
        else:
            if isinstance(held, Evidence):
                found[record_id] = _tied(held, ties)
    return found


def _received(named: Sequence[_Named], batch: BatchResult) -> Iterator[Received]:
    new = set(batch.created)
    for record_id, path, blob in named:
        yield Received(printable(path), record_id, blob.sha256, blob.size, record_id in new)
        new.discard(record_id)


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
        held = _evidence(casebook, evidence_id)
        custody = (*held.custody, _custody(event, entry))
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
    held = _evidence(casebook, evidence_id)
    Vault(casebook.folder).export(held.sha256, target)
    return held


def _evidence(casebook: Casebook, evidence_id: str) -> Evidence:
    held = casebook.register.view().get(evidence_id)
    if not isinstance(held, Evidence):
        raise RegisterError(f"Record {evidence_id} is no evidence. See: tawthiq evidence list")
    return held


def _first(
    vault: Vault, path: Path, blob: Blob, record_id: str, ties: Ties, entry: Entry
) -> Evidence:
    if record_id == ties.derived_from:
        reason = "its content is that of the evidence that it shall be derived from"
        raise InputError([Fault(printable(path), None, None, None, reason, "Leave it out.")])
    head = vault.head(blob.sha256, HEAD)
    name = printable(path)
    return Evidence(
        id=record_id,
        sha256=blob.sha256,
        media_type=media_type(head, name),
        name=name,
        size=blob.size,
        derived_from=ties.derived_from,
        incidents=ties.incidents,
        accounts=ties.accounts,
        custody=(_custody("received", entry),),
    )


def _tied(held: Evidence, ties: Ties) -> Evidence:
    """Returns evidence that is held with the incidents and accounts that were named now."""
    incidents = tuple(dict.fromkeys((*held.incidents, *ties.incidents)))
    accounts = tuple(dict.fromkeys((*held.accounts, *ties.accounts)))
    return held.model_copy(update={"incidents": incidents, "accounts": accounts})


def _custody(event: str, entry: Entry) -> Custody:
    return Custody(at=entry.at, actor=entry.actor, event=event, tool=entry.tool)


def _told(
    paths: Sequence[Path], progress: Callable[[str], None] | None
) -> Callable[[int], None] | None:
    """Says how far the copying is, every 64 MiB; it names no file."""
    if progress is None:
        return None
    whole = sum(_size(path) for path in paths)
    done = [0]
    lock = Lock()

    def copied(count: int) -> None:
        with lock:
            before, done[0] = done[0], done[0] + count
            if done[0] // _STEP > before // _STEP:
                progress(f"Copied {done[0] / 1e6:,.0f} of {whole / 1e6:,.0f} MB")

    return copied


def _size(path: Path) -> int:
    """Returns a file's size for the progress alone; what cannot be read is refused elsewhere."""
    try:
        return path.lstat().st_size
    except OSError:
        return 0
