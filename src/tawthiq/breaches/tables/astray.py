"""Points that lie outside of the place under which they are filed, in tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tawthiq.areas import Area
from tawthiq.areas.grid import OUTSIDE
from tawthiq.areas.points import place_points
from tawthiq.breaches.tables.events import Events
from tawthiq.breaches.tables.kernel import Array
from tawthiq.breaches.zones import Zones
from tawthiq.records import Where


@dataclass(frozen=True, slots=True)
class Extents:
    """What each place surely does not leave, where that is known.

    Attributes:
        names: Place codes, in the order of their numbers.
    """

    zones: Zones
    names: Sequence[str]

    def rows_astray(self, events: Events, among: Array) -> Array:
        """Returns the rows whose point or disc touches nothing of the extent of its place.

        Args:
            events: A batch.
            among: Rows that have a place and a point.
        """
        place, found = events.place[among], [among[:0]]
        for number in np.unique(place).tolist():
            extent = self.zones.figure(Where(place=self.names[number]))
            if extent is not None:
                rows = among[place == number]
                spots = events.longitude[rows], events.latitude[rows], events.radius[rows]
                found.append(rows[place_points(*spots, area=Area(extent, extent)) == OUTSIDE])
        return np.concatenate(found)
