"""Where tests find the data that is shared beside the project; CI has it and must not skip."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared(*parts: str) -> Path:
    """Returns a path of the shared data, or skips the test loudly where there is none."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI lacks the shared data: {'/'.join(parts)}")
        pytest.skip(f"SKIPPED, NOT TESTED: no shared data {'/'.join(parts)} beside the project")
    return path
