"""Where records rest: the journal, its values, and views of any earlier state."""

from tawthiq.register.changes import BatchResult
from tawthiq.register.checkpoint import Checkpoint, State
from tawthiq.register.register import Register
from tawthiq.register.vault import Blob, BlobState, Vault
from tawthiq.register.view import Revised, View

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
