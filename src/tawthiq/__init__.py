"""Tawthiq documents violations, decides which breached which ceasefire, and publishes figures.

with tawthiq.open_casebook("demo-casebook") as casebook:
    october = casebook.period("2017-10")
    counts = tawthiq.count_period(casebook, october)
    counts.book.figures["massacres.total"].value
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from tawthiq.audit import audit_casebook
    from tawthiq.breaches import decide_breaches, find_breaches, find_compliance
    from tawthiq.breaches.comparing.compare import compare_agreement
    from tawthiq.breaches.comparing.comparison import compare_windows
    from tawthiq.casebook import init_casebook, open_casebook
    from tawthiq.counts import count_period
    from tawthiq.errors import TawthiqError
    from tawthiq.intake.agreements import read_agreements
    from tawthiq.intake.ged import read_ged
    from tawthiq.linkage.incidents import link_accounts
    from tawthiq.linkage.lists import link_lists
    from tawthiq.names.index import NameIndex, match_names
    from tawthiq.report import write_report

_HOMES = {
    "NameIndex": "tawthiq.names.index",
    "TawthiqError": "tawthiq.errors",
    "audit_casebook": "tawthiq.audit",
    "compare_agreement": "tawthiq.breaches.comparing.compare",
    "compare_windows": "tawthiq.breaches.comparing.comparison",
    "count_period": "tawthiq.counts",
    "decide_breaches": "tawthiq.breaches",
    "find_breaches": "tawthiq.breaches",
    "find_compliance": "tawthiq.breaches",
    "init_casebook": "tawthiq.casebook",
    "link_accounts": "tawthiq.linkage.incidents",
    "link_lists": "tawthiq.linkage.lists",
    "match_names": "tawthiq.names.index",
    "open_casebook": "tawthiq.casebook",
    "read_agreements": "tawthiq.intake.agreements",
    "read_ged": "tawthiq.intake.ged",
    "write_report": "tawthiq.report",
}

__all__ = [
    "NameIndex",
    "TawthiqError",
    "audit_casebook",
    "compare_agreement",
    "compare_windows",
    "count_period",
    "decide_breaches",
    "find_breaches",
    "find_compliance",
    "init_casebook",
    "link_accounts",
    "link_lists",
    "match_names",
    "open_casebook",
    "read_agreements",
    "read_ged",
    "write_report",
]


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used, so that `import tawthiq` stays light."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'tawthiq' has no attribute {name!r}")
