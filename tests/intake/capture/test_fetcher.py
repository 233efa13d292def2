"""Fetching: guarded at every redirect, bounded in size and time."""

import gzip
import socket
import ssl
import time
import zlib
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tawthiq.intake.capture import Guard, Limits
from tawthiq.intake.capture.exchange import MissedError
from tawthiq.intake.capture.fetcher import Fetcher
from tawthiq.intake.capture.unpacking import NotUnpackedError, unpack

MOST = 100_000


@pytest.fixture
def fetcher(tmp_path, guard):
    limits = Limits(item_seconds=5, whole_seconds=20, whole_bytes=10**6, hops=5, items=20)
    folder = tmp_path / "fetched"
    folder.mkdir()
    with Fetcher(folder, limits, guard) as made:
        yield made


def test_a_resource_comes_with_status_headers_and_address(server, fetcher):
    server.put("/a", b"invented", "image/png", X_Invented="yes")
    got = fetcher.get(f"{server.root}/a#part", most=MOST)
    assert (got.status, got.media_type, got.header("x-invented")) == (200, "image/png", "yes")
    assert got.body.read_bytes() == b"invented"
    assert [hop.ip for hop in got.hops] == ["127.0.0.1"]
    fetcher.get(f"{server.root}/a", most=MOST)
    assert len(server.asked) == len(fetcher.exchanges) == 1


def test_redirects_are_followed_and_kept(server, fetcher):
    server.redirect("/a", "/b")
    server.redirect("/b", f"{server.root}/c?x=1")
    server.put("/c?x=1", "x")
    got = fetcher.get(f"{server.root}/a", most=MOST)
    assert got.final == f"{server.root}/c?x=1"
    assert [hop.status for hop in got.hops] == [302, 302, 200]


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("http://127.0.0.2:{port}/secret", "private network"),
        ("http://localhost:{port}/secret", "private network"),
        ("http://[::1]:{port}/secret", "private network"),
        ("http://169.254.169.254/latest/meta-data/", "private network"),
        ("http://2130706433:{port}/secret", "odd spelling"),
        ("file:///etc/passwd", "only http"),
        ("//user:geheim@127.0.0.1:{port}/secret", "name or password"),
    ],
)
def test_a_redirect_to_a_private_address_is_refused(server, tmp_path, to, words):
    server.redirect("/a", to.format(port=server.server_port))
    server.put("/secret", "x")
    known = {"public.invalid": ["127.0.0.1"], "localhost": ["127.0.0.2"]}
    guard = Guard(lambda ip: ip == "127.0.0.1", lambda host, _: known.get(host, [host]))
    with Fetcher(tmp_path, Limits(), guard) as own, pytest.raises(MissedError, match=words):
        own.get(f"http://public.invalid:{server.server_port}/a", most=MOST)
    assert [path for path, _ in server.asked] == ["/a"]


def test_a_name_that_answers_differently_the_second_time_gains_nothing(server, tmp_path):
    answers = iter((["127.0.0.1"], ["127.0.0.2"]))
    asked = []

    def rebinding(host, _):
        asked.append(host)
        return next(answers)

    server.put("/a", "first", Connection="close")
    server.put("/b", "second")
    with Fetcher(tmp_path, Limits(), Guard(lambda ip: ip == "127.0.0.1", rebinding)) as own:
        got = own.get(f"http://rebinding.invalid:{server.server_port}/a", most=MOST)
        assert got.body.read_bytes() == b"first"
        assert asked == ["rebinding.invalid"]  # once: what was checked is what was connected to
        with pytest.raises(MissedError, match="private network"):
            own.get(f"http://rebinding.invalid:{server.server_port}/b", most=MOST)
    assert [path for path, _ in server.asked] == ["/a"]


def test_without_a_guard_this_machine_is_refused(server, tmp_path):
    server.put("/a", "x")
    with Fetcher(tmp_path, Limits()) as own, pytest.raises(MissedError, match="private network"):
        own.get(f"{server.root}/a", most=MOST)
    assert server.asked == []


def test_proxies_of_the_environment_are_not_asked(server, fetcher, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server.put("/a", "x")
    assert fetcher.get(f"{server.root}/a", most=MOST).status == 200


def test_nothing_of_the_machine_is_told(server, fetcher):
    server.put("/a", "x")
    fetcher.get(f"{server.root}/a", most=MOST)
    _, headers = server.asked[0]
    told = {"host", "accept", "accept-encoding", "accept-language", "connection", "user-agent"}
    assert {name.lower() for name in headers} == told
    assert "python" not in str(headers).lower()


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 10_000)


def drop_by_drop(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def endless_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"x: y\r\n")
        handler.wfile.flush()
        time.sleep(0.05)


def no_http(handler):
    handler.wfile.write(b"220 invented.example ESMTP\r\n")
    handler.close_connection = True


def breaks_off(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    handler.close_connection = True


def silent(handler):
    time.sleep(3)
    handler.close_connection = True


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (endless, "larger than"),
        (drop_by_drop, "in time"),
        (endless_headers, "in time|no HTTP"),
        (silent, "in time"),
        (no_http, "no HTTP"),
        (breaks_off, "broke off"),
    ],
)
def test_a_server_that_does_harm_is_bounded(server, tmp_path, guard, answer, words, counted):
    server.pages["/a"] = answer
    began = time.monotonic()
    with (
        Fetcher(tmp_path, Limits(item_seconds=1.0), guard) as own,
        pytest.raises(MissedError, match=words),
    ):
        own.get(f"{server.root}/a", most=MOST)
    counted(f"{answer.__name__}: ended after {time.monotonic() - began:.1f} s")
    assert time.monotonic() - began < 20


