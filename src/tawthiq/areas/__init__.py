"""Areas on the ground, as surely as they are known: polygons, discs, and where they settle.

The only place where shapely is imported. It knows no incident and no agreement.
"""

from tawthiq.areas.area import ANYWHERE, NOWHERE, Area, lies_in, metres_between, touch, touches
from tawthiq.areas.shapes import Shape, disc, grow, point, read_shape, union, write_shape

__all__ = [
    "ANYWHERE",
    "NOWHERE",
    "Area",
    "Shape",
    "disc",
    "grow",
    "lies_in",
    "metres_between",
    "point",
    "read_shape",
    "touch",
    "touches",
    "union",
    "write_shape",
]
