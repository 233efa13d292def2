"""The engine of tables against the tests of single incidents, which are written on their own."""

from datetime import UTC, datetime

import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import tawthiq
from breaches.test_scenarios import AGREEMENTS, CONTENT, PLACES, RULES, controls_of, told_by
from invented import CLOCK, incident
from tawthiq.breaches import Ruleset, decide_incidents
from tawthiq.breaches.tables.stream import decide_files, open_parquet
from tawthiq.breaches.tables.table import Engine
from tawthiq.dates import When
from tawthiq.errors import InputError, SelectionError
from tawthiq.intake.event_table import EVENT_SCHEMA
from tawthiq.records import Agreement, Control, Gazetteer, Place, Point, Where

TESTS = ("act", "time", "place", "party", "exclusion")


def table_of(incidents):
    """Returns the table of events of incidents that have one attribution at most."""
    rows = []
    for each in incidents:
        where, held = each.where or Where(), each.attributions
        spot = where.point
        rows.append(
            {
                "incident": each.id,
                "start": each.when and each.when.start,
                "end": each.when and each.when.end,
                "place": where.place,
                "longitude": spot and spot.longitude,
                "latitude": spot and spot.latitude,
                "radius": spot and spot.radius,
                "violations": list(each.violations),
                "parties": list(held[0].parties) if held else [],
                "joint": bool(held and held[0].mode == "joint"),
            }
        )
    return pa.Table.from_pylist(rows, schema=EVENT_SCHEMA)


def told(findings):
    """Returns findings of single incidents as rows of a table of findings."""
    return [
        {
            "incident": each.incident,
            "agreement": each.agreement,
            "provision": each.provision,
            "verdict": each.verdict.value,
            "failing": each.failing and each.failing.value,
            **{name.value: result.value.value for name, result in each.tests.items()},
            **{f"{name.value}_reason": result.reason.code for name, result in each.tests.items()},
        }
        for each in findings
    ]


def same(incidents, agreements, *, places=PLACES, ruleset=None, controls=()):
    rules = ruleset or Ruleset.model_validate(RULES)
    expected = told(
        decide_incidents(incidents, agreements, ruleset=rules, places=places, controls=controls)
    )
    engine = Engine(agreements, ruleset=rules, places=places, controls=controls, cells=64)
    (found,) = engine.run(table_of(incidents).to_reader())
    assert found.to_pylist() == expected
    held = {"places": places, "controls": controls, "cells": 64}
    some = Engine(agreements, ruleset=rules, verdicts=("breach", "possible", "excluded"), **held)
    (near,) = some.run(table_of(incidents).to_reader())
    assert near.to_pylist() == [row for row in expected if row["verdict"] != "no_breach"]
    assert (some.tally == engine.tally).all()
    return expected


@pytest.mark.parametrize("scenario", CONTENT["scenarios"], ids=lambda each: each["id"])
def test_every_scenario_is_decided_the_same_way(scenario):
    rules = Ruleset.model_validate({**RULES, **scenario.get("ruleset", {})})
    same(
        [told_by(scenario)], list(AGREEMENTS.values()), ruleset=rules,
        controls=controls_of(scenario),
    )  # fmt: skip


WORDS = {"en": "Invented", "ar": "مختلق"}
SQUARE = shapely.box(36.0, 34.0, 37.0, 35.0)
ODD = shapely.Polygon([(36.2, 34.2), (38.5, 34.4), (37.4, 34.9), (38.2, 35.8), (36.4, 35.5)])
HELD = Gazetteer(
    [
        *PLACES,
        Place(id="t", code="homs.invented_town", level="town", parent="homs", names=WORDS,
              point=Point(longitude=36.5, latitude=34.5)),
        Place(id="v", code="hama.invented_vale", level="district", parent="hama", names=WORDS,
              polygon=shapely.to_geojson(ODD), border=800.0),
    ]
)  # fmt: skip


