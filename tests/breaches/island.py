"""Invented events and agreements on the island of scenarios_2.yaml, drawn at random."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
from hypothesis import strategies as st

from breaches.scenario_book import Book
from invented import CLOCK, incident
from tawthiq.dates import When
from tawthiq.dates.when import Precision
from tawthiq.intake.event_table import EVENT_SCHEMA
from tawthiq.records import Agreement, Point, Where

BOOK = Book.read("scenarios_2.yaml")
PLACES = BOOK.places
WORDS = {"en": "Invented", "ar": "مختلق"}
BOXES = {
    "isle.east": (-30, 30, -29, 31),
    "isle.west": (-31, 30, -30, 31),
    "isle.dune": (-29, 30, -28, 31),
    "isle.east.cove": (-30, 30, -29.5, 30.5),
}
BORDERLESS = ("isle", "isle.fog", "isle.east.moor", "isle.fog.ford")
PARTIES = ("regime", "opposition", "jaish_al_islam", "russia", "iran", "coalition", "us", "hts",
           "pyd", "other", "syrian_russian")  # fmt: skip
ACTS = ("attack", "airstrike", "shelling", "arrest", "siege", "ground_advance")
DAY = timedelta(days=1)
YEAR = datetime(2017, 1, 1, tzinfo=UTC)


def moment(day, *, clock=CLOCK, hour=None):
    text = f"{YEAR + day * DAY:%Y-%m-%d}" + (f"T{hour:02}:00" if hour is not None else "")
    return {"statements": [{"at": text, "clock": clock}]}


def _spots(draw, code):
    west, south, east, north = BOXES.get(code, (-31.5, 29.5, -27.5, 31.5))
    return {
        "longitude": draw(st.floats(west + 0.01, east - 0.01)),
        "latitude": draw(st.floats(south + 0.01, north - 0.01)),
    }


@st.composite
def events(draw, *, undated=True, contradictory=False):
    """An event: filed under a place, at a point or in a disc, or a point filed under a place.

    A point that is filed under a place lies in it, unless sources may contradict themselves.
    """
    start = YEAR + draw(st.integers(0, 364 * 24)) * timedelta(hours=1)
    hours = draw(st.sampled_from([1, 24, 24, 25, 72, 24 * 31, 24 * 200]))
    timed = not undated or draw(st.integers(0, 9)) > 0
    place = draw(st.sampled_from([*BOXES, *BORDERLESS, None, None, None]))
    where = {}
    if place in BOXES and draw(st.booleans()):
        where = _spots(draw, draw(st.sampled_from([*BOXES])) if contradictory else place)
        if draw(st.integers(0, 2)) == 0:
            where["radius"] = draw(st.sampled_from([50.0, 5000.0, 30_000.0]))
    elif place in BORDERLESS and draw(st.integers(0, 3)) == 0:
        where = _spots(draw, "isle.east" if place == "isle.east.moor" else None)
    elif place is None and draw(st.integers(0, 7)):
        where = _spots(draw, None)
        if draw(st.booleans()):
            where["radius"] = draw(st.sampled_from([50.0, 1000.0, 5000.0, 30_000.0, 90_000.0]))
    return {
        "start": start if timed else None,
        "end": start + hours * timedelta(hours=1) if timed else None,
        "place": place,
        "longitude": None,
        "latitude": None,
        "radius": None,
        **where,
        "violations": draw(st.lists(st.sampled_from(ACTS), max_size=2, unique=True)),
        "parties": draw(st.lists(st.sampled_from(PARTIES), max_size=2, unique=True)),
        "joint": draw(st.booleans()),
    }


def lists_of_events(**options):
    return st.lists(events(**options), min_size=1, max_size=25)


def incident_of(row):
    """Returns the incident of a row, as one that is entered by hand."""
    made = incident(
        when=None,
        place=None,
        violations=row["violations"],
        parties=row["parties"],
        mode="joint" if row["joint"] else "any",
    )
    when = None
    if row["start"] is not None:
        when = When(start=row["start"], end=row["end"], precision=Precision.RANGE,
                    stated="", clock=CLOCK)  # fmt: skip
    spot = {name: row[name] for name in ("longitude", "latitude", "radius")}
    point = Point(**spot) if row["longitude"] is not None else None
    known = row["place"] is not None or point is not None
    where = Where(place=row["place"], point=point) if known else None
    return made.model_copy(update={"when": when, "where": where})


def table_of(rows, names=None):
    named = names or [f"i{at}" for at in range(len(rows))]
    rows = [{"incident": name, **row} for name, row in zip(named, rows, strict=True)]
    return pa.Table.from_pylist(rows, schema=EVENT_SCHEMA)


PARTS = st.sampled_from(
    [
        {"place": "isle"},
        {"place": "isle.east"},
        {"place": "isle.west"},
        {"place": "isle.west", "share": "part"},
        {"place": "isle.east.cove"},
        {"place": "isle.dune"},
        {"place": "isle.fog"},
        {"place": "isle.east.mill", "radius": 12_000},
        {"disc": {"longitude": -29.4, "latitude": 30.4, "radius": 40_000}},
        {"disc": {"longitude": -29.9, "latitude": 30.5, "radius": 60_000}},
        BOOK.agreements["drawn"].zones[0].parts[0].model_dump(include={"polygon"}),
    ]
)
ROLES = st.sampled_from(
    [
        {"party": "regime", "role": "belligerent_bound"},
        {"party": "regime", "role": "signatory", "bound_from": moment(120, hour=12)},
        {"party": "regime", "role": "signatory", "bound_to": moment(120, hour=12)},
        {"party": "opposition", "role": "acceded", "bound_to": moment(250)},
        {"party": "opposition", "role": "rejected"},
        {"party": "jaish_al_islam", "role": "belligerent_bound", "bound_from": moment(90)},
        {"party": "pyd", "role": "belligerent_bound", "contested": True},
        {"party": "iran", "role": "belligerent_bound", "via": "russia"},
        {"party": "russia", "role": "guarantor"},
        {"party": "us", "role": "guarantor", "contested": True},
        {"party": "coalition", "role": "signatory"},
        {"party": "hts", "role": "mediator"},
    ]
)
PROVISIONS = st.sampled_from(
    [
        [{"code": "P01"}],
        [{"code": "P01", "obligors": ["regime"]}, {"code": "P02"}],
        [{"code": "P03", "starts": moment(100)}, {"code": "P01", "ends": moment(200, hour=6)}],
        [{"code": "P01", "zone": "z0"}, {"code": "P04"}, {"code": "P10"}],
        [{"code": "P01", "starts": moment(300), "ends": moment(290)}, {"code": "P03"}],
    ]
)
FIRST_DAYS = st.integers(5, 250)


def terms(first):
    """One or two terms, of which the first starts on a day of the year."""
    start = moment(first, hour=12)
    doubled = {"statements": [*start["statements"], *moment(first + 1)["statements"]]}
    return st.sampled_from(
        [
            [{"starts": start}],
            [{"starts": doubled, "months": 3}],
            [{"starts": doubled, "months": 2, "renewal": "unknown"}],
            [{"starts": start, "months": 1, "renewals": [{"months": 2}]}],
            [{"starts": start, "months": 1, "renewal": "automatic",
              "ended": {"at": moment(first + 90)}}],
            [{"starts": start, "ends": moment(first + 40)}, {"starts": moment(first + 60)}],
            [{"starts": start, "ends": moment(first + 40, hour=0)},
             {"starts": moment(first + 40, hour=0), "months": 2},
             {"starts": moment(first + 110, hour=1)}],
            [{"starts": start, "ends": moment(first + 9, hour=5)},
             {"starts": moment(first + 9, hour=6)}],
        ]
    )  # fmt: skip


ZONES = st.lists(
    st.builds(
        lambda parts, without, certainty, version: {
            "parts": parts,
            "without": [each for each in without if each not in parts],
            "certainty": certainty,
            **version,
        },
        st.lists(PARTS, min_size=1, max_size=2),
        st.lists(PARTS.filter(lambda part: part.get("place") != "isle.dune"), max_size=1),
        st.sampled_from(["core", "core", "possible"]),
        st.sampled_from(
            [
                {},
                {},
                {"valid_from": moment(150)},
                {"valid_from": moment(150, hour=0)},
                {"valid_to": moment(150, hour=0)},
            ]
        ),
    ),
    min_size=1, max_size=3,
)  # fmt: skip
EXCLUSIONS = st.sampled_from(
    [
        [],
        [],
        [{"parties": ["isis"]}],
        [{"parties": ["isis", "hts"]}, {"parties": ["opposition"], "contested": True}],
        [{"parties": ["isis"], "scope": "present"}, {"parties": ["hts"], "scope": "attacked"}],
        [{"parties": ["isis"]}, {"parties": ["hts"]}],
        [{"parties": ["isis"], "scope": "held"}, {"parties": ["hts"], "scope": "present"}],
    ]
)


def made(**fields):
    """Returns an agreement of the island with these fields in place of the plain ones."""
    plain = BOOK.agreements["clocks"].model_dump(mode="json")
    zones = [
        {"code": f"z{at}", "names": WORDS, **zone}
        for at, zone in enumerate(fields.pop("zones", [{"parts": [{"place": "isle"}]}]))
    ]
    roles = plain["roles"]
    for provision in fields.get("provisions", ()):
        asked = set(provision.get("obligors", ())) - {each["party"] for each in fields["roles"]}
        roles = [{"party": each, "role": "mediator"} for each in sorted(asked)]
        fields["roles"] = [*fields["roles"], *roles]
    return Agreement.model_validate({**plain, "zones": zones, **fields})


@st.composite
def agreements(draw, *, code="invented", first=None, exclusions=EXCLUSIONS):
    first = draw(FIRST_DAYS) if first is None else first
    return made(
        id=code,
        code=code,
        roles=draw(st.lists(ROLES, min_size=1, max_size=5)),
        provisions=draw(PROVISIONS),
        terms=draw(terms(first)),
        zones=draw(ZONES),
        exclusions=draw(exclusions),
    )
