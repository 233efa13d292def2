"""The picture of a whole page, made with Chromium, which never asks the network by itself.

Every request of the page is answered from what the capture holds, or fetched by its guarded
fetcher; everything else is refused. Scripts are not run: they could change what the page says,
and send what they read. A page that scripts build is shown as it is without them.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tawthiq.intake.capture.exchange import Exchange, Limits, MissedError, Origin
from tawthiq.intake.capture.saved import PART

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright, Route

WIDTH = 1280
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-bypass-list=<-loopback>",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-extensions",
    "--disable-quic",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--no-pings",
    "--no-first-run",
)
_NOWHERE = "http://127.0.0.1:1"
"""A proxy at which nothing answers."""

_PART_ID = re.compile(rb"""(["'(]\s*)cid:""", re.I)
"""Parts of an MHTML file are named by id; a browser asks for an address alone."""

_LEAST_SECONDS = 5.0
_LARGEST = 40 * 10**6
_HEADERS = {"access-control-allow-origin": "*"}
_LEFT_OUT = ("media", "websocket", "eventsource", "manifest", "ping", "script")
"""A video is shown by its preview; the file itself is an item of its own."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a page.

    Attributes:
        program: Name and version of the browser.
        cut_from: Height of the page in pixels, where the picture ends before it.
    """

    path: Path
    program: str
    width: int
    height: int
    cut_from: int | None


class NoPictureError(Exception):
    """No picture can be made, and why."""


def chromium() -> Path:
    """Returns the program that makes pictures.

    Raises:
        NoPictureError: It is not there, or what drives it is not.
    """
    if importlib.util.find_spec("playwright") is None:
        raise NoPictureError("Playwright is not here; install what is pinned: scripts/setup")
    for name in _PROGRAMS:
        if found := shutil.which(name):
            return Path(found)
    raise NoPictureError("Chromium is not here; get it, on Debian with: apt install chromium")


def take_picture(
    page: Exchange, origin: Origin, target: Path, *, limits: Limits, seconds: float
) -> Picture:
    """Makes a picture of a whole page as a PNG, in the seconds that are given.

    Raises:
        NoPictureError: Chromium is not there, failed, or took too long.
    """
    program = chromium()
    from playwright.sync_api import Error, sync_playwright

    over = time.monotonic() + max(seconds, _LEAST_SECONDS)

    def left() -> float:
        return max(1.0, (over - time.monotonic()) * 1000)

    try:
        with sync_playwright() as play:
            context, version = _started(play, program, left)
            try:
                answers = _Answers(page, origin, limits)
                context.route("**/*", lambda route: answers.answer(route))
                return _shot(context, page.final, target, limits, version, left)
            finally:
                if context.browser is not None:
                    context.browser.close()
    except Error as fault:
        reason = "it took too long" if "Timeout" in fault.message else "Chromium failed"
        raise NoPictureError(f"no picture could be made: {reason}") from fault


def _started(
    play: Playwright, program: Path, left: Callable[[], float]
) -> tuple[BrowserContext, str]:
    """Starts the browser; its own sandbox is off for root alone, who cannot have it."""
    browser = play.chromium.launch(
        executable_path=program,
        args=[*_FLAGS],
        chromium_sandbox=os.geteuid() != 0,
        proxy={"server": _NOWHERE},
        timeout=left(),
        handle_sigint=False,
        handle_sigterm=False,
    )
    context = browser.new_context(
        java_script_enabled=False,
        service_workers="block",
        accept_downloads=False,
        viewport={"width": WIDTH, "height": 900},
        permissions=[],
        locale="ar",
        timezone_id="UTC",
    )
    return context, f"Chromium {browser.version}"


def _shot(
    context: BrowserContext, address: str, target: Path, limits: Limits, program: str,
    left: Callable[[], float],
) -> Picture:  # fmt: skip
    from playwright.sync_api import TimeoutError as TooLong

    page = context.new_page()
    page.goto(address, wait_until="commit", timeout=left())
    try:
        page.wait_for_load_state("load", timeout=left() * 0.7)
    except TooLong:
        page.wait_for_load_state("domcontentloaded", timeout=left())
    width, height = _size(context, page)
    kept = max(1, min(height, limits.picture_pixels))
    page.screenshot(
        path=target, type="png", full_page=True, animations="disabled", timeout=left(),
        clip={"x": 0, "y": 0, "width": width, "height": kept},
    )  # fmt: skip
    return Picture(target, program, width, kept, height if height > kept else None)


def _size(context: BrowserContext, page: Page) -> tuple[int, int]:
    told = context.new_cdp_session(page).send("Page.getLayoutMetrics")["cssContentSize"]
    return min(int(told["width"]) or WIDTH, 2 * WIDTH), int(told["height"])


@dataclass(slots=True)
class _Answers:
    """Answers the requests of the browser from what the capture holds."""

    page: Exchange
    origin: Origin
    limits: Limits
    count: int = 0

    def answer(self, route: Route) -> None:
        """Answers one request, or refuses it."""
        request = route.request
        self.count += 1
        is_too_much = self.count > 2 * self.limits.items
        if request.method != "GET" or request.resource_type in _LEFT_OUT or is_too_much:
            route.abort()
            return
        if request.is_navigation_request() and request.frame.parent_frame is None:
            if request.url.partition("#")[0] != self.page.final.partition("#")[0]:
                route.abort()  # the page leads elsewhere by itself
                return
            found = self.page
        else:
            try:
                found = self.origin.get(request.url, most=self.limits.item_bytes)
            except MissedError:
                route.abort()
                return
        if found.body.stat().st_size > _LARGEST:
            route.abort()
            return
        kind = found.header("content-type") or ("text/html" if found is self.page else None)
        body = found.body.read_bytes()
        if found.status is None and found.media_type in ("text/html", "text/css", ""):
            body = _PART_ID.sub(rb"\1" + PART.encode(), body)
        # the server's own headers stay out: a policy in them could forbid what the page embeds
        route.fulfill(status=200, headers=_HEADERS, content_type=kind, body=body)
