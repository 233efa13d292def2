"""What files tell of themselves, and files that are made to do harm when they are read."""

import io
import json
import struct
import subprocess
import sys
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.intake.entry import Entry
from tawthiq.intake.evidence import add_evidence
from tawthiq.intake.facts import child
from tawthiq.intake.facts.reader import FactReader
from tawthiq.records import Access, Evidence, access_of

ENTRY = Entry("invented", datetime(2026, 1, 1, tzinfo=UTC))
LIMIT = 1_500_000_000
MOST = 200


def image(size=(320, 240)):
    made = Image.radial_gradient("L").resize(size).convert("RGB")
    made.paste((200, 30, 30), (10, 10, size[0] // 3, size[1] // 2))
    return made


def photo(path):
    made = image()
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Invented Maker", "Model 1", 6
    exif.get_ifd(0x8769).update({
        0x9003: "2017:10:05 09:30:00", 0x9011: "+03:00", 0x927C: b"\1\2\3" * 100,
        0x9286: b"ASCII\0\0\0an invented comment",
    })  # fmt: skip
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 56.0, 12.5), 3: "E", 4: (36.0, 38.0, 3.25)})
    made.save(path, "JPEG", exif=exif, comment=b"a comment", xmp=b"<x:xmpmeta>invented</x:xmpmeta>")
    return path


def facts_of(path, kind="image/jpeg"):
    with FactReader() as reader:
        return reader.read(path, kind)


def test_exif_is_given_as_it_was_told(tmp_path):
    facts = facts_of(photo(tmp_path / "a.jpg"))
    assert facts["exif:DateTimeOriginal"] == "2017:10:05 09:30:00"
    assert facts["exif:OffsetTimeOriginal"] == "+03:00"
    assert (facts["exif:Make"], facts["exif:Orientation"]) == ("Invented Maker", "6")
    assert facts["exif:GPSLatitude"] == "35 56 25/2"
    assert facts["exif:GPSLatitudeRef"] == "N"
    assert facts["exif:UserComment"] == "an invented comment"
    assert facts["exif:MakerNote"] == "300 bytes"
    assert facts["jpeg:comment"] == "a comment"
    assert facts["xmp"] == "<x:xmpmeta>invented</x:xmpmeta>"
    assert (facts["image:width"], facts["image:height"]) == ("320", "240")


def test_exif_of_a_png_is_given(tmp_path):
    exif = Image.Exif()
    exif[0x010F] = "Invented Maker"
    image().save(tmp_path / "a.png", exif=exif)
    assert facts_of(tmp_path / "a.png", "image/png")["exif:Make"] == "Invented Maker"


@pytest.mark.parametrize("kind", ["webp", "avif", "tiff", "gif"])
def test_other_formats_have_a_hash_and_a_size(tmp_path, kind):
    exif = Image.Exif()
    exif[0x010F] = "Invented Maker"
    image().save(tmp_path / f"a.{kind}", **({} if kind == "gif" else {"exif": exif}))
    facts = facts_of(tmp_path / f"a.{kind}", f"image/{kind}")
    assert (facts["image:width"], facts.get("exif:Make", "Invented Maker")) == (
        "320", "Invented Maker",
    )  # fmt: skip
    assert "perceptual:phash" in facts


def test_texts_of_a_png_are_given(tmp_path):
    text = PngImagePlugin.PngInfo()
    text.add_text("Software", "invented 1.0")
    text.add_itxt("Description", "نص مختلق", zip=True)
    image().save(tmp_path / "a.png", pnginfo=text)
    facts = facts_of(tmp_path / "a.png", "image/png")
    assert facts["png:Software"] == "invented 1.0"
    assert facts["png:Description"] == "نص مختلق"


def box(name, *parts):
    content = b"".join(parts)
    return struct.pack(">I", 8 + len(content)) + name + content


def video(path):
    """An MP4 with a time and a place in its header, and no stream."""
    told = 3589968600  # seconds from 1904 to 2017-10-04
    header = box(b"mvhd", struct.pack(">IIIII", 0, told, told, 1000, 60_000), bytes(80))
    place = b"+35.9368+036.6342/"
    xyz = box(b"\xa9xyz", struct.pack(">HH", len(place), 0x15C7), place)
    path.write_bytes(
        box(b"ftyp", b"isom", bytes(4), b"isommp42")
        + box(b"moov", header, box(b"udta", xyz))
        + box(b"mdat", bytes(100))
    )
    return path


def test_a_video_tells_its_time_and_place(tmp_path):
    facts = facts_of(video(tmp_path / "a.mp4"), "video/mp4")
    assert "2017-10-04" in facts["mediainfo:encoded_date"]
    assert "+35.9368+036.6342/" in " ".join(facts.values())
    assert str(tmp_path) not in str(facts)


