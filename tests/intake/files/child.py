"""Run as a process of its own: looks at one file under a limit of memory, and says what it took."""

import json
import resource
import sys
import time
from pathlib import Path

from tawthiq.errors import InputError
from tawthiq.intake.files import open_sheets
from tawthiq.intake.formats import recognise


def most_memory():
    """The most MiB that this process held; `ru_maxrss` would count who started it as well."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main(path: str, limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    began = time.perf_counter()
    said, count = "", 0
    try:
        found = recognise(Path(path))
        said = f"{found.why}. {found.remedy}"
        for sheet in open_sheets(Path(path)).sheets:
            count += sum(1 for _ in sheet.lines())
    except InputError as refused:
        said += str(refused)
    seconds = time.perf_counter() - began
    taken = {"said": said, "lines": count, "seconds": seconds, "mebibytes": most_memory()}
    sys.stdout.write(json.dumps(taken))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
