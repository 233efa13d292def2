"""What a casebook keeps outside the database: the signing key and the last checkpoint."""

from __future__ import annotations

import hashlib
import os
from base64 import b32encode
from pathlib import Path
from threading import get_ident

from tawthiq.errors import RegisterError
from tawthiq.register.checkpoint import Checkpoint
from tawthiq.register.durable import alone, sync_folder
from tawthiq.register.note import NoteError, Signer, Verifier

SIGNING_KEY = "signing.key"
VERIFIER_KEY = "verifier.key"
CHECKPOINT = "checkpoint"


def origin_of(id_key: bytes) -> str:
    """Returns the name of the journal of a register, which its key of ids determines.

    The name stands in every signed checkpoint: whoever alters the key of ids in the database, by
    which a second import finds the records of the first, is found out.
    """
    digest = hashlib.sha256(b"tawthiq/origin/v1\0" + id_key).digest()
    return f"tawthiq.local/{b32encode(digest[:15]).decode().lower()}"


class Keeping:
    """The files beside a register: `keys/` and `checkpoint`, in the casebook's folder."""

    def __init__(self, folder: Path):
        """Names the folder; nothing is read yet."""
        self.folder = folder

    def create(self, origin: str) -> Signer:
        """Makes the signing key, readable by its owner alone, and the key that verifies it."""
        keys = self.folder / "keys"
        keys.mkdir(mode=0o700, exist_ok=True)
        signer = Signer.generate(origin)
        _write(keys / SIGNING_KEY, f"{signer}\n", mode=0o600)
        _write(keys / VERIFIER_KEY, f"{signer.verifier}\n", mode=0o644)
        return signer

    def signer(self) -> Signer:
        """Returns the signing key.

        Raises:
            RegisterError: It is missing or no key; then the casebook can be read, not written.
        """
        path = self.folder / "keys" / SIGNING_KEY
        try:
            return Signer.parse(path.read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError, NoteError) as fault:
            raise RegisterError(
                f"The signing key keys/{SIGNING_KEY} cannot be read, so nothing can be written. "
                "Restore it from a backup."
            ) from fault

    def verifier(self) -> Verifier:
        """Returns the key that verifies checkpoints.

        Raises:
            RegisterError: It is missing or no key.
        """
        path = self.folder / "keys" / VERIFIER_KEY
        try:
            return Verifier.parse(path.read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError, NoteError) as fault:
            raise RegisterError(
                f"The key keys/{VERIFIER_KEY} cannot be read. Restore it from a backup."
            ) from fault

    def seen(self) -> Checkpoint | None:
        """Returns the furthest checkpoint that this folder or this user has seen.

        Raises:
            RegisterError: A kept checkpoint does not verify.
        """
        verifier = self.verifier()
        found = []
        for name, path in self.kept(verifier).items():
            try:
                note = path.read_text("utf-8")
            except FileNotFoundError:
                continue
            except (OSError, UnicodeDecodeError) as fault:
                raise RegisterError(f"The {name} cannot be read.") from fault
            try:
                found.append(Checkpoint.parse(note, [verifier]))
            except NoteError as fault:
                raise RegisterError(
                    f"The checkpoint file does not verify: {fault}. See: tawthiq verify"
                ) from fault
        return max(found, key=lambda each: each.state.tree_size, default=None)

    def kept(self, verifier: Verifier) -> dict[str, Path]:
        """Returns where checkpoints are kept outside the database, by name."""
        return {
            "checkpoint file": self.folder / CHECKPOINT,
            "checkpoint last seen": self._seen_path(verifier),
        }

    def keep(self, note: str) -> None:
        """Keeps a copy of a signed checkpoint beside the register, unless it holds a later one.

        Of two writers the one that commits first may come here last.

        Raises:
            RegisterError: It cannot be written; what it signs is in the register already.
        """
        try:
            self._move_forward(self.folder / CHECKPOINT, note, mode=0o644)
        except OSError as fault:
            raise RegisterError(
                "The register is written, but the copy of its checkpoint beside it is not: "
                f"{fault.strerror}. Check the disk and its room. The copy is made again when the "
                "casebook is opened."
            ) from fault

    def remember(self, note: str) -> None:
        """Keeps for this user what was seen here, outside the casebook's folder."""
        path = self._seen_path(self.verifier())
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._move_forward(path, note, mode=0o600)
        except OSError:
            return  # a home that cannot be written to; the folder's own copy stands

    def _move_forward(self, path: Path, note: str, *, mode: int) -> None:
        """Writes a checkpoint into a file, unless a later one stands there."""
        with alone(self.folder / "keys"):
            if not self._is_behind(note, path):
                _write(path, note, mode=mode)

    def _is_behind(self, note: str, path: Path) -> bool:
        """Says whether a file holds a later checkpoint of the same key than this one."""
        try:
            verifier = self.verifier()
            held = Checkpoint.parse(path.read_text("utf-8"), [verifier])
            return held.state.tree_size > Checkpoint.parse(note, [verifier]).state.tree_size
        except (OSError, UnicodeDecodeError, NoteError, RegisterError):
            return False  # there is none, or none that can be trusted

    def _seen_path(self, verifier: Verifier) -> Path:
        """Returns where this user keeps it: by key and folder, so that a copy is a copy."""
        home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        named = f"{verifier}\n{self.folder.resolve()}"
        return Path(home) / "tawthiq" / "seen" / hashlib.sha256(named.encode()).hexdigest()


def _write(path: Path, text: str, *, mode: int) -> None:
    """Writes a file durably: another name, fsync, rename, fsync of the folder."""
    work = path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}")
    descriptor = os.open(work, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        work.replace(path)
    except BaseException:
        work.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