def day(text, clock=CLOCK):
    return {"statements": [{"at": text, "clock": clock}]}


PARTS = st.sampled_from(
    [
        {"place": "homs"},
        {"place": "homs", "share": "part"},
        {"place": "hama.hama"},
        {"place": "homs.invented_town", "radius": 12_000},
        {"place": "hama.invented_vale"},
        {"disc": {"longitude": 37.0, "latitude": 35.0, "radius": 30_000}},
        {"polygon": shapely.to_geojson(SQUARE)},
        {"polygon": shapely.to_geojson(ODD), "share": "part"},
        {"polygon": shapely.to_geojson(ODD)},
    ]
)
ZONES = st.builds(
    lambda parts, without, certainty, version: {
        "parts": parts, "without": without, "certainty": certainty, "names": WORDS,
        **({"valid_from": day("2017-10-08")} if version else {}),
    },
    st.lists(PARTS, min_size=1, max_size=3),
    st.lists(PARTS, max_size=1),
    st.sampled_from(["core", "core", "possible"]),
    st.booleans(),
)  # fmt: skip
ROLES = st.lists(
    st.sampled_from(
        [
            {"party": "regime", "role": "belligerent_bound"},
            {"party": "russia", "role": "guarantor"},
            {"party": "jaish_al_islam", "role": "acceded", "bound_from": day("2017-10-12")},
            {"party": "opposition", "role": "belligerent_bound", "contested": True},
            {"party": "iran", "role": "belligerent_bound", "via": "russia"},
            {"party": "hts", "role": "rejected"},
        ]
    ),
    max_size=4,
)
TERMS = st.sampled_from(
    [
        {"starts": day("2017-10-10T12:00")},
        {"starts": {"statements": [{"at": "2017-10-10", "clock": CLOCK},
                                   {"at": "2017-10-11T12:00", "clock": "Africa/Cairo"}]}},
        {"starts": day("2017-04-10"), "months": 6, "renewal": "unknown"},
        {"starts": day("2017-04-10"), "months": 6},
        {"starts": day("2017-04-10"), "months": 3, "renewals": [{"months": 3}]},
        {"starts": day("2017-01-01"), "months": 2, "renewal": "automatic",
         "ended": {"at": day("2017-10-14")}},
    ]
)  # fmt: skip
PROVISIONS = st.sampled_from(
    [
        [{"code": "P01"}, {"code": "P02", "starts": day("2017-10-12")}],
        [{"code": "P01", "ends": day("2017-10-20")}, {"code": "P14", "conditional_on": WORDS}],
        [{"code": "P03", "obligors": []}, {"code": "P01", "zone": "z0"}],
    ]
)


@st.composite
def agreements(draw):
    zones = [
        {"code": f"z{at}", **zone}
        for at, zone in enumerate(draw(st.lists(ZONES, min_size=1, max_size=3)))
    ]
    return Agreement.model_validate(
        {
            "id": "a", "code": "invented", "names": WORDS, "short_names": WORDS,
            "level": "local", "signed_on": day("2017-01-01"), "signed_at": WORDS,
            "summary": WORDS, "roles": draw(ROLES), "texts": [],
            "provisions": draw(PROVISIONS), "terms": [draw(TERMS)], "zones": zones,
            "exclusions": draw(st.sampled_from([[], [{"parties": ["isis"]}],
                                                [{"parties": ["hts"], "contested": True}]])),
        }
    )  # fmt: skip


