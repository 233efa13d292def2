"""What a page holds, found in what its origin gives: the page, its media, its picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tawthiq.intake.capture.charset import text_of
from tawthiq.intake.capture.embedded import Embedded, read_data, read_embedded
from tawthiq.intake.capture.exchange import Exchange, Limits, Missed, MissedError, Origin
from tawthiq.intake.capture.picture import NoPictureError, Picture, take_picture

Progress = Callable[[str], None]

_EVERY = 10
_PICTURE_SECONDS = 90.0
_HTML = ("text/html", "application/xhtml+xml", "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a page is kept besides the page, and how much it may take."""

    picture: bool = True
    media: bool = True
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Contents:
    """A page with what belongs to it.

    Attributes:
        media: Embedded pictures, videos and sounds, each once.
        picture: None where none is wanted or none could be made.
        missed: What could not be had, and why.
        no_picture: Why there is no picture.
    """

    page: Exchange
    media: tuple[Exchange, ...]
    picture: Picture | None
    missed: tuple[Missed, ...]
    no_picture: str | None


def is_page(page: Exchange) -> bool:
    """Says whether a resource is HTML, by what it was sent as."""
    return page.media_type in _HTML


def read_contents(
    page: Exchange, origin: Origin, work: Path, *, wanted: Wanted, over: float,
    progress: Progress | None = None,
) -> Contents:  # fmt: skip
    """Finds what a page embeds, gets it from where the page comes from, and makes its picture.

    It has to be done at `over`, of monotonic time.
    """
    if not is_page(page):
        return Contents(page, (), None, (), "it is no page but a file" if wanted.picture else None)
    html = text_of(page.body.read_bytes(), page.header("content-type"))
    found = read_embedded(html, page.final)
    media: list[Exchange] = []
    missed: list[Missed] = []
    if wanted.media:
        media, missed = _media(found, origin, work, wanted.limits, progress)
    missed += _styles(found, origin, wanted.limits)
    picture, why = _picture(page, origin, work, wanted, over)
    return Contents(page, tuple(media), picture, tuple(missed), why)


def _media(
    found: Embedded, origin: Origin, work: Path, limits: Limits, progress: Progress | None
) -> tuple[list[Exchange], list[Missed]]:
    media: list[Exchange] = []
    missed: list[Missed] = []
    for number, address in enumerate(found.media):
        try:
            if address[:5].lower() == "data:":
                media.append(_of_data(address, work / f"data-{number}", limits))
            else:
                got = origin.get(address, most=limits.item_bytes)
                _refuse_fault(got)
                media.append(got)
        except MissedError as fault:
            missed.append(fault.missed)
        if progress is not None and number % _EVERY == _EVERY - 1:
            progress(f"Took {number + 1} of {len(found.media)} embedded files")
    return media, missed


def _styles(found: Embedded, origin: Origin, limits: Limits) -> list[Missed]:
    """Gets the stylesheets: the picture needs them, and the archive of the exchange holds them."""
    missed = []
    for address in found.styles:
        try:
            _refuse_fault(origin.get(address, most=limits.item_bytes))
        except MissedError as fault:
            missed.append(fault.missed)
    return missed


def _refuse_fault(got: Exchange) -> None:
    """Refuses the page of a fault in place of a picture, and an empty file."""
    if got.status is not None and not 200 <= got.status < 300:
        raise MissedError(got.address, f"its server answered {got.status}")
    if not got.body.stat().st_size:
        raise MissedError(got.address, "it is empty")


def _of_data(address: str, path: Path, limits: Limits) -> Exchange:
    read = read_data(address, most=limits.item_bytes)
    named = f"{address[:40]}…"
    if read is None:
        raise MissedError(named, "its content inside of the page cannot be read, or is too large")
    kind, content = read
    path.write_bytes(content)
    found = Exchange(named, named, None, (("Content-Type", kind),), path, None)
    _refuse_fault(found)
    return found


def _picture(
    page: Exchange, origin: Origin, work: Path, wanted: Wanted, over: float
) -> tuple[Picture | None, str | None]:
    if not wanted.picture:
        return None, None
    seconds = min(_PICTURE_SECONDS, over - time.monotonic())
    target = work / f"{page.body.name}.png"
    try:
        return take_picture(page, origin, target, limits=wanted.limits, seconds=seconds), None
    except NoPictureError as fault:
        return None, str(fault)
