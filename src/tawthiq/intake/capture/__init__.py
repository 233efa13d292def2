"""Pages as evidence: fetched, or taken from files, with what they embed and how they looked."""

from tawthiq.intake.capture.capture import Captured, capture_evidence
from tawthiq.intake.capture.contents import Wanted
from tawthiq.intake.capture.exchange import Limits, Missed
from tawthiq.intake.capture.fetcher import Guard

__all__ = ["Captured", "Guard", "Limits", "Missed", "Wanted", "capture_evidence"]
