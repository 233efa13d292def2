"""What a video or a sound tells: its container and its streams, read by MediaInfo."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from pymediainfo import MediaInfo

from tawthiq.intake.facts.told import Facts, fact_text

_OF_STREAMS = (
    "format", "codec_id", "duration", "width", "height", "rotation", "frame_rate",
    "channel_s", "sampling_rate", "encoded_date", "tagged_date", "title", "language",
)  # fmt: skip
_OF_THE_LIBRARY = (
    "complete_name", "folder_name", "file_", "count", "kind_of_", "track_id", "other_",
    "commercial_name", "proportion", "stream_", "headersize", "datasize", "footersize",
    "codec_id_url", "format_extensions", "format_url", "format_info", "internet_media_type",
)  # fmt: skip
"""Names of what it works out, and of where the file lies here; none is told by the file."""


def container_facts(file: BinaryIO) -> Facts:
    """Returns the facts of a container, such as `mediainfo:encoded_date`, as MediaInfo names them.

    The library reads the opened file alone: a container that names other files or addresses gets
    none of them.
    """
    if not MediaInfo.can_parse():  # loads the library, before nothing more can be opened
        return {"facts:left-out": "MediaInfo's library is not here"}
    with _no_other_file():
        told = MediaInfo.parse(file, parse_speed=0.0, full=True)
    facts: Facts = {}
    for track in told.tracks[:20]:
        held = track.to_data()
        kind = str(held.get("track_type", "")).lower()
        if kind == "general":
            facts |= {f"mediainfo:{name}": _text(held[name]) for name in held if _is_told(name)}
        else:
            prefix = f"mediainfo:{kind}"
            while f"{prefix}:format" in facts:
                prefix += "+"
            facts |= {f"{prefix}:{name}": _text(held[name]) for name in _OF_STREAMS if name in held}
    return facts


def _is_told(name: str) -> bool:
    """Says whether a name is of what the file tells, and not of where it lies here."""
    return name != "track_type" and not name.startswith(_OF_THE_LIBRARY)


def _text(value: Any) -> str:
    return fact_text(value)


@contextmanager
def _no_other_file() -> Iterator[None]:
    """Keeps this process from opening any further file or connection."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest, hard))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        os.close(highest)
