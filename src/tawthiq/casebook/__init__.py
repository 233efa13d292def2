"""The user's folder: settings, methodology, rules, texts, reports, and the register."""

from tawthiq.casebook.casebook import Casebook
from tawthiq.casebook.erasing import erase_records
from tawthiq.casebook.folder import (
    create_casebook,
    init_casebook,
    open_casebook,
    upgrade_casebook,
)
from tawthiq.casebook.handout import WrittenProof, export_journal, write_proof
from tawthiq.casebook.new_folder import new_folder
from tawthiq.casebook.settings import Methodology, Settings
from tawthiq.casebook.verify import verify_casebook

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
