"""Who enters something, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """Who enters something, and when: an aware instant, given by the caller."""

    actor: str
    at: datetime
