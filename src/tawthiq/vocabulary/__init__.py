"""Codes and their Arabic and English labels: parties, violations, provisions, first places."""

from tawthiq.vocabulary.terms import (
    Alliance,
    Party,
    Term,
    alliances,
    labels,
    map_borders,
    parties,
    party_code,
    provisions,
    publisher_labels,
    publishers,
    violation_code,
    violations,
)

__all__ = [
    "Alliance",
    "Party",
    "Term",
    "alliances",
    "labels",
    "map_borders",
    "parties",
    "party_code",
    "provisions",
    "publisher_labels",
    "publishers",
    "violation_code",
    "violations",
]
