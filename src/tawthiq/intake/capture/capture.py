"""Captures pages as evidence: from the network, from saved pages, from archives of the web."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError
from tawthiq.intake.arrivals import Added, Arrival, Progress, Ties, add_arrivals
from tawthiq.intake.capture.contents import Wanted
from tawthiq.intake.capture.exchange import Missed, MissedError
from tawthiq.intake.capture.fetcher import Guard
from tawthiq.intake.capture.holdings import Holdings
from tawthiq.intake.capture.targets import Target, items_of
from tawthiq.intake.entry import Entry
from tawthiq.register import Vault

_CREDENTIALS = re.compile(r"//[^/?#]*@")
"""A name and a password in an address; no message repeats them."""


@dataclass(frozen=True, slots=True)
class Captured:
    """What a capture did.

    Attributes:
        added: The batch and every item, new or held already.
        missed: By target, what could not be had of its pages, and why.
        pictures: By target, how many pictures of pages were made.
        refused: Targets of which nothing was captured, and why.
    """

    added: Added
    missed: dict[str, tuple[Missed, ...]]
    pictures: dict[str, int]
    refused: tuple[Fault, ...]


@dataclass(slots=True)
class _Taken:
    """What was taken of the targets so far."""

    items: list[Arrival] = field(default_factory=list)
    missed: dict[str, tuple[Missed, ...]] = field(default_factory=dict)
    pictures: dict[str, int] = field(default_factory=dict)
    refused: list[Fault] = field(default_factory=list)


def capture_evidence(
    casebook: Casebook, targets: Sequence[str], *, entry: Entry, wanted: Wanted | None = None,
    ties: Ties | None = None, guard: Guard | None = None, progress: Progress | None = None,
) -> Captured:  # fmt: skip
    """Captures pages with what they embed, and writes all of it as one batch.

    A target is an http or https address, a saved page (HTML with its folder, or MHTML), a WARC or
    a WACZ. A target that cannot be captured is refused whole; the others are kept. Only the
    public internet is asked; of saved pages and archives, nothing is asked of any network.

    Args:
        casebook: Where it is kept.
        targets: Addresses and paths.
        entry: Who captures, when and with what.
        wanted: What of a page is kept, and how much it may take.
        ties: Incidents and accounts that all of it belongs to.
        guard: What may be reached; leave it out.
        progress: Told what is at work.

    Raises:
        InputError: No target could be captured; nothing was written.
        VaultError: The disk of the vault is full or failing; no record was written.
        RegisterError: A record that is named is not there, or the evidence was erased.
    """
    known = ties or Ties()
    for record_id in (*known.incidents, *known.accounts):
        casebook.register.view().get(record_id)
    taken = _Taken()
    with Vault(casebook.folder).work() as work:
        for number, name in enumerate(dict.fromkeys(targets)):
            folder = work / f"target-{number}"
            folder.mkdir(mode=0o700)
            target = Target(
                name, folder, wanted or Wanted(), known, guard or Guard(), tool=entry.tool,
                progress=progress, holdings=Holdings(casebook),
            )  # fmt: skip
            _take(target, taken)
        if not taken.items:
            raise InputError(taken.refused)
        added = add_arrivals(
            casebook, taken.items, entry=entry, reason="evidence capture", progress=progress
        )
    return Captured(added, taken.missed, taken.pictures, tuple(taken.refused))


def _take(target: Target, taken: _Taken) -> None:
    bare = _CREDENTIALS.sub("//", target.name)
    try:
        items = items_of(target)
    except MissedError as fault:
        remedy = "Check the address, or save the page with a browser and capture the file."
        taken.refused.append(
            Fault(bare, None, None, fault.missed.address, fault.missed.reason, remedy)
        )
        return
    except InputError as fault:
        taken.refused += fault.faults
        return
    before = len(taken.items)
    taken.items += [
        replace(each, part_of=each.part_of + before) if each.part_of is not None else each
        for each in items
    ]
    taken.missed[target.name] = tuple(target.missed)
    taken.pictures[target.name] = target.pictures
