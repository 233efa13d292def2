"""What kind of file it is: by its first bytes, and by its name only where they leave it open."""

from __future__ import annotations

import mimetypes

HEAD = 4096
"""How many bytes are looked at."""

UNKNOWN = "application/octet-stream"

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt  ", "video/quicktime"),
    (4, b"ftypM4A ", "audio/mp4"),
    (4, b"ftyp3gp", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
    (8, b"AVI LIST", "video/x-msvideo"),
    (8, b"WAVE", "audio/wav"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"fLaC", "audio/flac"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"WARC/", "application/warc"),
)
_RIFF = frozenset(("image/webp", "video/x-msvideo", "audio/wav"))

_INSIDE = {
    "application/zip": (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".kmz"),
    "application/x-ole-storage": (".doc", ".xls", ".ppt", ".msg"),
    "application/gzip": (".warc.gz",),
}
"""Names that say more about a container than its first bytes do."""

_MORE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".epub": "application/epub+zip",
    ".kmz": "application/vnd.google-earth.kmz",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
    ".warc.gz": "application/warc",
}

_BY_NAME = mimetypes.MimeTypes(filenames=())
"""The standard library's own table: what a machine adds to it would change the answer."""

_KNOWN = frozenset(
    kind for *_, kind in _MAGIC
) | {*_MORE.values()}  # fmt: skip


def media_type(head: bytes, name: str) -> str:
    """Returns the media type of a file from its first bytes and its name.

    A name never contradicts the bytes: a program that is named `photo.jpg` is no image.

    >>> media_type(bytes.fromhex("ffd8ffe0"), "notes.txt")
    'image/jpeg'
    >>> media_type(bytes.fromhex("4d5a9000"), "photo.jpg")
    'application/octet-stream'
    """
    for at, magic, kind in _MAGIC:
        if head[at : at + len(magic)] == magic and (kind not in _RIFF or head[:4] == b"RIFF"):
            return _inside(kind, name)
    guessed = _BY_NAME.guess_type(name, strict=True)[0] or UNKNOWN
    if head and _is_text(head):
        textual = guessed.startswith("text/") or guessed.endswith(("json", "xml", "javascript"))
        return guessed if textual else "text/plain"
    if guessed in _KNOWN or guessed.startswith("text/"):
        return UNKNOWN
    return guessed


def _inside(kind: str, name: str) -> str:
    for ending in _INSIDE.get(kind, ()):
        if name.lower().endswith(ending):
            return _MORE[ending]
    return kind


def _is_text(head: bytes) -> bool:
    """Says whether bytes are UTF-8 without control characters; the last letter may be cut."""
    if any(byte < 32 and byte not in b"\t\n\f\r" for byte in head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as fault:
        return fault.start > len(head) - 4 and len(head) >= HEAD
    return True