POINTS = st.one_of(
    st.none(),
    st.builds(
        Point,
        longitude=st.floats(35.5, 39),
        latitude=st.floats(33.5, 36.5),
        radius=st.sampled_from([None, None, 300.0, 5_000.0, 25_000.0]),
    ),
)
CODES = ["homs", "homs.invented_town", "hama", "hama.invented_vale", "hama.hama", "syria", None]
INCIDENTS = st.builds(
    lambda number, when, place, spot, parties, violations, mode: incident(
        number, when=when, place=None, parties=parties, violations=violations, mode=mode
    ).model_copy(update={"where": Where(place=place, point=spot)}),
    st.integers(1, 9999),
    st.one_of(st.integers(1, 28).map(lambda at: f"2017-10-{at:02}"),
              st.sampled_from(["2017-10", "2017-10-10T12:00", None])),
    st.sampled_from(CODES),
    POINTS,
    st.lists(st.sampled_from(["regime", "russia", "isis", "other", "jaish_al_islam", "iran",
                              "opposition", "syrian_russian", "hts"]), max_size=3, unique=True),
    st.lists(st.sampled_from(["airstrike", "arrest", "attack", "shelling"]), max_size=2),
    st.sampled_from(["any", "joint"]),
)  # fmt: skip
CONTROLS = st.lists(
    st.builds(
        lambda place, party, present, during: Control(
            id="k", place=place, parties=(party,), present=present,
            during=When.parse(during, clock=CLOCK),
        ),
        st.sampled_from(["homs", "hama", "hama.hama", "syria"]),
        st.sampled_from(["isis", "opposition", "other", "hts"]),
        st.sampled_from([None, (), ("isis",)]),
        st.sampled_from(["2017", "2017-10", "2017-10-01/2017-10-15"]),
    ),
    max_size=3,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(INCIDENTS, min_size=1, max_size=12, unique_by=lambda each: each.id), agreements(),
       CONTROLS, st.sampled_from(["narrow", "broad"]))  # fmt: skip
def test_tables_and_single_incidents_are_decided_alike(incidents, agreement, controls, reading):
    rules = Ruleset.model_validate({**RULES, "exclusion_reading": reading})
    same(incidents, [agreement], places=HELD, ruleset=rules, controls=controls)


def invented_events(rows=50):
    """Returns a table of invented events as pyarrow."""
    return table_of(
        [
            incident(at, when=f"2017-07-{at % 28 + 1:02}", place=("daraa", "homs", None)[at % 3],
                     parties=[("regime", "isis", "russia")[at % 3]])
            for at in range(rows)
        ]
    )  # fmt: skip


@pytest.mark.parametrize("other", ["polars", "pandas", "batches", "dictionary"])
def test_any_table_that_speaks_arrow_is_decided(other):
    events, agreement = invented_events(), [AGREEMENTS["harbour"]]
    expected = tawthiq.decide_breaches(events, agreement).to_pylist()
    given_table = {
        "polars": lambda: polars.from_arrow(events),
        "pandas": lambda: events.to_pandas(),
        "batches": lambda: pa.RecordBatchReader.from_batches(
            events.schema, events.to_batches(max_chunksize=7)
        ),
        "dictionary": lambda: events.set_column(
            3, "place", events["place"].combine_chunks().dictionary_encode()
        ),
    }[other]()
    assert tawthiq.decide_breaches(given_table, agreement).to_pylist() == expected


def test_findings_name_their_rules_and_can_be_chosen():
    events, agreement = invented_events(), [AGREEMENTS["harbour"]]
    every = tawthiq.decide_breaches(events, agreement)
    assert every.schema.metadata[b"ruleset"].startswith(b"default v3 ")
    some = tawthiq.decide_breaches(events, agreement, verdicts={"breach", "possible"})
    wanted = [row for row in every.to_pylist() if row["verdict"] in ("breach", "possible")]
    assert some.to_pylist() == wanted
    assert wanted


def test_the_whole_is_the_union_of_its_parts_and_follows_no_order_of_agreements():
    events, both = invented_events(), list(AGREEMENTS.values())
    whole = tawthiq.decide_breaches(events, both).to_pylist()
    parts = [tawthiq.decide_breaches(part, both) for part in (events[:20], events[20:])]
    assert [row for part in parts for row in part.to_pylist()] == whole
    turned = tawthiq.decide_breaches(events, both[::-1]).to_pylist()
    key = str
    assert sorted(turned, key=key) == sorted(whole, key=key)


