"""SHA-256 of every file of a vault, computed beside what else is verified.

Of a large vault a process of its own does it, started before anything else is read: it needs
nothing of Tawthiq, and Python's lock, which a busy program holds, does not slow it. It ends when
who asked does. What it does not answer, because it was killed or cannot be started, is hashed
here: the digests are the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

VAULT = "vault"
_LARGE = 64 * 1024 * 1024
"""A vault of fewer bytes is hashed here: sooner than a process has started."""

_WORKERS = 4
_AHEAD = 256
_LOCK = ".lock"
"""Writers wait for each other at this file of the vault; it holds nothing."""

_PLACE = re.compile(r"([0-9a-f]{2})/\1[0-9a-f]{62}")
_LAST = "all"


class Hashed(NamedTuple):
    """A file of a vault: its path below the vault, and its SHA-256.

    `digest` is None for what cannot be read, and for what is no file of evidence.
    """

    path: str
    digest: str | None


class Digests:
    """The digests of a casebook's vault, on their way from the moment that this is made.

    Close it, or use it in a `with`.
    """

    def __init__(self, folder: Path, *, large: int = _LARGE):
        """Begins to hash the vault below a folder, where it holds `large` bytes or more."""
        self.vault = folder / VAULT
        self._ending = ExitStack()
        self._answers: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        if _holds(self.vault, large):
            self._start()

    def __enter__(self) -> Digests:
        """Returns itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes it."""
        self.close()

    def __iter__(self) -> Iterator[Hashed]:
        """Yields every file of the vault once, in order."""
        answered = self._answered()
        yield from digests_of(self.vault) if answered is None else answered

    def close(self) -> None:
        """Ends what is still being hashed."""
        self._ending.close()

    def _start(self) -> None:
        if not sys.executable:
            return
        command = [sys.executable, "-I", "-S", __file__, os.fspath(self.vault.absolute())]
        with suppress(OSError), ExitStack() as ending:
            answers = ending.enter_context(tempfile.TemporaryFile())
            process = subprocess.Popen(  # noqa: S603  (this Python, this file)
                command,
                stdin=subprocess.PIPE,
                stdout=answers,
                stderr=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C is for who asks
            )
            ending.callback(_end, process)
            self._answers, self._process, self._ending = answers, process, ending.pop_all()

    def _answered(self) -> Iterator[Hashed] | None:
        """Returns what the process found; None where it did not do all of it."""
        if self._process is None or self._answers is None or self._process.wait() != 0:
            return None
        self._answers.seek(0, os.SEEK_END)
        self._answers.seek(max(0, self._answers.tell() - len(_line(_LAST))))
        if self._answers.read() != _line(_LAST):
            return None
        self._answers.seek(0)
        lines = iter(self._answers.readline, _line(_LAST))
        return (Hashed(*json.loads(line)) for line in lines)


def is_evidence(path: str) -> bool:
    """Says whether a path below a vault is the place of a file of evidence."""
    return _PLACE.fullmatch(path) is not None


def digest_of(file: Path) -> str | None:
    """Returns the SHA-256 of a file in hexadecimal, None where it cannot be read."""
    try:
        with file.open("rb", buffering=0) as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return None


def digests_of(vault: Path) -> Iterator[Hashed]:
    """Yields the files of a vault in their order, those of evidence with their SHA-256.

    Several are read at once: Python lets other threads work while one hashes or waits for the
    disk. Only so many are ahead that their order costs no memory.
    """
    waiting: deque[Future[Hashed]] = deque()
    pool = ThreadPoolExecutor(max_workers=max(2, min(_WORKERS, os.cpu_count() or 1)))
    try:
        for entry in _files(vault):
            waiting.append(pool.submit(_hash, entry, os.path.relpath(entry.path, vault)))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        for done in waiting:
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _hash(entry: os.DirEntry[str], path: str) -> Hashed:
    return Hashed(path, digest_of(Path(entry.path)) if is_evidence(path) else None)


def _holds(vault: Path, size: int) -> bool:
    """Says whether the files of a vault hold so many bytes together."""
    for entry in _files(vault):
        with suppress(OSError):
            size -= entry.stat(follow_symlinks=False).st_size
        if size <= 0:
            return True
    return False


def _files(vault: Path) -> Iterator[os.DirEntry[str]]:
    """Yields what lies in the vault and is no folder, in order."""
    if vault.is_dir() and not vault.is_symlink():
        for entry in _entries(vault):
            if not _is_lock(vault, entry):
                yield entry


def _is_lock(vault: Path, entry: os.DirEntry[str]) -> bool:
    if entry.path != str(vault / _LOCK) or entry.is_symlink():
        return False
    return entry.stat(follow_symlinks=False).st_size == 0


def _entries(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """Yields what lies below a folder and is no folder; of one that cannot be read, nothing."""
    with suppress(OSError), os.scandir(folder) as listed:
        for entry in sorted(listed, key=lambda each: each.name):
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(entry.path)
            else:
                yield entry


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _line(content: Any) -> bytes:
    return json.dumps(content).encode() + b"\n"


def _help_out(vault: Path) -> None:
    """Writes a line for each file, and one more when all is done."""
    threading.Thread(target=_leave_with, args=(sys.stdin.buffer,), daemon=True).start()
    for hashed in digests_of(vault):
        sys.stdout.buffer.write(_line(hashed))
    sys.stdout.buffer.write(_line(_LAST))
    sys.stdout.buffer.flush()
    os._exit(0)  # at once: a thread still waits for who asked


def _leave_with(asking: IO[bytes]) -> None:
    """Ends this process when who asked is gone."""
    asking.read()
    os._exit(1)


if __name__ == "__main__":
    _help_out(Path(sys.argv[1]))
