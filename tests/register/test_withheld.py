"""Names that are withheld stand in nothing that is handed out, nor as a hash that tells them."""

import hashlib
import io
import json
import random
import re
import zlib

import pypdfium2
import pytest

from invented import collection, incident
from register.tampering import TEAM, WHO
from tawthiq.casebook import Settings, create_casebook, export_journal
from tawthiq.records import Account, Source
from tawthiq.register.handout import prove
from tawthiq.report import write_report

FIRST = ("Zubaran", "Quelith", "Yorvash", "Mirdalo", "Tessevar", "Ulbrane", "Wexandi", "Hophara")
ARABIC = ("زوبران", "كوليث", "يورفاش", "ميردالو", "تسفار", "البران", "وكسندي", "هوفارا")


def names(count):
    """Returns invented names, no two alike."""
    chance = random.Random(7)
    return [
        f"{chance.choice(FIRST)} {chance.choice(FIRST)}{n} {chance.choice(ARABIC)} ابن {n}"
        for n in range(count)
    ]


def telling(text):
    """Returns the hashes by which someone with a dictionary would look for a text."""
    for data in (
        text.encode(),
        json.dumps(text).encode(),
        json.dumps(text, ensure_ascii=False).encode(),
    ):
        for digest in (hashlib.sha256, hashlib.sha1, hashlib.md5):
            yield digest(data).hexdigest()
    for path in ("name", "fields/name", "wording", "fields/wording", "names", "fields/names"):
        for value in (text, [text], {"ar": text}, {"ar": [text]}):
            for form in ([path, value], ["", path, value], {path: value}):
                data = json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
                yield hashlib.sha256(data).hexdigest()
                yield hashlib.sha256(b"tawthiq/field/v1\0" + data).hexdigest()


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory, request):
    """The names, and every byte that leaves the casebook: journal, proofs, report."""
    withheld = names(50_000 if request.config.getoption("full") else 2_000)
    base = tmp_path_factory.mktemp("withheld")
    (base / "casebook").mkdir()
    settings = Settings(name=TEAM, area="syria", clock="Asia/Damascus")
    bodies = []
    with create_casebook(base / "casebook", settings) as book:
        records = [collection()]
        for number, name in enumerate(withheld):
            source = Source(id=f"s{number}", name=name, form="person", contacts=(f"to {name}",))
            records.append(source)
            bodies.append(source.model_dump_json())
            if number < 200:
                records.append(
                    Account(id=f"a{number}", collection="c", key=str(number), source=source.id,
                            wording=f"{name} said so")
                )  # fmt: skip
                records.append(incident(number, accounts=(f"a{number}",)))
        book.register.write(records, **WHO)
        write_report(book, book.period("2017-10"))
        export_journal(book, base / "journal")
        proofs = [
            prove(book.register, f"s{number}", fields=("form", "reliability"))[0].dump()
            for number in range(100)
        ] + [prove(book.register, f"a{number}", fields=("key",))[0].dump() for number in range(100)]
    files = [*(base / "journal").rglob("*"), *(base / "casebook/reports").rglob("*")]
    published = proofs + [path.read_bytes() for path in files if path.is_file()]
    texts = [text for data in published if data[:5] == b"%PDF-" for text in pages(data)]
    binary = [data for data in (*published, *texts) if is_binary(data)]
    raw = {data[at : at + 32] for data in binary for at in range(len(data) - 31)}
    return withheld, bodies, b"\n".join([*published, *texts]), raw


def is_binary(data):
    try:
        data.decode()
    except UnicodeDecodeError:
        return data[:5] != b"%PDF-"
    return False


def pages(data):
    """Yields the text of a PDF, and its streams unpacked."""
    with pypdfium2.PdfDocument(io.BytesIO(data)) as document:
        for page in document:
            yield page.get_textpage().get_text_range().encode()
    for part in data.split(b"stream\n")[1:]:
        try:
            yield zlib.decompressobj().decompress(part)
        except zlib.error:
            continue


def test_no_withheld_name_is_handed_out(handed_out, capsys):
    withheld, _, published, _ = handed_out
    text = published.decode("utf-8", "replace")
    folded = text.casefold()
    hits = [name for name in withheld if name in text or name.casefold() in folded]
    words = {word for name in withheld for word in name.split() if not word.isdigit()} - {"ابن"}
    hits += [word for word in words if word.casefold() in folded]
    with capsys.disabled():
        print(f"\n{len(withheld)} withheld names: {len(hits)} in {len(published):,} bytes")
    assert hits == []


def test_no_withheld_name_can_be_confirmed_by_its_hash(handed_out, capsys):
    """The journal keeps 32-byte hashes, raw and in hexadecimal: none is that of a name."""
    withheld, bodies, published, raw = handed_out
    hexadecimal = set(re.findall(rb"[0-9a-f]{64}", published))
    tried = 0
    hits = []
    for index, name in enumerate(withheld):
        for digest in (*telling(name), hashlib.sha256(bodies[index].encode()).hexdigest()):
            tried += 1
            if digest.encode() in hexadecimal or bytes.fromhex(digest) in raw:
                hits.append(name)
    with capsys.disabled():
        print(f"\n{tried:,} hashes of names, paths and bodies: {len(hits)} found")
    assert hits == []


def test_the_search_would_find_a_name(handed_out):
    """Control: the same search finds a name that was opened."""
    withheld, _, published, _ = handed_out
    leaked = (
        published + withheld[3].encode() + hashlib.sha256(withheld[4].encode()).hexdigest().encode()
    )
    assert withheld[3] in leaked.decode("utf-8", "replace")
    assert any(digest.encode() in leaked for digest in telling(withheld[4]))
