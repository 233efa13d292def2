"""Pages become evidence: what is kept, what is told, and that nothing stays half written."""

import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from tawthiq.casebook import open_casebook
from tawthiq.errors import InputError, RegisterError
from tawthiq.intake.capture import Limits, Wanted, capture_evidence
from tawthiq.intake.evidence import Ties
from tawthiq.records import Evidence
from tawthiq.register import Vault

QUIET = Wanted(picture=False)
ARABIC = "<!doctype html><html dir=rtl lang=ar><meta charset={}><h1>خبر مختلق</h1>"


def picture(red=200):
    made = Image.linear_gradient("L").resize((120, 80)).convert("RGB")
    made.paste((red, 30, 30), (10, 10, 50, 60))
    content = io.BytesIO()
    made.save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def page(server):
    html = (
        ARABIC.format("utf-8")
        + "<link rel=stylesheet href=/s.css><meta property=og:image content=/og.png><img src=a.png>"
        "<img data-src=/lazy.png><img src=/gone.png><img src=/moved><video src=/v.mp4></video>"
        "<img src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=='>"
    )
    server.put("/n/page.html", html)
    for number, name in enumerate(("/n/a.png", "/og.png", "/lazy.png", "/final.png")):
        server.put(name, picture(number * 60), "image/png")
    server.put("/v.mp4", b"\0\0\0\x18ftypmp42" + bytes(500), "video/mp4")
    server.put("/s.css", "h1 {color: red}", "text/css")
    server.redirect("/moved", "/final.png")
    return f"{server.root}/n/page.html"


def held(book):
    return {each.id: each for each in book.view.all(Evidence)}


def named(book):
    return {each.name: each for each in held(book).values()}


def content(book, record):
    return Vault(book.folder).path(record.sha256).read_bytes()


def test_a_page_is_kept_with_everything_that_it_embeds(book, entry, guard, server, page):
    done = capture_evidence(book, [page], entry=entry, guard=guard, wanted=QUIET)
    found = named(book)
    assert set(found) == {"127.0.0.1.warc.gz", "page.html", "a.png", "og.png", "lazy.png",
                          "moved", "v.mp4", "embedded.gif"}  # fmt: skip
    html = found["page.html"]
    assert content(book, html) == server.pages["/n/page.html"][2]
    assert html.captured_from == page
    assert html.captured_at is not None
    assert html.media_type == "text/html"
    assert html.facts["http:status"] == "200"
    assert html.facts["http:header:content-type"] == "text/html; charset=utf-8"
    assert html.derived_from == found["127.0.0.1.warc.gz"].id
    for name in ("a.png", "og.png", "lazy.png", "moved", "v.mp4", "embedded.gif"):
        assert found[name].derived_from == html.id
        assert found[name].sha256 == hashlib.sha256(content(book, found[name])).hexdigest()
    assert content(book, found["moved"]) == server.pages["/final.png"][2]
    assert [each.address for each in done.missed[page]] == [f"{server.root}/gone.png"]
    assert "404" in html.facts["capture:missed.1"]


def test_custody_says_who_when_with_what_from_where(book, entry, guard, server, page):
    server.redirect("/short", "/n/page.html")
    capture_evidence(book, [f"{server.root}/short"], entry=entry, guard=guard, wanted=QUIET)
    (event,) = named(book)["short"].custody
    assert (event.actor, event.at, event.tool) == ("invented", entry.at, "tawthiq test")
    assert event.event.startswith(f"captured from {server.root}/short at 20")
    assert f"over 1 redirects: {page}" in event.event
    assert "from IP address 127.0.0.1" in event.event
    (event,) = named(book)["a.png"].custody
    assert f"embedded in the page {server.root}/short" in event.event


def test_the_exchange_is_a_warc_that_others_can_check(book, entry, guard, server, page):
    server.put("/og.png", gzip.compress(picture(1)), "image/png", Content_Encoding="gzip")
    capture_evidence(book, [page], entry=entry, guard=guard, wanted=QUIET)
    archive = io.BytesIO(content(book, named(book)["127.0.0.1.warc.gz"]))
    answers = {}
    for record in ArchiveIterator(archive, check_digests="raise"):
        payload = record.content_stream().read()
        if record.rec_type == "response":
            address = record.rec_headers.get_header("WARC-Target-URI")
            answers[address] = (record.http_headers.get_statuscode(), payload)
            assert record.rec_headers.get_header("WARC-IP-Address") == "127.0.0.1"
    assert answers[page] == ("200", server.pages["/n/page.html"][2])
    assert answers[f"{server.root}/gone.png"][0] == "404"
    assert answers[f"{server.root}/moved"][0] == "302"
    assert answers[f"{server.root}/og.png"][1] == picture(1)
    assert f"{server.root}/s.css" in answers


