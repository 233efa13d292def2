"""Spelling in Arabic and Latin script: knows no person, place or incident."""

from tawthiq.names.digits import plain_digits
from tawthiq.names.fold import fold

__all__ = ["fold", "plain_digits"]
