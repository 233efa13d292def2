"""Opens an export, whatever it consists of: a folder of tables, a workbook, a file of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tawthiq.intake.exported.item import Container, Item
from tawthiq.intake.exported.json_files import features_of, head_of_json, lines_of
from tawthiq.intake.exported.tables import items_of, manifest_cells, open_tables, separator_of
from tawthiq.intake.files.line import refused
from tawthiq.intake.files.sheets import head_of
from tawthiq.intake.systems.json_file import read_json
from tawthiq.records import KINDS
from tawthiq.records.flat import KIND, MANIFEST_NAME, Manifest

if TYPE_CHECKING:
    from tawthiq.intake.recognise import Look

PARQUET = b"PAR1"
_MANIFEST = "manifest.json"
_EVIDENCE = "evidence"
_HEAD = 65_536
_TEXTS = ("format", "journal", "root", "access")
_FIRST_LINE = re.compile(rf'\s*{{\s*"(?:{MANIFEST_NAME}|{KIND})"\s*:')
_COLLECTION = re.compile(r'"type"\s*:\s*"FeatureCollection"')
_A_KIND = re.compile(rf'"{KIND}"\s*:\s*"(?:{"|".join(KINDS)})"')
_WHY = "it is an export of Tawthiq"


def is_exported(look: Look) -> str | None:
    """Says why a file is an export."""
    if look.kind in ("folder", "parquet"):
        return _WHY if is_export(look.path) else None
    if look.kind == "json":
        return _WHY if is_features(look.head) or is_lines(look.head) else None
    for name, header in look.headers.items():
        kinds = {cells[0].strip() for cells in look.lines.get(name, ())[1:] if cells}
        if header[:2] == (KIND, "id") and kinds & KINDS.keys():
            return _WHY
    return None


def is_export(path: Path) -> bool:
    """Says whether a folder or a Parquet file is an export."""
    if not path.is_dir():
        return head_of(path).startswith(PARQUET) and _is_record_table(path)
    return bool(_tables_in(path)) or (path / _MANIFEST).is_file()


def is_features(head: str) -> bool:
    """Says whether the head of a text is that of exported features."""
    has_records = f'"{MANIFEST_NAME}"' in head or _A_KIND.search(head) is not None
    return _COLLECTION.search(head) is not None and has_records


def is_lines(head: str) -> bool:
    """Says whether the head of a text is that of exported JSON Lines."""
    if _FIRST_LINE.match(head) is None or is_features(head):
        return False
    return f'{{"{MANIFEST_NAME}"' in head[:200] or _A_KIND.search(head[:200]) is not None


def open_container(path: Path, *, encoding: str | None = None) -> Container:
    """Opens an export.

    Raises:
        InputError: It is damaged, or of a version that is not known.
    """
    if path.is_dir():
        return _open_folder(path, encoding)
    beside = path.with_name(f"{path.name}.{_EVIDENCE}")
    start = head_of(path, _HEAD)
    if start.startswith(PARQUET):
        return Container(path, None, lambda: _rows_of(path), beside)
    head = start.decode("utf-8", errors="ignore").removeprefix("\ufeff")
    if head.lstrip().startswith("{"):
        read: Callable[[Path], Iterator[Item]] = features_of if is_features(head) else lines_of
        manifest = _manifest(path, head_of_json(path))
        return Container(path, manifest, lambda: read(path), beside)
    file = open_tables(path, encoding=encoding)
    cells = manifest_cells(file)
    loaded = None if cells is None else {name: _loaded(name, text) for name, text in cells.items()}
    return Container(path, _manifest(path, loaded), lambda: items_of(file), beside)


def _open_folder(path: Path, encoding: str | None) -> Container:
    file = path / _MANIFEST
    manifest = _manifest(file, read_json(file)) if file.is_file() else None

    def items() -> Iterator[Item]:
        for table in _tables_in(path):
            if table.suffix == ".parquet":
                yield from _rows_of(table)
            else:
                yield from items_of(open_tables(table, encoding=encoding))

    return Container(path, manifest, items, path / _EVIDENCE)


def _tables_in(folder: Path) -> list[Path]:
    """Returns the tables of a folder that hold records; what else lies there is none of them."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".parquet" and path.is_file() and _is_record_table(path):
            found.append(path)
        elif path.suffix == ".csv" and path.is_file():
            head = head_of(path).decode("utf-8", errors="ignore")
            if separator_of(head) is not None:
                found.append(path)
    return found


def _rows_of(path: Path) -> Iterator[Item]:
    from tawthiq.intake.exported.parquet import rows_of  # pyarrow is heavy

    yield from rows_of(path)


def _is_record_table(path: Path) -> bool:
    import pyarrow as pa  # heavy
    import pyarrow.parquet as pq

    try:
        return {KIND, "id"} <= set(pq.read_schema(path).names)
    except (pa.ArrowException, OSError):
        return True  # what is wrong with it is said when it is read


def _loaded(name: str, text: str) -> Any:
    if name in _TEXTS:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _manifest(path: Path, content: Mapping[str, Any] | None) -> Manifest | None:
    if content is None:
        return None
    try:
        return Manifest.model_validate(content)
    except ValidationError as fault:
        if content.get("version") not in (None, 1):
            reason = "it was exported by a newer Tawthiq"
            raise refused(path, reason, "Update Tawthiq, and import it again.") from fault
        reason = "what the export says of itself is damaged"
        raise refused(path, reason, "Export it again, and copy the whole of it.") from fault