def test_the_same_page_again_adds_the_exchange_and_events(book, entry, guard, page):
    capture_evidence(book, [page], entry=entry, guard=guard, wanted=QUIET)
    before = held(book)
    again = capture_evidence(book, [page], entry=entry, guard=guard, wanted=QUIET)
    assert [each.file for each in again.added.received if each.new] == ["127.0.0.1.warc.gz"]
    after = held(book)
    assert len(after) == len(before) + 1
    html = next(each for each in after.values() if each.name == "page.html")
    assert [each.event.startswith("again: captured from") for each in html.custody] == [False, True]


def test_a_page_that_changed_is_a_new_item(book, entry, guard, server, page):
    capture_evidence(book, [page], entry=entry, guard=guard, wanted=QUIET)
    server.put("/n/page.html", "<p>another text<img src=a.png>")
    capture_evidence(book, [page], entry=entry, guard=guard, wanted=QUIET)
    pages = [each for each in held(book).values() if each.name == "page.html"]
    assert len(pages) == 2
    assert len(named(book)["a.png"].custody) == 2


def test_a_target_that_fails_leaves_the_others(book, entry, guard, server, page):
    targets = [f"{server.root}:1/", page, "nowhere.html", "http://user:geheim@127.0.0.1/"]
    done = capture_evidence(book, targets, entry=entry, guard=guard, wanted=QUIET)
    assert len(done.refused) == 3
    assert "geheim" not in str(done.refused)
    assert "page.html" in named(book)


def test_a_capture_of_nothing_writes_nothing(book, entry, guard, server):
    state = book.register.state()
    server.put("/empty", b"")
    targets = ["http://127.0.0.2/", "file:///etc/passwd", f"{server.root}/empty"]
    with pytest.raises(InputError) as fault:
        capture_evidence(book, targets, entry=entry, guard=guard)
    assert len(fault.value.faults) == 3
    assert book.register.state() == state
    assert list(Vault(book.folder).all()) == []
    assert list((book.folder / "vault").glob("*.tmp")) == []


def test_a_tie_to_nothing_asks_nothing(book, entry, guard, server, page):
    with pytest.raises(RegisterError, match="No record nowhere"):
        capture_evidence(book, [page], entry=entry, guard=guard, ties=Ties(None, ("nowhere",)))
    assert server.asked == []


def test_a_stop_in_the_middle_leaves_nothing(book, entry, guard, server, page):
    def progress(text):
        if text.startswith("Fetching"):
            return
        raise KeyboardInterrupt

    for number in range(20):
        server.put(f"/{number}.png", picture(number), "image/png")
    images = "".join(f"<img src=/{number}.png>" for number in range(20))
    server.put("/many", images)
    with pytest.raises(KeyboardInterrupt):
        capture_evidence(book, [f"{server.root}/many"], entry=entry, guard=guard, progress=progress)
    assert held(book) == {}
    assert list((book.folder / "vault").glob("*.tmp")) == []
    assert list(Vault(book.folder).all()) == []


def test_the_page_of_an_error_is_kept_and_said(book, entry, guard, server):
    server.put("/taken-down", "<p>removed", status=451)
    address = f"{server.root}/taken-down"
    done = capture_evidence(book, [address], entry=entry, guard=guard, wanted=QUIET)
    assert "451" in done.missed[address][0].reason
    assert named(book)["taken-down"].facts["http:status"] == "451"


def test_a_file_by_its_address_is_kept(book, entry, guard, server):
    server.put("/photo.png", picture(), "image/png")
    capture_evidence(book, [f"{server.root}/photo.png"], entry=entry, guard=guard, wanted=QUIET)
    assert named(book)["photo.png"].facts["image:width"] == "120"


