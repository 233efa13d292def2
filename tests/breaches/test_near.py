"""What is near must be what no test rules out, and decided as among all events."""

import numpy as np
import pyarrow as pa
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from breaches.island import (
    BOOK,
    PLACES,
    agreements,
    events,
    lists_of_events,
    made,
    moment,
    table_of,
)
from breaches.scenario_book import RULES, controls_of
from breaches.test_table_invented import CONTROLS
from tawthiq.breaches import Ruleset
from tawthiq.breaches.tables.events import read_events
from tawthiq.breaches.tables.settle import VERDICTS
from tawthiq.breaches.tables.table import Engine
from tawthiq.intake.event_table import EVENT_SCHEMA

RULESET = Ruleset.model_validate(RULES)
TERMS = [{"starts": moment(60, hour=12)}]
NO_BREACH = VERDICTS.index("no_breach")
quick = settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.generate))


def engine_of(held, *, controls=(), cells=48, verdicts=("breach", "possible", "excluded")):
    return Engine(list(held), ruleset=RULESET, places=PLACES, controls=controls, cells=cells,
                  verdicts=verdicts)  # fmt: skip


def events_of(table, engine):
    (batch,) = table.combine_chunks().to_batches()
    rules = engine.rules
    return read_events(batch, first=0, places=rules.places, acts=rules.acts, parties=rules.parties)


def hold(table, engine):
    """Holds what is near against all; returns how many pairs are near."""
    settler, told = engine._settler, events_of(table, engine)
    pairs = 0
    for all_rows, near in zip(settler.settle(told), settler.settle_near(told), strict=True):
        kept = near.verdicts != NO_BREACH
        rows = near.rows[kept]
        assert (np.diff(near.rows) > 0).all()
        assert rows.tolist() == np.nonzero(all_rows.verdicts != NO_BREACH)[0].tolist()
        assert (near.reasons == all_rows.reasons[:, near.rows]).all()
        assert (near.verdicts == all_rows.verdicts[near.rows]).all()
        assert (near.failing == all_rows.failing[near.rows]).all()
        pairs += len(rows)
    return pairs


MANY = st.integers(1, 4).flatmap(
    lambda n: st.tuples(*(agreements(code=f"a{at}") for at in range(n)))
)


@quick
@given(lists_of_events(), MANY, st.lists(st.sampled_from(CONTROLS), max_size=3))
def test_any_event_near_is_decided_as_among_all(rows, held, rows_of_control):
    controls = controls_of({"controls": rows_of_control})
    hold(table_of(rows), engine_of(held, controls=controls))


@settings(max_examples=4, deadline=None)
@given(st.lists(events(), min_size=200, max_size=300), st.integers(1, 90))
def test_many_events_near_many_zones_are_decided_as_among_all(rows, cells):
    """More than 64 rules and 32 areas: several words of rules, and several grids."""
    held = list(BOOK.agreements.values())
    discs = [made(id=f"d{at}", code=f"d{at}", zones=[_disc_zone(at)]) for at in range(40)]
    engine = engine_of([*held, *discs], cells=cells)
    assert len(engine.rules.pairs) > 64
    assert len(engine.rules.grids) > 1
    assert hold(table_of(rows), engine)


def _disc_zone(at):
    longitude, latitude = -31 + at % 8 * 0.4, 29.6 + at // 8 * 0.3
    disc = {"longitude": longitude, "latitude": latitude, "radius": 9000.0 + 900 * at}
    return {"parts": [{"disc": disc}], "certainty": "possible" if at % 5 == 4 else "core"}


SHAPES = {
    "box": shapely.box(-30, 30, -29, 31),
    "beside it": shapely.box(-29, 30, -28, 31),
    "hole": shapely.Polygon(
        [(-31, 29.5), (-27.5, 29.5), (-27.5, 31.5), (-31, 31.5)],
        [[(-30, 30), (-29, 30.5), (-30, 31)]],
    ),
    "two": shapely.MultiPolygon(
        [shapely.box(-30.5, 29.75, -30, 30), shapely.Polygon([(-30, 30), (-29, 30.2), (-29.7, 31)])]
    ),
}


def _drawn(code, shape):
    zone = {"parts": [{"polygon": shapely.to_geojson(shape)}]}
    return made(id=code, code=code, zones=[zone], terms=TERMS)


DRAWN = [_drawn(f"s{at}", shape) for at, shape in enumerate(SHAPES.values())]
EIGHTHS = st.integers(-4, 20).map(lambda at: at / 8)
SPOTS = st.tuples(EIGHTHS.map(lambda at: -30.5 + at), EIGHTHS.map(lambda at: 29.5 + at))
PART = st.sampled_from([0.5, 0.25, 1 / 3, 0.1])


