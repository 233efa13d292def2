"""A capture as items of evidence, with what is known of each and what stands in its custody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from tawthiq.intake.arrivals import Arrival, Ties
from tawthiq.intake.capture.contents import Contents
from tawthiq.intake.capture.exchange import Exchange, Hop, Missed
from tawthiq.intake.capture.saved import HOST
from tawthiq.intake.facts.told import fact_text

PROGRAM = "capture:program"
"""Fact of a picture of a page: the program that made it."""

_MOST_MISSED = 100
_LONGEST_NAME = 200
_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
            "image/svg+xml": ".svg", "video/mp4": ".mp4", "audio/mpeg": ".mp3"}  # fmt: skip


def page_items(
    contents: Contents, *, first: int, container: int, source: str, ties: Ties, told_anew: bool
) -> list[Arrival]:
    """Returns the page, its media and its picture, in this order.

    Args:
        contents: What was captured.
        first: Number that the page has in its batch.
        container: Number of what the page comes out of; the page's own where it is that itself.
        source: How it came, as custody says it: `captured`, `taken from the archive NAME`.
        ties: Incidents and accounts that all of it belongs to.
        told_anew: Whether custody of what is held already says that it came again.
    """
    page = contents.page
    where = shown_address(page.address)
    part_of = None if container == first else container
    items = [
        Arrival(
            page.body, name_of(page, "page.html"), ties=ties, part_of=part_of,
            events=(_event(source, page),),
            again=f"again: {_event(source, page)}" if told_anew else None,
            media_type=page.media_type or "text/html", captured_at=page.at,
            captured_from=where, facts=_page_facts(contents),
        )
    ]  # fmt: skip
    for each in contents.media:
        event = f"{_event(source, each)}, embedded in the page {where or page.body.name}"
        items.append(Arrival(
            each.body, name_of(each, "embedded"), ties=ties, part_of=first,
            events=(event,), again=f"again: {event}" if told_anew else None,
            media_type=each.media_type, captured_at=each.at or page.at,
            captured_from=shown_address(each.address), facts=exchange_facts(each),
        ))  # fmt: skip
    if contents.picture is not None:
        items.append(_picture(contents, first, ties))
    return items


def exchange_facts(exchange: Exchange) -> dict[str, str]:
    """Returns status, headers and redirects of an exchange as they were told."""
    facts: dict[str, str] = {}
    if exchange.status is not None:
        facts["http:status"] = str(exchange.status)
    if exchange.status is not None or exchange.hops:
        for name, value in exchange.headers[:100]:
            key = f"http:header:{fact_text(name.lower(), longest=100)}"
            facts[key] = "\n".join(filter(None, (facts.get(key), fact_text(value))))
    for number, hop in enumerate(exchange.hops, 1):
        facts[f"http:request.{number}"] = _line(hop)
    return {name: value for name, value in facts.items() if value}


def shown_address(address: str) -> str | None:
    """Returns an address; None for one that was made up to read a saved page."""
    return None if address.startswith((HOST, "data:")) else fact_text(address, longest=8192)


def name_of(exchange: Exchange, otherwise: str) -> str:
    """Returns the last part of an address as a file name.

    >>> name_of(Exchange("https://example.org/a/b.jpg?c", "", 200, (), PurePosixPath(), None), "x")
    'b.jpg'
    """
    if exchange.address.startswith("data:"):
        return otherwise + _ENDINGS.get(exchange.media_type, "")
    split = urlsplit(exchange.address)
    name = fact_text(PurePosixPath(unquote(split.path, errors="replace")).name)
    return name[-_LONGEST_NAME:] or f"{split.hostname or ''} {otherwise}".strip()


def missed_facts(missed: Iterable[Missed]) -> dict[str, str]:
    """Returns what is not in a capture, as facts of the page."""
    listed = list(missed)
    facts = {
        f"capture:missed.{number}": fact_text(f"{each.address}: {each.reason}")
        for number, each in enumerate(listed[:_MOST_MISSED], 1)
    }
    if len(listed) > _MOST_MISSED:
        facts["capture:missed"] = f"{len(listed)} in all; the first {_MOST_MISSED} are named"
    return facts


def _page_facts(contents: Contents) -> dict[str, str]:
    facts = {**exchange_facts(contents.page), **missed_facts(contents.missed)}
    if contents.no_picture is not None:
        facts["capture:picture"] = contents.no_picture
    return facts


def _event(source: str, exchange: Exchange) -> str:
    parts = [source]
    if (where := shown_address(exchange.address)) is not None:
        parts.append(f"from {where}")
    if exchange.at is not None:
        parts.append(f"at {_moment(exchange.at)}")
    if exchange.status is not None:
        parts.append(f"with HTTP status {exchange.status}")
    if len(exchange.hops) > 1:
        told = " -> ".join(each.address for each in exchange.hops[1:])
        parts.append(f"over {len(exchange.hops) - 1} redirects: {told}")
    if exchange.hops:
        parts.append(f"from IP address {exchange.hops[-1].ip}")
    return fact_text(" ".join(parts), longest=20_000)


def _line(hop: Hop) -> str:
    return fact_text(f"{_moment(hop.at)} GET {hop.address} {hop.ip} -> {hop.status} {hop.reason}")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _picture(contents: Contents, first: int, ties: Ties) -> Arrival:
    page, picture = contents.page, contents.picture
    if picture is None:
        raise ValueError("there is no picture")
    event = (
        f"picture of the page {shown_address(page.address) or ''} made with {picture.program}, "
        f"scripts off, {picture.width} x {picture.height} pixels"
    )
    if picture.cut_from is not None:
        event += f", cut: the page is {picture.cut_from} pixels high"
    return Arrival(
        picture.path, f"{name_of(page, 'page')}.png", ties=ties, part_of=first, events=(event,),
        captured_at=page.at, captured_from=shown_address(page.address),
        facts={PROGRAM: picture.program},
    )  # fmt: skip
