"""Spelling in Arabic and Latin script: knows no person, place or incident."""

from tawthiq.names.fold import fold

__all__ = ["fold"]
