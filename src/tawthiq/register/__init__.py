"""Where records rest: the journal, its values, and views of any earlier state.

The names are imported when they are first used: who checks a proof or an exported journal
(`register.proof`, `register.outsider`) needs no database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tawthiq.register.changes import BatchResult
    from tawthiq.register.checkpoint import Checkpoint, State
    from tawthiq.register.register import Register
    from tawthiq.register.vault import Blob, BlobState, Vault
    from tawthiq.register.view import Revised, View

_HOMES = {
    "BatchResult": "changes",
    "Blob": "vault",
    "BlobState": "vault",
    "Checkpoint": "checkpoint",
    "Register": "register",
    "Revised": "view",
    "State": "checkpoint",
    "Vault": "vault",
    "View": "view",
}

__all__ = [
    "BatchResult",
    "Blob",
    "BlobState",
    "Checkpoint",
    "Register",
    "Revised",
    "State",
    "Vault",
    "View",
]


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
