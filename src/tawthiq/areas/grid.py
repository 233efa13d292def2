"""Areas on a grid of cells, so that most points are placed by looking at one cell.

Each cell knows of each area whether it lies inside, outside, or where neither is sure; only in a
cell that a border runs through must the shapes themselves be asked.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numba
import numpy as np
import shapely

from tawthiq.areas.area import Area
from tawthiq.areas.shapes import Shape

OUTSIDE, INSIDE, UNSURE, EXACT = 0, 1, 2, 3
"""What a cell says of an area; `EXACT`: a border runs through it."""

ASTRAY = 4
"""What is said of a point that lies outside of the place under which it is filed."""

Array: TypeAlias = "np.ndarray[Any, Any]"
_Window: TypeAlias = tuple[int, int, int, int]

CELLS = 2048
"""Cells along the longer side of a grid."""

PER_GRID = 32
"""Areas of one grid."""

_FEW = 2**16


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid over up to 32 areas.

    Attributes:
        west: Longitude of the left edge.
        south: Latitude of the lower edge.
        cell: Side of a cell in degrees.
        pattern: Rows x columns; what stands there, as a row of `said`.
        said: Pattern x area: `OUTSIDE`, `INSIDE`, `UNSURE` or `EXACT`.
        beyond: Per area, what is said of every point outside the grid.
        told: Area x pattern, with two more: beyond the grid, and of no point at all.
    """

    west: float
    south: float
    cell: float
    pattern: Array
    said: Array
    beyond: Array
    told: Array


def make_grids(areas: Sequence[Area], *, cells: int = CELLS) -> list[Grid]:
    """Lays grids over areas, 32 areas each."""
    return [_make(areas[at : at + PER_GRID], cells) for at in range(0, len(areas), PER_GRID)]


def _make(areas: Sequence[Area], cells: int) -> Grid:
    bounds = [shape.bounds for area in areas for shape in _bounded(area)]
    if not bounds:
        bounds = [(0.0, 0.0, 1.0, 1.0)]
    west, south = min(each[0] for each in bounds), min(each[1] for each in bounds)
    east, north = max(each[2] for each in bounds), max(each[3] for each in bounds)
    cell = max(east - west, north - south, 1e-6) * (1 + 1e-6) / cells
    columns, rows = (math.ceil(side / cell + 1e-3) for side in (east - west, north - south))
    packed = np.zeros((rows, columns), np.uint64)
    beyond = np.zeros(len(areas), np.uint8)
    for at, area in enumerate(areas):
        window = _window(area, (west, south, cell), packed.shape)
        frame = (west, south, cell, *window)
        core = _raster(area.core, frame)
        outer = core if area.outer is area.core else _raster(area.outer, frame)
        beyond[at] = UNSURE if _is_world(area.outer) else OUTSIDE
        first_row, first_column, last_row, last_column = window
        own = packed[first_row:last_row, first_column:last_column]
        _pack(own, core, outer, np.uint64(2 * at))
    pattern, keys = _patterns(packed)
    if len(keys) < _FEW:
        pattern = pattern.astype(np.uint16)
    said = np.array(
        [[(int(key) >> (2 * at)) & 3 for at in range(len(areas))] for key in keys], np.uint8
    ).reshape(len(keys), len(areas))
    no_point = np.full(len(areas), UNSURE, np.uint8)
    told = np.ascontiguousarray(np.vstack([said, beyond, no_point]).T)
    return Grid(west, south, cell, pattern, said, beyond, told)


def _bounded(area: Area) -> Iterator[Shape]:
    for shape in (area.core, area.outer):
        if _is_world(shape):
            holes = (ring for part in shapely.get_parts(shape) for ring in part.interiors)
            yield from (shapely.Polygon(ring) for ring in holes)
        elif not shape.is_empty:
            yield shape


def _is_world(shape: Shape) -> bool:
    """Says whether a shape reaches around the world; it can have holes."""
    return bool(shape.bounds == (-180.0, -90.0, 180.0, 90.0))


def _window(area: Area, origin: tuple[float, float, float], size: tuple[int, int]) -> _Window:
    """Returns the rows and columns of the cells that an area can reach, and one more around."""
    west, south, cell = origin
    bounds = [shape.bounds for shape in (area.core, area.outer) if not shape.is_empty]
    if not bounds:
        return 0, 0, 0, 0
    left, low = min(each[0] for each in bounds), min(each[1] for each in bounds)
    right, high = max(each[2] for each in bounds), max(each[3] for each in bounds)
    first = (math.floor((low - south) / cell) - 1, math.floor((left - west) / cell) - 1)
    last = (math.floor((high - south) / cell) + 2, math.floor((right - west) / cell) + 2)
    begin = [min(max(at, 0), most) for at, most in zip(first, size, strict=True)]
    end = [min(max(at, 0), most) for at, most in zip(last, size, strict=True)]
    return begin[0], begin[1], end[0], end[1]


