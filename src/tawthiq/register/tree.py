"""The Merkle tree over all revisions, after RFC 6962 section 2.1."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def leaf_hash(entry: bytes) -> bytes:
    """Returns the hash of a leaf: SHA-256 of 0x00 and the entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """Returns the root over leaf hashes; of no leaves, SHA-256 of the empty string.

    >>> root_hash([]).hex()[:8], root_hash([leaf_hash(b"")]).hex()[:8]
    ('e3b0c442', '6e340b9c')
    """
    if not leaves:
        return hashlib.sha256().digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = [
            hashlib.sha256(b"\x01" + level[at] + level[at + 1]).digest()
            for at in range(0, len(level) - 1, 2)
        ]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]
