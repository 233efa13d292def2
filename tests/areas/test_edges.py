"""The exact test of a point in an area must say what shapely says, wherever the point lies."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.areas import ANYWHERE, NOWHERE, Area
from tawthiq.areas.edges import lies_in_area, make_edges
from tawthiq.areas.grid import EXACT, INSIDE, OUTSIDE, UNSURE, make_grids


def _star(corners, inner, outer, *, around=(0.0, 0.0), turn=0.0):
    angle = np.linspace(0, 2 * np.pi, 2 * corners, endpoint=False) + turn
    reach = np.where(np.arange(2 * corners) % 2, inner, outer)
    return shapely.Polygon(
        np.c_[around[0] + reach * np.cos(angle), around[1] + reach * np.sin(angle)]
    )


SHAPES = {
    "box": shapely.box(0, 0, 1, 1),
    "triangle": shapely.Polygon([(0, 0), (3, 1), (1, 2)]),
    "steps": shapely.Polygon([(0, 0), (3, 0), (3, 1), (2, 1), (2, 2), (1, 2), (1, 3), (0, 3)]),
    "doubled corners": shapely.Polygon([(0, 0), (0, 0), (1, 0), (2, 0), (2, 0), (2, 2), (0, 2)]),
    "teeth": shapely.Polygon([(0, -1), (4, -1), (4, 1), (3, 0), (2, 1), (1, 0), (0, 1)]),
    "hole": shapely.box(0, 0, 4, 4).difference(_star(5, 0.5, 1.5, around=(2, 2))),
    "hole at a corner": shapely.Polygon(
        [(0, 0), (4, 0), (4, 4), (0, 4)], [[(0, 0), (2, 1), (1, 2)]]
    ),
    "two with one corner": shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2)]),
    "island in a lake": shapely.MultiPolygon(
        [shapely.box(0, 0, 5, 5).difference(shapely.box(1, 1, 4, 4)), shapely.box(2, 2, 3, 3)]
    ),
    "star": _star(9, 0.31, 1.0, around=(36.3, 33.5), turn=0.1),
    "tiny": _star(7, 3e-9, 1e-8, around=(36.3, 33.5)),
    "tiny at zero": _star(7, 3e-160, 1e-159),
    "smallest numbers": shapely.Polygon([(0, 0), (4e-323, 1e-323), (2e-323, 6e-323)]),
    "sliver": shapely.Polygon([(0, 0), (180, 90), (180, math.nextafter(90, 0)), (1e-9, 0)]),
    "huge": shapely.Polygon([(-180, -90), (180, -89.9), (179.9, 90), (-3, 2)]),
    "world with holes": shapely.box(-180, -90, 180, 90).difference(
        _star(11, 1, 3, around=(36, 34))
    ),
    "bow tie": shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]),
    "two on each other": shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)]),
}  # fmt: skip
CROSSED = ("bow tie", "two on each other")
"""Not valid, so all of it is left to shapely."""
TOO_SMALL = ("tiny at zero", "smallest numbers")
"""Products of their sides lose their digits."""


def _rings(shape):
    return [shapely.get_coordinates(each) for each in shapely.get_rings(shapely.get_parts(shape))]


def _points(shape, *, frame):
    """Returns points where an answer can go wrong."""
    corners = shapely.get_coordinates(shape)
    ends = _rings(shape)
    along = [
        ring[:-1] + part * (ring[1:] - ring[:-1])
        for ring in ends
        for part in (0.5, 0.25, 1 / 3, 0.1, 1e-9, 0.999)
    ]
    level = [
        np.c_[np.linspace(corners[:, 0].min() - 1, corners[:, 0].max(), 9), np.full(9, y)]
        for y in np.unique(corners[:, 1])
    ]
    west, south, cell = frame
    crossings = np.array(
        [(west + column * cell, south + row * cell) for column in range(8) for row in range(8)]
    )
    exact = np.concatenate([corners, *along, *level, crossings])
    near = [
        np.c_[np.nextafter(exact[:, 0], x), np.nextafter(exact[:, 1], y)]
        for x in (-999, 999)
        for y in (-999, 999)
    ]
    rng = np.random.default_rng(1)
    low, high = corners.min(axis=0), corners.max(axis=0)
    spread = rng.uniform(low - (high - low) / 3, high + (high - low) / 3, (500, 2))
    return np.concatenate([exact, *near, spread])


def _said(area, points, *, cells=8):
    grids = make_grids([area], cells=cells)
    edges = make_edges([area], grids)
    return np.array([lies_in_area(edges, 0, x, y) for x, y in points.tolist()])


def _by_shapely(area, points):
    area.prepare()
    inside = shapely.intersects_xy(area.core, points)
    near = shapely.intersects_xy(area.outer, points)
    return np.where(inside, INSIDE, np.where(near, UNSURE, OUTSIDE))


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("cells", [1, 8, 300])
def test_a_point_lies_where_shapely_says(name, cells):
    area = Area(SHAPES[name], SHAPES[name])
    (grid,) = make_grids([area], cells=cells)
    points = _points(SHAPES[name], frame=(grid.west, grid.south, grid.cell))
    said = _said(area, points, cells=cells)
    settled = said != EXACT
    assert settled.any() == (name not in CROSSED)
    assert (said[settled] == _by_shapely(area, points)[settled]).all()


@pytest.mark.parametrize("name", [name for name in SHAPES if name not in CROSSED + TOO_SMALL])
def test_a_corner_and_a_level_or_plumb_edge_are_settled_here(name):
    area = Area(SHAPES[name], SHAPES[name])
    corners = shapely.get_coordinates(area.core)
    ends = np.concatenate(_rings(area.core))
    plumb = (ends[:-1] == ends[1:]).any(axis=1)
    middles = (ends[:-1] + ends[1:])[plumb] / 2
    middles = middles[shapely.intersects_xy(area.core, middles)]
    assert (_said(area, np.concatenate([corners, middles])) == INSIDE).mean() > 0.9


def test_few_points_beside_the_border_are_left_to_shapely():
    points = np.random.default_rng(2).uniform([35.2, 32.4], [37.4, 34.6], (20_000, 2))
    assert not (_said(Area(SHAPES["star"], SHAPES["star"]), points) == EXACT).any()


def test_a_point_beyond_the_grid_lies_where_shapely_says():
    points = np.array([(x, y) for x in (-180, -7, 36, 179) for y in (-90, -1.5, 34, 90)], float)
    for name in ("star", "world with holes", "hole"):
        area = Area(SHAPES[name], SHAPES[name])
        said = _said(area, points)
        assert (said != EXACT).all()
        assert (said == _by_shapely(area, points)).all()


@pytest.mark.parametrize(
    ("core", "outer"),
    [("star", None), (None, "star"), ("box", "hole"), ("two with one corner", "steps")],
)
def test_between_core_and_outer_shape_nothing_is_sure(core, outer):
    nothing = shapely.Polygon()
    area = Area(SHAPES.get(core, nothing), SHAPES.get(outer, nothing))
    points = np.concatenate(
        [_points(SHAPES[each], frame=(0, 0, 0.5)) for each in (core, outer) if each]
    )
    said = _said(area, points)
    settled = said != EXACT
    assert settled.mean() > 0.8
    assert (said[settled] == _by_shapely(area, points)[settled]).all()


def test_the_empty_area_holds_nothing_and_anywhere_is_never_sure():
    points = np.array([(0.5, 0.5), (36.0, 34.0)])
    assert _said(NOWHERE, points).tolist() == [OUTSIDE, OUTSIDE]
    assert _said(ANYWHERE, points).tolist() == [UNSURE, UNSURE]


def test_what_is_no_polygon_is_left_to_shapely():
    line = shapely.LineString([(0, 0), (1, 1)])
    edges = make_edges([Area(line, line)], make_grids([Area(SHAPES["box"], SHAPES["box"])]))
    assert lies_in_area(edges, 0, 0.5, 0.5) == EXACT


def test_areas_of_two_grids_are_found_in_their_own():
    areas = [Area.drawn(shapely.box(at, 0, at + 1.5, 1)) for at in range(40)]
    edges = make_edges(areas, make_grids(areas, cells=64))
    for at, area in enumerate(areas):
        points = _points(area.core, frame=(at, 0, 0.1))
        said = np.array([lies_in_area(edges, at, x, y) for x, y in points.tolist()])
        settled = said != EXACT
        assert (said[settled] == _by_shapely(area, points)[settled]).all()


GRIDDED = st.integers(-6, 6).map(lambda at: at / 4)
ODD = st.floats(-1.5, 1.5, allow_subnormal=True)
COORDINATES = GRIDDED | ODD
RINGS = st.lists(st.tuples(COORDINATES, COORDINATES), min_size=3, max_size=9, unique=True)
SCALES = st.sampled_from([(0, 1), (36.25, 1), (36.3, 1e-7), (0, 1e-60), (100, 50)])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(RINGS, min_size=1, max_size=3),
    st.lists(st.tuples(COORDINATES, COORDINATES), min_size=1, max_size=10),
    SCALES,
    st.integers(1, 40),
)
def test_a_point_lies_where_shapely_says_in_any_shape(rings, points, scale, cells):
    """Of the polygons among them, and of what is left of the first without the others."""
    moved, times = scale
    rings = [[(moved + x * times, moved / 2 + y * times) for x, y in ring] for ring in rings]
    drawn = [each for each in map(shapely.Polygon, rings) if each.is_valid]
    if not drawn:
        return
    told = np.array([(moved + x * times, moved / 2 + y * times) for x, y in points])
    shapes = [shapely.union_all(drawn), shapely.difference(drawn[0], shapely.union_all(drawn[1:]))]
    for shape in shapes:
        ends = np.concatenate([np.zeros((2, 2)), *_rings(shape)])
        held = np.concatenate([told, ends, (ends[:-1] + ends[1:]) / 2])
        area = Area(shape, shape)
        said = _said(area, held, cells=cells)
        settled = said != EXACT
        assert (said[settled] == _by_shapely(area, held)[settled]).all()
