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
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import rfc8785

from tawthiq.register.tree import leaf_hashes, root_hash

VERSION = 1
BUCKET = 32
"""Commitments come in multiples of this number, so that their count tells neither kind nor use."""

_NAMES = frozenset(("v", "record", "revision", "previous", "at", "commitments"))
_FIELD = "tawthiq/field/v1\0"
_DECOYS = tuple(b"tawthiq/decoy/v1\0%d" % number for number in range(BUCKET))
_HASH = re.compile("[0-9a-f]{64}")
_SALT = re.compile("[0-9a-f]{32}")
_PLAIN_ENTRY = re.compile(
    rb'\{"at":"([ !#-\[\]-~]+)","commitments":"([0-9a-f]{64})","previous":(?:null|"([0-9a-f]{64})")'
    rb',"record":"([ !#-\[\]-~]+)","revision":([1-9][0-9]{0,14}),"v":1\}'
)
"""The canonical form of an entry whose texts need no escape: what every entry looks like."""

_quoted = json.encoder.encode_basestring
_sha256 = hashlib.sha256


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
        return _commitment(self.salt, self.path, canonical_text(self.value)).hex()


def paths_of(
    body: Mapping[str, Any], *, kind: str, actor: str, batch: str, state: str
) -> dict[str, Any]:
    """Returns everything that a revision commits to, by path."""
    fields = {f"fields/{name}": value for name, value in body.items()}
    return {"kind": kind, "actor": actor, "batch": batch, "state": state, **fields}


def disclose(values: Mapping[str, Any], paths: Iterable[str], *, key: bytes) -> list[Disclosure]:
    """Opens chosen paths of a revision: a salt, a path and a value each."""
    return [Disclosure(path, values[path], _salt(key, path)) for path in paths]


def encode_fields(body: Mapping[str, Any]) -> dict[str, str]:
    """Returns the RFC 8785 form of each field: encoded once for the body and its commitments."""
    try:
        return {name: _plain_text(value) for name, value in body.items()}
    except _NotPlainError:
        return {name: canonical_text(value) for name, value in body.items()}


def join_fields(fields: Mapping[str, str]) -> str:
    """Returns the RFC 8785 form of a body from that of its fields."""
    if not _are_plain_names(fields):
        return canonical_text({name: json.loads(text) for name, text in fields.items()})
    return f"{{{','.join([f'{_quoted(name)}:{fields[name]}' for name in sorted(fields)])}}}"


def encode_paths(
    fields: Mapping[str, str], *, kind: str, actor: str, batch: str, state: str
) -> dict[str, str]:
    """Returns what `paths_of` does, encoded, from fields that are encoded."""
    encoded = {"kind": _quoted(kind), "actor": _quoted(actor), "batch": _quoted(batch)}
    encoded["state"] = _quoted(state)
    for name, text in fields.items():
        encoded[f"fields/{name}"] = text
    return encoded


def commitments_of(values: Mapping[str, Any], *, key: bytes) -> list[str]:
    """Returns the commitments of a revision with its decoys, sorted.

    Args:
        values: Everything that is committed to, by path.
        key: The revision's own random 256-bit key; destroying it erases what it salts.
    """
    return [each.hex() for each in _commitments(encode_fields(values), key)]


def commitment_root(encoded: Mapping[str, str], *, key: bytes) -> str:
    """Returns the Merkle root over a revision's commitments, in hexadecimal.

    Args:
        encoded: Everything that is committed to, by path, in RFC 8785 form.
        key: The revision's own random key.
    """
    return root_hash(leaf_hashes(_commitments(encoded, key))).hex()


def root_of(commitments: Iterable[str]) -> str:
    """Returns the Merkle root (RFC 6962) over commitments in hexadecimal, in their order."""
    return root_hash(leaf_hashes(map(bytes.fromhex, commitments))).hex()


