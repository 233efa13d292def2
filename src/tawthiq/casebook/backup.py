"""Backup and restore: the whole casebook in one file, consistent while it is in use.

A backup is a tar of the folder with the register as an SQLite file, whatever database it rests in;
encrypted, it is an age file (age-encryption.org/v1) for one or more recipients.
"""

from __future__ import annotations

import io
import os
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import pyrage
import yaml

from tawthiq.casebook.casebook import Casebook
from tawthiq.casebook.folder import empty_again
from tawthiq.casebook.settings import REGISTER, Settings, read_settings
from tawthiq.casebook.unfinished import new_file, new_folder
from tawthiq.errors import CasebookError
from tawthiq.register.copying import copy_register
from tawthiq.register.database import Database, address_of

_FILES = ("casebook.yaml", "methodology.yaml", "ruleset.yaml", "linkage.yaml")
"""The checkpoint file is not among them: it may be ahead of the copied register, and the signed
checkpoint stands in the register itself."""

_FOLDERS = ("keys", "texts", "reports", "vault")
_AGE = b"age-encryption.org/v1\n"


def write_backup(casebook: Casebook, target: Path, *, recipients: Sequence[str] = ()) -> None:
    """Writes a backup of a casebook into a new file, readable by its owner alone.

    Args:
        casebook: An open casebook; others may write to it meanwhile.
        target: A file that is not there yet.
        recipients: age public keys (`age1...`); none: not encrypted.

    Raises:
        CasebookError: The file is there already or cannot be written, or a key is none.
    """
    keys = [_recipient(each) for each in recipients]
    with (
        new_file(target) as file,
        tempfile.TemporaryDirectory(dir=casebook.folder, prefix=".backup.") as work,
    ):
        register = Path(work) / REGISTER
        copy = Database(address_of(register))
        try:
            copy_register(casebook.register.database, copy)
        finally:
            copy.close()
        if not keys:
            _write_tar(casebook.folder, register, file)
            return
        with _piped(lambda sink: _write_tar(casebook.folder, register, sink)) as source:
            pyrage.encrypt_io(source, file, keys)


def restore_backup(
    file: Path,
    target: Path,
    *,
    identity: Path | None = None,
    database: str | None = None,
    check: Callable[[Path], None],
) -> None:
    """Makes a casebook from a backup: the whole folder, checked, or nothing.

    A register that goes into a database is checked before it is copied and again where it then
    is; when anything fails, the database is empty as before.

    Args:
        file: A backup.
        target: A new folder.
        identity: File with the age secret key, for an encrypted backup.
        database: Address of an empty PostgreSQL database for the register; None: a file.
        check: Called with the folder, before and after its register is moved; raises where it is
            not whole.

    Raises:
        CasebookError: The file is no backup, cannot be decrypted, or is not whole.
        RegisterError: The database is not empty, or cannot be written.
    """
    with ExitStack() as undo:
        with new_folder(target) as work:
            _extract(file, work, identity=identity)
            settings = read_settings(work / "casebook.yaml", Settings)
            settings = settings.model_copy(update={"database": database})
            settings = Settings.model_validate(settings.model_dump())
            _write_settings(work, settings.model_copy(update={"database": None}))
            check(work)
            if settings.database is not None:
                _copy_to(settings.database, work / REGISTER)
                undo.callback(empty_again, settings.database, unless=target)
                _write_settings(work, settings)
                check(work)
                for leftover in work.glob(f"{REGISTER}*"):
                    leftover.unlink()
        undo.pop_all()


def make_identity(target: Path) -> str:
    """Writes a new age secret key into a file for its owner alone, and returns the public key.

    Raises:
        CasebookError: The file is there already or cannot be written.
    """
    identity = pyrage.x25519.Identity.generate()
    with new_file(target) as file:
        file.write(f"# public key: {identity.to_public()}\n{identity}\n".encode())
    return str(identity.to_public())


def _write_settings(folder: Path, settings: Settings) -> None:
    body = yaml.safe_dump(settings.model_dump(mode="json"), allow_unicode=True, sort_keys=False)
    (folder / "casebook.yaml").write_text(body, "utf-8")


def _write_tar(folder: Path, register: Path, sink: IO[bytes]) -> None:
    with tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        tar.add(register, REGISTER, filter=_plain)
        for name in (*_FILES, *_FOLDERS):
            if (folder / name).exists():
                tar.add(folder / name, name, filter=_plain)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Keeps files and folders, without the names of their owner; passes over work in progress."""
    if not (member.isfile() or member.isdir()) or Path(member.name).name.startswith("."):
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _extract(file: Path, work: Path, *, identity: Path | None) -> None:
    try:
        with file.open("rb") as source:
            encrypted = source.read(len(_AGE)) == _AGE
            source.seek(0)
            if not encrypted:
                _read_tar(source, work)
                return
            if identity is None:
                raise CasebookError(f"{file.name} is encrypted. Name the key file with --identity.")
            keys = [_identity(identity)]
            with _piped(lambda sink: pyrage.decrypt_io(source, sink, keys)) as plain:
                _read_tar(plain, work)
    except (OSError, tarfile.TarError, pyrage.DecryptError) as fault:
        raise CasebookError(f"{file.name} is no backup that can be read: {fault}.") from fault


def _read_tar(source: IO[bytes], work: Path) -> None:
    allowed = {REGISTER, *_FILES, *_FOLDERS}
    with tarfile.open(fileobj=source, mode="r|") as tar:
        for member in tar:
            if Path(member.name).parts[:1] and Path(member.name).parts[0] not in allowed:
                raise CasebookError(f"The backup holds {member.name!r}, which is no part of one.")
            tar.extract(member, work, filter="data")
    if not (work / REGISTER).exists():
        raise CasebookError("The backup holds no register.")
    key = work / "keys" / "signing.key"
    if key.exists():
        key.chmod(0o600)


def _copy_to(address: str, file: Path) -> None:
    source, target = Database(address_of(file)), Database(address)
    try:
        copy_register(source, target)
    finally:
        source.close()
        target.close()


@contextmanager
def _piped(produce: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """Gives what a function writes, as it writes it; its fault is raised at the end."""
    reader, writer = os.pipe()
    faults: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writer, "wb") as sink:
                produce(sink)
        except BaseException as fault:  # noqa: BLE001  (raised again in the caller's thread)
            faults.append(fault)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        with io.BufferedReader(os.fdopen(reader, "rb", buffering=0)) as source:
            yield source
            while source.read(1 << 16):  # else the writer's last bytes find no reader
                pass
    finally:
        thread.join()
    if faults:
        raise faults[0]


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as fault:
        raise CasebookError(f"{text!r} is no age public key. It begins with age1.") from fault


def _identity(path: Path) -> pyrage.x25519.Identity:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise CasebookError(f"The key file {path.name} cannot be read.") from fault
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                return pyrage.x25519.Identity.from_str(line.strip())
            except pyrage.IdentityError as fault:
                raise CasebookError(f"{path.name} holds no age secret key.") from fault
    raise CasebookError(f"{path.name} holds no age secret key. It begins with AGE-SECRET-KEY-.")
