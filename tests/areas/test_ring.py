"""The ring around a zone, against distances on the sphere."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.areas.ring import ring_membership
from tawthiq.errors import SelectionError

SQUARE = shapely.box(36.0, 32.0, 37.0, 33.0)
NAN = math.nan


def member(longitude, latitude, radius=NAN, *, inner=0.0, outer=25.0, zone=SQUARE):
    arrays = (np.array([each], dtype=float) for each in (longitude, latitude, radius))
    return str(ring_membership(*arrays, zone=zone, outer_km=outer, inner_km=inner)[0])


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
        (36.5, 32.5, 25_000, "unknown"),
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


def test_a_zone_without_area_is_refused():
    with pytest.raises(SelectionError, match="no area"):
        member(36, 32, zone=shapely.Polygon())


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
