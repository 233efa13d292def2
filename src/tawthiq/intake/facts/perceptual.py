"""A hash of how a picture looks: near for the same picture, scaled or compressed again.

The hash is that of the library ImageHash (`phash`): 64 bits from the lowest frequencies of the
picture in grey. It proposes what to look at, and decides nothing: two pictures of one wall can be
near, and the same picture can be far after a crop or a caption.
"""

from __future__ import annotations

from PIL import Image, ImageOps

NAME = "perceptual:phash"
LEFT_OUT = "perceptual:left-out"
BITS = 64

MOST_PIXELS = 50_000_000
"""Decoding takes up to four bytes for each."""

MOST_JPEG_PIXELS = 150_000_000
"""A JPEG is decoded at an eighth of its size where that is enough."""

_ENOUGH = (256, 256)
_FLAT = frozenset(("0" * 16, "8" + "0" * 15))


def perceptual_facts(image: Image.Image) -> dict[str, str]:
    """Returns the hash of an opened picture, or why there is none."""
    pixels = image.width * image.height
    is_jpeg = image.format in ("JPEG", "MPO")
    most = MOST_JPEG_PIXELS if is_jpeg else MOST_PIXELS
    if pixels > most:
        return {LEFT_OUT: f"the picture has {pixels:,} pixels, more than {most:,}"}
    if is_jpeg:
        image.draft("L", _ENOUGH)
    try:
        found = _phash(image)
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError, ArithmeticError) as fault:
        return {LEFT_OUT: f"the picture cannot be decoded ({type(fault).__name__})"}
    if found in _FLAT:
        return {LEFT_OUT: "the picture has too little in it"}
    return {NAME: found}


def distance(first: str, second: str) -> int:
    """Returns how many of the 64 bits differ.

    >>> distance("ff00ff00ff00ff00", "ff00ff00ff00ff03")
    2
    """
    return (int(first, 16) ^ int(second, 16)).bit_count()


def exif_of(image: Image.Image) -> Image.Exif:
    """Returns the EXIF that was read so far: that of a PNG would decode it, whatever its size."""
    return Image.Image.getexif(image)


def _phash(image: Image.Image) -> str:
    import imagehash  # takes half a second, with SciPy

    small = image.convert("L")
    small.thumbnail(_ENOUGH, Image.Resampling.BOX, reducing_gap=None)
    exif = exif_of(image)
    small.info.pop("exif", None)
    small.getexif()[0x0112] = exif.get(0x0112, 1)
    return str(imagehash.phash(ImageOps.exif_transpose(small)))