def _raster(shape: Shape, frame: tuple[float, float, float, int, int, int, int]) -> Array:
    """Returns the cells of a window: 0 outside, 1 inside, 2 where the border runs.

    The window holds the whole shape, or all of its cells that the grid has.
    """
    *_, first_row, first_column, last_row, last_column = frame
    found = np.zeros((last_row - first_row, last_column - first_column), np.uint8)
    if shape.is_empty:
        return found
    for ring in _rings(shape):
        _cross(np.ascontiguousarray(ring), frame, found)
    _fill(found)
    for ring in _rings(shape):
        _touch(np.ascontiguousarray(ring), frame, found)
    return found


def _rings(shape: Shape) -> Iterator[Array]:
    for part in shapely.get_parts(shape):
        for ring in shapely.get_rings(part):
            yield shapely.get_coordinates(ring)


@numba.njit(cache=True, nogil=True)
def _cross(ring: Array, frame: Any, found: Array) -> None:
    """Marks, in each row, the first cell whose centre lies beyond an edge of the ring."""
    west, south, cell, first_row, first_column, last_row, last_column = frame
    for at in range(len(ring) - 1):
        x0, y0 = (ring[at, 0] - west) / cell, (ring[at, 1] - south) / cell
        x1, y1 = (ring[at + 1, 0] - west) / cell, (ring[at + 1, 1] - south) / cell
        if y0 == y1:
            continue
        low, high = min(y0, y1), max(y0, y1)
        first = max(first_row, math.ceil(low - 0.5))
        last = min(last_row - 1, math.ceil(high - 0.5) - 1)
        for row in range(first, last + 1):
            x = x0 + (row + 0.5 - y0) * (x1 - x0) / (y1 - y0)
            column = max(first_column, math.ceil(x - 0.5))
            if column < last_column:
                found[row - first_row, column - first_column] ^= 1


@numba.njit(cache=True, nogil=True)
def _fill(found: Array) -> None:
    """Turns the marked crossings into inside and outside, by the even-odd rule."""
    for row in range(found.shape[0]):
        inside = 0
        for column in range(found.shape[1]):
            inside ^= found[row, column]
            found[row, column] = inside


@numba.njit(cache=True, nogil=True)
def _touch(ring: Array, frame: Any, found: Array) -> None:
    """Marks every cell that an edge of the ring runs through or touches."""
    west, south, cell, first_row, first_column, last_row, last_column = frame
    for at in range(len(ring) - 1):
        x0, y0 = (ring[at, 0] - west) / cell, (ring[at, 1] - south) / cell
        x1, y1 = (ring[at + 1, 0] - west) / cell, (ring[at + 1, 1] - south) / cell
        if x0 > x1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        begin = max(first_column, math.floor(x0 - 1e-6))
        end = min(last_column - 1, math.floor(x1 + 1e-6))
        for column in range(begin, end + 1):
            left, right = max(x0, float(column)), min(x1, float(column + 1))
            low, high = min(y0, y1), max(y0, y1)
            if x1 > x0:
                at_left = y0 + (left - x0) * (y1 - y0) / (x1 - x0)
                at_right = y0 + (right - x0) * (y1 - y0) / (x1 - x0)
                low = max(low, min(at_left, at_right))
                high = min(high, max(at_left, at_right))
            first = max(first_row, math.floor(low - 1e-6))
            for row in range(first, min(last_row - 1, math.floor(high + 1e-6)) + 1):
                found[row - first_row, column - first_column] = 2


@numba.njit(cache=True, nogil=True)
def _pack(packed: Array, core: Array, outer: Array, shift: Any) -> None:
    """Writes what each cell says of one area into its two bits."""
    for row in range(packed.shape[0]):
        for column in range(packed.shape[1]):
            if core[row, column] == 1:
                said = 1
            elif core[row, column] == 2 or outer[row, column] == 2:
                said = 3
            else:
                said = 2 if outer[row, column] == 1 else 0
            packed[row, column] |= np.uint64(said) << shift


@numba.njit(cache=True, nogil=True)
def _patterns(packed: Array) -> tuple[Array, Array]:
    """Numbers the different cells; returns the number of each cell and the bits of each number."""
    numbers = {np.uint64(0): np.uint32(0)}
    keys = [np.uint64(0)]
    pattern = np.zeros(packed.shape, np.uint32)
    last, number = np.uint64(0), np.uint32(0)
    for row in range(packed.shape[0]):
        for column in range(packed.shape[1]):
            key = packed[row, column]
            if key != last:
                if key not in numbers:
                    numbers[key] = np.uint32(len(keys))
                    keys.append(key)
                last, number = key, numbers[key]
            pattern[row, column] = number
    return pattern, np.array(keys)