def test_a_sound_tells_its_format(tmp_path):
    import wave

    with wave.open(str(tmp_path / "a.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16_000))
    assert facts_of(tmp_path / "a.wav", "audio/wav")["mediainfo:format"] == "Wave"


@pytest.fixture
def book(tmp_path):
    folder = tmp_path / "casebook"
    init_casebook(folder, name={"en": "x", "ar": "س"}, area="syria", clock="Asia/Damascus")
    with open_casebook(folder) as opened:
        yield opened


def test_evidence_keeps_facts_secret_and_takes_no_time_from_them(book, tmp_path):
    add_evidence(book, [photo(tmp_path / "a.jpg")], entry=ENTRY)
    (record,) = book.view.all(Evidence)
    assert record.facts["exif:DateTimeOriginal"] == "2017:10:05 09:30:00"
    assert access_of(Evidence, "facts") is Access.SECRET
    assert record.captured_at is None


def test_a_damaged_file_is_added_with_what_could_be_read(book, tmp_path):
    whole = photo(tmp_path / "a.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[:-2000])
    (tmp_path / "noise.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4)
    add_evidence(book, [tmp_path / "cut.jpg", tmp_path / "noise.jpg"], entry=ENTRY)
    cut, noise = sorted(book.view.all(Evidence), key=lambda each: each.name)
    assert cut.facts["exif:Make"] == "Invented Maker"
    assert "cannot be decoded" in cut.facts["perceptual:left-out"]
    assert "facts:left-out" in noise.facts


def test_a_file_that_ends_the_process_does_not_end_the_addition(tmp_path, monkeypatch):
    monkeypatch.setattr("tawthiq.intake.facts.reader._MODULE", "tawthiq.no_such_module")
    with FactReader() as reader:
        told = reader.read(photo(tmp_path / "a.jpg"), "image/jpeg")
        monkeypatch.undo()
        assert "more time or memory" in told["facts:left-out"]
        assert "exif:Make" in reader.read(tmp_path / "a.jpg", "image/jpeg")


def test_a_text_starts_no_process(tmp_path):
    with FactReader() as reader:
        assert reader.read(tmp_path / "nothing.txt", "text/plain") == {}
        assert reader._child is None


# Files that are made to do harm


def chunk(name, content):
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def png_bomb(path):
    """60,000 x 60,000 pixels in a small file: 10.8 GB when it is decoded."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    packer, packed = zlib.compressobj(9), bytearray()
    row = bytes(1 + 60_000 * 3) * 50
    for _ in range(60_000 // 50 // 8):
        packed += packer.compress(row)
    packed += packer.flush()
    text = chunk(b"tEXt", b"Software\0invented")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + text
                     + chunk(b"IDAT", bytes(packed)) + chunk(b"IEND", b""))  # fmt: skip


def text_bomb(path):
    """A text of 1 GB, packed, in a PNG."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(10_000_000)) for _ in range(100)) + packer.flush()
    header = struct.pack(">IIBBBBB", 10, 10, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
                     + chunk(b"zTXt", b"a\0\0" + packed) + chunk(b"IEND", b""))  # fmt: skip


def many_texts(path):
    texts = b"".join(chunk(b"tEXt", b"k%d\0" % number + b"x" * 500) for number in range(20_000))
    content = io.BytesIO()
    image().save(content, "PNG")
    whole = content.getvalue()
    path.write_bytes(whole[:33] + texts + whole[33:])


def tiff_ring(path):
    """A TIFF whose directory follows itself."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    path.write_bytes(b"II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 8))


def huge_exif(path):
    exif = Image.Exif()
    exif[0x010F] = "x" * 60_000
    image().save(path, "JPEG", exif=exif)


@pytest.mark.parametrize("make", [png_bomb, text_bomb, many_texts, tiff_ring, huge_exif],
                         ids=lambda each: each.__name__)  # fmt: skip
def test_a_bad_file_is_added_without_taking_memory_or_time(tmp_path, make, counted):
    path = tmp_path / "bad.png"
    make(path)
    for who in ("who adds", "who reads"):
        command = [sys.executable, str(Path(__file__).parent / "child.py"), str(path), str(LIMIT)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        took = json.loads(done.stdout)
        counted(f"{make.__name__}, {path.stat().st_size / 1e6:.1f} MB, {who}: "
                f"{took['seconds']:.2f} s, {took['mebibytes']:.0f} MiB")  # fmt: skip
        assert took["mebibytes"] < MOST
        assert took["seconds"] < 2
        assert sum(map(len, took["facts"].values())) < 100_000
    if make is png_bomb:
        assert took["facts"]["image:width"] == "60000"
        assert took["facts"]["png:Software"] == "invented"
        assert "3,600,000,000 pixels" in took["facts"]["perceptual:left-out"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_bytes_can_be_read(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "a"
    whole = bytearray(photo(path).read_bytes())
    for at, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=30)
    ):
        whole[at] = value
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    assert isinstance(child.read_facts(path, "image/jpeg"), dict)


def test_a_large_addition_takes_little_for_facts(book, tmp_path, counted):
    paths = []
    for number in range(60):
        path = tmp_path / f"{number}.jpg"
        made = image((1600, 1200))
        made.putpixel((0, 0), (number, number, 0))
        made.paste((number, 200, 9), (number * 10, 10, number * 10 + 300, 400))
        made.save(path, quality=80)
        paths.append(path)
    with FactReader() as reader:
        reader.read(paths[0], "image/jpeg")
        began = time.perf_counter()
        for path in paths:
            assert "perceptual:phash" in reader.read(path, "image/jpeg")
        each = (time.perf_counter() - began) / len(paths)
    counted(f"facts of a photo of 2 million pixels: {each * 1000:.1f} ms")