def test_a_page_has_a_deadline_for_everything_in_it(server, tmp_path, guard):
    server.pages["/a"] = drop_by_drop
    server.put("/b", "x")
    with Fetcher(tmp_path, Limits(whole_seconds=0.5), guard) as own:
        with pytest.raises(MissedError, match="in time"):
            own.get(f"{server.root}/a", most=MOST)
        with pytest.raises(MissedError, match="time for the page"):
            own.get(f"{server.root}/b", most=MOST)


def test_a_resolver_that_hangs_is_bounded(tmp_path):
    guard = Guard(resolver=lambda *_: time.sleep(3) or [])
    with (
        Fetcher(tmp_path, Limits(item_seconds=0.3), guard) as own,
        pytest.raises(MissedError, match="in time"),
    ):
        own.get("http://slow.invalid/", most=MOST)


def test_what_is_too_large_is_not_read(server, fetcher):
    server.put("/a", b"x" * (MOST + 1))
    with pytest.raises(MissedError, match="larger than 0 MB"):
        fetcher.get(f"{server.root}/a", most=MOST)
    for number in range(11):
        server.put(f"/{number}", b"x" * MOST)
    for number in range(10):
        fetcher.get(f"{server.root}/{number}", most=MOST)
    with pytest.raises(MissedError, match="more than 1 MB"):
        fetcher.get(f"{server.root}/10", most=MOST)


def test_redirects_and_requests_are_counted(server, fetcher):
    server.redirect("/ring", "/ring")
    with pytest.raises(MissedError, match="more than 5 times"):
        fetcher.get(f"{server.root}/ring", most=MOST)
    server.put("/a", "x")
    for number in range(20):
        server.put(f"/{number}", "x")
        fetcher.get(f"{server.root}/{number}", most=MOST)
    with pytest.raises(MissedError, match="more than 20 items"):
        fetcher.get(f"{server.root}/a", most=MOST)


def test_a_name_that_is_not_known_and_a_closed_port(tmp_path, guard, fetcher):
    def unknown(*_):
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    with (
        Fetcher(tmp_path, Limits(), Guard(guard.permit, unknown)) as own,
        pytest.raises(MissedError, match="name is not known"),
    ):
        own.get("http://nothing.invalid/", most=MOST)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(MissedError, match="cannot be reached"):
        fetcher.get(f"http://127.0.0.1:{port}/", most=MOST)


@pytest.mark.parametrize(("pack", "name"), [(gzip.compress, "gzip"), (zlib.compress, "deflate")])
def test_packed_content_is_unpacked_and_kept_as_it_was_sent(server, fetcher, pack, name):
    server.put("/a", pack(b"invented"), Content_Encoding=name)
    got = fetcher.get(f"{server.root}/a", most=MOST)
    assert got.body.read_bytes() == b"invented"
    assert got.hops[-1].body.read_bytes() == pack(b"invented") or name == "gzip"


def test_a_bomb_is_unpacked_to_the_limit_and_no_further(server, fetcher, tmp_path):
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < MOST
    server.put("/a", bomb, Content_Encoding="gzip")
    with pytest.raises(MissedError, match="unpacked, it is larger"):
        fetcher.get(f"{server.root}/a", most=MOST)
    assert sum(each.stat().st_size for each in (tmp_path / "fetched").iterdir()) < 2 * MOST + 2**18


# Without a time in the packed bytes, which are part of the names of the tests.
BAD = [
    (gzip.compress(b"x" * 1000, mtime=0)[:-9], "gzip", "cut off"),
    (b"no gzip", "gzip", "damaged"),
    (b"", "gzip", "cut off"),
    (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "gzip, gzip", "not asked for"),
    (b"x", "br", "not asked for"),
]


@pytest.mark.parametrize(("content", "encoding", "words"), BAD)
def test_content_that_cannot_be_unpacked_says_why(tmp_path, content, encoding, words):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(NotUnpackedError, match=words):
        unpack(tmp_path / "a", tmp_path / "b", encoding, most=MOST)


def test_raw_deflate_and_several_members_are_read(tmp_path):
    packer = zlib.compressobj(wbits=-15)
    (tmp_path / "a").write_bytes(packer.compress(b"raw") + packer.flush())
    assert unpack(tmp_path / "a", tmp_path / "b", "deflate", most=MOST).read_bytes() == b"raw"
    (tmp_path / "c").write_bytes(gzip.compress(b"one") + gzip.compress(b"two") + bytes(10))
    assert unpack(tmp_path / "c", tmp_path / "d", "gzip", most=MOST).read_bytes() == b"onetwo"


def certificate(folder, host):
    """Writes a key and a certificate for a host, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "cert.pem").write_bytes(private + made.public_bytes(pem))
    return folder / "cert.pem"


@pytest.mark.parametrize("named", ["secure.invalid", "other.invalid"])
def test_an_encrypted_page_is_asked_by_its_name_at_the_address_that_was_checked(
    server, tmp_path, monkeypatch, named
):
    held = certificate(tmp_path, "secure.invalid")
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(held)
    server.socket = served.wrap_socket(server.socket, server_side=True)
    server.put("/a", "x")
    trusting = ssl.create_default_context(cafile=str(held))
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: trusting)
    monkeypatch.setattr(ssl, "create_default_context", lambda *_, **__: trusting)
    guard = Guard(lambda ip: ip == "127.0.0.1", lambda host, _: ["127.0.0.1"])
    address = f"https://{named}:{server.server_port}/a"
    with Fetcher(tmp_path, Limits(item_seconds=5), guard) as own:
        if named == "secure.invalid":
            assert own.get(address, most=MOST).status == 200
        else:
            with pytest.raises(MissedError):  # its certificate is another's
                own.get(address, most=MOST)
