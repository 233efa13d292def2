"""The same picture is found again after scaling and compression; other pictures are not."""

import random
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.errors import InputError
from tawthiq.intake.entry import Entry
from tawthiq.intake.evidence import add_evidence
from tawthiq.intake.facts.reader import FactReader
from tawthiq.intake.similar import WITHIN, find_similar
from tawthiq.records import Evidence

ENTRY = Entry("invented", datetime(2026, 1, 1, tzinfo=UTC))
COUNT = 40


def scene(seed, size=(960, 720)):
    """An invented scene: sky, ground, houses, smoke. No two seeds give the same."""
    chance = random.Random(seed)
    made = Image.new("RGB", size, tuple(chance.randrange(120, 255) for _ in range(3)))
    draw = ImageDraw.Draw(made)
    horizon = chance.randrange(size[1] // 3, size[1] * 2 // 3)
    ground = tuple(chance.randrange(40, 160) for _ in range(3))
    draw.rectangle((0, horizon, *size), fill=ground)
    for _ in range(chance.randrange(4, 12)):
        left, wide = chance.randrange(size[0]), chance.randrange(40, 220)
        top = horizon - chance.randrange(20, 260)
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.rectangle((left, top, left + wide, horizon + chance.randrange(90)), fill=colour)
    for _ in range(chance.randrange(1, 6)):
        middle, high = chance.randrange(size[0]), chance.randrange(size[1])
        wide = chance.randrange(30, 200)
        grey = chance.randrange(200)
        draw.ellipse((middle - wide, high - wide, middle + wide, high + wide), fill=(grey,) * 3)
    return made.filter(ImageFilter.GaussianBlur(2))


CHANGES = {
    "half size": lambda made: made.resize((480, 360)),
    "a fifth": lambda made: made.resize((192, 144)),
    "twice": lambda made: made.resize((1920, 1440)),
    "brighter": lambda made: ImageEnhance.Brightness(made).enhance(1.2),
    "grey": lambda made: made.convert("L"),
    "cropped by 2 %": lambda made: made.crop((10, 8, 950, 712)),
    "cropped by 4 %": lambda made: made.crop((20, 15, 940, 705)),
}


@pytest.fixture(scope="module")
def hashes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    told = {}
    with FactReader() as reader:

        def hash_of(made, how, **options):
            path = folder / f"a.{how}"
            made.save(path, **options)
            kind = "image/png" if how == "png" else "image/jpeg"
            return int(reader.read(path, kind)["perceptual:phash"], 16)

        for seed in range(COUNT):
            made = scene(seed)
            told[seed] = {"as it is": hash_of(made, "png")}
            told[seed]["quality 30"] = hash_of(made, "jpg", quality=30)
            told[seed]["quality 10"] = hash_of(made, "jpg", quality=10)
            for name, change in CHANGES.items():
                told[seed][name] = hash_of(change(made), "jpg", quality=75)
    return told


def test_the_same_picture_is_near_and_others_are_not(hashes, counted):
    for name in ("quality 30", "quality 10", *CHANGES):
        bits = sorted((each["as it is"] ^ each[name]).bit_count() for each in hashes.values())
        found = sum(each <= WITHIN for each in bits)
        counted(f"{name}: {found} of {COUNT} within {WITHIN} bits, middle {bits[COUNT // 2]}, "
                f"most {bits[-1]}")  # fmt: skip
        assert found >= COUNT * (0.7 if "4 %" in name else 0.95), name
    whole = [each["as it is"] for each in hashes.values()]
    apart = sorted((a ^ b).bit_count() for i, a in enumerate(whole) for b in whole[:i])
    wrong = sum(each <= WITHIN for each in apart)
    counted(
        f"different pictures: {wrong} of {len(apart)} pairs within {WITHIN} bits, least {apart[0]}"
    )
    assert wrong <= len(apart) * 0.005


@pytest.fixture
def book(tmp_path):
    folder = tmp_path / "casebook"
    init_casebook(folder, name={"en": "x", "ar": "س"}, area="syria", clock="Asia/Damascus")
    with open_casebook(folder) as opened:
        yield opened


@pytest.fixture
def added(book, tmp_path):
    paths = {}
    for name, made in (("one.png", scene(1)), ("two.png", scene(2)), ("small.jpg", scene(1))):
        paths[name] = tmp_path / name
        (made.resize((300, 225)) if "small" in name else made).save(paths[name])
    Image.new("RGB", (50, 50), (9, 9, 9)).save(tmp_path / "flat.png")
    (tmp_path / "a.txt").write_text("invented")
    done = add_evidence(
        book, [*paths.values(), tmp_path / "flat.png", tmp_path / "a.txt"], entry=ENTRY
    )
    return {each.file: each.evidence_id for each in done.received}


def test_evidence_that_looks_alike_is_listed_nearest_first(book, added):
    found = find_similar(book, added["one.png"])
    assert [each.name for each in found.near] == ["small.jpg"]
    assert found.near[0].distance <= WITHIN
    assert (found.compared, found.left_out) == (2, 1)
    every = find_similar(book, added["one.png"], within=64)
    assert [each.name for each in every.near] == ["small.jpg", "two.png"]


def test_a_file_that_is_not_evidence_is_compared_and_not_kept(book, added, tmp_path):
    state = book.register.state()
    scene(2).resize((500, 375)).save(tmp_path / "sent.jpg", quality=40)
    found = find_similar(book, str(tmp_path / "sent.jpg"))
    assert [each.name for each in found.near] == ["two.png"]
    assert book.register.state() == state


def test_evidence_from_before_there_were_hashes_is_compared(book, added):
    record = book.view.get(added["small.jpg"])
    bare = record.model_copy(update={"facts": {}})
    book.register.write([bare], actor="invented", reason="test", at=ENTRY.at)
    assert [each.name for each in find_similar(book, added["one.png"]).near] == ["small.jpg"]


def test_a_picture_that_was_turned_in_its_header_is_the_same(book, added, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    scene(1).transpose(Image.Transpose.ROTATE_90).save(tmp_path / "turned.jpg", exif=exif)
    found = find_similar(book, str(tmp_path / "turned.jpg"))
    assert {each.name for each in found.near} == {"one.png", "small.jpg"}


@pytest.mark.parametrize("what", ["nothing", "flat.png", "a.txt"])
def test_what_cannot_be_compared_is_refused(book, added, what):
    with pytest.raises(InputError):
        find_similar(book, added.get(what, what))


def test_nothing_alike_is_an_empty_list(book, added):
    assert find_similar(book, added["two.png"]).near == ()
    assert len(book.view.all(Evidence)) == 5
