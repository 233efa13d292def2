"""Asks the network for a page and what belongs to it: guarded, bounded, each redirect checked."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import h11
import httpcore
import httpx

from tawthiq.intake.capture.address import Permit, is_public, read_address
from tawthiq.intake.capture.exchange import Exchange, Headers, Hop, Limits, Missed, MissedError
from tawthiq.intake.capture.network import (
    Deadline,
    GuardedBackend,
    GuardedTransport,
    Resolve,
    resolve,
)
from tawthiq.intake.capture.unpacking import NotUnpackedError, unpack

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36"
"""What a common browser says: a name of its own would tell every server who documents."""

_REDIRECTS = (301, 302, 303, 307, 308)
_ASKED = {
    "user-agent": AGENT,
    "accept": "*/*",
    "accept-encoding": "gzip, deflate",
    "accept-language": "ar,en;q=0.8",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """What a fetcher may reach; tests alone give other values than these.

    Attributes:
        permit: Says whether an IP address may be connected to.
        resolver: Returns the IP addresses of a host.
    """

    permit: Permit = is_public
    resolver: Resolve = resolve


@dataclass(slots=True)
class Fetcher:
    """Fetches resources of one page into a folder, and keeps every exchange that it had.

    Attributes:
        folder: Where content is written; the caller takes it away.
        exchanges: Every request with its answer, in order, also those of redirects.
        missed: What could not be had.
    """

    folder: Path
    limits: Limits
    guard: Guard = field(default_factory=Guard)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    exchanges: list[Hop] = field(default_factory=list)
    _held: dict[str, Exchange | Missed] = field(default_factory=dict)
    _deadline: Deadline = field(default_factory=Deadline)
    _over: float = 0.0
    _bytes: int = 0
    _files: int = 0
    _client: httpx.Client | None = None

    def __enter__(self) -> Fetcher:
        """Makes a client that reads no settings of the environment and holds its own cookies."""
        backend = GuardedBackend(self.guard.permit, self.guard.resolver, self._deadline)
        self._client = httpx.Client(
            transport=GuardedTransport(backend), trust_env=False, follow_redirects=False,
            headers=_ASKED,
        )  # fmt: skip
        self._over = time.monotonic() + self.limits.whole_seconds
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Closes every connection."""
        if self._client is not None:
            self._client.close()

    def get(self, address: str, *, most: int) -> Exchange:
        """Returns a resource, asked for once however often it is named.

        Raises:
            MissedError: It is refused, too large, too slow, or cannot be had.
        """
        key = str(read_address(address))
        if key not in self._held:
            try:
                self._held[key] = self._fetch(key, most)
            except MissedError as fault:
                self._held[key] = Missed(key, fault.missed.reason)
        held = self._held[key]
        if isinstance(held, Missed):
            raise MissedError(held.address, held.reason)
        return held

    def _fetch(self, address: str, most: int) -> Exchange:
        if len(self._held) > self.limits.items:
            raise MissedError(address, f"the page asks for more than {self.limits.items} items")
        if time.monotonic() >= self._over:
            raise MissedError(address, "the time for the page is over")
        self._deadline.at = min(self._over, time.monotonic() + self.limits.item_seconds)
        hops: list[Hop] = []
        url = address
        with _said(address):
            while True:
                hops.append(self._hop(url, most))
                location = _header(hops[-1].headers, "location")
                if hops[-1].cut is not None:
                    raise MissedError(address, hops[-1].cut)
                if hops[-1].status not in _REDIRECTS or not location:
                    return self._exchange(address, url, hops, most)
                if len(hops) > self.limits.hops:
                    raise MissedError(address, f"it redirects more than {self.limits.hops} times")
                url = str(read_address(str(httpx.URL(url).join(location))))

    def _hop(self, url: str, most: int) -> Hop:
        """Makes one request and reads its answer into a file."""
        if self._client is None:
            raise RuntimeError("a fetcher is used inside of `with`")
        at = self.clock()
        request = self._client.build_request("GET", url)
        answer = self._client.send(request, stream=True)
        try:
            stream = answer.extensions["network_stream"]
            ip = str(stream.get_extra_info("server_addr")[0])
            body = self._new_file()
            cut = self._read(answer, body, most)
        finally:
            answer.close()
        hop = Hop(
            url, ip, at, _text(answer.extensions.get("http_version", b"HTTP/1.1")),
            _pairs(request.headers), answer.status_code,
            _text(answer.extensions.get("reason_phrase", b"")), _pairs(answer.headers), body, cut,
        )  # fmt: skip
        self.exchanges.append(hop)
        return hop

    def _read(self, answer: httpx.Response, body: Path, most: int) -> str | None:
        """Writes what is sent to a file, and returns why that ended early."""
        told = answer.headers.get("content-length", "")
        if told.isascii() and told.isdigit() and int(told[:20]) > most:
            body.touch()
            return f"it is larger than {most / 1e6:,.0f} MB"
        size = 0
        with body.open("xb") as file:
            for piece in answer.iter_raw():
                size += len(piece)
                self._bytes += len(piece)
                if size > most:
                    return f"it is larger than {most / 1e6:,.0f} MB"
                if self._bytes > self.limits.whole_bytes:
                    return f"the page has more than {self.limits.whole_bytes / 1e6:,.0f} MB"
                file.write(piece)
        return None

    def _exchange(self, address: str, url: str, hops: list[Hop], most: int) -> Exchange:
        last = hops[-1]
        encoding = _header(last.headers, "content-encoding") or ""
        try:
            body = unpack(last.body, self._new_file(), encoding, most=most)
        except NotUnpackedError as fault:
            raise MissedError(address, str(fault)) from fault
        return Exchange(address, url, last.status, last.headers, body, last.at, tuple(hops))

    def _new_file(self) -> Path:
        self._files += 1
        return self.folder / f"fetched-{self._files}"


@contextmanager
def _said(address: str) -> Iterator[None]:
    """Says what went wrong in words of ours: messages of libraries can quote what was sent."""
    try:
        yield
    except httpcore.TimeoutException as fault:
        raise MissedError(address, "it did not answer in time") from fault
    except httpcore.ConnectError as fault:
        reason = "its server cannot be reached"
        if isinstance(fault.__context__, ssl.SSLCertVerificationError):
            reason = "its certificate is not accepted"
        elif "name is not known" in str(fault):
            reason = "its name is not known"
        raise MissedError(address, reason) from fault
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError) as fault:
        raise MissedError(address, "its server broke off, or speaks no HTTP") from fault
    except (h11.ProtocolError, httpx.InvalidURL, UnicodeError, ValueError) as fault:
        raise MissedError(address, "its answer cannot be read") from fault
    except OSError as fault:
        raise MissedError(address, "the connection failed") from fault


def _pairs(headers: httpx.Headers) -> Headers:
    return tuple((_text(name), _text(value)) for name, value in headers.raw)


def _header(headers: Headers, name: str) -> str | None:
    return next((value for each, value in headers if each.lower() == name), None)


def _text(value: bytes) -> str:
    return value.decode("latin-1")
