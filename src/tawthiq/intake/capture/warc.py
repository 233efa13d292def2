"""Writes the exchange itself as a WARC: what was asked, what came, when, from which address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tawthiq.intake.capture.exchange import Headers, Hop

_MOVED = "x-archive-orig-"


def write_warc(path: Path, hops: Sequence[Hop], *, tool: str) -> None:
    """Writes a compressed WARC 1.1 of every request and answer, in their order.

    Content is as it was sent, still packed. The chunks of the transfer are taken away, and the
    header that names them is renamed to `X-Archive-Orig-Transfer-Encoding`. An answer that was
    cut off at a limit says so in `WARC-Truncated`.
    """
    with path.open("xb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        info = {"software": tool, "format": "WARC File Format 1.1"}
        writer.write_record(writer.create_warcinfo_record("capture.warc.gz", info))
        for hop in hops:
            _write(writer, hop)


def _write(writer: WARCWriter, hop: Hop) -> None:
    date = hop.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    headers = {"WARC-Date": date, "WARC-IP-Address": hop.ip}
    if hop.cut is not None:
        headers["WARC-Truncated"] = "length"
    with hop.body.open("rb") as body:
        answer = writer.create_warc_record(
            hop.address, "response", payload=body, length=hop.body.stat().st_size,
            warc_headers_dict=headers,
            http_headers=StatusAndHeaders(
                f"{hop.status} {hop.reason}".strip(), list(_untransferred(hop.headers)),
                protocol=hop.version, is_http_request=False,
            ),
        )  # fmt: skip
        split = urlsplit(hop.address)
        target = (split.path or "/") + (f"?{split.query}" if split.query else "")
        request = writer.create_warc_record(
            hop.address, "request", warc_headers_dict={"WARC-Date": date},
            http_headers=StatusAndHeaders(
                f"GET {target} {hop.version}", list(hop.asked), is_http_request=True
            ),
        )  # fmt: skip
        writer.write_request_response_pair(request, answer)


def _untransferred(headers: Headers) -> Headers:
    moved = ("transfer-encoding",)
    return tuple(
        (_MOVED + name if name.lower() in moved else name, value) for name, value in headers
    )


def moment_of(text: str | None) -> datetime | None:
    """Returns the instant of a WARC-Date; None where it cannot be read."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
