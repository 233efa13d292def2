"""What a page embeds, in the spellings that pages use."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.intake.capture.charset import charset_of, text_of
from tawthiq.intake.capture.embedded import read_data, read_embedded

HERE = "https://example.org/a/page.html"
FOUND = [
    ('<img src="x.jpg">', ["https://example.org/a/x.jpg"]),
    ("<IMG SRC=/x.jpg>", ["https://example.org/x.jpg"]),
    ('<img src="//cdn.example/x.jpg#top">', ["https://cdn.example/x.jpg"]),
    ('<img src=" x.jpg&amp;a=1\n">', ["https://example.org/a/x.jpg&a=1"]),
    ('<base href="/b/"><img src=x>', ["https://example.org/b/x"]),
    ('<base href="https://other.example/c/"><img src=x>', ["https://other.example/c/x"]),
    ('<img srcset="a.jpg 1x, b.jpg 2x">', ["https://example.org/a/a.jpg", "https://example.org/a/b.jpg"]),
    ('<img srcset="c,d.jpg 640w">', ["https://example.org/a/c,d.jpg"]),
    ('<img loading=lazy data-src=l.jpg src="data:,">', ["data:,", "https://example.org/a/l.jpg"]),
    ("<picture><source srcset=s.webp><img src=s.jpg></picture>",
     ["https://example.org/a/s.webp", "https://example.org/a/s.jpg"]),
    ("<video poster=p.jpg><source src=v.mp4 type=video/mp4></video>",
     ["https://example.org/a/p.jpg", "https://example.org/a/v.mp4"]),
    ("<audio src=a.ogg>", ["https://example.org/a/a.ogg"]),
    ('<meta property="og:image" content="/o.jpg">', ["https://example.org/o.jpg"]),
    ('<meta name="twitter:image" content="/t.jpg">', ["https://example.org/t.jpg"]),
    ("<noscript><img src=n.jpg></noscript>", ["https://example.org/a/n.jpg"]),
    ('<a href="big.JPG?x=1">x</a><a href="page2.html">y</a>', ["https://example.org/a/big.JPG?x=1"]),
    ('<svg><image href="i.png"/></svg>', ["https://example.org/a/i.png"]),
    ("<img src=a><img src=a>", ["https://example.org/a/a"]),
    ("<!-- <img src=c> --><script>'<img src=j>'</script>", []),
    ("<img src='javascript:x'><img src='blob:x'><img src=''><img>", []),
    ('<img src="صورة.jpg">', ["https://example.org/a/%D8%B5%D9%88%D8%B1%D8%A9.jpg"]),
    ('<img src="http://[::1">', ["http://[::1"]),
]  # fmt: skip


@pytest.mark.parametrize(("html", "media"), FOUND)
def test_what_is_embedded_is_found(html, media):
    assert list(read_embedded(html, HERE).media) == media


def test_stylesheets_are_found():
    html = (
        '<link rel="stylesheet" href="s.css"><link rel=icon href=i>'
        '<link rel="preload stylesheet" href=t.css>'
    )
    expected = ("https://example.org/a/s.css", "https://example.org/a/t.css")
    assert read_embedded(html, HERE).styles == expected


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    read_embedded(f"<img {text}><base href={text}>{text}", HERE)


@pytest.mark.parametrize(
    "deep",
    ["<div>", "<font>", "<b><i>", "<table><tr><td>", "<ul><li>", "<!--", "<a ", "<a b='", "</a ",
     "<![CDATA[", "<script>", "<svg><g>", "<template>", "<select>", "<img srcset=' a, b ", "<p>"],
)  # fmt: skip
def test_a_page_of_four_megabytes_of_one_tag_is_read_in_time(deep, counted):
    html = deep * (4_000_000 // len(deep)) + "'\"-->]]></script><img src=x>"
    began = time.perf_counter()
    read_embedded(html, HERE)
    took = time.perf_counter() - began
    counted(f"4 MB of {deep}: {took:.2f} s")
    assert took < 20


def test_media_of_a_page_nested_too_deeply_are_found():
    deep = "<font>" * 5000 + "<video poster=p.jpg><source src=v.mp4><base href=/b/><img src=x>"
    assert set(read_embedded(deep, HERE).media) == {
        f"https://example.org/b/{name}" for name in ("p.jpg", "v.mp4", "x")
    }


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("data:image/png;base64,AAEC", ("image/png", b"\0\1\2")),
        ("data:image/png;base64,AAE", ("image/png", b"\0\1")),
        ("data:image/svg+xml,%3Csvg/%3E", ("image/svg+xml", b"<svg/>")),
        ("data:,", ("text/plain", b"")),
        ("data:image/png;base64", None),
        ("data:image/png;base64," + "A" * 1000, None),
    ],
)
def test_data_inside_of_a_page(address, expected):
    assert read_data(address, most=100) == expected


ARABIC = "نص عربي"
CHARSETS = [
    (ARABIC.encode("cp1256"), "text/html; charset=windows-1256", "cp1256"),
    (b"<meta charset='windows-1256'>" + ARABIC.encode("cp1256"), None, "cp1256"),
    (b'<meta http-equiv=content-type content="text/html; charset=windows-1256">', None, "cp1256"),
    (ARABIC.encode("cp1256"), None, "cp1256"),
    (ARABIC.encode(), None, "utf-8"),
    (b"\xef\xbb\xbf<meta charset=windows-1256>", "text/html; charset=cp1256", "utf-8"),
    (ARABIC.encode("utf-16"), None, "utf-16-le"),
    (b"<meta charset=utf-16>", None, "utf-8"),
    (b"caf\xe9", "text/html; charset=iso-8859-1", "cp1252"),
    (b"x", "text/html; charset=nonsense", "utf-8"),
    (b"x", "text/html; charset=base64", "utf-8"),
    (b"x", "text/html; charset=idna", "utf-8"),
]


@pytest.mark.parametrize(("content", "header", "expected"), CHARSETS)
def test_the_letters_of_a_page(content, header, expected):
    assert charset_of(content, header) == expected
    assert isinstance(text_of(content, header), str)


@given(st.binary(max_size=200), st.text(max_size=60))
def test_any_bytes_have_a_text(content, header):
    assert isinstance(text_of(b"<meta charset=" + content, header), str)
