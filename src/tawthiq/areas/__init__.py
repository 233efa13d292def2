"""Areas on the ground, as surely as they are known: polygons, discs, and where they settle.

The only place where shapely is imported. It knows no incident and no agreement.
"""

from tawthiq.areas.area import ANYWHERE, NOWHERE, Area, lies_in
from tawthiq.areas.shapes import Shape, disc, point, read_shape, union, write_shape

__all__ = [
    "ANYWHERE",
    "NOWHERE",
    "Area",
    "Shape",
    "disc",
    "lies_in",
    "point",
    "read_shape",
    "union",
    "write_shape",
]
