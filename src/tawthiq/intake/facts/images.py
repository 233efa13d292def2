"""What a picture tells: EXIF, its text, XMP; and how it looks, where it is not too large."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

from PIL import ExifTags, Image

from tawthiq.intake.facts.perceptual import exif_of, perceptual_facts
from tawthiq.intake.facts.told import Facts, fact_text

_XMP_LONGEST = 20_000
_OPAQUE = frozenset((0x927C, 0x8769, 0x8825, 0xA005, 0x014A, 0x02BC, 0x83BB, 0x8773, 0x8649))
"""Tags that lead to other tags, or hold what only a maker can read."""

_COMMENT_MARKS = {b"ASCII\0\0\0": "ascii", b"UNICODE\0": "utf-16", bytes(8): "utf-8"}


def image_facts(file: BinaryIO) -> Facts:
    """Returns the facts of a picture; none where Pillow does not know its format.

    Names are those of EXIF, such as `exif:DateTimeOriginal`. A time has no zone unless one is
    told, and every fact can have been altered by anyone: they are told, not known.
    """
    with _any_size(), Image.open(file) as image:
        facts = {
            "image:format": str(image.format or ""),
            "image:width": str(image.width),
            "image:height": str(image.height),
        }
        seen = perceptual_facts(image)  # first: a PNG can have its EXIF behind its content
        return {**facts, **_exif(image), **_texts(image), **seen}


@contextmanager
def _any_size() -> Iterator[None]:
    """Lets a picture of any size be opened: opening decodes nothing."""
    before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _exif(image: Image.Image) -> Facts:
    exif = exif_of(image)
    facts = _tags(exif, ExifTags.TAGS)
    for block, names in (
        (ExifTags.IFD.Exif, ExifTags.TAGS),
        (ExifTags.IFD.GPSInfo, ExifTags.GPSTAGS),
    ):
        facts |= _tags(exif.get_ifd(block), names)
    thumbnail = exif.get_ifd(ExifTags.IFD.IFD1).get(0x0202)
    if isinstance(thumbnail, int):
        facts["exif:thumbnail"] = f"{thumbnail} bytes"
    return facts


def _tags(held: Mapping[int, Any], names: Mapping[int, str]) -> Facts:
    facts = {}
    for tag in list(held)[:500]:
        name = f"exif:{names.get(tag, f'0x{tag:04x}')}"
        value = held[tag]
        if tag in _OPAQUE:
            if isinstance(value, bytes):
                facts[name] = f"{len(value)} bytes"
        else:
            facts[name] = _value(value, is_comment=tag == ExifTags.Base.UserComment)
    return facts


def _value(value: Any, *, is_comment: bool = False) -> str:
    if isinstance(value, tuple):
        more = " …" if len(value) > 100 else ""
        return " ".join(_value(each) for each in value[:100]) + more
    if isinstance(value, bytes):
        if is_comment and (mark := value[:8]) in _COMMENT_MARKS:
            return fact_text(value[8:].decode(_COMMENT_MARKS[mark], "replace").strip("\0 "))
        return _bytes(value)
    if hasattr(value, "numerator") and hasattr(value, "denominator"):
        whole = value.denominator in (0, 1)
        return f"{value.numerator}" if whole else f"{value.numerator}/{value.denominator}"
    return fact_text(str(value).rstrip("\0"))


def _bytes(value: bytes) -> str:
    """Returns bytes as text where they are ASCII, and written as hexadecimal otherwise."""
    bare = value.rstrip(b"\0")
    if bare and all(32 <= byte < 127 for byte in bare):
        return fact_text(bare)
    return value[:64].hex() if len(value) <= 64 else f"{len(value)} bytes"


def _texts(image: Image.Image) -> Facts:
    """Returns texts in a picture: chunks of PNG that stand before its content, comments, XMP."""
    facts = {}
    for name, value in list(image.info.items())[:200]:
        if name in ("xmp", "XML:com.adobe.xmp"):
            facts["xmp"] = fact_text(value, longest=_XMP_LONGEST)
        elif name == "comment":
            facts[f"{str(image.format).lower()}:comment"] = fact_text(value)
        elif image.format == "PNG" and isinstance(name, str) and isinstance(value, str):
            facts[f"png:{name}"] = fact_text(value)
    return facts
