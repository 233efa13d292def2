"""The deaths of an event of UCDP GED, with the bounds that its estimates leave."""

from __future__ import annotations

import re

from tawthiq.intake.mapped.cells import CellReader
from tawthiq.intake.notice import Treatment
from tawthiq.records import Count, Fate, Status, Toll

_WHOLE = re.compile(r"(\d{1,9})(?:\.0+)?")
_NONE = re.compile(r"-\d{1,4}(?:\.0+)?")
_CODEBOOK = "Correct it; see the codebook of UCDP GED."


def read_tolls(cells: CellReader) -> tuple[Toll, ...]:
    """Returns the deaths of an event: in all, of civilians, of combatants, of unknown status.

    `low` and `high` bound the total. The numbers by side are best estimates: those of unknown
    status can be anyone, and as far as the total can be off, each part can.
    """
    best, low, high = (whole(cells, name, least=0) for name in ("best", "low", "high"))
    known = [number for number in (low, best, high) if number is not None]
    if not known:
        return ()
    least, most = min(known), max(known)
    if (low is not None and low != least) or (high is not None and high != most):
        cells.tell(Treatment.NOTED, "best", "ged.bounds_differ",
                   "low, best and high are not in order: all of them are within the bounds",
                   _CODEBOOK)  # fmt: skip
    tolls = [Toll(fate=Fate.KILLED, count=Count(minimum=least, maximum=most))]
    sides = [whole(cells, name, least=0) for name in ("deaths_a", "deaths_b")]
    civilians = whole(cells, "deaths_civilians", least=0)
    unknown = whole(cells, "deaths_unknown", least=0)
    if best is None or civilians is None or unknown is None or None in sides:
        return tuple(tolls)
    fighters = sum(number or 0 for number in sides)
    if fighters + civilians + unknown != best:
        cells.tell(Treatment.NOTED, "best", "ged.parts_differ",
                   "the deaths by side do not add up to it: they are kept as given",
                   _CODEBOOK)  # fmt: skip
        return tuple(tolls)
    below, above = best - least, most - best
    for status, part in ((Status.CIVILIAN, civilians), (Status.COMBATANT, fighters)):
        bounds = Count(minimum=max(0, part - below), maximum=part + unknown + above)
        tolls.append(Toll(fate=Fate.KILLED, status=status, count=bounds))
    if unknown:
        bounds = Count(minimum=max(0, unknown - below), maximum=unknown + above)
        tolls.append(Toll(fate=Fate.KILLED, status=Status.UNKNOWN, count=bounds))
    return tuple(tolls)


def whole(cells: CellReader, column: str, *, least: int, most: int | None = None) -> int | None:
    """Returns a whole number, which versions write as `4` or `4.0`; None where none is told.

    A number below 0 in a count says that there is none; anything else rejects the row.
    """
    text = cells.row[column]
    if found := _WHOLE.fullmatch(text):
        number = int(found[1])
        if least <= number and (most is None or number <= most):
            return number
    elif most is None and (not text or _NONE.fullmatch(text)):
        if text:
            cells.tell(Treatment.AS_GIVEN, column, "number.not_told",
                       "a number below 0 says that none is told", _CODEBOOK)  # fmt: skip
        return None
    wanted = f"from {least} to {most}" if most is not None else f"of at least {least}"
    cells.reject(column, "number.impossible", f"it is no whole number {wanted}", _CODEBOOK)
    return None
