"""Commitment roots of many revisions: half the work of a large import, done beside the rest.

A large batch has them computed by helpers: processes that read revisions from a pipe, line
by line, and answer with roots. Nothing is written to a file. A helper ends when
its pipe does, so none outlives the import. What a helper does not answer, because it was killed
or cannot be started, is computed here: the roots are the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from queue import SimpleQueue
from typing import Any, Generic, NamedTuple, TypeVar

from tawthiq.register.entry import commitment_root

_SMALL = 10_000
"""So many revisions are done here: sooner than a helper is ready."""

_PART = 1_000
_MOST = 4
_AHEAD = 3

_T = TypeVar("_T")


class Sealed(NamedTuple, Generic[_T]):
    """A revision with what it commits to, by path in RFC 8785 form, and its own random key."""

    revision: _T
    encoded: dict[str, str]
    key: bytes


_Asked = tuple[Sequence[Sealed[_T]], Future[list[str]]]


def with_roots(
    revisions: Iterable[Sealed[_T]], *, small: int = _SMALL, helpers: int | None = None
) -> Generator[tuple[Sealed[_T], str], None, None]:
    """Yields revisions in their order, each with its commitment root.

    Close it where it is not read to its end.

    Args:
        revisions: Taken as they are needed, and some ahead.
        small: How many are done without helpers.
        helpers: How many processes help; None: one less than there are processors.
    """
    rest = iter(revisions)
    for each in islice(rest, small):
        yield each, commitment_root(each.encoded, key=each.key)
    first = list(islice(rest, _PART))
    if not first:
        return
    with _helpers(min(_cores() - 1, _MOST) if helpers is None else helpers) as asked:
        waiting: deque[_Asked[_T]] = deque()
        for part in chain([first], iter(lambda: list(islice(rest, _PART)), [])):
            waiting.append((part, asked.ask(part)))
            if len(waiting) > _AHEAD * asked.count:
                _lend_a_hand(waiting)
                yield from _answered(*waiting.popleft())
        while waiting:
            yield from _answered(*waiting.popleft())


def _lend_a_hand(waiting: deque[_Asked[Any]]) -> None:
    """Does a question here that no helper has begun, where the first one is not answered yet.

    On a machine that is busy with something else a helper may get little time.
    """
    if waiting[0][1].done():
        return
    for at in reversed(range(len(waiting))):
        part, asked = waiting[at]
        if asked.cancel():
            done: Future[list[str]] = Future()
            done.set_result(_compute(part))
            waiting[at] = (part, done)
            return


def _compute(part: Sequence[Sealed[Any]]) -> list[str]:
    return [commitment_root(each.encoded, key=each.key) for each in part]


def _answered(
    part: Sequence[Sealed[_T]], asked: Future[list[str]]
) -> Iterator[tuple[Sealed[_T], str]]:
    try:
        roots = asked.result()
    except (OSError, ValueError):
        roots = []
    if len(roots) != len(part):
        roots = _compute(part)
    return zip(part, roots, strict=True)


class _Helpers:
    """Processes that compute roots, each asked by a thread of its own."""

    def __init__(self, processes: Sequence[subprocess.Popen[bytes]]):
        self.count = len(processes)
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for process in processes:
            self._free.put(process)
        self._threads = ThreadPoolExecutor(max_workers=max(1, self.count))

    def ask(self, part: Sequence[Sealed[Any]]) -> Future[list[str]]:
        """Asks for the roots of revisions; fails with OSError or ValueError."""
        if self.count:
            return self._threads.submit(self._ask, part)
        nobody: Future[list[str]] = Future()
        nobody.set_exception(OSError("there is no helper"))
        return nobody

    def close(self) -> None:
        """Asks nothing more."""
        self._threads.shutdown(cancel_futures=True)

    def _ask(self, part: Sequence[Sealed[Any]]) -> list[str]:
        process = self._free.get()
        try:
            question = json.dumps([[each.encoded, each.key.hex()] for each in part])
            pipe_in, pipe_out = _pipes(process)
            pipe_in.write(question.encode() + b"\n")
            pipe_in.flush()
            answer: list[str] = json.loads(pipe_out.readline())
            return answer
        finally:
            self._free.put(process)


@contextmanager
def _helpers(count: int) -> Iterator[_Helpers]:
    """Starts helpers, as many as can be, and ends them."""
    help_out = f"from {__name__} import help_out; help_out()"
    command = [sys.executable, "-P", "-c", help_out]  # -P: nothing from the folder it runs in
    with ExitStack() as ending:
        processes = []
        for _ in range(count if sys.executable else 0):
            try:
                process = subprocess.Popen(  # noqa: S603  (this Python, this module)
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    process_group=0,  # Ctrl-C is for who asks
                )
            except OSError:
                break
            ending.callback(_end, process)
            processes.append(process)
        helpers = _Helpers(processes)
        ending.callback(helpers.close)
        ending.callback(_kill, processes)
        yield helpers


def _kill(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    """Ends helpers at once: they hold nothing that must be kept, and nobody waits for answers."""
    for process in processes:
        process.kill()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    for pipe in _pipes(process):
        try:
            pipe.close()
        except OSError:
            continue  # what it did not read any more


def _pipes(process: subprocess.Popen[bytes]) -> tuple[Any, Any]:
    return process.stdin, process.stdout


def _cores() -> int:
    """Returns how many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


def help_out() -> None:
    """Answers questions until there are no more."""
    for line in sys.stdin.buffer:
        roots = [
            commitment_root(encoded, key=bytes.fromhex(key)) for encoded, key in json.loads(line)
        ]
        sys.stdout.write(json.dumps(roots) + "\n")
        sys.stdout.flush()
