"""Reads facts in a process of its own, under limits: a hostile file harms this process alone.

It is told a file a line on its standard input, and answers with a line of JSON. It writes no
file, and a file that takes too long ends it.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import warnings
from pathlib import Path

MEMORY = 1_500_000_000
"""Address space in bytes; the libraries take a part of it."""

SECONDS = 15


def main() -> None:
    """Answers until nothing more is asked."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it ends it
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        asked = json.loads(line)
        signal.alarm(SECONDS)
        told = read_facts(Path(asked["path"]), asked["media_type"])
        signal.alarm(0)
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def read_facts(path: Path, media_type: str) -> dict[str, str]:
    """Returns what a file tells, by tool and name; of a file that tells nothing, nothing."""
    from tawthiq.intake.facts.told import bounded

    facts: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            if media_type.startswith("image/") and media_type not in _CONTAINERS:
                from tawthiq.intake.facts.images import image_facts

                facts = image_facts(file)
            elif media_type.startswith(("video/", "audio/", "image/")):
                from tawthiq.intake.facts.containers import container_facts

                facts = container_facts(file)
    except Exception as fault:  # noqa: BLE001  (of a library, at a file that anyone can have made)
        return {"facts:left-out": f"it cannot be read ({type(fault).__name__})"}
    return bounded(facts)


_CONTAINERS = ("image/heic", "image/heif")

if __name__ == "__main__":
    main()
