"""Journal entries: what of a revision is public, and how its values are committed to.

An entry shows an opaque record id, the number of the revision, the entry before it, the time, and
one root over salted commitments, which are sorted and filled up with decoys. Kind, actor, batch,
state and every field are inside commitments: the whole journal can be handed out without giving
away a value, not even to someone who guesses it. Who gets a proof gets the commitments behind the
root as well, and as many of them opened as the discloser chooses.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785

from tawthiq.register.tree import leaf_hash, root_hash

VERSION = 1
BUCKET = 32
"""Commitments come in multiples of this number, so that their count tells neither kind nor use."""

_NAMES = frozenset(("v", "record", "revision", "previous", "at", "commitments"))
_FIELD = b"tawthiq/field/v1\0"
_DECOY = b"tawthiq/decoy/v1\0"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One value opened: whoever has it can check it against the commitment in the journal."""

    path: str
    value: Any
    salt: str

    @property
    def commitment(self) -> str:
        """The commitment that the journal holds for it, in hexadecimal."""
        return _commitment(self.salt, self.path, self.value)


def paths_of(
    body: Mapping[str, Any], *, kind: str, actor: str, batch: str, state: str
) -> dict[str, Any]:
    """Returns everything that a revision commits to, by path."""
    fields = {f"fields/{name}": value for name, value in body.items()}
    return {"kind": kind, "actor": actor, "batch": batch, "state": state, **fields}


def disclose(values: Mapping[str, Any], paths: Iterable[str], *, key: bytes) -> list[Disclosure]:
    """Opens chosen paths of a revision: a salt, a path and a value each."""
    return [Disclosure(path, values[path], _salt(key, path)) for path in paths]


def commitments_of(values: Mapping[str, Any], *, key: bytes) -> list[str]:
    """Returns the commitments of a revision with its decoys, sorted.

    Args:
        values: Everything that is committed to, by path.
        key: The revision's own random 256-bit key; destroying it erases what it salts.
    """
    found = [_commitment(_salt(key, path), path, value) for path, value in values.items()]
    missing = -len(found) % BUCKET
    found += [
        hmac.digest(key, _DECOY + str(number).encode(), "sha256").hex() for number in range(missing)
    ]
    return sorted(found)


def commitment_root(values: Mapping[str, Any], *, key: bytes) -> str:
    """Returns the Merkle root over a revision's commitments, in hexadecimal."""
    return root_of(commitments_of(values, key=key))


def root_of(commitments: Iterable[str]) -> str:
    """Returns the Merkle root (RFC 6962) over commitments in hexadecimal, in their order."""
    return root_hash([leaf_hash(bytes.fromhex(each)) for each in commitments]).hex()


def make_entry(
    *,
    record: str,
    revision: int,
    previous: bytes | None,
    at: datetime,
    root: str,
) -> bytes:
    """Returns an entry in RFC 8785 form; `previous` is the leaf hash of the revision before."""
    return rfc8785.dumps(
        {
            "v": VERSION,
            "record": record,
            "revision": revision,
            "previous": previous.hex() if previous is not None else None,
            "at": at.isoformat(),
            "commitments": root,
        }
    )


def read_entry(entry: bytes) -> dict[str, Any]:
    """Returns the content of an entry.

    Raises:
        ValueError: The bytes are no entry in its one canonical form.
    """
    content = json.loads(entry)
    if not isinstance(content, dict) or rfc8785.dumps(content) != bytes(entry):
        raise ValueError("this is no canonical entry")
    if content.get("v") != VERSION or set(content) != _NAMES:
        raise ValueError("this is no entry of a known version")
    return content


def _salt(key: bytes, path: str) -> str:
    return hmac.digest(key, path.encode(), "sha256")[:16].hex()


def _commitment(salt: str, path: str, value: Any) -> str:
    return hashlib.sha256(_FIELD + _canonical([salt, path, value])).hexdigest()


def _canonical(value: Any) -> bytes:
    """Returns RFC 8785 form; by the fast way where it is certain to give the same bytes."""
    if _is_plain(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return rfc8785.dumps(value)


def _is_plain(value: Any) -> bool:
    """Says whether a value holds only texts, truth values, nothing, and small whole numbers."""
    if value is None or isinstance(value, str | bool):
        return True
    if isinstance(value, int):
        return abs(value) < 2**53
    return isinstance(value, list) and all(map(_is_plain, value))
