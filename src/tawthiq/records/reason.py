"""Why something was decided: a code and the facts it rests on, put into words by the report."""

from __future__ import annotations

from tawthiq.records.record import Value

Fact = str | int | float | bool | None | tuple[str, ...] | tuple[int, ...]


class Reason(Value):
    """A reason as data, so that it can be read in any language and compared by machines.

    Attributes:
        code: Dotted name of the reason, such as `place.outside`; its sentences stand in the
            locale files of the report under the same name.
        facts: What the sentence needs: codes, numbers, dates as text.
    """

    code: str
    facts: dict[str, Fact] = {}
