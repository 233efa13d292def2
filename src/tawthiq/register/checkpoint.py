"""Checkpoints: the size and the root of a journal, signed."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.register.note import NoteError, Signer, Verifier, open_note


@dataclass(frozen=True, slots=True)
class State:
    """One state of the register: how many entries its journal has, and their Merkle root."""

    tree_size: int
    root: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A state under the name of the journal it belongs to.

    The text is that of C2SP tlog-checkpoint, without extension lines: three lines, `origin`,
    `size` in decimal, `root` in base64.
    """

    origin: str
    state: State

    def __str__(self) -> str:
        """Returns the text that is signed."""
        root = base64.b64encode(bytes.fromhex(self.state.root)).decode()
        return f"{self.origin}\n{self.state.tree_size}\n{root}\n"

    def sign(self, signer: Signer) -> str:
        """Returns the checkpoint as a signed note."""
        return signer.sign(str(self))

    @classmethod
    def parse(cls, note: str, verifiers: Sequence[Verifier]) -> Checkpoint:
        """Opens a signed checkpoint.

        Raises:
            NoteError: It is malformed, or no known key signed it.
        """
        lines = open_note(note, verifiers).split("\n")
        if len(lines) != 4 or lines[3] != "" or not lines[0]:
            raise NoteError("the note is no checkpoint: three lines are needed")
        origin, size, encoded, _ = lines
        if not size.isascii() or not size.isdigit() or (size != "0" and size.startswith("0")):
            raise NoteError("the size is no decimal number")
        try:
            root = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError) as fault:
            raise NoteError("the root is no base64") from fault
        if len(root) != 32 or base64.b64encode(root).decode() != encoded:
            raise NoteError("the root is no SHA-256 in canonical base64")
        return cls(origin, State(int(size), root.hex()))


def read_checkpoint(note: object, verifier: Verifier) -> Checkpoint:
    """Opens a checkpoint that must carry one signature, that of its own journal's key.

    A line that nobody can check would let two different texts pass as the same checkpoint.

    Raises:
        NoteError: It is malformed, signed by another key, or carries anything else.
    """
    if not isinstance(note, str):
        raise NoteError("the checkpoint is no text")
    checkpoint = Checkpoint.parse(note, [verifier])
    if checkpoint.origin != verifier.name:
        raise NoteError("the checkpoint is of another journal than its key")
    if len(note) - len(str(checkpoint)) != len(_signature_line(verifier)):
        raise NoteError("the checkpoint carries more than one signature")
    return checkpoint


def _signature_line(verifier: Verifier) -> str:
    """Returns a line as long as a signature of a key: a break, a dash, a name, 68 bytes."""
    return f"\n\u2014 {verifier.name} {'=' * 92}\n"