def make_entry(
    *,
    record: str,
    revision: int,
    previous: bytes | None,
    at: datetime,
    root: str,
) -> bytes:
    """Returns an entry in RFC 8785 form; `previous` is the leaf hash of the revision before."""
    before = "null" if previous is None else f'"{previous.hex()}"'
    return (
        f'{{"at":"{at.isoformat()}","commitments":"{root}","previous":{before},'
        f'"record":{_quoted(record)},"revision":{revision},"v":{VERSION}}}'
    ).encode()


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
    """Returns RFC 8785 form."""
    return canonical_text(value).encode()


def canonical_text(value: Any) -> str:
    """Returns RFC 8785 form as text; by the fast way where it is certain to give the same."""
    try:
        return _plain_text(value)
    except _NotPlainError:
        return rfc8785.dumps(value).decode()


class _NotPlainError(Exception):
    """A value needs the whole of RFC 8785."""


def _plain_text(value: Any) -> str:
    """Returns the canonical form of texts, truth values, nothing, and numbers.

    Lists and objects of them too. Names of fields must lie below the surrogates, so that every
    order of letters is the same one.
    """
    sort = type(value)
    if sort is str:
        return str(_quoted(value))
    if value is None:
        return "null"
    if sort is bool:
        return "true" if value else "false"
    if sort is int and -(2**53) < value < 2**53:
        return repr(value)
    if sort is float:
        return rfc8785.dumps(value).decode()
    if sort is list:
        return f"[{','.join(map(_plain_text, value))}]" if value else "[]"
    if sort is not dict:
        raise _NotPlainError
    if not _are_plain_names(value):
        raise _NotPlainError
    parts = [
        f"{_quoted(name)}:{_quoted(inner) if type(inner) is str else _plain_text(inner)}"
        for name, inner in sorted(value.items())
    ]
    return f"{{{','.join(parts)}}}"


def _are_plain_names(names: Iterable[Any]) -> bool:
    try:
        joined = "".join(names)
        return joined.isascii() or max(joined) < "\ud800"
    except TypeError:
        return False


def _commitments(encoded: Mapping[str, str], key: bytes) -> list[bytes]:
    """Returns the commitments to encoded values and their decoys, sorted.

    The loop of an import and of a verification: HMAC stands in it instead of in a function.
    """
    inside, outside = _hmac_blocks(key)
    found = []
    for path, text in encoded.items():
        message, name = _path(path)
        inner, outer = inside.copy(), outside.copy()
        inner.update(message)
        outer.update(inner.digest())
        salt = outer.digest()[:16].hex()
        found.append(_sha256(f'{_FIELD}["{salt}",{name},{text}]'.encode()).digest())
    for message in _DECOYS[: -len(found) % BUCKET]:
        inner, outer = inside.copy(), outside.copy()
        inner.update(message)
        outer.update(inner.digest())
        found.append(outer.digest())
    found.sort()
    return found


def _salt(key: bytes, path: str) -> str:
    inner, outer = _hmac_blocks(key)
    inner.update(path.encode())
    outer.update(inner.digest())
    salt: str = outer.digest()[:16].hex()
    return salt


def _hmac_blocks(key: bytes) -> tuple[Any, Any]:
    """Returns the two hashes that HMAC-SHA-256 under a key begins with."""
    block = (key if len(key) <= 64 else _sha256(key).digest()).ljust(64, b"\0")
    return _sha256(block.translate(_INSIDE)), _sha256(block.translate(_OUTSIDE))


_INSIDE = bytes(each ^ 0x36 for each in range(256))
_OUTSIDE = bytes(each ^ 0x5C for each in range(256))


def _commitment(salt: str, path: str, text: str) -> bytes:
    """Returns the commitment to a value in canonical form."""
    return _sha256(f"{_FIELD}[{_quoted(salt)},{_quoted(path)},{text}]".encode()).digest()


@lru_cache(maxsize=1024)
def _path(path: str) -> tuple[bytes, str]:
    """Returns a path as it is hashed for its salt, and as it stands in a commitment."""
    return path.encode(), _quoted(path)
