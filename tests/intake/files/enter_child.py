"""Run as a process of its own: imports one file under a limit of memory, and says what it took."""

import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from child import most_memory

from tawthiq.casebook import open_casebook
from tawthiq.errors import InputError
from tawthiq.intake.collecting import CollectionSpec
from tawthiq.intake.entry import Entry
from tawthiq.intake.formats import import_file


def main(folder: str, path: str, limit: int, format: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    entry = Entry(actor="invented", at=datetime(2026, 1, 1, tzinfo=UTC))
    began = time.perf_counter()
    taken = {"said": "", "rejected": 0, "created": 0}
    with open_casebook(Path(folder)) as book:
        try:
            spec = CollectionSpec("ours")
            done = import_file(
                book, Path(path), format=format or None, collection=spec, entry=entry
            )
            taken |= {"rejected": done.rejected, "created": done.created}
            taken["said"] = " ".join(each.first.fault.reason for each in done.groups)
        except InputError as refused:
            taken["said"] = str(refused)
    taken |= {"seconds": time.perf_counter() - began, "mebibytes": most_memory()}
    sys.stdout.write(json.dumps(taken))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
