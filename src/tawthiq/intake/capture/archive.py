"""Pages in archives of the web: WARC, WACZ (a zip of those), and MHTML."""

from __future__ import annotations

import email.parser
import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote

import httpx
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from tawthiq.intake.capture.address import read_address
from tawthiq.intake.capture.exchange import Exchange, Headers, Limits, Missed, MissedError
from tawthiq.intake.capture.saved import HOST, PART
from tawthiq.intake.capture.warc import moment_of
from tawthiq.intake.files.archive import opened_zip

MOST_PAGES = 20
LARGEST_MHTML = 100 * 10**6

_HTML = ("text/html", "application/xhtml+xml")
_CHUNK = 2**18
_MOST_RECORDS = 200_000


@dataclass(slots=True)
class Archive:
    """What an archive holds, by address.

    Attributes:
        pages: The HTML pages in it, in their order.
        missed: What of it is left out, and why.
    """

    work: Path
    limits: Limits
    pages: list[Exchange] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)
    _held: dict[str, Exchange] = field(default_factory=dict)
    _bytes: int = 0

    def get(self, address: str, *, most: int) -> Exchange:
        """Returns a resource; redirects in the archive are followed.

        Raises:
            MissedError: The archive does not hold it, or it is too large.
        """
        url = _key(address)
        if url.startswith(PART):
            url = f"cid:{unquote(url.removeprefix(PART))}"
        for _ in range(self.limits.hops):
            held = self._held.get(url)
            if held is None:
                raise MissedError(address, "it is not in the archive; the network is not asked")
            location = held.header("location")
            if held.status is None or not 300 <= held.status < 400 or not location:
                if held.body.stat().st_size > most:
                    raise MissedError(address, f"it is larger than {most / 1e6:,.0f} MB")
                return held
            url = _key(_joined(url, location))
        raise MissedError(address, "it redirects in a ring")

    def put(
        self, address: str, status: int | None, headers: Headers, at: datetime | None,
        content: Iterator[bytes],
    ) -> None:  # fmt: skip
        """Takes one resource in; of one address, the first that was found counts."""
        key = _key(address)
        found = Exchange(key, key, status, headers, self.work / f"held-{len(self._held)}", at)
        if key in self._held or not self._written(found, content):
            return
        self._held[key] = found
        is_page = found.media_type in _HTML and status in (None, 200)
        if is_page and not key.endswith("/robots.txt"):
            if len(self.pages) < MOST_PAGES:
                self.pages.append(found)
            else:
                reason = f"the archive has more than {MOST_PAGES} pages; it stays in the archive"
                self.missed.append(Missed(key, reason))

    def _written(self, found: Exchange, content: Iterator[bytes]) -> bool:
        is_page = found.media_type in _HTML
        most = self.limits.page_bytes if is_page else self.limits.item_bytes
        size = 0
        with found.body.open("wb") as file:
            for piece in content:
                size += len(piece)
                self._bytes += len(piece)
                if size > most or self._bytes > 4 * self.limits.whole_bytes:
                    reason = "it, or all that was unpacked before it, is too large"
                    self.missed.append(Missed(found.address, reason))
                    return False
                file.write(piece)
        return True


def read_warc(path: Path, work: Path, limits: Limits) -> Archive:
    """Reads a WARC, compressed or not; what is behind a place where it is damaged is missed."""
    archive = Archive(work, limits)
    with path.open("rb") as file, _unquoted(archive, path.name):
        _read_records(archive, file, path.name)
    return archive


def read_wacz(path: Path, work: Path, limits: Limits) -> Archive:
    """Reads the WARC files in a WACZ.

    Raises:
        InputError: The zip is damaged, or made to do harm.
    """
    archive = Archive(work, limits)
    with opened_zip(path) as packed:
        for member in packed.infolist():
            if member.filename.startswith("archive/") and not member.is_dir():
                with packed.open(member) as file, _unquoted(archive, member.filename):
                    _read_records(archive, file, member.filename)
    return archive