def test_a_large_file_is_told_and_the_rest_is_kept(book, entry, guard, server, page):
    server.put("/v.mp4", bytes(200_000), "video/mp4")
    wanted = Wanted(picture=False, limits=Limits(item_bytes=100_000))
    done = capture_evidence(book, [page], entry=entry, guard=guard, wanted=wanted)
    reasons = {each.address.rpartition("/")[2]: each.reason for each in done.missed[page]}
    assert "larger than" in reasons["v.mp4"]
    assert "a.png" in named(book)


def test_embedded_private_addresses_are_refused_and_told(book, entry, guard, server):
    hidden = f"http://127.0.0.2:{server.server_port}/secret.png"
    server.put("/p", f"<img src={hidden}><img src=http://169.254.169.254/x.png>")
    address = f"{server.root}/p"
    done = capture_evidence(book, [address], entry=entry, guard=guard, wanted=QUIET)
    assert ["private network" in each.reason for each in done.missed[address]] == [True, True]
    assert [path for path, _ in server.asked] == ["/p"]


# Files


@pytest.fixture
def saved(tmp_path):
    text = ARABIC.format("windows-1256") + (
        "<img src='خبر_files/a.png'><img src='../outside.png'><img src='خبر_files/link.png'>"
        "<img src=https://example.org/remote.png><img src='خبر_files/../outside.png'>"
    )
    comment = "<!-- saved from url=(0024)https://example.org/news -->"
    path = tmp_path / "saved" / "خبر.html"
    (path.parent / "خبر_files").mkdir(parents=True)
    path.write_bytes((comment + text).encode("cp1256"))
    (path.parent / "خبر_files" / "a.png").write_bytes(picture())
    (path.parent / "outside.png").write_bytes(picture(1))
    (path.parent / "خبر_files" / "link.png").symlink_to("../outside.png")
    return path


def test_a_saved_page_brings_its_own_files_and_no_others(book, entry, saved):
    done = capture_evidence(book, [str(saved)], entry=entry, wanted=QUIET)
    found = named(book)
    assert set(found) == {"خبر.html", "a.png"}
    html = found["خبر.html"]
    assert html.captured_from == "https://example.org/news"
    assert html.captured_at is None
    assert found["a.png"].derived_from == html.id
    assert len(done.missed[str(saved)]) == 3


def test_the_same_saved_page_again_adds_nothing(book, entry, saved):
    capture_evidence(book, [str(saved)], entry=entry, wanted=QUIET)
    state = book.register.state()
    again = capture_evidence(book, [str(saved)], entry=entry, wanted=QUIET)
    assert again.added.batch.batch is None
    assert book.register.state() == state


@pytest.fixture
def archive(book, entry, guard, page, tmp_path):
    """The WARC of a capture, outside of the casebook that made it."""
    capture_evidence(book, [page], entry=entry, guard=guard, wanted=QUIET)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content(book, named(book)["127.0.0.1.warc.gz"]))
    return path


@pytest.fixture
def other(tmp_path):
    from tawthiq.casebook import init_casebook

    target = tmp_path / "other"
    init_casebook(target, name={"en": "y", "ar": "ص"}, area="syria", clock="Asia/Damascus")
    with open_casebook(target) as opened:
        yield opened


def test_an_archive_gives_the_same_items_without_a_network(
    other, entry, archive, server, page, book
):
    server.asked.clear()
    capture_evidence(other, [str(archive)], entry=entry, wanted=QUIET)
    assert server.asked == []
    here, there = named(other), named(book)
    assert set(here) - {"final.png", "a.warc.gz"} == set(there) - {"moved", "127.0.0.1.warc.gz"}
    assert here["page.html"].sha256 == there["page.html"].sha256
    assert here["page.html"].captured_at == there["page.html"].captured_at
    assert here["page.html"].derived_from == here["a.warc.gz"].id
    assert "which tells it as captured" in here["page.html"].custody[0].event
    state = other.register.state()
    capture_evidence(other, [str(archive)], entry=entry, wanted=QUIET)
    assert other.register.state() == state


@pytest.mark.parametrize("share", [0.03, 0.2, 0.5, 0.9, 0.99])
def test_an_archive_that_is_cut_off_says_so(other, entry, archive, share):
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * share)])
    if share < 0.1:
        with pytest.raises(InputError, match="no page is found"):
            capture_evidence(other, [str(archive)], entry=entry, wanted=QUIET)
        return
    done = capture_evidence(other, [str(archive)], entry=entry, wanted=QUIET)
    told = " ".join(each.reason for each in done.missed[str(archive)])
    assert "cut off" in told or "not in the archive" in told


