"""The user's folder: settings, methodology, rules, texts, reports, and the register.

The names are imported when they are first used: verifying needs nothing that writes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tawthiq.casebook.casebook import Casebook
    from tawthiq.casebook.erasing import erase_records
    from tawthiq.casebook.folder import (
        create_casebook,
        init_casebook,
        open_casebook,
        upgrade_casebook,
    )
    from tawthiq.casebook.handout import WrittenProof, export_journal, write_proof
    from tawthiq.casebook.settings import Methodology, Settings
    from tawthiq.casebook.unfinished import new_folder
    from tawthiq.casebook.verify import verify_casebook

_HOMES = {
    "Casebook": "casebook",
    "Methodology": "settings",
    "Settings": "settings",
    "WrittenProof": "handout",
    "create_casebook": "folder",
    "erase_records": "erasing",
    "export_journal": "handout",
    "init_casebook": "folder",
    "new_folder": "unfinished",
    "open_casebook": "folder",
    "upgrade_casebook": "folder",
    "verify_casebook": "verify",
    "write_proof": "handout",
}

__all__ = [
    "Casebook",
    "Methodology",
    "Settings",
    "WrittenProof",
    "create_casebook",
    "erase_records",
    "export_journal",
    "init_casebook",
    "new_folder",
    "open_casebook",
    "upgrade_casebook",
    "verify_casebook",
    "write_proof",
]


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