@st.composite
def border_points(draw):
    """A corner, a point of an edge, the last point beside either, or a corner of a cell."""
    if draw(st.booleans()):
        x, y = draw(SPOTS)
    else:
        shape = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
        ring = draw(st.sampled_from(shapely.get_rings(shapely.get_parts(shape)).tolist()))
        corners = shapely.get_coordinates(ring)
        at, part = draw(st.integers(0, len(corners) - 2)), draw(PART | st.just(0.0))
        x, y = corners[at] + part * (corners[at + 1] - corners[at])
    away = draw(st.sampled_from([None, None, -99, 99]))
    return (x, y) if away is None else (np.nextafter(x, away), np.nextafter(y, away))


def table_of_points(points, **columns):
    count = len(points)
    moment = pa.array([1_494_000_000_000_000] * count, pa.timestamp("us", tz="UTC"))
    later = pa.array([1_494_003_600_000_000] * count, pa.timestamp("us", tz="UTC"))
    plain = {
        "incident": pa.array([f"i{at}" for at in range(count)]),
        "start": moment,
        "end": later,
        "place": pa.nulls(count, pa.string()),
        "longitude": pa.array([float(x) for x, _ in points]),
        "latitude": pa.array([float(y) for _, y in points]),
        "radius": pa.nulls(count, pa.float64()),
        "violations": pa.array([["attack"]] * count),
        "parties": pa.array([["regime"]] * count),
        "joint": pa.array([False] * count),
    }
    return pa.table({**plain, **columns}).select(EVENT_SCHEMA.names).cast(EVENT_SCHEMA)


@settings(max_examples=80, deadline=None)
@given(st.lists(border_points(), min_size=1, max_size=60), st.sampled_from([1, 8, 24, 250]))
def test_a_point_on_a_border_is_decided_as_among_all(points, cells):
    hold(table_of_points(points), engine_of(DRAWN, cells=cells))


def test_a_point_on_a_corner_of_cells_is_decided_as_among_all():
    for cells in (1, 7, 30):
        engine = engine_of(DRAWN, cells=cells)
        (grid,) = engine.rules.grids
        rows, columns = grid.pattern.shape
        corners = np.array(
            [(grid.west + column * grid.cell, grid.south + row * grid.cell)
             for column in range(columns + 1) for row in range(rows + 1)]
        )  # fmt: skip
        beside = [np.nextafter(corners, away) for away in (-99, 99)]
        assert hold(table_of_points(np.concatenate([corners, *beside]).tolist()), engine)


def test_a_point_on_a_border_breaches_as_one_inside():
    points = [(-30.0, 30.0), (-29.5, 30.0), (-29.0, 30.3), (-29.0, 31.0), (-29.5, 30.7)]
    beside = [(-30.0, np.nextafter(30.0, 0)), (np.nextafter(-29.0, 0), 30.3), (0.0, 0.0)]
    engine = engine_of(DRAWN[:1], cells=8)
    told = events_of(table_of_points(points + beside), engine)
    rows = np.unique(np.concatenate([each.rows for each in engine._settler.settle_near(told)]))
    assert rows.tolist() == [0, 1, 2, 3, 4]


def test_nothing_near_gives_no_rows():
    table = table_of_points([(10.0, 10.0), (11.0, 10.0)])
    assert not hold(table, engine_of(DRAWN))
    assert not hold(table.slice(0, 1), engine_of(DRAWN))


def test_no_events_give_no_rows():
    engine = engine_of(DRAWN)
    none = events_of(table_of_points([(0.0, 0.0)]), engine).pick(np.zeros(0, np.int64))
    assert not any(len(each.rows) for each in engine._settler.settle_near(none))


def test_more_pairs_than_there_is_room_for_are_all_found():
    held = [
        made(id=f"n{at}", code=f"n{at}", zones=[{"parts": [{"place": "isle"}]}], terms=TERMS)
        for at in range(9)
    ]
    table = table_of_points([(-29.5, 30.5)] * 3000)
    engine = engine_of(held)
    assert hold(table, engine) == 3000 * len(engine.rules.pairs)


def test_only_the_wanted_findings_are_those_among_all():
    rows = table_of_points([(-30 + at / 40, 29.9 + at / 50) for at in range(60)])
    wanted = engine_of(DRAWN, verdicts=("breach", "possible"))
    every = engine_of(DRAWN, verdicts=None)
    near, told = (
        [row for batch in each.run(rows.to_reader()) for row in batch.to_pylist()]
        for each in (wanted, every)
    )
    assert near == [row for row in told if row["verdict"] in ("breach", "possible")]
    assert (wanted.tally == every.tally).all()
    assert wanted.tally.sum() == 60 * len(DRAWN)
