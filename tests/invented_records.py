"""Records of every kind made up from the annotations of their models: fields of tomorrow too."""

import types
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from typing import Annotated, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le
from hypothesis import strategies as st
from pydantic import BaseModel

from tawthiq.dates import Moment, Precision, Statement, When
from tawthiq.records import (
    KINDS,
    Access,
    Count,
    Provision,
    Renewal,
    Role,
    RoleKind,
    Term,
    Zone,
    ZonePart,
)

CLOCKS = ("Asia/Damascus", "UTC", "Africa/Cairo")

NASTY = (
    "", " ", "'", "''", "'\"", '"', "0012", "1e5", "TRUE", "2017-10-05", "=1+1", "+1", "-1",
    "@x", "＝1+1", "＋1", "－1", "＠x", "\t=1", "\r\n=1", "\n", "a\r\nb", "a\rb", "a;=1+1",
    "x\n- y", "[", "{}", "[]", "a|b", "|", "\u202eabc\u202c", "\u2066x\u2069", "\ufeffx",
    "_x000D_", "_x0041_", "\x01\x1f", "\x7f\x85", "\u2028\u2029", "\uffff", "😀", "ريف حماه",
    "null", "None", " padded ", "a,b", "#loc", "12345678901234567890", "\\", "\\u0041",
    "http://example.org/=1",
)  # fmt: skip

LONG = ("x" * 40_000, "😀" * 20_000, "=" * 33_000, "\r" * 7_000, "'" * 32_767, "x" * 32_767)

LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
TEXTS = st.sampled_from(NASTY) | st.text(LETTERS, max_size=12)
SAFE = 2**53 - 1
FIRST, LAST = datetime(1900, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001  (zones are drawn apart)


class Maker:
    """Makes strategies for models.

    With `secret` every field that is not public is filled, and every text in it comes from there.
    """

    def __init__(self, texts=TEXTS, references=TEXTS, secret=None):
        self.texts, self.references, self.secret = texts, references, secret

    def record(self, kind, **fixed):
        """A strategy for records of a kind."""
        return self._model(KINDS[kind], hidden=False, fixed=fixed)

    def _model(self, model, *, hidden, fixed=None):
        fixed = dict(fixed or {})
        special = getattr(self, f"_{model.__name__.lower()}", None)
        if special is not None and not fixed:
            return special(hidden)
        fixed = {**getattr(self, f"_in_{model.__name__.lower()}", dict)(), **fixed}
        parts = {}
        for name, field in model.model_fields.items():
            if name in fixed:
                held = fixed[name]
                parts[name] = held if isinstance(held, st.SearchStrategy) else st.just(held)
                continue
            marks = [each for each in field.metadata if isinstance(each, Access)]
            is_record = model.__name__ in {each.__name__ for each in KINDS.values()}
            inner = hidden or (marks[0] is not Access.PUBLIC if marks else is_record)
            parts[name] = self._of(field.annotation, tuple(field.metadata), inner)
        return st.builds(model, **parts)

    def _of(self, annotation, marks, hidden):
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._of(arguments[0], (*marks, *arguments[1:]), hidden)
        if origin in (Union, types.UnionType):
            [rest] = [each for each in arguments if each is not types.NoneType]
            found = self._of(rest, marks, hidden)
            return found if hidden and self.secret is not None else st.none() | found
        least = 1 if hidden and self.secret is not None else 0
        if origin is tuple:
            inner = self._of(arguments[0], (), hidden)
            return st.lists(inner, min_size=least, max_size=max(2, least)).map(tuple)
        if origin is dict:
            keys = st.sampled_from(("en", "ar", "ku", "", "=x")) | self.texts
            return st.dictionaries(keys, self._of(arguments[1], (), hidden), min_size=least,
                                   max_size=3)  # fmt: skip
        if origin is Literal:
            return st.sampled_from(arguments)
        if issubclass(annotation, BaseModel):
            return self._model(annotation, hidden=hidden)
        if issubclass(annotation, Enum):
            return st.sampled_from(list(annotation))
        return self._leaf(annotation, marks, hidden)

    def _leaf(self, annotation, marks, hidden):
        low = next((each.ge for each in marks if isinstance(each, Ge)), None)
        high = next((each.le for each in marks if isinstance(each, Le)), None)
        if annotation is str:
            if "record id" in marks:
                return self.references
            return self.secret if hidden and self.secret is not None else self.texts
        if annotation is bool:
            return st.booleans()
        if annotation is int:
            return st.integers(-SAFE if low is None else low, SAFE if high is None else high)
        if annotation is float:
            low = 0.001 if any(isinstance(each, Gt) for each in marks) else low
            return st.floats(low, high, allow_nan=False, allow_infinity=False)
        if annotation is datetime:
            return instants() | st.datetimes(FIRST, LAST)
        assert annotation is date, annotation
        return st.dates()

    # What a model asks for beyond its annotations

    def _when(self, hidden):
        return whens()

    def _statement(self, hidden):
        stated = st.sampled_from(("2017", "2017-10", "2017-10-05", "2017-10-05T12:30"))
        return st.builds(Statement, at=stated, clock=st.sampled_from(CLOCKS),
                         source=st.none() | self.texts)  # fmt: skip

    def _moment(self, hidden):
        statements = st.lists(self._statement(hidden), min_size=1, max_size=2).map(tuple)
        return st.builds(Moment, statements=statements)

    def _count(self, hidden):
        number = st.integers(0, SAFE)
        return st.one_of(
            number.map(Count.exactly),
            number.map(lambda least: Count(minimum=least)),
        )

    def _role(self, hidden):
        return self._model(Role, hidden=hidden, fixed={
            "role": RoleKind.GUARANTOR, "represents": None, "bound_from": None, "bound_to": None,
        })  # fmt: skip

    def _renewal(self, hidden):
        return self._model(Renewal, hidden=hidden, fixed={"until": None, "months": 6})

    def _term(self, hidden):
        return self._model(Term, hidden=hidden, fixed={"months": 6, "ends": None, "ended": None})

    def _zone(self, hidden):
        return self._model(Zone, hidden=hidden, fixed={
            "parts": st.lists(self._zonepart(hidden), min_size=1, max_size=2).map(tuple),
            "valid_from": None, "valid_to": None,
        })  # fmt: skip

    def _zonepart(self, hidden):
        return self._model(ZonePart, hidden=hidden, fixed={
            "place": self.texts, "disc": None, "polygon": None,
        })  # fmt: skip

    def _provision(self, hidden):
        return self._model(Provision, hidden=hidden, fixed={"obligors": (), "zone": None})

    def _in_agreement(self):
        return {"terms": self._term(False).map(lambda term: (term,)), "code": "invented",
                "zones": self._zone(False).map(lambda zone: (zone,)), "parent": None,
                "supersedes": ("other",)}  # fmt: skip

    def _in_compliance(self):
        return {"score": 2, "state": "partly", "basis": {"en": "Invented", "": "=x"}}

    def _in_place(self):
        return {"parent": None, "code": "invented_place"}


@st.composite
def instants(draw):
    """An aware time, of any offset in minutes."""
    at = draw(st.datetimes(FIRST, LAST))
    minutes = draw(st.sampled_from((0, 0, 120, 180, -330, 345)))
    return at.replace(tzinfo=UTC if not minutes else timezone(timedelta(minutes=minutes)))


@st.composite
def whens(draw):
    """A time as it is parsed, or one with offsets that are its own."""
    clock = draw(st.sampled_from(CLOCKS))
    if draw(st.booleans()):
        stated = ("2017", "2017-10", "2017-10-05", "2017-10-05T12:30", "2017-10/2017-11")
        return When.parse(draw(st.sampled_from(stated)), clock=clock)
    start = draw(instants())
    length = timedelta(seconds=draw(st.integers(1, 10**7)))
    return When(start=start, end=start + length, stated=draw(TEXTS), clock=clock,
                precision=draw(st.sampled_from(list(Precision))))  # fmt: skip
