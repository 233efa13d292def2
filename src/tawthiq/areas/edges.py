"""The edges of areas by rows of their grid, so that a point is compared with a few of them only.

A point lies in a shape where a ray to the east crosses its edges an odd number of times, and where
it lies on an edge: the rule of GEOS (`RayCrossingCounter`), and so of `shapely.intersects_xy`. On
which side of an edge it lies is the sign of a determinant. Where the rounding of that could turn
the sign, nothing is said here, and shapely must be asked (Shewchuk 1997, "Adaptive Precision
Floating-Point Arithmetic", the static filter of `orient2d`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numba
import numpy as np
import shapely

from tawthiq.areas.area import Area
from tawthiq.areas.grid import EXACT, INSIDE, OUTSIDE, PER_GRID, UNSURE, Grid
from tawthiq.areas.shapes import Shape

Array: TypeAlias = "np.ndarray[Any, Any]"

_UNIT = 2.0**-53
_BOUND = (3 + 16 * _UNIT) * _UNIT
_POLYGONS = (3, 6)  # `shapely.GeometryType` of a polygon, and of several
_LEAST = 1e-280  # of smaller products too many digits are lost for the bound to hold


class Edges(NamedTuple):
    """The edges of shapes, for the inner loop.

    Attributes:
        core: Per area, the number of the shape that it surely holds; -1 where shapely must say,
            as of a shape that crosses itself.
        outer: Per area, the number of the shape that it holds at most; -1 likewise.
        south: Per shape, the lower edge of its grid.
        scale: Per shape, cells per degree.
        rows: Per shape, the rows of its grid.
        first: Per shape, where its rows begin in `starts`.
        starts: Per shape and row, where its edges begin in `ends`; they end where the next begin.
        ends: Edge x 4: longitude and latitude of both ends.
    """

    core: Array
    outer: Array
    south: Array
    scale: Array
    rows: Array
    first: Array
    starts: Array
    ends: Array


def make_edges(areas: Sequence[Area], grids: Sequence[Grid]) -> Edges:
    """Sorts the edges of areas into the rows of their grids; see `make_grids`."""
    core, outer = np.full(len(areas), -1, np.int32), np.full(len(areas), -1, np.int32)
    frames: list[tuple[float, float, int]] = []
    starts, ends, held = [np.zeros(0, np.int64)], [np.zeros((0, 4))], 0
    for at, area in enumerate(areas):
        grid = grids[at // PER_GRID]
        frame = (grid.south, 1.0 / grid.cell, len(grid.pattern))
        for shape, numbers in ((area.core, core), (area.outer, outer)):
            if shape is area.core and core[at] >= 0:
                numbers[at] = core[at]
            elif shapely.get_type_id(shape) in _POLYGONS and shapely.is_valid(shape):
                numbers[at] = len(frames)
                own, sorted_ends = _by_row(_edges_of(shape), *frame)
                frames.append(frame)
                starts.append(own + held)
                ends.append(sorted_ends)
                held += len(sorted_ends)
    south, scale, rows = (np.array([each[at] for each in frames]) for at in range(3))
    counts = np.array([len(each) for each in starts], np.int64)
    return Edges(
        core, outer, south.astype(np.float64), scale.astype(np.float64), rows.astype(np.int64),
        np.cumsum(counts)[:-1], np.concatenate(starts), np.concatenate(ends),
    )  # fmt: skip


def _edges_of(shape: Shape) -> Array:
    """Returns edge x 4: the ends of every edge of every ring."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    points, of = shapely.get_coordinates(rings, return_index=True)
    whole = of[:-1] == of[1:]
    return np.hstack([points[:-1][whole], points[1:][whole]])


@numba.njit(cache=True, nogil=True)
def row_of(latitude: float, south: float, scale: float, rows: int) -> int:
    """Returns the row of a latitude, the nearest one beyond the grid.

    Never falls as the latitude rises, so an edge that reaches to the height of a point is in the
    row of the point, however both were rounded.
    """
    row = (latitude - south) * scale
    if row >= rows:
        return rows - 1
    return int(row) if row > 0 else 0


@numba.njit(cache=True, nogil=True)
def _by_row(edges: Array, south: float, scale: float, rows: int) -> tuple[Array, Array]:
    """Returns where the edges of each row begin, and the edges row by row."""
    starts = np.zeros(rows + 1, np.int64)
    for at in range(len(edges)):
        low, high = min(edges[at, 1], edges[at, 3]), max(edges[at, 1], edges[at, 3])
        for row in range(row_of(low, south, scale, rows), row_of(high, south, scale, rows) + 1):
            starts[row + 1] += 1
    for row in range(rows):
        starts[row + 1] += starts[row]
    filled = starts[:-1].copy()
    found = np.empty((starts[-1], 4))
    for at in range(len(edges)):
        low, high = min(edges[at, 1], edges[at, 3]), max(edges[at, 1], edges[at, 3])
        for row in range(row_of(low, south, scale, rows), row_of(high, south, scale, rows) + 1):
            found[filled[row]] = edges[at]
            filled[row] += 1
    return starts, found


@numba.njit(cache=True, nogil=True)
def lies_in_area(edges: Edges, area: int, x: float, y: float) -> int:
    """Says how a point lies to an area; `EXACT` where shapely must be asked."""
    core, outer = edges.core[area], edges.outer[area]
    inside = lies_in_shape(edges, core, x, y)
    if inside != OUTSIDE or outer == core:
        return inside
    near = lies_in_shape(edges, outer, x, y)
    return UNSURE if near == INSIDE else near


@numba.njit(cache=True, nogil=True)
def lies_in_shape(edges: Edges, shape: int, x: float, y: float) -> int:
    """Says whether a point lies in a shape or on its border; `EXACT` where that is not sure."""
    if shape < 0:
        return EXACT
    row = row_of(y, edges.south[shape], edges.scale[shape], edges.rows[shape])
    at = edges.first[shape] + row
    ends = edges.ends
    crossed = OUTSIDE
    for edge in range(edges.starts[at], edges.starts[at + 1]):
        x0, y0, x1, y1 = ends[edge, 0], ends[edge, 1], ends[edge, 2], ends[edge, 3]
        if x0 < x and x1 < x:
            continue
        if (x == x0 and y == y0) or (x == x1 and y == y1):
            return INSIDE
        if y == y0 and y == y1:
            if min(x0, x1) <= x <= max(x0, x1):
                return INSIDE
            continue
        if (y0 > y) == (y1 > y):
            continue
        if x == x0 and x == x1:
            return INSIDE
        left, right = (x0 - x) * (y1 - y), (x1 - x) * (y0 - y)
        size, turn = abs(left) + abs(right), left - right
        if not (size > _LEAST and abs(turn) > _BOUND * size):
            return EXACT
        if (turn > 0) == (y1 > y0):
            crossed = INSIDE - crossed
    return crossed
