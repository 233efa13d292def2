"""Run as a process of its own: reads one file under a limit of memory, and says what it took.

Without a casebook it looks at the file and reads its lines; with one it imports the file.
"""

import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tawthiq.casebook import open_casebook
from tawthiq.errors import InputError
from tawthiq.intake.collecting import CollectionSpec
from tawthiq.intake.entry import Entry
from tawthiq.intake.files import open_sheets
from tawthiq.intake.formats import import_file, recognise


def most_memory():
    """The most MiB that this process held; `ru_maxrss` would count who started it as well."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def look(path: str) -> dict[str, object]:
    said, count = "", 0
    try:
        found = recognise(Path(path))
        said = f"{found.why}. {found.remedy}"
        for sheet in open_sheets(Path(path)).sheets:
            count += sum(1 for _ in sheet.lines())
    except InputError as refused:
        said += str(refused)
    return {"said": said, "lines": count}


def enter(path: str, folder: str, format: str) -> dict[str, object]:
    entry = Entry(actor="invented", at=datetime(2026, 1, 1, tzinfo=UTC))
    with open_casebook(Path(folder)) as book:
        try:
            spec = CollectionSpec("ours")
            done = import_file(
                book, Path(path), format=format or None, collection=spec, entry=entry
            )
        except InputError as refused:
            return {"said": str(refused), "created": 0}
    return {"said": " ".join(each.first.fault.reason for each in done.groups),
            "created": done.created}  # fmt: skip


def main(path: str, limit: int, *book: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    began = time.perf_counter()
    taken = enter(path, *book) if book else look(path)
    taken |= {"seconds": time.perf_counter() - began, "mebibytes": most_memory()}
    sys.stdout.write(json.dumps(taken))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
