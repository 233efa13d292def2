"""A casebook's agreement over its incidents and over a file of events."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from conftest import ENTRY
from invented import CLOCK, incident
from shared_data import shared
from tawthiq.breaches.comparing.compare import compare_agreement, start_bounds
from tawthiq.breaches.comparing.event_rows import events_of
from tawthiq.breaches.comparing.zone_membership import ring_around, zone_area, zone_membership
from tawthiq.casebook.casebook import first_places
from tawthiq.dates import Moment, Statement
from tawthiq.errors import SelectionError
from tawthiq.intake.event_table import EVENT_SCHEMA
from tawthiq.intake.ged import read_ged
from tawthiq.records import (
    Agreement,
    Attribution,
    Gazetteer,
    Mode,
    Place,
    Point,
    Term,
    Where,
    Zone,
    ZonePart,
)
from tawthiq.report import phrases_of
from tawthiq.report.comparison import tell_compared

PLACES = Gazetteer(first_places())
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def agreements(demo):
    from tawthiq.casebook import open_casebook

    with open_casebook(demo.folder) as held:
        return {each.code: each for each in held.view.all(Agreement)}


def test_an_incident_becomes_a_row_and_a_point_keeps_its_place():
    point = Where(place="daraa", point=Point(longitude=36.1, latitude=32.6, radius=500))
    rows = events_of(
        [
            incident(1, when="2017-07-09", place="daraa"),
            incident(2, when=None).model_copy(update={"where": point}),
            incident(3, place=None, parties=None),
        ]
    )
    assert rows.schema == EVENT_SCHEMA
    area, pointed, bare = rows.to_pylist()
    assert (area["place"], area["longitude"]) == ("daraa", None)
    assert area["start"] == datetime(2017, 7, 8, 21, tzinfo=UTC)
    assert (pointed["place"], pointed["radius"]) == ("daraa", 500)
    assert (pointed["start"], pointed["end"]) == (None, None)
    assert (bare["place"], bare["parties"]) == (None, [])


def test_parties_are_together_only_where_every_attribution_says_so():
    both = Attribution(parties=("regime", "russia"), mode=Mode.JOINT)
    one = Attribution(parties=("regime",))
    rows = events_of(
        [
            incident(1).model_copy(update={"attributions": (both,)}),
            incident(2).model_copy(update={"attributions": (both, one)}),
        ]
    ).to_pylist()
    assert [each["parties"] for each in rows] == [["regime", "russia"]] * 2
    assert [each["joint"] for each in rows] == [True, False]


@pytest.mark.parametrize(
    ("agreement", "place", "expected"),
    [
        ("southwest", "daraa", "true"),
        ("southwest", "daraa.izra", "true"),
        ("southwest", "idlib", "false"),
        ("southwest", "syria", "unknown"),
        ("southwest", None, "unknown"),
        ("southwest", "nowhere", "unknown"),
        ("ankara", "idlib.harim", "true"),
        ("southern_damascus", "damascus", "unknown"),
        ("southern_damascus", "idlib", "false"),
    ],
)
def test_a_place_lies_in_a_zone_by_its_code(agreements, agreement, place, expected):
    codes = pa.table({"place": pa.array([place], pa.string())})
    assert zone_membership(codes, agreements[agreement], PLACES).to_pylist() == [expected]


def test_a_table_may_lack_points(agreements):
    codes = pa.table({"place": ["daraa", None]})
    said = zone_membership(codes, agreements["southwest"], PLACES)
    assert said.to_pylist() == ["true", "unknown"]


@pytest.mark.parametrize(
    ("stated", "days"),
    [
        (["2017-09-15"], [15, 15]),
        (["2017-09-15T00:00", "2017-09-16T00:00"], [15, 16]),
        (["2017-09-15T12:00", "2017-09-16"], [15, 16]),
    ],
)
def test_a_stated_day_ends_before_the_next_midnight(stated, days):
    moment = Moment(statements=tuple(Statement(at=each, clock=CLOCK) for each in stated))
    local = [(each + timedelta(hours=3)).day for each in start_bounds(moment)]
    assert local == days


def test_a_collection_is_compared_with_what_is_open_named(casebook):
    found = compare_agreement(casebook, "southern_damascus", window=11 * DAY)
    [reading] = found.comparison.readings
    assert found.source == "massacres-2017-10"
    assert (reading.before.counted, reading.after.counted) == (0, 0)
    assert (reading.before.most, reading.after.most) == (3, 3)
    codes = {each.code for each in reading.left_out}
    assert "comparison.left_out.place_not_known" in codes
    assert {each.code for each in found.comparison.notes} <= {
        "left_out.other_collection",
        "left_out.rejected",
    }
    assert found.root == casebook.view.state().root


def test_windows_beyond_what_a_collection_covers_are_refused(casebook):
    with pytest.raises(SelectionError, match="covers 2017-10 only"):
        compare_agreement(casebook, "southern_damascus", window=30 * DAY)


def test_each_term_is_compared_at_its_own_start(casebook):
    held = {each.code: each for each in casebook.view.all(Agreement)}["southern_damascus"]
    over, again = (
        Moment(statements=(Statement(at=day, clock=CLOCK),)) for day in ("2017-10-15", "2017-10-20")
    )
    terms = (held.terms[0].model_copy(update={"ends": over}), Term(starts=again))
    twice = held.model_copy(update={"terms": terms})
    casebook.register.write([twice], actor="invented", reason="test", at=ENTRY.at)
    first, second = (
        compare_agreement(casebook, twice.code, window=5 * DAY, term=term) for term in (1, 2)
    )
    assert first.comparison.start < second.comparison.start
    for language in ("en", "ar"):
        lines = tell_compared(second, phrases_of(casebook, language))
        assert any("2" in "".join(span.text for span in line) for line in lines[1:2])
    with pytest.raises(SelectionError, match="no term 3"):
        compare_agreement(casebook, twice.code, window=5 * DAY, term=3)


def test_an_agreement_that_is_not_there_is_refused_with_those_that_are(casebook):
    with pytest.raises(SelectionError, match="Known: ankara, astana"):
        compare_agreement(casebook, "invented", window=DAY)


def test_a_file_of_events_is_compared_with_its_digest_and_notes(casebook):
    file = read_ged(shared("ucdp_ged", "ged_syria_open.csv.gz"), places=PLACES)
    found = compare_agreement(casebook, "southwest", window=30 * DAY, events=file)
    [reading] = found.comparison.readings
    assert (reading.before.counted, reading.after.counted) == (83, 15)
    assert len(reading.incidents[0]) == 83
    assert found.source == "ged_syria_open.csv.gz"
    assert found.digest == file.digest
    assert "ged.no_attacker" in {each.code for each in found.comparison.notes}


def test_windows_beyond_the_years_of_a_file_are_refused(casebook):
    file = read_ged(shared("ucdp_ged", "ged_syria_open.csv.gz"), places=PLACES)
    with pytest.raises(SelectionError, match="cover 2016/2018 only"):
        compare_agreement(casebook, "ankara", window=400 * DAY, events=file)


SQUARE = (
    '{"type": "Polygon", "coordinates": [[[36.0, 32.0], [37.0, 32.0], [37.0, 33.0], '
    "[36.0, 33.0], [36.0, 32.0]]]}"
)


def drawn(agreement, *, versions=1):
    """The agreement with an invented square as its only zone, in one version or in two."""
    first = Moment(statements=(Statement(at="2017-07-09T00:00", clock=CLOCK),))
    last = Moment(statements=(Statement(at="2017-08-09T00:00", clock=CLOCK),))
    names = {"en": "An invented square", "ar": "مربع مختلق"}
    zone = Zone(code="square", names=names, parts=(ZonePart(polygon=SQUARE),))
    if versions == 2:
        other = zone.model_copy(
            update={"parts": (ZonePart(place="idlib"),), "valid_from": last, "valid_to": None}
        )
        zone = zone.model_copy(update={"valid_from": first, "valid_to": last})
        return agreement.model_copy(update={"zones": (zone, other)})
    return agreement.model_copy(update={"zones": (zone,)})


@pytest.mark.parametrize(
    ("longitude", "latitude", "radius", "expected"),
    [
        (36.5, 32.5, None, "true"),
        (36.5, 32.5, 25_000.0, "true"),
        (36.5, 32.95, 25_000.0, "unknown"),
        (36.5, 33.5, 25_000.0, "false"),
        (36.5, 33.5, None, "false"),
        (None, None, None, "unknown"),
    ],
)
def test_a_point_is_held_against_the_shape_of_a_zone(
    agreements, longitude, latitude, radius, expected
):
    held = pa.table(
        {"place": pa.nulls(1, pa.string()), "longitude": [longitude], "latitude": [latitude],
         "radius": [radius]}
    )  # fmt: skip
    said = zone_membership(held, drawn(agreements["southwest"]), PLACES)
    assert said.to_pylist() == [expected]


def test_versions_of_a_zone_that_differ_leave_the_place_open(agreements):
    held = pa.table({"longitude": [36.5, 39.0], "latitude": [32.5, 39.0]})
    said = zone_membership(held, drawn(agreements["southwest"], versions=2), PLACES)
    assert said.to_pylist()[0] == "unknown"


def test_an_event_lies_in_the_ring_around_a_drawn_zone(agreements):
    agreement = drawn(agreements["southwest"])
    held = pa.table(
        {
            "place": ["syria", None, None, None],
            "longitude": [None, 36.5, 36.5, 36.5],
            "latitude": [None, 32.5, 33.1, 34.0],
            "radius": pa.nulls(4, pa.float64()),
        }
    )
    inside = zone_membership(held, agreement, PLACES)
    found = ring_around(held, zone_area(agreement, PLACES), inside, outer_km=25)
    assert inside.to_pylist() == ["unknown", "true", "false", "false"]
    assert found.tolist() == ["unknown", "false", "true", "false"]


@pytest.mark.parametrize(
    "part",
    [ZonePart(place="daraa.daraa", radius=40_000), ZonePart(place="daraa")],
    ids=["a town with a radius", "an area with a border"],
)
def test_a_ring_lies_around_towns_and_bordered_areas(agreements, part):
    words = {"en": "Invented", "ar": "مختلق"}
    spot = Point(longitude=36.5, latitude=32.5)
    places = Gazetteer(
        [
            *PLACES,
            Place(id="a", code="daraa", level="governorate", parent="syria", names=words,
                  polygon=SQUARE, border=200),
            Place(id="b", code="daraa.daraa", level="town", parent="daraa", names=words,
                  point=spot),
        ]
    )  # fmt: skip
    zone = Zone(code="z", names=words, parts=(part,))
    agreement = agreements["southwest"].model_copy(update={"zones": (zone,)})
    held = pa.table(
        {
            "place": pa.nulls(3, pa.string()),
            "longitude": [36.5, 36.5, 36.5],
            "latitude": [32.5, 33.1, 34.0],
            "radius": pa.nulls(3, pa.float64()),
        }
    )
    inside = zone_membership(held, agreement, places)
    found = ring_around(held, zone_area(agreement, places), inside, outer_km=60)
    assert inside.to_pylist() == ["true", "false", "false"]
    assert found.tolist() == ["false", "true", "false"]


def test_zones_that_nobody_has_drawn_have_no_ring(casebook):
    file = read_ged(shared("ucdp_ged", "ged_syria_open.csv.gz"), places=PLACES)
    with pytest.raises(SelectionError, match="no ring can be laid"):
        compare_agreement(casebook, "southwest", window=30 * DAY, events=file, ring_km=25)
