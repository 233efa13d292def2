"""Reads one target of a capture: an address, a saved page, or an archive of the web."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from tawthiq.errors import Fault, InputError
from tawthiq.intake.arrivals import Arrival, Progress, Ties
from tawthiq.intake.capture.address import read_address
from tawthiq.intake.capture.archive import Archive, read_mhtml, read_wacz, read_warc
from tawthiq.intake.capture.contents import Contents, Wanted, is_page, read_contents
from tawthiq.intake.capture.exchange import Exchange, Limits, Missed, MissedError, Origin
from tawthiq.intake.capture.fetcher import Fetcher, Guard
from tawthiq.intake.capture.holdings import Holdings
from tawthiq.intake.capture.items import missed_facts, page_items, shown_address
from tawthiq.intake.capture.saved import read_saved
from tawthiq.intake.capture.warc import write_warc
from tawthiq.register.source import Copied, Stopped, copy_source, printable

_SCHEMES = ("http:", "https:", "ftp:", "file:", "data:", "javascript:", "gopher:", "ws:", "wss:")
_HEAD = 4096
_FETCHED = "captured"
_SAVED = "taken from a page that somebody saved"
_ARCHIVED = "taken from the archive with SHA-256 {}, which tells it as captured"
_READERS: dict[str, Callable[[Path, Path, Limits], Archive]] = {
    "warc": read_warc,
    "wacz": read_wacz,
    "mhtml": read_mhtml,
}


@dataclass(slots=True)
class Target:
    """One target, where it is worked on, and what is wanted of it.

    Attributes:
        holdings: What the casebook holds already.
        missed: What could not be had of it.
        pictures: How many pictures of pages were made.
    """

    name: str
    folder: Path
    wanted: Wanted
    ties: Ties
    guard: Guard
    tool: str
    progress: Progress | None
    holdings: Holdings
    missed: list[Missed] = field(default_factory=list)
    pictures: int = 0

    def say(self, text: str) -> None:
        """Tells what is at work; never what a page says."""
        if self.progress is not None:
            self.progress(text)

    def contents(
        self, page: Exchange, origin: Origin, over: float, *, made_once: bool = False
    ) -> Contents:
        """Returns what a page holds, and keeps what it lacks.

        Of a page in a file, a picture is made once: two pictures of it can differ by a pixel, and
        the same file again adds nothing.
        """
        wanted = self.wanted
        if made_once and wanted.picture and self.holdings.has_picture(_sha256(page.body)):
            wanted = replace(wanted, picture=False)
        found = read_contents(
            page, origin, self.folder, wanted=wanted, over=over, progress=self.progress
        )
        self.missed += found.missed
        if found.picture is not None:
            self.pictures += 1
        elif found.no_picture is not None:
            self.missed.append(Missed("picture of the page", found.no_picture))
        return found


def items_of(target: Target) -> list[Arrival]:
    """Returns what a target gives, the first being what everything else comes out of.

    Raises:
        MissedError: The page cannot be had.
        InputError: The file cannot be read, or is nothing that a page is in.
    """
    if target.name.lower().startswith(_SCHEMES):
        return _of_address(target)
    path, own = Path(target.name), target.folder / "own"
    copied = copy_source(path, own, lambda count: None, Stopped())
    target.say(f"Reading {printable(path)}")
    kind = _kind(own, path.name)
    if kind == "html":
        return _of_saved(target, path, own, copied)
    if kind is not None:
        return _of_archive(target, path, own, copied, _READERS[kind])
    reason = "it is neither a saved page nor an archive of the web"
    remedy = "Add it as it is: tawthiq evidence add FILE"
    raise InputError([Fault(printable(path), None, None, None, reason, remedy)])


def _of_address(target: Target) -> list[Arrival]:
    limits = target.wanted.limits
    over = time.monotonic() + limits.whole_seconds
    with Fetcher(target.folder, limits, target.guard) as fetcher:
        target.say("Fetching the page")
        page = fetcher.get(str(read_address(target.name)), most=limits.item_bytes)
        _refuse(page, limits)
        if page.status is not None and not 200 <= page.status < 300:
            reason = f"its server answered {page.status}: the page of that answer is kept"
            target.missed.append(Missed(page.address, reason))
        contents = target.contents(page, fetcher, over)
    warc = target.folder / "capture.warc.gz"
    write_warc(warc, fetcher.exchanges, tool=target.tool)
    host = urlsplit(page.final).hostname or "capture"
    event = f"{_FETCHED}: {len(fetcher.exchanges)} requests with their answers, as they were sent"
    exchange = Arrival(
        warc, f"{host}.warc.gz", ties=target.ties, events=(event,), captured_at=page.at,
        captured_from=shown_address(page.address), facts=missed_facts(target.missed),
    )  # fmt: skip
    pages = page_items(contents, first=1, container=0, source=_FETCHED, ties=target.ties,
                       told_anew=True)  # fmt: skip
    return [exchange, *pages]


def _refuse(page: Exchange, limits: Limits) -> None:
    size = page.body.stat().st_size
    if not size:
        raise MissedError(page.address, f"its server answered {page.status}, with no content")
    if is_page(page) and size > limits.page_bytes:
        raise MissedError(page.address, f"it is larger than {limits.page_bytes / 1e6:,.0f} MB")


def _of_saved(target: Target, path: Path, own: Path, copied: Copied) -> list[Arrival]:
    page, folder = read_saved(path, own, most=target.wanted.limits.page_bytes)
    contents = target.contents(page, folder, _over(target), made_once=True)
    items = page_items(contents, first=0, container=0, source=_SAVED, ties=target.ties,
                       told_anew=not target.holdings.holds(copied.sha256))  # fmt: skip
    items[0] = _received(items[0], path)
    return items


def _of_archive(
    target: Target, path: Path, own: Path, copied: Copied,
    read: Callable[[Path, Path, Limits], Archive],
) -> list[Arrival]:  # fmt: skip
    archive = read(own, target.folder, target.wanted.limits)
    target.missed += archive.missed
    if not archive.pages:
        told = "; ".join(dict.fromkeys(each.reason for each in archive.missed)) or "no HTML in it"
        raise MissedError(printable(path), f"no page is found in it ({told})")
    source = _ARCHIVED.format(copied.sha256)
    items = [Arrival(own, printable(path), ties=target.ties, facts=missed_facts(archive.missed))]
    anew = not target.holdings.holds(copied.sha256)
    for number, page in enumerate(archive.pages, 1):
        target.say(f"Reading page {number} of {len(archive.pages)}")
        contents = target.contents(page, archive, _over(target), made_once=True)
        items += page_items(contents, first=len(items), container=0, source=source,
                            ties=target.ties, told_anew=anew)  # fmt: skip
    return items


def _received(page: Arrival, path: Path) -> Arrival:
    """Returns the saved page as the file that it is: received, and not again when it is held."""
    return Arrival(
        page.path, printable(path), ties=page.ties, events=(f"received: {_SAVED}",),
        media_type=page.media_type, captured_from=page.captured_from, facts=page.facts,
    )  # fmt: skip


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _over(target: Target) -> float:
    return time.monotonic() + target.wanted.limits.whole_seconds


def _kind(path: Path, name: str) -> str | None:
    """Returns what kind of file holds the page, by its first bytes and then by its name."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    lowered, text = name.lower(), head.lower()
    if head.startswith(b"WARC/") or (head.startswith(b"\x1f\x8b") and ".warc" in lowered):
        return "warc"
    if head.startswith(b"PK\x03\x04"):
        return "wacz" if lowered.endswith((".wacz", ".zip")) else None
    if b"multipart/related" in text and b"mime-version:" in text:
        return "mhtml"
    is_html = any(mark in text for mark in (b"<!doctype html", b"<html", b"<head", b"<body"))
    return "html" if is_html or lowered.endswith((".html", ".htm", ".xhtml")) else None
