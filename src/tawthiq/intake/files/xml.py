"""XML from others: read piece by piece, and never with definitions of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

Attributes = dict[str, str]

_STEP = 1 << 16


class XmlError(Exception):
    """The XML is damaged, or defines entities: expanding them could fill the memory."""


class Elements:
    """Reads the elements of an XML document; a subclass says what to do with each.

    Names come without their namespace. `start` and `end` are called for each element, `text`
    with what stands inside.
    """

    def start(self, name: str, attributes: Attributes) -> None:
        """Is told that an element begins."""

    def end(self, name: str) -> None:
        """Is told that an element ends."""

    def text(self, text: str) -> None:
        """Is told of text inside the innermost element."""

    def feed(self, file: IO[bytes]) -> Iterator[None]:
        """Reads a file, and comes back after each piece.

        Raises:
            XmlError: It is damaged, or has a document type.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = _STEP
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = _refuse
        try:
            while piece := file.read(_STEP):
                parser.Parse(piece, False)
                yield
            parser.Parse(b"", True)
            yield
        except expat.ExpatError as fault:
            raise XmlError(str(fault)) from fault

    def read(self, file: IO[bytes]) -> None:
        """Reads a file to its end."""
        for _ in self.feed(file):
            pass

    def _start(self, name: str, attributes: Attributes) -> None:
        self.start(name.rpartition(" ")[2], attributes)

    def _end(self, name: str) -> None:
        self.end(name.rpartition(" ")[2])


def _refuse(*_: object) -> None:
    raise XmlError("it has a document type, which no sheet needs")


def local(attributes: Attributes, name: str) -> str | None:
    """Returns an attribute by its name without a namespace."""
    for full, value in attributes.items():
        if full.rpartition(" ")[2] == name:
            return value
    return None


Collect = Callable[[str, Attributes], None]


class Starts(Elements):
    """Hands the start of each element to a function."""

    def __init__(self, collect: Collect):
        """Takes the function."""
        self._collect = collect

    def start(self, name: str, attributes: Attributes) -> None:
        """Hands it over."""
        self._collect(name, attributes)
