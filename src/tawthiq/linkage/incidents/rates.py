"""How often accounts of one incident have each level, learnt from the accounts themselves.

Expectation maximisation (A. Dempster, N. Laird, D. Rubin 1977) with what is usual counted as so
many pairs beforehand: few accounts change little, and many say what their sources are like.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from tawthiq.linkage.incidents.fields import FIELDS

Array: TypeAlias = "np.ndarray[Any, Any]"

Rates: TypeAlias = Mapping[str, Array]
"""Per field, how often an incident has each level."""

KNOWN = 100.0
"""What is usual counts as so many pairs."""


def usual_rates() -> dict[str, Array]:
    """Returns what is usual."""
    return {name: np.array([each.usual for each in field.levels])
            for name, field in FIELDS.items()}  # fmt: skip


def learnt_rates(levels: Mapping[str, Array], probability: Array) -> dict[str, Array]:
    """Returns how often pairs have each level, counted by how likely each is one incident.

    Args:
        levels: Per field the level of each pair; -1 where it is not known.
        probability: Of each pair that it is one incident.
    """
    found = usual_rates()
    for name, field in FIELDS.items():
        rates = found[name]
        told = (levels[name] >= 0) & (levels[name] < len(rates))
        counts = np.bincount(levels[name][told], probability[told], len(rates))
        for group in field.learnt:
            at = list(group)
            usual = rates[at] / rates[at].sum()
            rates[at] = (counts[at] + KNOWN * usual) / (counts[at].sum() + KNOWN)
    return found
