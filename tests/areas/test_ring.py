"""The ring around a zone, against distances on the sphere."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.areas import ANYWHERE, Area
from tawthiq.areas.ring import ring_membership
from tawthiq.errors import SelectionError

SQUARE = shapely.box(36.0, 32.0, 37.0, 33.0)
ZONE = Area.drawn(SQUARE)
NAN = math.nan


def member(longitude, latitude, radius=NAN, *, inner=0.0, outer=25.0, area=ZONE):
    arrays = (np.array([each], dtype=float) for each in (longitude, latitude, radius))
    return str(ring_membership(*arrays, area=area, outer_km=outer, inner_km=inner)[0])


def north(km):
    """The latitude so many km north of the square."""
    return 33.0 + math.degrees(km / 6371.0088)


@pytest.mark.parametrize(
    ("longitude", "latitude", "radius", "expected"),
    [
        (36.5, 32.5, NAN, "false"),
        (36.5, north(10), NAN, "true"),
        (36.5, north(24.5), NAN, "true"),
        (36.5, north(25), NAN, "unknown"),
        (36.5, north(25.5), NAN, "false"),
        (36.5, north(10), 5_000, "true"),
        (36.5, north(10), 12_000, "unknown"),
        (36.5, north(20), 6_000, "unknown"),
        (36.5, north(60), 25_000, "false"),
        (36.5, 32.5, 25_000, "false"),
        (36.5, 32.9, 25_000, "unknown"),
        (NAN, NAN, NAN, "unknown"),
    ],
)
def test_a_point_is_in_the_ring_where_nothing_of_it_can_lie_elsewhere(
    longitude, latitude, radius, expected
):
    assert member(longitude, latitude, radius) == expected


def test_a_ring_can_start_away_from_the_zone():
    assert member(36.5, north(3), inner=5) == "false"
    assert member(36.5, north(7), inner=5) == "true"
    assert member(36.5, north(5), inner=5) == "unknown"


@pytest.mark.parametrize(("inner", "outer"), [(5, 5), (-1, 5), (10, 5)])
def test_a_ring_without_width_is_refused(inner, outer):
    with pytest.raises(SelectionError, match="no width"):
        member(36, 32, inner=inner, outer=outer)


def test_a_zone_of_which_nothing_is_drawn_is_refused():
    with pytest.raises(SelectionError, match="no ring can be laid"):
        member(36, 32, area=ZONE.undrawn())


def test_an_area_that_can_reach_anywhere_leaves_everything_around_it_open():
    open_area = Area.joined([ZONE, ANYWHERE])
    assert member(36.5, north(10), area=open_area) == "unknown"
    assert member(36.5, north(500), area=open_area) == "unknown"
    assert member(36.5, 32.5, area=open_area) == "false"


def test_a_border_that_is_not_sure_leaves_the_ring_open_on_both_sides():
    unsure = Area.drawn(SQUARE, border=3_000)
    assert member(36.5, north(2), area=unsure) == "unknown"
    assert member(36.5, north(10), area=unsure) == "true"
    assert member(36.5, north(23), area=unsure) == "unknown"
    assert member(36.5, north(30), area=unsure) == "false"


def great_circle(one, other):
    """Km on the sphere between two points given as (longitude, latitude) in degrees."""
    (x, y), (u, v) = ([math.radians(each) for each in point] for point in (one, other))
    half = math.sin((v - y) / 2) ** 2 + math.cos(y) * math.cos(v) * math.sin((u - x) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


@given(st.floats(34, 39), st.floats(30, 35), st.floats(0, 40_000))
def test_a_settled_point_is_settled_by_distances_on_the_sphere(longitude, latitude, radius):
    border = shapely.segmentize(SQUARE.exterior, 0.01)
    distance = min(great_circle((longitude, latitude), each) for each in border.coords)
    if SQUARE.contains(shapely.Point(longitude, latitude)):
        distance = 0
    said = member(longitude, latitude, radius, outer=50)
    if said == "true":
        assert distance - radius / 1000 > -1
        assert distance + radius / 1000 <= 51
    if said == "false" and distance > 0:
        assert distance - radius / 1000 >= 49
