"""Run as a process of its own: adds a file under a limit of memory, and says what it took."""

import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.intake.entry import Entry
from tawthiq.intake.evidence import add_evidence
from tawthiq.intake.facts import child
from tawthiq.records import Evidence


def most_memory():
    """The most MiB that this process held."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main(path, limit):
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    if path.with_suffix(".book").exists():
        began = time.perf_counter()
        facts = child.read_facts(path, "image/png")
    else:
        folder = path.with_suffix(".book")
        init_casebook(folder, name={"en": "x", "ar": "س"}, area="syria", clock="Asia/Damascus")
        entry = Entry("invented", datetime(2026, 1, 1, tzinfo=UTC))
        with open_casebook(folder) as book:
            began = time.perf_counter()
            add_evidence(book, [path], entry=entry)
            facts = book.view.all(Evidence)[0].facts
    took = {"seconds": time.perf_counter() - began, "mebibytes": most_memory(), "facts": facts}
    sys.stdout.write(json.dumps(took))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
