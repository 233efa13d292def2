"""Pages that auto-archiver kept. All of them are invented."""

import csv
import hashlib
import io
import json
from datetime import date

import pytest

from importing import accounts, codes, enter, new_book
from tawthiq.errors import InputError
from tawthiq.intake.notice import Treatment
from tawthiq.intake.systems.python_repr import ReprError, read_repr

CONTENT = b"invented picture"
HASH = f"SHA-256:{hashlib.sha256(CONTENT).hexdigest()}"
PAGE = {
    "status": "invented_extractor: success",
    "metadata": {"_processed_at": 1795338016.5, "url": "https://example.org/post/1",
                 "title": "عنوان مخترع", "content": "Invented text", "timestamp": 1507127400.0},
    "media": [{"filename": "/home/invented/archive/a.jpg", "_key": None,
               "urls": ["./kept/a.jpg"], "properties": {"hash": HASH}, "_mimetype": None}],
}  # fmt: skip
METADATA = (
    "{'_processed_at': datetime.datetime(2026, 11, 22, 9, 0, 16, 500000, "
    "tzinfo=datetime.timezone.utc), 'url': 'https://example.org/post/1', 'title': 'عنوان مخترع', "
    "'content': 'Invented text', 'timestamp': datetime.datetime(2017, 10, 4, 14, 30, "
    "tzinfo=tzlocal())}"
)
MEDIA = repr(PAGE["media"])


@pytest.fixture
def book(tmp_path):
    with new_book(tmp_path) as opened:
        yield opened


def in_json(folder, *pages, name="page.json"):
    path = folder / name
    path.write_text(json.dumps(pages[0] if len(pages) == 1 else pages), "utf-8")
    return path


def in_csv(folder, *rows, name="db.csv"):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("status", "metadata", "media"))
    writer.writerows(rows)
    path = folder / name
    path.write_text(text.getvalue(), "utf-8", newline="")
    return path


def page(**metadata):
    return {**PAGE, "metadata": {**PAGE["metadata"], **metadata}}


def told(result, code):
    return [each for each in result.notices if each.code == code]


def test_a_page_is_an_account_and_no_incident(book, tmp_path):
    result = enter(book, in_json(tmp_path, PAGE))
    assert (result.format, result.rows_read, result.rejected) == ("auto-archiver", 1, 0)
    assert result.records == {"account": 1, "collection": 1}
    [account] = accounts(book).values()
    assert account.url == "https://example.org/post/1"
    assert account.wording == "عنوان مخترع\n\nInvented text"
    assert account.published_on == date(2017, 10, 4)
    assert account.when is None
    assert account.given["metadata.timestamp"] == "1507127400.0"


def test_local_paths_are_taken_away_and_told(book, tmp_path):
    result = enter(book, in_json(tmp_path, PAGE))
    [account] = accounts(book).values()
    assert "/home" not in account.model_dump_json()
    assert "a.jpg" in account.given["media.1"]
    assert codes(result, Treatment.ALTERED) == {"path.taken_away"}


def test_the_repr_gives_the_page_that_the_json_gives(book, tmp_path):
    enter(book, in_json(tmp_path, PAGE))
    result = enter(book, in_csv(tmp_path, (PAGE["status"], METADATA, MEDIA)))
    assert (result.rejected, result.created) == (0, 0)
    [account] = accounts(book).values()
    assert account.published_on == date(2017, 10, 4)
    assert told(result, "date.no_zone"), "the zone of the machine that archived is not told"


@pytest.mark.parametrize("written", ["json", "csv"])
def test_the_same_file_adds_nothing_and_a_changed_page_is_a_new_revision(book, tmp_path, written):
    def entered(text):
        if written == "json":
            return enter(book, in_json(tmp_path, page(content=text)))
        return enter(book, in_csv(tmp_path, ("s", METADATA.replace("Invented text", text), MEDIA)))

    assert entered("one").created == 2
    assert entered("one").batch is None
    changed = entered("two")
    assert (changed.created, changed.changed) == (0, 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "media.not_there"), (CONTENT, "media.sound"), (b"another", "media.altered")],
)
@pytest.mark.parametrize("place", ["a.jpg", "kept/a.jpg"])
def test_the_hash_of_a_file_beside_it_is_checked(book, tmp_path, content, code, place):
    if content is not None:
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_bytes(content)
    assert told(enter(book, in_json(tmp_path, PAGE)), code)


