"""Incidents decided against agreements: five tests, each true, false or unknown, with reasons."""

from typing import TYPE_CHECKING, Any

from tawthiq.breaches.completeness import Gap, find_gaps
from tawthiq.breaches.decide import decide_incidents
from tawthiq.breaches.duties.compliance import Basis, ComplianceRow
from tawthiq.breaches.duties.compliance_table import ComplianceTable, find_compliance
from tawthiq.breaches.duties.omission import OmissionFinding, OmissionTest, OmissionVerdict
from tawthiq.breaches.duties.omissions import decide_omissions
from tawthiq.breaches.exclusion import Reading
from tawthiq.breaches.figures import count_breaches, count_readings, strongest
from tawthiq.breaches.finding import Finding, TestName, TestResult, Verdict
from tawthiq.breaches.period import Breaches, agreements_of, find_breaches
from tawthiq.breaches.ruleset import Ruleset, read_ruleset
from tawthiq.breaches.zone_features import zone_features

if TYPE_CHECKING:
    from tawthiq.breaches.tables.table import decide_breaches

__all__ = [
    "Basis",
    "Breaches",
    "ComplianceRow",
    "ComplianceTable",
    "Finding",
    "Gap",
    "OmissionFinding",
    "OmissionTest",
    "OmissionVerdict",
    "Reading",
    "Ruleset",
    "TestName",
    "TestResult",
    "Verdict",
    "agreements_of",
    "count_breaches",
    "count_readings",
    "decide_breaches",
    "decide_incidents",
    "decide_omissions",
    "find_breaches",
    "find_compliance",
    "find_gaps",
    "read_ruleset",
    "strongest",
    "zone_features",
]


def __getattr__(name: str) -> Any:
    """Imports the engine of tables when it is first used: it brings numba along."""
    if name == "decide_breaches":
        from tawthiq.breaches.tables.table import decide_breaches

        return decide_breaches
    raise AttributeError(f"module 'tawthiq.breaches' has no attribute {name!r}")
