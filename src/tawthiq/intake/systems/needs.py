"""What a file must say to make accounts: when, where and what; else a mapping has to say it."""

from __future__ import annotations

from pathlib import Path

from tawthiq.errors import Fault, InputError
from tawthiq.intake.columns import NUMBERS
from tawthiq.intake.mapped.fields import PLACES
from tawthiq.intake.mapped.mapping import Mapping

_WHERE = frozenset(("place", "named_place", "latitude", *PLACES))
_WHAT = frozenset(("violation", "means", "party", "target", "wording", *NUMBERS))
_UNPACK = "Unpack the table, and propose"


def refuse_unclear(
    path: Path, mapping: Mapping, *, kind: str, format: str, is_packed: bool = False
) -> None:
    """Refuses a file whose own columns do not say when, where and what happened.

    Raises:
        InputError: With what is missing, and how a mapping is proposed.
    """
    fields = {each.to for each in mapping.columns.values()}
    missing = [
        words
        for words, meant in (
            ("when it was", {"when"}),
            ("where it was", _WHERE),
            ("what was done", _WHAT),
        )
        if fields.isdisjoint(meant)
    ]
    if not missing:
        return
    reason = f"it needs a mapping: no {kind} is known to say {' or '.join(missing)}"
    remedy = (
        f"{_UNPACK if is_packed else 'Propose'} one: "
        "tawthiq import table FILE --suggest > map.yaml; correct it, and then: "
        f"tawthiq import {format} FILE --map map.yaml"
    )
    raise InputError([Fault(path.name, None, None, None, reason, remedy)])
