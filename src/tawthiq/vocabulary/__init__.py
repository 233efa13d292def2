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
from tawthiq.vocabulary.wording import (
    date_words,
    header_fields,
    number_words,
    says_unknown,
    sex_words,
)

__all__ = [
    "Alliance",
    "Party",
    "Term",
    "alliances",
    "date_words",
    "header_fields",
    "labels",
    "map_borders",
    "number_words",
    "parties",
    "party_code",
    "provisions",
    "publisher_labels",
    "publishers",
    "says_unknown",
    "sex_words",
    "violation_code",
    "violations",
]
