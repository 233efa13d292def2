"""The ring around a zone: did events move to where the agreement does not hold?

Which events lie in it says `tawthiq.areas.ring.ring_membership`.
"""

from __future__ import annotations

from dataclasses import dataclass

from tawthiq.breaches.comparing.design import Design, Window
from tawthiq.breaches.comparing.rates import RateRatio
from tawthiq.records import Reason


@dataclass(frozen=True, slots=True)
class Ring:
    """The rate in a zone and in the ring around it, before and after.

    Attributes:
        inner_km: Where the ring starts, from the border of the zone.
        outer_km: Where it ends.
        zone: The ratio in the zone itself.
        ring: The ratio in the ring.
    """

    inner_km: float
    outer_km: float
    zone: RateRatio
    ring: RateRatio
    windows: tuple[Window, Window]
    left_out: tuple[Reason, ...] = ()
    design: Design = Design.RING
