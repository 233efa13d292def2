"""Connections that go to an IP address which was checked, and end at a deadline."""

from __future__ import annotations

import queue
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Thread
from typing import Any

import certifi
import httpcore
import httpx

from tawthiq.intake.capture.address import Permit, checked

Resolve = Callable[[str, int], list[str]]
"""Returns the IP addresses of a host."""

_READ = 2**16


def resolve(host: str, port: int) -> list[str]:
    """Returns the IP addresses of a host, as the machine's own resolver tells them.

    Raises:
        OSError: It knows none.
    """
    told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in told]


@dataclass(slots=True)
class Deadline:
    """When the request at work has to be over; of monotonic time."""

    at: float = 0.0

    def left(self, timeout: float | None = None) -> float:
        """Returns the seconds that are left, at most `timeout`.

        Raises:
            httpcore.ReadTimeout: None is left.
        """
        rest = self.at - time.monotonic()
        if rest <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return rest if timeout is None else min(rest, timeout)


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves a host once, checks every address of it, and connects to one of those.

    The name is not resolved again for the connection: a name that answers differently the second
    time (DNS rebinding) gains nothing.
    """

    def __init__(self, permit: Permit, resolver: Resolve, deadline: Deadline):
        """Takes what is permitted, who resolves, and the deadline of the request at work."""
        self._permit = permit
        self._resolver = resolver
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None,
        local_address: str | None = None, socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """Connects to a host, or refuses.

        Raises:
            MissedError: Its addresses are not of the public internet.
            httpcore.ConnectError: No address answers.
        """
        found = checked(host, self._resolved(host, port), self._permit)
        for number, ip in enumerate(found, 1):
            try:
                stream = self._plain.connect_tcp(ip, port, self._deadline.left(timeout))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(found):
                    raise
            else:
                return _Stream(stream, self._deadline)
        raise AssertionError

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Refuses: a capture asks no socket of this machine."""
        raise httpcore.ConnectError("no socket of this machine is asked")

    def sleep(self, seconds: float) -> None:
        """Refuses to wait: nothing is tried again by itself."""

    def _resolved(self, host: str, port: int) -> list[str]:
        """Resolves in a thread: a resolver has no deadline of its own."""
        answer: queue.Queue[list[str] | OSError] = queue.Queue(1)

        def ask() -> None:
            try:
                answer.put(self._resolver(host.strip("[]"), port))
            except (OSError, UnicodeError) as fault:
                answer.put(OSError(str(fault)))

        Thread(target=ask, daemon=True).start()
        try:
            found = answer.get(timeout=self._deadline.left(20.0))
        except queue.Empty as fault:
            raise httpcore.ConnectTimeout("its name is not resolved in time") from fault
        if isinstance(found, OSError):
            raise httpcore.ConnectError("its name is not known") from found
        return found


class _Stream(httpcore.NetworkStream):
    """A connection each read and write of which ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline):
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(min(max_bytes, _READ), self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        within = self._deadline.left(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, within), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardedTransport(httpx.BaseTransport):
    """Sends requests of httpx over guarded connections; no proxy, HTTP/1.1 alone."""

    def __init__(self, backend: GuardedBackend):
        """Makes a pool of connections of its own."""
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(cafile=certifi.where()),
            max_connections=8,
            keepalive_expiry=5.0,
            http2=False,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request; its answer is read by the caller, piece by piece."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=b"",
                extensions={"timeout": {"connect": 20.0, "read": 20.0, "write": 20.0, "pool": 5.0}},
            )
        )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Closes every connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response):
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
