from __future__ import annotations

import io
import itertools
import json
import os
import re
import time
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest

from report.sample import SENTENCES, figure, sample_content, sample_figures
from tawthiq.records import Reason
from tawthiq.report.content import Content, Note
from tawthiq.report.document import Card, Document, Items, Paragraph, Span, Subheading, Table
from tawthiq.report.outline import outline
from tawthiq.report.phrases import Phrases
from tawthiq.report.reading import Reading
from tawthiq.report.write import write_pages

LANGUAGES = ("en", "ar")
CHROMIUM = Path("/usr/bin/chromium")
NAMES = {
    "figures.json", "manifest.json", "report.en.html", "report.ar.html", "report.en.pdf",
    "report.ar.pdf", "map.en.svg", "map.ar.svg", "chart_massacres_by_party.en.svg",
    "chart_massacres_by_party.ar.svg", "chart_massacres_by_governorate.en.svg",
    "chart_massacres_by_governorate.ar.svg",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report")
    write_pages(sample_content(), made, added=SENTENCES)
    return made


def write(content: Content, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    write_pages(content, folder, added=SENTENCES)
    return folder


def document(language: str, content: Content) -> Document:
    phrases = Phrases(
        language,
        labels=content.labels,
        agreements={one.agreement.code: one.agreement.short_names for one in content.agreements},
        added=SENTENCES[language],
    )
    return outline(Reading(content), phrases)


class Page(HTMLParser):
    """Collects what a test asks of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def page(folder: Path, language: str) -> Page:
    return Page((folder / f"report.{language}.html").read_text("utf-8"))


def pdf_text(folder: Path, language: str) -> str:
    reader = pypdf.PdfReader(folder / f"report.{language}.pdf")
    text = " ".join(one.extract_text() for one in reader.pages)
    return re.sub(r"\s+", " ", re.sub("[\u2066-\u2069\u200b]", "", text))


def test_write_pages_gives_every_file_and_a_true_manifest(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == NAMES
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert set(manifest) == {"files", "root", "tree_size"}
    assert set(manifest["files"]) == NAMES - {"manifest.json"}
    for name, digest in manifest["files"].items():
        assert sha256((folder / name).read_bytes()).hexdigest() == digest


def test_figures_json_is_the_sorted_list_of_figures(folder: Path) -> None:
    found = json.loads((folder / "figures.json").read_text("utf-8"))
    wanted = sample_figures()
    assert [one["name"] for one in found] == sorted(wanted)
    assert found == [wanted[name].model_dump(mode="json") for name in sorted(wanted)]


def test_same_content_gives_the_same_bytes_quickly(folder: Path, tmp_path: Path) -> None:
    started = time.perf_counter()
    write(sample_content(), tmp_path)
    assert time.perf_counter() - started < 15  # 2 s on an idle machine
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_asks_nothing_of_the_network(folder: Path, language: str) -> None:
    text = (folder / f"report.{language}.html").read_text("utf-8")
    read = page(folder, language)
    for tag, attributes in read.tags:
        assert tag not in ("script", "link", "iframe", "img", "object", "base")
        for name in ("src", "href", "xlink:href", "data"):
            value = attributes.get(name) or ""
            if re.match(r"(?:[a-z]+:)?//", value):
                assert (tag, name) == ("a", "href")
                assert value == "https://example.org/report?id=1"
    used = re.findall(r"url\(\s*[\"']?([^\"')]*)", text)
    assert all(address.startswith(("data:", "#")) for address in used)
    assert "@import" not in text


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_page_is_semantic(folder: Path, language: str, direction: str) -> None:
    read = page(folder, language)
    assert ("html", {"lang": language, "dir": direction}) in read.tags
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all(attributes.get("scope") for tag, attributes in read.tags if tag == "th")
    drawings = [attributes for tag, attributes in read.tags if tag == "svg"]
    assert len(drawings) == 3
    assert all(one["role"] == "img" and one["aria-label"] for one in drawings)
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {
        (attributes.get("href") or "")[1:]
        for tag, attributes in read.tags
        if tag == "a" and (attributes.get("href") or "").startswith("#")
    }
    assert targets <= set(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_links_numbers_to_their_figures(folder: Path, language: str) -> None:
    cited = {
        attributes["data-figure"]: attributes["value"]
        for tag, attributes in page(folder, language).tags
        if tag == "data"
    }
    assert cited["massacres.total"] == "39"
    assert cited["massacres.by_party.russia.share"] == "41.0"
    assert cited["victims.women_and_children.share"] == "52.9"
    assert cited["breaches.possible.by_party.regime"] == "5"
    assert set(cited) <= set(sample_figures())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [360, 1200])
def test_page_does_not_overflow(folder: Path, language: str, width: int) -> None:
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: install it with apt-get install chromium")
        pytest.skip("SKIPPED: no /usr/bin/chromium, the layout of the page is not tested")
    from playwright.sync_api import sync_playwright

    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        view = browser.new_page(viewport={"width": width, "height": 800})
        asked: list[str] = []
        view.on("request", lambda request: asked.append(request.url))
        view.goto((folder / f"report.{language}.html").as_uri())
        widths = view.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        fonts = view.evaluate("document.fonts.ready.then(() => document.fonts.status)")
        browser.close()
    assert widths[0] <= widths[1]
    assert fonts == "loaded"
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            [
                "No less than 39 massacres in October 2017, including 27 by Syrian-Russian",
                "16 massacres of 39 (41.0%)",
                "None of the 16 incidents attributed to Russian forces is a breach",
                "Since 1 January 2017: 325 massacres.",
            ],
        ),
        # Word by word: readers differ in how they order the words of a line set right to left.
        ("ar", ["القوات", "الروسية", "النظام", "السوري", "المجازر", "41.0%", "325"]),
    ],
)
def test_pdf_is_tagged_and_holds_the_text(
    folder: Path, language: str, sentences: list[str]
) -> None:
    reader = pypdf.PdfReader(folder / f"report.{language}.pdf")
    root = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert "39" in (reader.metadata.title or "")
    assert "/CreationDate" not in reader.metadata
    text = pdf_text(folder, language)
    for sentence in sentences:
        assert sentence in text


def cited_sentences(made: Document) -> dict[tuple[str, ...], set[str]]:
    """Returns every text of a document with the figures that it cites, by its position."""
    found: dict[tuple[str, ...], set[str]] = {}

    def keep(place: tuple[str, ...], text: tuple[Span, ...]) -> None:
        words = "".join(span.text for span in text)
        found[(*place, words)] = {span.figure for span in text if span.figure}

    keep(("title",), made.title)
    for at, (value, label) in enumerate(made.highlights):
        keep(("highlight", str(at)), (*value, *label))
    for section in made.sections:
        for block_at, block in enumerate(section.blocks):
            place = (section.name, str(block_at))
            match block:
                case Paragraph() | Subheading():
                    keep(place, block.text)
                case Items():
                    for at, item in enumerate(block.items):
                        keep((*place, str(at)), item)
                case Table():
                    for note in block.notes:
                        keep((*place, "note"), note)
                    for row in block.rows:
                        for column, cell in enumerate(row.cells):
                            anchor = (Span("", figure=row.anchor),) if row.anchor else ()
                            name = "".join(span.text for span in row.cells[0])
                            keep((*place, name, str(column)), (*cell, *anchor))
                case Card():
                    for at, (_, fact) in enumerate(block.facts):
                        keep((*place, str(at)), fact)
                case _:
                    pass
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name",
    [
        "massacres.total",
        "massacres.by_party.coalition",
        "massacres.alliance",
        "victims.children",
        "massacres.cumulative_since.2017-01-01",
        "breaches.agreement.astana.possible",
        "massacres.by_governorate.raqqa.share",
    ],
)
def test_changing_a_figure_changes_just_the_texts_that_cite_it(language: str, name: str) -> None:
    figures = sample_figures()
    value = figures[name].value
    assert isinstance(value, int | float)
    changed = figures | {name: figures[name].model_copy(update={"value": value + 1})}
    before = cited_sentences(document(language, sample_content(figures=figures)))
    after = cited_sentences(document(language, sample_content(figures=changed)))
    gone = {text: cited for text, cited in before.items() if text not in after}
    come = {text: cited for text, cited in after.items() if text not in before}
    assert gone
    assert all(name in cited for cited in gone.values())
    if name != "massacres.by_party.coalition":  # there the claim that all lie outside falls too
        assert all(name in cited for cited in come.values())
    stayed = [text for text, cited in before.items() if name in cited and text in after]
    assert not [text for text in stayed if "figures" not in text and str(value) in text[-1]]


@pytest.mark.parametrize(
    "kept", [[], ["massacres.total"], ["victims.total"], ["massacres.by_party.russia"]]
)
def test_missing_figures_make_a_shorter_report(kept: list[str], tmp_path: Path) -> None:
    figures = {name: one for name, one in sample_figures().items() if name in kept}
    content = sample_content(
        figures=figures, agreements=[], trend=[], notes=[], left_out=[], texts={}, sources=[],
        methodology={}, organisation={}, area="elsewhere", ruleset="", root="",
    )  # fmt: skip
    write(content, tmp_path)
    assert (tmp_path / "report.ar.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [0, 1, 2, 3, 11, 100])
def test_any_number_can_be_said(language: str, value: int) -> None:
    figures = {
        name: one.model_copy(update={"value": value}) if isinstance(one.value, int) else one
        for name, one in sample_figures().items()
    }
    made = document(language, sample_content(figures=figures))
    assert len(made.sections) == 13


def test_a_tie_names_all_that_share_the_first_rank() -> None:
    figures = sample_figures()
    figures["massacres.topped_by"] = figure(
        "massacres.topped_by", None, "party", detail={"tied": ["russia", "regime"]}
    )
    texts = [
        words[-1] for words in cited_sentences(document("en", sample_content(figures=figures)))
    ]
    tied = "Russian forces and Syrian regime forces share the highest number."
    assert tied in texts
    assert not any("attributed to not known" in text for text in texts)


def test_the_table_of_figures_names_a_leading_governorate() -> None:
    texts = {words[-1] for words in cited_sentences(document("ar", sample_content()))}
    assert "دير الزور" in texts
    assert not any("deir_ezzor" in text.lower() for text in texts if "." not in text)


def test_no_party_outside_the_zones_is_claimed_when_a_zone_touches_it() -> None:
    figures = sample_figures()
    figures["breaches.possible.by_party.regime"] = figure(
        "breaches.possible.by_party.regime", 0, "breaches"
    )
    texts = [
        words[-1] for words in cited_sentences(document("en", sample_content(figures=figures)))
    ]
    (answer,) = [text for text in texts if text.startswith("None of the 11")]
    assert "no zone" not in answer


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    hostile = '<script>alert(1)</script> #eval("1+1") #panic() $x$ {{ 7*7 }} [link](javascript:x)'
    content = sample_content(
        organisation={"en": hostile, "ar": hostile},
        labels={"monthly": {"en": hostile, "ar": hostile}},
        texts={"conclusions": {"en": hostile, "ar": hostile}},
        sources=[({"en": hostile}, "javascript:alert(1)"), ({"en": "x"}, '"><script>')],
        notes=[Note(Reason(code="sample.sum", facts={"n": 1}), "holds", hostile)],
        ruleset=hostile,
    )
    write(content, tmp_path)
    for language in LANGUAGES:
        read = page(tmp_path, language)
        assert not [tag for tag, _ in read.tags if tag == "script"]
        assert not [a for tag, a in read.tags if tag == "a" and "javascript:" in str(a.get("href"))]
        assert hostile in read.text
        assert "#eval" in pdf_text(tmp_path, language)
        data = (tmp_path / f"report.{language}.pdf").read_bytes()
        links = [
            str(note.get_object().get("/A", {}).get("/URI", ""))
            for one in pypdf.PdfReader(io.BytesIO(data)).pages
            for note in one.get("/Annots", [])
        ]
        assert not [link for link in links if "javascript" in link]
