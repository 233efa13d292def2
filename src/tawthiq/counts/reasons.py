"""The reasons that a trend can give, each with its sentence in every language."""

from __future__ import annotations

from collections.abc import Mapping

from tawthiq.records import Reason
from tawthiq.records.reason import Fact

TREND_CODES = frozenset(
    f"trend.{code}"
    for code in (
        *("leads", "tie", "no_lead", "change", "change_unknown"),
        *("row_left_out", "total_left_out", "cumulative.sum", "cumulative.open"),
        *(f"first_lead.{code}" for code in ("proven", "refuted", "not_provable", "no_party")),
        *(
            f"month.{code}"
            for code in ("led", "not_led", "tied", "not_alone", "not_held", "unknown")
        ),
    )
)


def trend_reason(code: str, facts: Mapping[str, Fact]) -> Reason:
    """Returns a reason of the trend; `code` follows `trend.`.

    Raises:
        KeyError: The code is not listed, so no sentence would stand for it.
    """
    if (name := f"trend.{code}") not in TREND_CODES:
        raise KeyError(name)
    return Reason(code=name, facts=dict(facts))
