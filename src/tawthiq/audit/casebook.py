"""Audits what a casebook holds of published figures, beside its own count."""

from __future__ import annotations

from tawthiq.audit.check import Audit
from tawthiq.audit.publications import audit
from tawthiq.casebook import Casebook
from tawthiq.dates import When
from tawthiq.records import Publication, PublishedFigure


def audit_casebook(casebook: Casebook, period: When | None = None) -> Audit:
    """Checks every publication of a casebook; see `audit`."""
    view = casebook.reading().view
    return audit(view.all(Publication), view.all(PublishedFigure), period=period)
