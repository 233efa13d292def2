"""Writes files of evidence: content into the vault first, then all records as one batch."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock

from tawthiq.casebook import Casebook
from tawthiq.casebook.erasing import take_erased
from tawthiq.errors import Fault, InputError, RegisterError
from tawthiq.intake.entry import Entry
from tawthiq.intake.facts.reader import FactReader
from tawthiq.intake.media import HEAD, UNKNOWN, media_type
from tawthiq.records import Custody, Evidence, Record
from tawthiq.register import BatchResult, Blob, Vault, View
from tawthiq.register.source import printable

_STEP = 64 * 2**20
_DIGEST = re.compile('"sha256":"([0-9a-f]{64})"')

Progress = Callable[[str], None]


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
class Arrival:
    """A file that comes in, and what is known of how it came.

    Attributes:
        name: Its name where it came from; that of the file if left out.
        ties: What it belongs to.
        part_of: Number of the arrival of the same batch that it is derived from.
        events: What stands in its custody when it is new.
        again: What is added to its custody when its content is held; nothing if left out.
        media_type: What it was sent as, where its bytes leave that open.
        captured_at: When it was captured, where it was.
        facts: What is known of it besides what it tells itself.
    """

    path: Path
    name: str | None = None
    ties: Ties = Ties()
    part_of: int | None = None
    events: tuple[str, ...] = ("received",)
    again: str | None = None
    media_type: str | None = None
    captured_at: datetime | None = None
    captured_from: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def named(self) -> str:
        """Its name where it came from."""
        return self.name or printable(self.path)


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


def add_arrivals(
    casebook: Casebook, arrivals: Sequence[Arrival], *, entry: Entry, reason: str,
    progress: Progress | None = None,
) -> Added:  # fmt: skip
    """Copies files into the vault, durably, and then writes their records as one batch.

    Raises:
        InputError: With every file that cannot be taken; nothing was written.
        VaultError: The disk of the vault is full or failing; no record was written.
        RegisterError: A record that is named is not there, or the evidence was erased.
    """
    _refuse_unknown(casebook, arrivals)
    vault = Vault(casebook.folder)
    paths = [each.path for each in arrivals]
    blobs = vault.add_all(paths, progress=_told(paths, progress))
    batch = _Batch(casebook, vault, arrivals, blobs, entry)
    batch.read_facts(progress)
    with vault.locked():  # what is held may not change between reading and writing it
        records = batch.records()
        try:
            written = casebook.register.write(
                records.values(), actor=entry.actor, reason=reason, at=entry.at
            )
        except RegisterError:
            take_erased(casebook, vault, records)  # what was erased does not come back
            raise
    return Added(written, tuple(batch.received(written)))


def evidence_of(casebook: Casebook, evidence_id: str) -> Evidence:
    """Returns a record of evidence.

    Raises:
        RegisterError: There is none of that id.
    """
    held = casebook.register.view().get(evidence_id)
    if not isinstance(held, Evidence):
        raise RegisterError(f"Record {evidence_id} is no evidence. See: tawthiq evidence list")
    return held


def custody_of(event: str, entry: Entry) -> Custody:
    """Returns an event as it stands in custody."""
    return Custody(at=entry.at, actor=entry.actor, event=event, tool=entry.tool)


def _refuse_unknown(casebook: Casebook, arrivals: Sequence[Arrival]) -> None:
    for ties in dict.fromkeys(each.ties for each in arrivals):
        if ties.derived_from is not None:
            evidence_of(casebook, ties.derived_from)
        for record_id in (*ties.incidents, *ties.accounts):
            casebook.register.view().get(record_id)


class _Batch:
    """The records of one addition."""

    def __init__(
        self, casebook: Casebook, vault: Vault, arrivals: Sequence[Arrival],
        blobs: Sequence[Blob], entry: Entry,
    ):  # fmt: skip
        self._casebook = casebook
        self._vault = vault
        self._entry = entry
        self._arrivals = arrivals
        self._blobs = blobs
        ids = _ids(casebook, {blob.sha256 for blob in blobs})
        self._ids = [ids[blob.sha256] for blob in blobs]
        self._types = [self._type(*each) for each in zip(arrivals, blobs, strict=True)]
        self._facts: dict[str, dict[str, str]] = {}

    def _type(self, arrival: Arrival, blob: Blob) -> str:
        found = media_type(self._vault.head(blob.sha256, HEAD), arrival.named)
        is_open = found in (UNKNOWN, "text/plain") and arrival.media_type
        return arrival.media_type if is_open and arrival.media_type else found

    def read_facts(self, progress: Progress | None) -> None:
        """Reads what new files tell; those that are held keep the facts that they have."""
        view = self._casebook.register.view()
        with FactReader() as reader:
            for number, record_id in enumerate(self._ids):
                if record_id not in self._facts and self._held(view, record_id) is None:
                    path = self._vault.path(self._blobs[number].sha256)
                    self._facts[record_id] = reader.read(path, self._types[number])
                    if progress is not None and number % 100 == 99:
                        progress(f"Read the facts of {number + 1:,} of {len(self._ids):,} files")

    def records(self) -> dict[str, Record]:
        """Returns new evidence, and evidence that is held with what it is tied to now."""
        view = self._casebook.register.view()
        found: dict[str, Record] = {}
        for number, record_id in enumerate(self._ids):
            if record_id in found:
                continue
            held = self._held(view, record_id)
            if held is None:
                found[record_id] = self._first(number)
            elif isinstance(held, Evidence):
                found[record_id] = self._tied(held, self._arrivals[number])
        return found

    def received(self, written: BatchResult) -> Iterator[Received]:
        """Yields what became of every file."""
        new = set(written.created)
        for arrival, record_id, blob in zip(self._arrivals, self._ids, self._blobs, strict=True):
            yield Received(arrival.named, record_id, blob.sha256, blob.size, record_id in new)
            new.discard(record_id)

    @staticmethod
    def _held(view: View, record_id: str) -> Record | None:
        try:
            return view.get(record_id)
        except RegisterError:
            return None

    def _first(self, number: int) -> Evidence:
        arrival, record_id = self._arrivals[number], self._ids[number]
        parent = arrival.ties.derived_from
        if record_id == parent:
            reason = "its content is that of the evidence that it shall be derived from"
            raise InputError([Fault(arrival.named, None, None, None, reason, "Leave it out.")])
        if arrival.part_of is not None and self._ids[arrival.part_of] != record_id:
            parent = self._ids[arrival.part_of]
        return Evidence(
            id=record_id,
            sha256=self._blobs[number].sha256,
            media_type=self._types[number],
            name=arrival.named,
            size=self._blobs[number].size,
            captured_at=arrival.captured_at,
            captured_from=arrival.captured_from,
            derived_from=parent,
            incidents=arrival.ties.incidents,
            accounts=arrival.ties.accounts,
            custody=tuple(custody_of(each, self._entry) for each in arrival.events),
            facts={**self._facts.get(record_id, {}), **arrival.facts},
        )

    def _tied(self, held: Evidence, arrival: Arrival) -> Evidence:
        """Returns evidence that is held with the incidents, accounts and events named now."""
        ties = arrival.ties
        incidents = tuple(dict.fromkeys((*held.incidents, *ties.incidents)))
        accounts = tuple(dict.fromkeys((*held.accounts, *ties.accounts)))
        more = () if arrival.again is None else (custody_of(arrival.again, self._entry),)
        changed = {"incidents": incidents, "accounts": accounts, "custody": (*held.custody, *more)}
        return held.model_copy(update=changed)


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


def _told(paths: Sequence[Path], progress: Progress | None) -> Callable[[int], None] | None:
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
