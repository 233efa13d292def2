"""Pages that somebody saved: one HTML file with the folder beside it."""

from __future__ import annotations

import mimetypes
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from tawthiq.intake.capture.address import read_address
from tawthiq.intake.capture.exchange import Exchange, MissedError
from tawthiq.register.source import printable

HOST = "http://saved.invalid/"
"""Under this the files of a saved page are known to the browser; the name exists nowhere."""

PART = f"{HOST}cid/"
"""Under this, the parts of an MHTML file that have an id in place of an address."""

_HEAD = 8192
_SAVED_FROM = (
    re.compile(r"<!--\s*saved from url=\(\d+\)(\S{1,2000}?)\s*-->", re.I),
    re.compile(r"Page saved with SingleFile\s+url:\s*(\S{1,2000})", re.I),
)
_TYPES = mimetypes.MimeTypes(filenames=())


@dataclass(frozen=True, slots=True)
class SavedFolder:
    """The files of a saved page: those in folders that bear its name, and no others.

    Attributes:
        page: The HTML file.
    """

    page: Path

    def get(self, address: str, *, most: int) -> Exchange:
        """Returns a file that the page names.

        Raises:
            MissedError: It is not in the folder of the page, or is too large.
        """
        split = urlsplit(address)
        if f"{split.scheme}://{split.netloc}/" != HOST:
            raise MissedError(address, "it is not in the saved page; the network is not asked")
        name = unquote(split.path).lstrip("/")
        path = self._found(name)
        if path is None:
            raise MissedError(name, "it is not in the folder of the saved page")
        if path.stat().st_size > most:
            raise MissedError(name, f"it is larger than {most / 1e6:,.0f} MB")
        kind = _TYPES.guess_type(path.name, strict=True)[0] or "application/octet-stream"
        return Exchange(address, address, None, (("Content-Type", kind),), path, None)

    def _found(self, name: str) -> Path | None:
        """Returns the file of a name, if neither it nor a folder above it is a link."""
        root = self.page.parent
        parts = [part for part in name.split("/") if part not in ("", ".")]
        stem = self.page.stem
        if len(parts) < 2 or ".." in parts or "\0" in name or not _belongs(parts[0], stem):
            return None
        path = root
        try:
            for part in parts:
                path = path / part
                if stat.S_ISLNK(path.lstat().st_mode):
                    return None
            return path if path.is_file() else None
        except OSError:
            return None


def read_saved(path: Path, copy: Path, *, most: int) -> tuple[Exchange, SavedFolder]:
    """Returns a saved page, of which a copy was made, and where its files are found.

    The address is the one that the browser wrote into the page, as it stands there: nobody has
    checked it. A saved page does not say reliably when it was saved.

    Raises:
        MissedError: It is too large.
    """
    if copy.stat().st_size > most:
        raise MissedError(printable(path), f"the page is larger than {most / 1e6:,.0f} MB")
    with copy.open("rb") as file:
        head = file.read(_HEAD).decode("utf-8", "replace")
    here = HOST + quote(printable(path))
    return Exchange(_address(head) or here, here, None, (), copy, None), SavedFolder(path)


def _address(head: str) -> str | None:
    for pattern in _SAVED_FROM:
        if found := pattern.search(head):
            try:
                return str(read_address(found[1]))
            except MissedError:
                return None
    return None


def _belongs(folder: str, stem: str) -> bool:
    """Says whether a folder is that of the page: `page_files`, `page.files`, in any language.

    >>> _belongs("report_files", "report"), _belongs("reports", "report")
    (True, False)
    """
    return folder.startswith(stem) and folder[len(stem) : len(stem) + 1] in ("_", ".", "-")
