"""A proof about one revision of a record, which anyone can check without the register.

A proof is one JSON object in RFC 8785 form. It holds the journal's entry of the revision, the
path from it to the root of the tree, the signed checkpoint with that root, the commitments behind
the entry, and as many of them opened as its maker chose. The commitments that stay closed tell
nothing about what is in them.

It proves that what is opened stood in the register when the checkpoint was signed and that it has
not changed since its entry was made. It does not prove that it is true.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785

from tawthiq.register.checkpoint import read_checkpoint
from tawthiq.register.entry import (
    BUCKET,
    Disclosure,
    Entry,
    is_hash,
    is_salt,
    parse_entry,
    root_of,
)
from tawthiq.register.note import NoteError, Verifier
from tawthiq.register.tree import is_included, leaf_hash

KIND = "tawthiq proof v1"
_NAMES = frozenset(
    ("proof", "key", "checkpoint", "size", "index", "inclusion", "entry", "commitments", "opened")
)
_LARGEST = 16 * 2**20
"""No proof has more bytes: a revision has some dozens of commitments and small values."""


class ProofError(ValueError):
    """A file that is no proof, or that does not prove what it says."""


class NoProofError(ProofError):
    """A file that is not even meant as a proof, or so damaged that it cannot be read as one."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof says; one that was read has been checked.

    Attributes:
        key: The key of the journal.
        checkpoint: The signed note.
        size: Entries in the journal at the checkpoint.
        index: Position of the entry.
        inclusion: The audit path, hashes in hexadecimal.
        entry: The journal's entry, its bytes.
        commitments: All commitments of the revision, sorted.
        opened: What is disclosed, sorted by path.
    """

    key: Verifier
    checkpoint: str
    size: int
    index: int
    inclusion: Sequence[str]
    entry: bytes
    commitments: Sequence[str]
    opened: Sequence[Disclosure]

    @property
    def shown(self) -> Entry:
        """What the entry shows: record, revision, time."""
        return parse_entry(self.entry)

    @property
    def closed(self) -> int:
        """How many commitments are not opened, decoys among them."""
        return len(self.commitments) - len(self.opened)

    def dump(self) -> bytes:
        """Returns the proof as the bytes of its file."""
        return rfc8785.dumps(
            {
                "proof": KIND,
                "key": str(self.key),
                "checkpoint": self.checkpoint,
                "size": self.size,
                "index": self.index,
                "inclusion": list(self.inclusion),
                "entry": json.loads(self.entry),
                "commitments": list(self.commitments),
                "opened": [[each.salt, each.path, each.value] for each in self.opened],
            }
        )


def read_proof(data: bytes, *, key: Verifier | None = None) -> Proof:
    """Reads a proof and checks everything in it.

    Args:
        data: The bytes of its file.
        key: The key of the journal as it is known from elsewhere; None takes the one in the
            proof, which proves no more than that the proof agrees with itself.

    Raises:
        NoProofError: The bytes cannot be read as a proof.
        ProofError: It is not in its one canonical form, or does not hold.
    """
    proof = _parse(_content(data))
    if key is not None and key != proof.key:
        raise ProofError("it is signed with another key than the one given")
    _check(proof)
    return proof


def _content(data: bytes) -> dict[str, Any]:
    if len(data) > _LARGEST:
        raise NoProofError("the file is too large for a proof")
    try:
        content = json.loads(data)
        canonical = rfc8785.dumps(content)
    except (ValueError, RecursionError) as fault:
        raise NoProofError("the file is no JSON that a proof could hold") from fault
    if not isinstance(content, dict) or content.get("proof") != KIND or set(content) != _NAMES:
        raise NoProofError("the file is no proof of a version that is known here")
    if canonical != data:
        raise ProofError("the file is not in the one form (RFC 8785) that a proof has")
    return content


def _parse(content: dict[str, Any]) -> Proof:
    texts, numbers = (content["key"], content["checkpoint"]), (content["size"], content["index"])
    if not all(isinstance(each, str) for each in texts):
        raise ProofError("its key or checkpoint is no text")
    if not all(type(each) is int for each in numbers):
        raise ProofError("its size or index is no number")
    for name in ("inclusion", "commitments"):
        if not isinstance(content[name], list) or not all(map(is_hash, content[name])):
            raise ProofError(f"its {name} holds something else than hashes")
    try:
        key = Verifier.parse(content["key"])
        entry = rfc8785.dumps(content["entry"])
        parse_entry(entry)
    except (NoteError, ValueError, TypeError) as fault:
        raise ProofError("its key or entry cannot be read") from fault
    return Proof(
        key,
        content["checkpoint"],
        content["size"],
        content["index"],
        tuple(content["inclusion"]),
        entry,
        tuple(content["commitments"]),
        _opened(content["opened"]),
    )


def _opened(listed: object) -> tuple[Disclosure, ...]:
    if not isinstance(listed, list):
        raise ProofError("what it opens is no list")
    opened = []
    for each in listed:
        if not isinstance(each, list) or len(each) != 3:
            raise ProofError("what it opens is not salt, path and value")
        salt, path, value = each
        if not is_salt(salt) or not isinstance(path, str):
            raise ProofError("what it opens is not salt, path and value")
        opened.append(Disclosure(path, value, salt))
    paths = [each.path for each in opened]
    if paths != sorted(set(paths)):
        raise ProofError("what it opens is not sorted by path, or stands there twice")
    return tuple(opened)


def _check(proof: Proof) -> None:
    try:
        state = read_checkpoint(proof.checkpoint, proof.key).state
    except NoteError as fault:
        raise ProofError(f"its checkpoint does not verify: {fault}") from fault
    if state.tree_size != proof.size:
        raise ProofError("its size is not that of its checkpoint")
    included = is_included(
        leaf_hash(proof.entry),
        proof.index,
        proof.size,
        proof=[bytes.fromhex(each) for each in proof.inclusion],
        root=bytes.fromhex(state.root),
    )
    if not included:
        raise ProofError("its entry is not in the journal that was signed")
    held = list(proof.commitments)
    if not held or len(held) % BUCKET or held != sorted(set(held)):
        raise ProofError("its commitments are not sorted, or not as many as a revision has")
    if root_of(held) != proof.shown.commitments:
        raise ProofError("its commitments are not those of its entry")
    for each in proof.opened:
        if each.commitment not in held:
            raise ProofError("a value that it opens is not what was committed to")
