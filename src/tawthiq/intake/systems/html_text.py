"""The text of a piece of HTML, with a line for each block."""

from __future__ import annotations

from html.parser import HTMLParser

_BLOCKS = frozenset(("p", "div", "br", "li", "ul", "ol", "tr", "table", "blockquote", "h1", "h2",
                     "h3", "h4", "h5", "h6", "hr", "pre"))  # fmt: skip
_HIDDEN = frozenset(("script", "style", "head", "title"))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a line with a block."""
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Ends a line with a block."""
        if tag in _HIDDEN and self._hidden:
            self._hidden -= 1
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Takes text that is shown."""
        if not self._hidden:
            self.pieces.append(data)


def html_text(html: str) -> str:
    """Returns what a reader of the page would read.

    >>> html_text("<p>One &amp; two</p><p>three<br>four</p>")
    'One & two\\nthree\\nfour'
    """
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)