def test_no_file_outside_of_the_folder_is_looked_at(book, tmp_path):
    (tmp_path / "a.jpg").write_bytes(CONTENT)
    inner = tmp_path / "inner"
    inner.mkdir()
    media = [{**PAGE["media"][0], "filename": "b.jpg", "urls": ["../a.jpg"]}]
    assert told(enter(book, in_json(inner, {**PAGE, "media": media})), "media.not_there")


def test_a_media_among_the_properties_of_another_is_seen(book, tmp_path):
    inner = {"filename": "/tmp/thumb.jpg", "urls": [], "properties": {}}
    media = [{**PAGE["media"][0], "properties": {"hash": HASH, "thumbnails": [inner]}}]
    result = enter(book, in_json(tmp_path, {**PAGE, "media": media}))
    assert {each.fault.value for each in told(result, "media.not_there")} == {"a.jpg", "thumb.jpg"}


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (page(url=""), "page.no_address"),
        (page(url=7), "page.no_address"),
        ({"status": "x", "metadata": None}, "page.no_address"),
        (["x"], "page.no_address"),
        (page(title="a\0b"), "cell.nul"),
        (page(title="\ud800"), "cell.nul"),
        (PAGE, "key.twice"),
    ],
)
def test_rejected_entries_can_be_corrected_and_imported_alone(book, tmp_path, bad, code):
    result = enter(book, in_json(tmp_path, PAGE, bad))
    assert (result.rows_read, result.rejected, len(accounts(book))) == (2, 1, 1)
    assert code in codes(result, Treatment.REJECTED)
    assert json.loads(result.rejects_file.read_text("utf-8")) == [bad]
    result.rejects_file.write_text(json.dumps([page(url="https://example.org/2")]), "utf-8")
    assert enter(book, result.rejects_file).rejected == 0
    assert len(accounts(book)) == 2


CALLS = (
    "__import__('pathlib').Path('{}').touch()",
    "[x for x in (1,)]",
    "eval('1')",
    "datetime.datetime.now()",
    "{'url': open('{}', 'w')}",
    "(lambda: 1)()",
    "datetime.datetime(*[2017, 1, 1])",
    "datetime.datetime(**{})",
    "f'{1}'",
    "...",
    "b'x'",
    "x",
    "{**{}}",
    "2 ** 9999999",
    "datetime.datetime(2017, 13, 1)",
    "{'url': 'https://exam",
    "",
    "[" * 5000,
    "-" * 50_000 + "1",
)


@pytest.mark.parametrize("text", CALLS)
def test_what_would_have_to_be_run_is_refused(book, tmp_path, text):
    mark = tmp_path / "mark"
    with pytest.raises(ReprError):
        read_repr(text.replace("{}", str(mark)))
    path = in_csv(tmp_path, ("s", text.replace("{}", str(mark)), "[]"), ("s", METADATA, MEDIA))
    result = enter(book, path)
    assert (result.rows_read, result.rejected, len(accounts(book))) == (2, 1, 1)
    assert codes(result, Treatment.REJECTED) <= {"repr.not_read", "page.no_address"}
    assert not mark.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"status": "s", "metadata": {"_processed_at": 1, "url": "https://exam', "cut off"),
        ('[{"status": "s", "metadata": {"_processed_at": ' + "[" * 100_000, "deep"),
        ('{"status": "s", "metadata": {"_processed_at": ' + "[" * 200 + "]" * 200 + "}}", "deep"),
        ('{"status": "s", "metadata": {"_processed_at": NaN}}', "no number"),
        ('{"status": "s", "metadata": {"_processed_at": ' + "9" * 5000 + "}}", "no JSON"),
        (b'{"status": "s", "metadata": {"_processed_at": "\xc7\xe1"}}', "UTF-8"),
    ],
)
def test_a_damaged_json_is_refused_and_nothing_is_written(book, tmp_path, content, words):
    path = tmp_path / "page.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError, match=words):
        enter(book, path)
    assert book.view.state().tree_size == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_a_list_of_addresses_is_refused(book, tmp_path):
    path = tmp_path / "feed.csv"
    path.write_text("link,remark\nhttps://example.org/1,invented\n", "utf-8")
    with pytest.raises(InputError, match=r"list of addresses.*Archive the pages first"):
        enter(book, path)