def test_an_archive_without_compression_that_is_cut_off_says_so(other, entry, tmp_path):
    path = tmp_path / "plain.warc"
    write_warc(path, "<p>whole</p>" + "x" * 1000, gzip=False)
    path.write_bytes(path.read_bytes()[:-300])
    done = capture_evidence(other, [str(path)], entry=entry, wanted=QUIET)
    assert "cut off" in done.missed[str(path)][0].reason


def write_warc(path, html, count=1, **how):
    from warcio.statusandheaders import StatusAndHeaders

    with path.open("wb") as file:
        writer = WARCWriter(file, **how)
        for number in range(count):
            body = f"{html}{number}".encode()
            writer.write_record(writer.create_warc_record(
                f"http://example.org/{number}", "response", payload=io.BytesIO(body),
                length=len(body), warc_headers_dict={"WARC-Date": "2017-10-05T09:00:00Z"},
                http_headers=StatusAndHeaders("200 OK", [("Content-Type", "text/html")],
                                              protocol="HTTP/1.1"),
            ))  # fmt: skip


def test_an_altered_archive_is_told(other, entry, tmp_path):
    path = tmp_path / "plain.warc"
    write_warc(path, "<p>invented</p>", gzip=False)
    path.write_bytes(path.read_bytes().replace(b"<p>invented", b"<p>altered!"))
    done = capture_evidence(other, [str(path)], entry=entry, wanted=QUIET)
    assert "digest" in done.missed[str(path)][0].reason


def test_an_archive_with_a_wrong_length_is_told_without_its_words(other, entry, tmp_path, capfd):
    path = tmp_path / "plain.warc"
    write_warc(path, "<p>a word of a witness", count=3, gzip=False)
    whole = path.read_bytes()
    at = whole.rindex(b"Content-Length: ") + len(b"Content-Length: ")
    path.write_bytes(whole[:at] + b"60" + whole[at + 2 :])
    done = capture_evidence(other, [str(path)], entry=entry, wanted=QUIET)
    assert any("length of a record" in each.reason for each in done.missed[str(path)])
    assert "witness" not in "".join(capfd.readouterr())


def test_parts_of_mhtml_nested_too_deeply_are_refused(book, entry, tmp_path):
    path = tmp_path / "deep.mhtml"
    path.write_text("MIME-Version: 1.0\n" + "".join(
        f'Content-Type: multipart/related; boundary="{n}"\n\n--{n}\n' for n in range(3000)
    ))  # fmt: skip
    with pytest.raises(InputError, match="nested too deeply"):
        capture_evidence(book, [str(path)], entry=entry, wanted=QUIET)


def test_of_an_archive_of_many_pages_the_first_are_taken_and_the_rest_is_told(
    other, entry, tmp_path
):
    path = tmp_path / "many.warc.gz"
    write_warc(path, "<p>invented ", count=25)
    done = capture_evidence(other, [str(path)], entry=entry, wanted=QUIET)
    assert len(held(other)) == 1 + 20
    assert len(done.missed[str(path)]) == 5


def test_a_wacz_is_read(other, entry, archive, tmp_path):
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(archive, "archive/data.warc.gz")
        packed.writestr("datapackage.json", json.dumps({}))
    capture_evidence(other, [str(path)], entry=entry, wanted=QUIET)
    assert "page.html" in named(other)


MHTML = """From: <Saved by Blink>\r
Snapshot-Content-Location: https://example.org/news\r
Subject: x\r
Date: Thu, 5 Oct 2017 09:00:00 -0000\r
MIME-Version: 1.0\r
Content-Type: multipart/related; type="text/html"; boundary="b"\r
\r
--b\r
Content-Type: text/html\r
Content-Transfer-Encoding: quoted-printable\r
Content-Location: https://example.org/news\r
\r
<h1>=D8=AE=D8=A8=D8=B1</h1><img src=3D"https://example.org/a.png"><img src=3D"cid:x@y">\r
--b\r
Content-Type: image/png\r
Content-Transfer-Encoding: base64\r
Content-Location: https://example.org/a.png\r
\r
{0}\r
--b\r
Content-Type: image/png\r
Content-Transfer-Encoding: base64\r
Content-ID: <x@y>\r
Content-Location: file:///home/invented/b.png\r
\r
{1}\r
--b--\r
"""


