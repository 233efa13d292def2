"""What was asked and what came back: the one form that every kind of capture is read into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a capture may take.

    Attributes:
        page_bytes: Of the HTML, unpacked.
        item_bytes: Of one picture, video or stylesheet, as it came and unpacked.
        whole_bytes: Of everything that belongs to one page.
        items: Requests for one page, besides the page itself.
        hops: Redirects of one request.
        item_seconds: One request, with its redirects.
        whole_seconds: One page with everything in it.
        picture_pixels: Height of the picture of a page.
    """

    page_bytes: int = 20 * 10**6
    item_bytes: int = 200 * 10**6
    whole_bytes: int = 1000 * 10**6
    items: int = 500
    hops: int = 10
    item_seconds: float = 60.0
    whole_seconds: float = 300.0
    picture_pixels: int = 16_000


@dataclass(frozen=True, slots=True)
class Hop:
    """One request and its answer, as they went over the line; what a redirect is made of."""

    address: str
    ip: str
    at: datetime
    version: str
    asked: Headers
    status: int
    reason: str
    headers: Headers
    body: Path
    cut: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A resource: its address, its content, and what is known of how it came.

    Attributes:
        address: As it was asked for.
        final: After redirects.
        status: Of HTTP; None where it came from no server.
        headers: Of the last answer.
        body: Its content, unpacked.
        at: When it was captured, as the one who captured it says; None: nobody says.
        hops: Every request that was made for it here; none where an archive gave it.
    """

    address: str
    final: str
    status: int | None
    headers: Headers
    body: Path
    at: datetime | None
    hops: tuple[Hop, ...] = ()

    def header(self, name: str) -> str | None:
        """Returns the first header of that name.

        >>> Exchange("a", "a", 200, (("Content-Type", "text/html"),), Path(), None).header(
        ...     "content-type")
        'text/html'
        """
        return next((value for each, value in self.headers if each.lower() == name.lower()), None)

    @property
    def media_type(self) -> str:
        """What it was sent as, without parameters."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Missed:
    """A resource that is not in a capture, and why."""

    address: str
    reason: str


class MissedError(Exception):
    """A resource cannot be had; the capture goes on without it and says so."""

    def __init__(self, address: str, reason: str):
        """Keeps what was asked for and why it is not there."""
        super().__init__(reason)
        self.missed = Missed(address, reason)


class Origin(Protocol):
    """Where the resources of a page come from: the network, a folder, an archive."""

    def get(self, address: str, *, most: int) -> Exchange:
        """Returns a resource of at most so many bytes.

        Raises:
            MissedError: It cannot be had.
        """