def test_a_table_that_is_none_of_events_is_refused():
    agreement = [AGREEMENTS["harbour"]]
    naive = pa.array([0] * 50, pa.timestamp("us"))
    for table, words in (
        (pa.table({"day": ["2017-10-01"]}), "start: the column is missing"),
        (pa.table({"start": ["2017"], "end": ["2017"]}), "it is of type string"),
        (invented_events().set_column(1, "start", naive), "A time needs its clock"),
        ([1, 2], "list is no table"),
    ):
        with pytest.raises(InputError, match=words):
            tawthiq.decide_breaches(table, agreement)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("place", "atlantis", "row 3, column place: no place has this code"),
        ("parties", ["nobody"], "row 3, column parties: no party has this code"),
        ("violations", ["rain"], "row 3, column violations: no violation has this code"),
        ("end", datetime(2016, 1, 1, tzinfo=UTC), "row 3, column end: the end is not after"),
        ("longitude", 200.0, "row 3, column longitude: the point leaves the degrees"),
        ("radius", -1.0, "row 3, column radius: no radius is so"),
    ],
)
def test_a_row_that_cannot_be_is_named(column, value, words):
    rows = invented_events().to_pylist()
    rows[2] |= {"longitude": 36.0, "latitude": 34.0, column: value}
    with pytest.raises(InputError, match=words):
        tawthiq.decide_breaches(pa.Table.from_pylist(rows, EVENT_SCHEMA), [AGREEMENTS["harbour"]])


def test_what_cannot_be_decided_is_said():
    events = invented_events()
    with pytest.raises(SelectionError, match="No agreement"):
        tawthiq.decide_breaches(events, [])
    with pytest.raises(SelectionError, match="Two agreements"):
        tawthiq.decide_breaches(events, [AGREEMENTS["harbour"]] * 2)
    with pytest.raises(SelectionError, match="No verdict"):
        tawthiq.decide_breaches(events, [AGREEMENTS["harbour"]], verdicts={"guilty"})


def test_files_are_decided_as_tables_are(tmp_path):
    events = invented_events(3000)
    pq.write_table(events[:1000], tmp_path / "a.parquet")
    pq.write_table(events[1000:], tmp_path / "b.parquet", row_group_size=100)
    engine, seen = Engine([AGREEMENTS["harbour"]]), []
    found = decide_files(
        [open_parquet(tmp_path / name) for name in ("a.parquet", "b.parquet")],
        tmp_path / "out.parquet", engine,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    written = pq.read_table(tmp_path / "out.parquet")
    expected = tawthiq.decide_breaches(events, [AGREEMENTS["harbour"]])
    assert written.to_pylist() == expected.to_pylist()
    assert (found.events, found.findings) == (3000, expected.num_rows)
    strongest = {}
    for row in expected.to_pylist():
        ranks = ("breach", "possible", "excluded", "no_breach")
        held = strongest.setdefault(row["incident"], row["verdict"])
        strongest[row["incident"]] = min(held, row["verdict"], key=ranks.index)
    counts = {word: list(strongest.values()).count(word) for word in set(strongest.values())}
    assert {k: v for k, v in found.verdicts["harbour"].items() if v} == counts
    assert seen[-1] == (3000, 3000)
    with pytest.raises(InputError, match="there already"):
        decide_files([open_parquet(tmp_path / "a.parquet")], tmp_path / "out.parquet", engine)


def test_a_file_that_fails_half_way_leaves_nothing(tmp_path):
    rows = invented_events(200).to_pylist()
    rows[150]["place"] = "atlantis"
    pq.write_table(pa.Table.from_pylist(rows, EVENT_SCHEMA), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="row 151"):
        decide_files(
            [open_parquet(tmp_path / "a.parquet")], tmp_path / "out.parquet",
            Engine([AGREEMENTS["harbour"]]),
        )  # fmt: skip
    assert [each.name for each in tmp_path.iterdir()] == ["a.parquet"]
