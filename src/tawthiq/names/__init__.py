"""Spelling in Arabic and Latin script: knows no person, place or incident."""

from tawthiq.names.digits import plain_digits
from tawthiq.names.fold import fold
from tawthiq.names.skeleton import skeleton, skeletons

__all__ = ["fold", "plain_digits", "skeleton", "skeletons"]
