"""Incidents decided against agreements: five tests, each true, false or unknown, with reasons."""

from tawthiq.breaches.decide import decide_breaches
from tawthiq.breaches.figures import count_breaches, strongest
from tawthiq.breaches.finding import Finding, TestName, TestResult, Verdict
from tawthiq.breaches.period import Breaches, find_breaches
from tawthiq.breaches.ruleset import Ruleset, read_ruleset

__all__ = [
    "Breaches",
    "Finding",
    "Ruleset",
    "TestName",
    "TestResult",
    "Verdict",
    "count_breaches",
    "decide_breaches",
    "find_breaches",
    "read_ruleset",
    "strongest",
]
