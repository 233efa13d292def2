"""A server of this machine with invented pages, and a casebook to capture them into."""

import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tawthiq.intake.capture import Guard
from tawthiq.intake.entry import Entry

HERE = "127.0.0.1"


class Server(ThreadingHTTPServer):
    """Serves what is put into `pages`: content, or a function that answers by itself."""

    daemon_threads = True

    def __init__(self):
        super().__init__((HERE, 0), Handler)
        self.pages = {}
        self.asked = []

    @property
    def root(self):
        return f"http://{HERE}:{self.server_port}"

    def put(self, path, content, media_type="text/html; charset=utf-8", status=200, **headers):
        content = content.encode() if isinstance(content, str) else content
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, {"Content-Type": media_type, **named}, content)

    def redirect(self, path, to):
        self.pages[path] = (302, {"Location": to}, b"")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        page = self.server.pages.get(self.path, (404, {"Content-Type": "text/plain"}, b"gone"))
        try:
            if callable(page):
                page(self)
                return
            status, headers, content = page
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True  # whoever asked went away


@pytest.fixture
def server():
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def guard():
    """Permits this machine by one address, which no option of the program can."""
    return Guard(permit=lambda ip: ip == HERE)


@pytest.fixture
def entry():
    return Entry(actor="invented", at=datetime(2026, 1, 1, tzinfo=UTC), tool="tawthiq test")
