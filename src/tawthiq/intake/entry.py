"""Who enters something, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """Who enters something, when and with what; all given by the caller.

    Attributes:
        at: An aware instant.
        tool: Name and version of the program, which custody events name.
    """

    actor: str
    at: datetime
    tool: str = "tawthiq"
