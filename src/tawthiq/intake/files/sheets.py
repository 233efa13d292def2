"""Opens a table in whatever kind of file it stands in."""

from __future__ import annotations

from pathlib import Path

from tawthiq.intake.files.delimited import open_delimited
from tawthiq.intake.files.line import SheetFile, refused
from tawthiq.intake.files.packed import GZIP, opened_bytes
from tawthiq.intake.files.workbook import open_workbook

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture",
           b"SQLite format 3\0": "a database", b"PAR1": "a Parquet file",
           b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive"}  # fmt: skip


def open_sheets(path: Path, *, encoding: str | None = None) -> SheetFile:
    """Opens a file of one or several sheets: separated text, or a workbook.

    Raises:
        InputError: It is neither, is damaged or made to do harm, or its encoding is not sure.
    """
    head = head_of(path)
    if head.startswith((ZIP, b"PK\x05\x06")):
        return open_workbook(path)
    if head.startswith(OLD_EXCEL):
        reason = "it is a workbook of Excel 97-2003 (.xls), or one that is locked by a password"
        raise refused(path, reason, "Open it in a spreadsheet program and save it as .xlsx.")
    if head.startswith(GZIP):
        head = unpacked_head_of(path)
        if head.startswith((ZIP, OLD_EXCEL, GZIP)):
            raise refused(path, "it is packed with gzip and is no text", "Unpack it first.")
    for start, name in _OTHERS.items():
        if head.startswith(start):
            raise refused(path, f"it is {name}, no table", "Choose another file.")
    if not head.strip():
        raise refused(path, "the file is empty", "Choose another.")
    return open_delimited(path, encoding=encoding)


def head_of(path: Path, size: int = 4096) -> bytes:
    """Returns the first bytes of a file.

    Raises:
        InputError: It is no file, or cannot be read.
    """
    try:
        if path.exists() and not path.is_file():
            raise refused(path, "it is no file", "Check its name and folder.")
        with path.open("rb") as file:
            return file.read(size)
    except OSError as fault:
        reason = f"the file cannot be read: {fault.strerror}"
        raise refused(path, reason, "Check its name and folder.") from fault


def unpacked_head_of(path: Path, size: int = 4096) -> bytes:
    """Returns the first bytes of what a file packed with gzip holds.

    Raises:
        InputError: It is damaged.
    """
    with opened_bytes(path) as file:
        return file.read(size)
