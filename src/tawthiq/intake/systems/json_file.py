"""A JSON file read whole, with bounds on its size and depth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tawthiq.intake.files.items import MOST_VALUES, has_too_many
from tawthiq.intake.files.line import refused

LARGEST = 64 << 20
"""So many bytes: a JSON file is held in memory as a whole."""


def read_json(path: Path) -> Any:
    """Returns what a JSON file holds.

    Raises:
        InputError: It is too large, no UTF-8, damaged, or nested too deeply.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise refused(path, "the file is larger than 64 MB", "Split it.")
        text = path.read_bytes().decode("utf-8-sig")
        if has_too_many(text):
            raise refused(path, f"the file has more than {MOST_VALUES:,} values", "Split it.")
        whole = json.loads(text, parse_constant=_no_number)
    except OSError as fault:
        reason = f"the file cannot be read: {fault.strerror}"
        raise refused(path, reason, "Check its name and folder.") from fault
    except UnicodeDecodeError as fault:
        raise refused(path, "the file is not UTF-8", "Save it as UTF-8.") from fault
    except json.JSONDecodeError as fault:
        reason = f"the file is no JSON: {fault.msg}; it may be cut off"
        raise refused(path, reason, "Export it again.", row=fault.lineno) from fault
    except ValueError as fault:
        raise refused(path, f"the file is no JSON: {fault}", "Export it again.") from fault
    except RecursionError as fault:
        raise refused(path, "the file is nested too deeply", "Export it again.") from fault
    if is_deep(whole):
        raise refused(path, "the file is nested too deeply", "Export it again.")
    return whole


def is_deep(value: Any, *, most: int = 100) -> bool:
    """Says whether lists and objects stand more than so many levels inside each other."""
    level = [value]
    for _ in range(most):
        level = [
            inner
            for each in level
            if isinstance(each, (list, dict))
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True


def is_sound(text: str) -> bool:
    """Says whether a text holds letters alone: no NUL, and no half of a letter."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")
