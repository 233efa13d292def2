"""Whether a vocabulary has a word: exports say the same words again and again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from tawthiq.errors import VocabularyError


@lru_cache(maxsize=8192)
def is_known(find: Callable[[str], str], words: str) -> bool:
    """Says whether `find` has a code for words."""
    try:
        find(words)
    except VocabularyError:
        return False
    return True