def read_mhtml(path: Path, work: Path, limits: Limits) -> Archive:
    """Reads an MHTML file, as Chromium and Internet Explorer save it."""
    archive = Archive(work, limits)
    if path.stat().st_size > LARGEST_MHTML:
        reason = f"it is larger than {LARGEST_MHTML / 1e6:,.0f} MB"
        archive.missed.append(Missed(path.name, reason))
        return archive
    try:
        with path.open("rb") as file:
            whole = email.parser.BytesParser().parse(file)
    except RecursionError:
        archive.missed.append(Missed(path.name, "its parts are nested too deeply"))
        return archive
    at = _moment(whole)
    for number, part in enumerate(whole.walk()):
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        address = _one_line(part.get("Content-Location"))
        if not address.startswith(("http://", "https://", "cid:")):
            address = f"{HOST}part-{number}"  # a path of the machine that saved it stays out
        named = _one_line(part.get("Content-ID")).strip("<>")
        headers = (("Content-Type", _one_line(part.get("Content-Type"))),)
        archive.put(address, None, headers, at, iter([content]))
        if named:
            archive.put(f"cid:{named}", None, headers, at, iter([content]))
    archive.pages[1:] = []  # the first is the page, the others are its frames
    return archive


def _read_records(archive: Archive, file: BinaryIO | Any, name: str) -> None:
    try:
        for count, record in enumerate(ArchiveIterator(file, check_digests=True)):
            if count > _MOST_RECORDS:
                archive.missed.append(Missed(name, f"it has more than {_MOST_RECORDS:,} records"))
                return
            if record.rec_type in ("response", "resource"):
                _read_record(archive, record)
            _read_out(record)
            if getattr(record.raw_stream, "limit", 0) > 0:
                reason = "it is cut off here; what stands behind is not there"
                archive.missed.append(Missed(name, reason))
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, AttributeError, IndexError) as fault:
        if isinstance(fault, OSError) and fault.errno is not None:
            raise
        reason = "it is damaged or cut off here; what stands behind is not read"
        archive.missed.append(Missed(name, reason))


def _read_record(archive: Archive, record: Any) -> None:
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    if not address.startswith(("http://", "https://")):
        return
    held = record.http_headers
    headers = tuple((str(each), str(value)) for each, value in held.headers) if held else ()
    if not headers:
        headers = (("Content-Type", record.rec_headers.get_header("Content-Type") or ""),)
    status = int(held.get_statuscode()) if held and held.get_statuscode().isdigit() else None
    packed = (held.get_header("Content-Encoding") or "").lower() if held else ""
    if any(way in packed for way in ("br", "zstd", "compress")):
        archive.missed.append(
            Missed(address, f"it is packed in a way that is not read ({packed[:20]})")
        )
        return
    at = moment_of(record.rec_headers.get_header("WARC-Date"))
    before = len(archive.missed)
    archive.put(address, status, headers, at, _pieces(record.content_stream()))
    _read_out(record)
    if len(archive.missed) == before:
        _check(archive, record, address)


def _read_out(record: Any) -> None:
    """Reads the rest of a record: what was not taken counts for its digest and its length."""
    while record.raw_stream.read(_CHUNK):
        pass


def _check(archive: Archive, record: Any, address: str) -> None:
    """Says of a record whether it has the digest that stands in it."""
    is_whole = getattr(record.raw_stream, "limit", 0) <= 0
    if is_whole and record.digest_checker is not None and record.digest_checker.passed is False:
        archive.missed.append(
            Missed(address, "its digest in the archive is not that of its content")
        )


def _pieces(stream: Any) -> Iterator[bytes]:
    while piece := stream.read(_CHUNK):
        yield piece


@contextmanager
def _unquoted(archive: Archive, name: str) -> Iterator[None]:
    """Tells what warcio finds wrong without its words: they quote what stands in the archive."""
    told = io.StringIO()
    with redirect_stderr(told):
        yield
    if told.getvalue():
        archive.missed.append(Missed(name, "the length of a record is not that of its content"))


def _key(address: str) -> str:
    try:
        return str(read_address(address))
    except MissedError:
        return address.partition("#")[0]


def _joined(base: str, location: str) -> str:
    try:
        return str(httpx.URL(base).join(location))
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return location


def _moment(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(message.get("Date", "")))
    except (TypeError, ValueError, IndexError):
        return None
    return moment if moment.tzinfo is not None else None


def _one_line(value: object) -> str:
    return " ".join(str(value or "").split())
