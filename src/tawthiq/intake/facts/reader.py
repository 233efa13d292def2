"""Asks a process of its own what files tell, and goes on where a file ends that process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

READ = ("image/", "video/", "audio/")
_MODULE = "tawthiq.intake.facts.child"


class FactReader:
    """Reads the facts of files one after another; use it in `with`."""

    def __init__(self) -> None:
        """Starts nothing yet: most files tell nothing."""
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> FactReader:
        """Starts nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Ends the process, whatever it is at."""
        self._end()

    def read(self, path: Path, media_type: str) -> dict[str, str]:
        """Returns the facts of a picture, a video or a sound, by tool and name."""
        if not media_type.startswith(READ):
            return {}
        child = self._started()
        asked = {"path": os.fspath(path.absolute()), "media_type": media_type}
        try:
            child.stdin.write(json.dumps(asked) + "\n")  # type: ignore[union-attr]
            child.stdin.flush()  # type: ignore[union-attr]
            answer = json.loads(child.stdout.readline())  # type: ignore[union-attr]
        except (OSError, ValueError):
            self._end()
            return {"facts:left-out": "reading it took more time or memory than is given"}
        return {str(name): str(value) for name, value in answer.items()}

    def _started(self) -> subprocess.Popen[str]:
        if self._child is None:
            quiet = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}
            self._child = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", "-m", _MODULE], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
                env=quiet, cwd="/",
            )  # fmt: skip
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None
