"""Journal entries: what of a revision is public, and how its values are committed to.

An entry shows an opaque record id, the number of the revision, the entry before it, the time, and
one root over salted commitments, which are sorted and filled up with decoys. Kind, actor, batch,
state and every field are inside commitments: the whole journal can be handed out without giving
away a value, not even to someone who guesses it. Who gets a proof gets the commitments behind the
root as well, and as many of them opened as the discloser chooses.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import rfc8785

from tawthiq.register.tree import leaf_hash, root_hash

VERSION = 1
BUCKET = 32
"""Commitments come in multiples of this number, so that their count tells neither kind nor use."""

_NAMES = frozenset(("v", "record", "revision", "previous", "at", "commitments"))
_FIELD = hashlib.sha256(b"tawthiq/field/v1\0")
_DECOY = b"tawthiq/decoy/v1\0"
_HASH = re.compile("[0-9a-f]{64}")
_SALT = re.compile("[0-9a-f]{32}")
_PLAIN_ENTRY = re.compile(
    rb'\{"at":"([ !#-\[\]-~]+)","commitments":"([0-9a-f]{64})","previous":(?:null|"([0-9a-f]{64})")'
    rb',"record":"([ !#-\[\]-~]+)","revision":([1-9][0-9]{0,14}),"v":1\}'
)
"""The canonical form of an entry whose texts need no escape: what every entry looks like."""

_quoted = json.encoder.encode_basestring
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


class Entry(NamedTuple):
    """What an entry shows; `previous` and `commitments` are hashes in hexadecimal."""

    record: str
    revision: int
    previous: str | None
    at: str
    commitments: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One value opened: whoever has it can check it against the commitment in the journal."""

    path: str
    value: Any
    salt: str

    @property
    def commitment(self) -> str:
        """The commitment that the journal holds for it, in hexadecimal."""
        return _commitment(self.salt, self.path, canonical(self.value))


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
    keyed = _hmac(key)
    encode = _plain_bytes if _is_plain(dict(values)) else canonical
    found = [
        _commitment(keyed(path.encode())[:16].hex(), path, encode(value))
        for path, value in values.items()
    ]
    missing = -len(found) % BUCKET
    found += [keyed(_DECOY + str(number).encode()).hex() for number in range(missing)]
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
    return canonical(
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


def parse_entry(entry: bytes) -> Entry:
    """Returns what an entry shows, every part of the type that it must have.

    Raises:
        ValueError: The bytes are no entry in its one canonical form.
    """
    plain = _PLAIN_ENTRY.fullmatch(entry)
    if plain is not None:
        at, commitments, previous, record, revision = plain.groups()
        return Entry(
            record.decode(),
            int(revision),
            None if previous is None else previous.decode(),
            at.decode(),
            commitments.decode(),
        )
    content = read_entry(entry)
    content.pop("v")
    found = Entry(**content)
    if not all(isinstance(each, str) and each for each in (found.record, found.at)):
        raise ValueError("the record or the time of the entry is no text")
    if type(found.revision) is not int or found.revision < 1:
        raise ValueError("the revision of the entry is no number from 1")
    if not is_hash(found.commitments) or (
        found.previous is not None and not is_hash(found.previous)
    ):
        raise ValueError("the entry holds something else where a hash must stand")
    return found


def is_hash(value: object) -> bool:
    """Says whether a value is a SHA-256 in hexadecimal, in its one form."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def is_salt(value: object) -> bool:
    """Says whether a value is the salt of a commitment: 128 bits in hexadecimal."""
    return isinstance(value, str) and _SALT.fullmatch(value) is not None


def canonical(value: Any) -> bytes:
    """Returns RFC 8785 form; by the fast way where it is certain to give the same bytes."""
    return _plain_bytes(value) if _is_plain(value) else rfc8785.dumps(value)


def _salt(key: bytes, path: str) -> str:
    return _hmac(key)(path.encode())[:16].hex()


def _hmac(key: bytes) -> Callable[[bytes], bytes]:
    """Returns HMAC-SHA-256 under a key; the two blocks of the key are hashed once."""
    block = (
        key.ljust(64, b"\0") if len(key) <= 64 else hashlib.sha256(key).digest().ljust(64, b"\0")
    )
    inside = hashlib.sha256(block.translate(_INSIDE))
    outside = hashlib.sha256(block.translate(_OUTSIDE))

    def digest(message: bytes) -> bytes:
        inner, outer = inside.copy(), outside.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.digest()

    return digest


_INSIDE = bytes(each ^ 0x36 for each in range(256))
_OUTSIDE = bytes(each ^ 0x5C for each in range(256))


def _commitment(salt: str, path: str, value: bytes) -> str:
    """Returns the commitment to a value in canonical form."""
    digest = _FIELD.copy()
    digest.update(b"[%s,%s,%s]" % (_plain_bytes(salt), _name(path), value))
    return digest.hexdigest()


@lru_cache(maxsize=1024)
def _name(path: str) -> bytes:
    return _plain_bytes(path)


def _plain_bytes(value: Any) -> bytes:
    """Returns the canonical form of a value that is plain."""
    if value is None:
        return b"null"
    return (_quoted(value) if isinstance(value, str) else _encode(value)).encode()


def _is_plain(value: Any) -> bool:
    """Says whether a value holds only texts, truth values, nothing, and small whole numbers.

    Names of fields must be ASCII, so that every order of letters is the same one.
    """
    sort = type(value)
    if sort is str or value is None or sort is bool:
        return True
    if sort is int:
        return bool(-(2**53) < value < 2**53)
    if sort is dict:
        for name, inner in value.items():
            if type(name) is not str or not name.isascii() or not _is_plain(inner):
                return False
        return True
    if sort is list:
        return all(map(_is_plain, value))
    return False
