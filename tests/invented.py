"""Invented records for tests: no person, place of an attack or source in them is real."""

from tawthiq.dates import When
from tawthiq.records import (
    Attribution,
    Collection,
    Count,
    Fate,
    Incident,
    Mode,
    Status,
    Toll,
    Where,
)

CLOCK = "Asia/Damascus"
FIVE = (Toll(fate=Fate.KILLED, status=Status.CIVILIAN, count=Count(minimum=5)),)


def incident(
    number=1,
    *,
    when="2017-10",
    place="idlib",
    parties=("regime",),
    violations=("airstrike",),
    tolls=FIVE,
    mode="any",
    collection="c",
    **fields,
):
    """Returns an invented incident; `when`, `place` and `parties` may be None or empty."""
    held = Attribution(parties=tuple(parties or ()), mode=Mode(mode))
    return Incident(
        id=f"i{number:04}",
        collection=collection,
        key=str(number),
        when=When.parse(when, clock=CLOCK) if when else None,
        where=Where(place=place) if place else None,
        violations=tuple(violations),
        tolls=tuple(tolls),
        attributions=(held,) if parties else (),
        **fields,
    )


def collection(code="c"):
    """Returns an invented collection whose id is its code."""
    words = {"en": code, "ar": code}
    return Collection(id=code, code=code, names=words, scope=words)
