"""What a reader read as not known: the same thing once, with how often it came."""

from __future__ import annotations

from collections import Counter

from tawthiq.records import Reason
from tawthiq.records.reason import Fact


class Notes:
    """Counts what is noted of the rows of one file."""

    def __init__(self) -> None:
        """Starts with nothing noted."""
        self._counts: Counter[tuple[str, tuple[tuple[str, Fact], ...]]] = Counter()

    def add(self, code: str, **facts: Fact) -> None:
        """Notes one row; `code` names the sentence of the reason."""
        self._counts[code, tuple(facts.items())] += 1

    def reasons(self) -> tuple[Reason, ...]:
        """Returns each note once, with its facts and `count`, in the order of codes and facts."""
        return tuple(
            Reason(code=code, facts={**dict(facts), "count": count})
            for (code, facts), count in sorted(self._counts.items(), key=str)
        )
