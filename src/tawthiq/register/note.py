"""Signed notes: a text with signatures under it, after C2SP signed-note (Ed25519).

origin
size
root in base64

— name base64(key hash, signature)
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_DASH = "\u2014 "
_PREFIX = "PRIVATE+KEY+"

_SMALL_ORDER = frozenset(
    bytes.fromhex(text)
    for text in (
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    )
)
"""Encodings of Ed25519 points of small order: with such a key a signature binds to nothing."""


class NoteError(ValueError):
    """A note, a key or a signature that is not what it claims to be."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key by its name: checks signatures of notes."""

    name: str
    key: bytes

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Reads `name+hash+key`, as C2SP writes it.

        Raises:
            NoteError: The text is no such key, or the key is of small order.
        """
        name, _, rest = text.partition("+")
        digest, _, encoded = rest.partition("+")
        data = _decoded(encoded)
        _check_name(name)
        if data[:1] != _ED25519 or len(data) != 33:
            raise NoteError("the key is no Ed25519 key")
        verifier = cls(name, data[1:])
        if digest != verifier.key_hash.hex():
            raise NoteError("the key does not match its hash")
        if verifier.key in _SMALL_ORDER:
            raise NoteError("the key is of small order")
        return verifier

    @property
    def key_hash(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:4]

    def __str__(self) -> str:
        """Returns the key as C2SP writes it."""
        return f"{self.name}+{self.key_hash.hex()}+{_encoded(_ED25519 + self.key)}"


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key by its name: signs notes."""

    name: str
    seed: bytes

    @classmethod
    def generate(cls, name: str) -> Signer:
        """Makes a new key."""
        _check_name(name)
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Signer:
        """Reads `PRIVATE+KEY+name+hash+seed`, as Go's note package writes it.

        Raises:
            NoteError: The text is no such key.
        """
        if not text.startswith(_PREFIX):
            raise NoteError("the text is no signing key")
        name, _, rest = text.removeprefix(_PREFIX).partition("+")
        digest, _, encoded = rest.partition("+")
        data = _decoded(encoded)
        if data[:1] != _ED25519 or len(data) != 33:
            raise NoteError("the key is no Ed25519 key")
        signer = cls(name, data[1:])
        if digest != signer.verifier.key_hash.hex():
            raise NoteError("the key does not match its hash")
        return signer

    @property
    def verifier(self) -> Verifier:
        """The public key that belongs to it."""
        return Verifier(self.name, self._key.public_key().public_bytes_raw())

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def __str__(self) -> str:
        """Returns the key as text; keep it in a file that only its owner can read."""
        digest = self.verifier.key_hash.hex()
        return f"{_PREFIX}{self.name}+{digest}+{_encoded(_ED25519 + self.seed)}"

    def __repr__(self) -> str:
        """Returns the name alone: a private key never stands in a log."""
        return f"Signer({self.name!r})"

    def sign(self, text: str) -> str:
        """Returns the note: the text, an empty line, and the signature.

        Raises:
            NoteError: The text does not end with a line break, or holds control characters.
        """
        _check_text(text)
        signature = self._key.sign(text.encode())
        line = f"{_DASH}{self.name} {_encoded(self.verifier.key_hash + signature)}\n"
        return f"{text}\n{line}"


def open_note(note: str, verifiers: Sequence[Verifier]) -> str:
    """Returns the text of a note that one of the keys has signed.

    Signatures of unknown keys are passed over; one of a known key that does not verify makes the
    whole note invalid. Base64 that decodes to the same bytes from other characters is refused.

    Raises:
        NoteError: The note is malformed, or no known key signed it.
    """
    text, separator, rest = note.rpartition("\n\n")
    if not separator or not rest.endswith("\n"):
        raise NoteError("the note has no signature")
    text += "\n"
    _check_text(text)
    verified = False
    for line in rest[:-1].split("\n"):
        name, data = _signature(line)
        for verifier in verifiers:
            if verifier.name == name and verifier.key_hash == data[:4]:
                _verify(verifier, text, data[4:])
                verified = True
    if not verified:
        raise NoteError("no known key signed the note")
    return text


def _signature(line: str) -> tuple[str, bytes]:
    if not line.startswith(_DASH):
        raise NoteError("a signature line is malformed")
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    _check_name(name)
    data = _decoded(encoded)
    if not space or len(data) < 5:
        raise NoteError("a signature line is malformed")
    return name, data


def _verify(verifier: Verifier, text: str, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(verifier.key).verify(signature, text.encode())
    except InvalidSignature as fault:
        raise NoteError(f"the signature of {verifier.name} does not verify") from fault


def _check_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() for letter in name):
        raise NoteError("the name of a key is empty, or holds a space or a plus")


def _check_text(text: str) -> None:
    if not text.endswith("\n"):
        raise NoteError("the text must end with a line break")
    if any(ord(letter) < 0x20 and letter != "\n" for letter in text):
        raise NoteError("the text holds control characters")
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        raise NoteError("the text holds what is no character")


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: str) -> bytes:
    """Decodes base64 in its one canonical form: trailing bits and padding as they must be."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise NoteError("this is no base64") from fault
    if _encoded(data) != text:
        raise NoteError("this is no canonical base64")
    return data