def test_a_page_in_mhtml_is_read(book, entry, tmp_path):
    import base64

    path = tmp_path / "a.mhtml"
    one, two = (base64.b64encode(picture(red)).decode() for red in (1, 99))
    path.write_text(MHTML.format(one, two), newline="")
    capture_evidence(book, [str(path)], entry=entry, wanted=QUIET)
    found = named(book)
    assert found["news"].captured_from == "https://example.org/news"
    assert len(held(book)) == 4
    assert "/home/" not in "".join(each.model_dump_json() for each in held(book).values())


@pytest.mark.parametrize(
    "junk", [b"", b"MZ\x90\0", b"PK\x03\x04", b"\x1f\x8b\x08", b"WARC/1.0\r\n"]
)
@pytest.mark.parametrize("name", ["a.bin", "a.warc.gz", "a.wacz", "a.mhtml"])
def test_junk_is_refused_clearly(book, entry, tmp_path, junk, name):
    path = tmp_path / name
    path.write_bytes(junk)
    with pytest.raises(InputError) as fault:
        capture_evidence(book, [str(path)], entry=entry, wanted=QUIET)
    assert fault.value.faults[0].remedy
    assert held(book) == {}


# Pictures of pages


@pytest.fixture
def chromium():
    import os

    if not Path("/usr/bin/chromium").exists():
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: install it with apt-get install chromium")
        pytest.skip("SKIPPED: no /usr/bin/chromium, pictures of pages are NOT TESTED")


def shot(book):
    (record,) = [each for each in held(book).values() if "capture:program" in each.facts]
    return record, Image.open(io.BytesIO(content(book, record)))


@pytest.mark.usefixtures("chromium")
def test_a_picture_of_the_page_is_made(book, entry, guard, server, page):
    done = capture_evidence(book, [page], entry=entry, guard=guard)
    record, image = shot(book)
    assert done.pictures == {page: 1}
    assert record.derived_from == named(book)["page.html"].id
    assert "Chromium" in record.custody[0].event
    assert image.width == 1280
    colours = image.convert("RGB").getcolors(100_000)
    assert any(red > 200 and green < 80 for _, (red, green, _) in colours)  # style and pictures


@pytest.mark.usefixtures("chromium")
def test_an_endless_page_is_cut_and_says_so(book, entry, guard, server):
    server.put("/long", "<div style='height:9999999px'>x</div>")
    wanted = Wanted(limits=Limits(picture_pixels=3000))
    capture_evidence(book, [f"{server.root}/long"], entry=entry, guard=guard, wanted=wanted)
    record, image = shot(book)
    assert image.height == 3000
    assert "cut: the page is" in record.custody[0].event


@pytest.mark.usefixtures("chromium")
def test_chromium_asks_nothing_by_itself_and_runs_no_script(book, entry, guard, server, tmp_path):
    spy = f"http://127.0.0.1:{server.server_port}"
    path = tmp_path / "spy.html"
    path.write_text(
        f"<link rel=preconnect href={spy}><link rel=prefetch href={spy}/1><img src={spy}/2>"
        f"<link rel=stylesheet href={spy}/3><iframe src={spy}/4></iframe>"
        f"<script src={spy}/5></script>"
        f"<meta http-equiv=refresh content='0;url={spy}/6'><video autoplay src={spy}/7></video>"
        f"<style>@import url({spy}/8);body{{background:url({spy}/9)}}</style>"
        f"<object data={spy}/10></object><script>document.body.style.background='#00ff00';"
        f"fetch('{spy}/11');new WebSocket('ws://127.0.0.1:{server.server_port}/12')</script>"
        "<iframe src=file:///etc/passwd></iframe><h1>invented</h1>"
    )
    capture_evidence(book, [str(path)], entry=entry)
    assert server.asked == []
    _, image = shot(book)
    assert all(each[1][:3] != (0, 255, 0) for each in image.convert("RGB").getcolors(100_000))


def test_without_chromium_it_is_said_clearly(book, entry, guard, page, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    done = capture_evidence(book, [page], entry=entry, guard=guard)
    (told,) = [each for each in done.missed[page] if each.address == "picture of the page"]
    assert "Chromium is not here" in told.reason
    assert "Chromium is not here" in named(book)["page.html"].facts["capture:picture"]
