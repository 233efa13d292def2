"""Published figures checked: what adds up, what does not, and what cannot be told."""

from tawthiq.audit.casebook import audit_casebook
from tawthiq.audit.check import Audit, Check, Kind, Outcome
from tawthiq.audit.publications import audit

__all__ = ["Audit", "Check", "Kind", "Outcome", "audit", "audit_casebook"]
