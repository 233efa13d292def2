"""What the casebook holds already of what a capture brings."""

from __future__ import annotations

from dataclasses import dataclass

from tawthiq.casebook import Casebook
from tawthiq.errors import RegisterError
from tawthiq.intake.capture.items import PROGRAM
from tawthiq.records import Evidence


@dataclass(frozen=True, slots=True)
class Holdings:
    """Evidence of a casebook, asked for by the digest of its content."""

    casebook: Casebook

    def holds(self, sha256: str) -> bool:
        """Says whether evidence of that content is held."""
        try:
            self.casebook.register.view().get(self._id(sha256))
        except RegisterError:
            return False
        return True

    def has_picture(self, sha256: str) -> bool:
        """Says whether a picture of the page of that content was made before."""
        page = self._id(sha256)
        return any(
            each.derived_from == page and PROGRAM in each.facts
            for each in self.casebook.view.all(Evidence)
        )

    def _id(self, sha256: str) -> str:
        return self.casebook.register.new_id("evidence", sha256)
