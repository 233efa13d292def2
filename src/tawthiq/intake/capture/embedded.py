"""What a page embeds: pictures, video, sound, their previews, and the stylesheets of the page."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode

_SOURCES = ("src", "data-src", "data-original", "data-lazy-src", "data-url", "data-image")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|mp4|webm|mov|m4v|3gp|mp3|m4a|ogg|opus|wav)$", re.I
)
_NAMED = frozenset((
    "og:image", "og:image:url", "og:image:secure_url", "og:video", "og:video:url",
    "og:video:secure_url", "og:audio", "og:audio:url", "twitter:image", "twitter:image:src",
    "twitter:player:stream",
))  # fmt: skip
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]{0,40})")
_OWN_TEXT = frozenset(("script", "style", "textarea", "title", "noscript"))
_CLOSED_BY_OTHERS = frozenset((
    "p", "li", "td", "tr", "th", "dt", "dd", "option", "tbody", "thead", "tfoot", "a", "img", "br",
    "hr", "input", "meta", "link", "source", "area", "base", "col", "embed", "param", "track",
    "wbr", "image", "script", "style", "textarea", "title", "noscript", "html", "head", "body",
))  # fmt: skip
"""Elements that hold nothing, or that the next one of their kind ends: they do not nest."""

_OF_INTEREST = re.compile(
    r"<(img|video|audio|source|image|input|meta|link|embed|object|a|base)\b[^<>]{0,20000}>", re.I
)
_DEEPEST = 500
_CANDIDATE = re.compile(r"[\s,]*(\S+)(?:\s[^,]*)?")
_LONGEST_SET = 20_000
_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a page embeds, each once, in the order in which it stands there.

    Attributes:
        base: What relative addresses stand under.
        media: Addresses, or `data:` with the content itself.
        styles: Addresses of stylesheets.
    """

    base: str
    media: tuple[str, ...]
    styles: tuple[str, ...]


def read_embedded(html: str, address: str) -> Embedded:
    """Returns what a page embeds, with addresses made absolute.

    Of `srcset`, every candidate is named: which one a reader saw depends on the screen. What
    scripts put into a page is not found.
    """
    tree = LexborHTMLParser(html if depth_of(html) <= _DEEPEST else _flat(html))
    base = _base(tree, address)
    media = dict.fromkeys(_absolute(base, each) for each in _media(tree))
    styles = dict.fromkeys(
        _absolute(base, node.attributes.get("href") or "")
        for node in tree.css("link[href]")
        if "stylesheet" in (node.attributes.get("rel") or "").lower().split()
    )
    return Embedded(base, _kept(media), _kept(styles))


def depth_of(html: str) -> int:
    """Returns how deep the elements of a page are nested, as far as their tags tell.

    >>> depth_of("<div><b>a<p>b<img></b></div><script>if (a<b) c</script>")
    2
    """
    depth = deepest = 0
    skipped = ""
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if skipped:
            skipped = "" if tag[1] and name == skipped else skipped
        elif name in _OWN_TEXT and not tag[1]:
            skipped = name
        elif name not in _CLOSED_BY_OTHERS:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _flat(html: str) -> str:
    """Returns the tags of interest alone: the time to read a page grows with its depth."""
    return "".join(f"{each[0]}</{each[1]}>" for each in _OF_INTEREST.finditer(html))


def read_data(address: str, *, most: int) -> tuple[str, bytes] | None:
    """Returns the media type and the content of a `data:` address; None if it is not well formed.

    >>> read_data("data:text/plain;base64,YQ==", most=10)
    ('text/plain', b'a')
    """
    head, comma, content = address[5:].partition(",")
    if not comma or len(content) > most * 2:
        return None
    kind = head.partition(";")[0].strip().lower() or "text/plain"
    raw = unquote_to_bytes(content)
    if not head.lower().replace(" ", "").endswith(";base64"):
        return (kind, raw) if len(raw) <= most else None
    try:
        found = base64.b64decode(re.sub(rb"\s", b"", raw) + b"==")
    except (binascii.Error, ValueError):
        return None
    return (kind, found) if len(found) <= most else None


def _base(tree: LexborHTMLParser, address: str) -> str:
    node = tree.css_first("base[href]")
    told = (node.attributes.get("href") or "") if node is not None else ""
    return _absolute(address, told) or address


def _media(tree: LexborHTMLParser) -> Iterator[str]:
    selector = "img, video, audio, source, image, input, meta, link, embed, object, a[href]"
    for node in tree.css(selector):
        yield from _named(node)


def _named(node: LexborNode) -> Iterator[str]:
    held = node.attributes
    match node.tag:
        case "meta":
            if (held.get("property") or held.get("name") or "").strip().lower() in _NAMED:
                yield held.get("content") or ""
        case "link":
            if "image_src" in (held.get("rel") or "").lower().split():
                yield held.get("href") or ""
        case "a":
            if _MEDIA.search((held.get("href") or "").partition("?")[0]):
                yield held.get("href") or ""
        case "input":
            if (held.get("type") or "").lower() == "image":
                yield held.get("src") or ""
        case "object":
            if (held.get("type") or "").lower().startswith(("image/", "video/", "audio/")):
                yield held.get("data") or ""
        case "image":
            yield held.get("href") or held.get("xlink:href") or ""
        case _:
            yield from (held.get(name) or "" for name in (*_SOURCES, "poster"))
            for name in _SETS:
                yield from _candidates(held.get(name) or "")


def _candidates(text: str) -> Iterator[str]:
    """Yields the addresses of a `srcset`; a comma inside of an address is part of it."""
    for found in _CANDIDATE.finditer(text[:_LONGEST_SET]):
        yield found[1].rstrip(",")


def _absolute(base: str, told: str) -> str:
    told = told.strip()
    if not told or told[:5].lower() == "data:":
        return told
    try:
        return str(httpx.URL(base).join(told).copy_with(fragment=None))
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError):
        return told


def _kept(found: dict[str, None]) -> tuple[str, ...]:
    """Leaves out what names nothing to ask for: the page itself, scripts, blobs of a browser."""
    left_out = ("javascript:", "blob:", "about:", "mailto:", "tel:")
    return tuple(each for each in found if each and not each.lower().startswith(left_out))[:_MOST]
