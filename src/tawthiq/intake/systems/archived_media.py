"""Files that came with an archived page: their hashes are checked where the files are there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from tawthiq.intake.notice import Treatment

_LOCAL = re.compile(r"(?:file://|~?/|[A-Za-z]:[\\/]|\\\\)[^\n]*")
_HASHES = {"SHA-256": "sha256", "SHA3-512": "sha3_512", "SHA-512": "sha512"}
_ADD = "Add it, and name the account: tawthiq evidence add FILE --account ID"


class Tell(Protocol):
    """Tells what became of a part of an entry."""

    def __call__(
        self, treatment: Treatment, column: str | None, code: str, reason: str,
        remedy: str = ..., *, value: str | None = ...,
    ) -> None:  # fmt: skip
        """Tells it."""


def media_of(media: Any) -> Iterator[dict[str, Any]]:
    """Yields each file of an entry, and those that stand among the properties of another."""
    for each in media if isinstance(media, list) else [media]:
        if not isinstance(each, dict):
            continue
        properties = each.get("properties")
        if isinstance(each.get("filename"), str):
            yield each
        if isinstance(properties, dict):
            for inner in properties.values():
                if isinstance(inner, (list, dict)):
                    yield from media_of(inner)


def check_media(media: dict[str, Any], folder: Path, tell: Tell) -> None:
    """Tells of one file whether it is there and has the hash that was told."""
    name = _file_name(str(media["filename"]))
    properties = media.get("properties")
    told = properties.get("hash") if isinstance(properties, dict) else None
    path = _beside(media, folder)
    if path is None:
        tell(Treatment.NOTED, "media", "media.not_there", "the file itself is not there",
             _ADD, value=name)  # fmt: skip
        return
    algorithm, _, digest = str(told or "").partition(":")
    if algorithm not in _HASHES or not digest:
        tell(Treatment.NOTED, "media", "media.no_hash", "no hash is told that can be checked",
             _ADD, value=name)  # fmt: skip
        return
    try:
        with path.open("rb") as content:
            found = hashlib.file_digest(content, _HASHES[algorithm]).hexdigest()
    except OSError as fault:
        tell(Treatment.NOTED, "media", "media.not_read", f"the file cannot be read: "
             f"{fault.strerror}", _ADD, value=name)  # fmt: skip
        return
    if found != digest.strip().lower():
        tell(Treatment.NOTED, "media", "media.altered", "the file beside it is not the one that "
             "was archived: its hash differs", "Get the file again.", value=name)  # fmt: skip
    else:
        tell(Treatment.NOTED, "media", "media.sound", "the file beside it has the hash that was "
             "told, and is not in the casebook by this import", _ADD, value=name)  # fmt: skip


def without_paths(value: Any) -> tuple[Any, int]:
    """Returns a value with each local path in it cut to its file name, and how many there were.

    >>> without_paths({"filename": "/home/invented/a.txt", "urls": ["https://example.org/a"]})
    ({'filename': 'a.txt', 'urls': ['https://example.org/a']}, 1)
    """
    if isinstance(value, str):
        return (_file_name(value), 1) if _LOCAL.fullmatch(value) else (value, 0)
    if isinstance(value, list):
        parts = [without_paths(each) for each in value]
        return [part for part, _ in parts], sum(count for _, count in parts)
    if isinstance(value, dict):
        named = {name: without_paths(each) for name, each in value.items()}
        return {name: part for name, (part, _) in named.items()}, sum(
            count for _, count in named.values()
        )
    return value, 0


def _file_name(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name


def _beside(media: dict[str, Any], folder: Path) -> Path | None:
    """Returns where a file stands beside the import, never outside of that folder."""
    urls = media.get("urls")
    named = [_file_name(str(media["filename"]))]
    named += [each for each in urls if isinstance(each, str)] if isinstance(urls, list) else []
    root = folder.resolve()
    for each in named:
        if not each or "\0" in each or "://" in each or len(each) > 1000:
            continue
        try:
            path = (root / each).resolve()
            if path.is_relative_to(root) and path.is_file():
                return path
        except OSError:
            continue
    return None
