"""Spelling in Arabic and Latin script: knows no person, place or incident."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tawthiq.names.digits import plain_digits
from tawthiq.names.fold import fold
from tawthiq.names.skeleton import skeleton, skeletons

if TYPE_CHECKING:
    from tawthiq.names.aligner import SAME, Aligner
    from tawthiq.names.clean import clean_name
    from tawthiq.names.columns import name_columns
    from tawthiq.names.index import NameIndex, NameMatch, match_names
    from tawthiq.names.parts import NameParts, Part, name_parts

_HOMES = {
    "SAME": "tawthiq.names.aligner",
    "Aligner": "tawthiq.names.aligner",
    "NameIndex": "tawthiq.names.index",
    "NameMatch": "tawthiq.names.index",
    "NameParts": "tawthiq.names.parts",
    "Part": "tawthiq.names.parts",
    "clean_name": "tawthiq.names.clean",
    "match_names": "tawthiq.names.index",
    "name_columns": "tawthiq.names.columns",
    "name_parts": "tawthiq.names.parts",
}

__all__ = [
    "SAME", "Aligner", "NameIndex", "NameMatch", "NameParts", "Part", "clean_name", "fold",
    "match_names", "name_columns", "name_parts", "plain_digits", "skeleton", "skeletons",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Imports what compares names of people when it is first used: numba is heavy."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'tawthiq.names' has no attribute {name!r}")
