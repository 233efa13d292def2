"""A book of figures that all rest on one state of the register and one method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tawthiq.counts.figure import Figure, Rounding, percentage
from tawthiq.records import Record


class FigureBook:
    """Collects figures by name, each with the records that it rests on.

    Attributes:
        figures: Every figure by its name, in the order in which they were counted.
        method: The rules that figures are entered under from now on.
    """

    def __init__(
        self,
        *,
        tree_size: int,
        root: str,
        rounding: Rounding = Rounding.HALF_UP,
        decimals: int = 1,
        collection: str | None = None,
        method: str = "",
    ):
        """Pins all figures to one state of the register and one version of the rules."""
        self.figures: dict[str, Figure] = {}
        self.method = method
        self._tree_size = tree_size
        self._root = root
        self._rounding = rounding
        self._decimals = decimals
        self._collection = collection

    def count(
        self,
        name: str,
        records: Iterable[Record],
        *,
        unit: str,
        rule: str,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Enters the number of distinct records."""
        ids = _ids(records)
        self._enter(
            name, len(ids), unit=unit, rule=rule, ids=ids, numerator=len(ids), detail=detail
        )

    def total(
        self,
        name: str,
        value: int | None,
        records: Iterable[Record],
        *,
        unit: str,
        rule: str,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Enters a number that was computed from records, other than by counting them."""
        ids = _ids(records)
        self._enter(name, value, unit=unit, rule=rule, ids=ids, numerator=value, detail=detail)

    def resting_on(
        self,
        name: str,
        value: int,
        record_ids: Iterable[str],
        *,
        unit: str,
        rule: str,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Enters a number of things that are no records, with the records that they rest on."""
        ids = tuple(sorted(set(record_ids)))
        self._enter(name, value, unit=unit, rule=rule, ids=ids, numerator=value, detail=detail)

    def name(
        self,
        name: str,
        value: str | None,
        records: Iterable[Record],
        *,
        unit: str,
        rule: str,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Enters a code, such as the party that leads."""
        self._enter(name, value, unit=unit, rule=rule, ids=_ids(records), detail=detail)

    def share(self, name: str, part: Sequence[Record], whole: Sequence[Record]) -> None:
        """Enters the share of one set of records in another; nothing where the whole is empty."""
        self.ratio(name, len(part), len(whole), [*part, *whole])

    def ratio(self, name: str, numerator: int, denominator: int, records: Iterable[Record]) -> None:
        """Enters a percentage with its numerator and denominator; nothing of nothing."""
        if denominator == 0:
            return
        value = percentage(numerator, denominator, rounding=self._rounding, decimals=self._decimals)
        self.figures[name] = Figure(
            name=name,
            value=float(value),
            unit="percent",
            numerator=numerator,
            denominator=denominator,
            rule="share",
            rounding=self._rounding,
            decimals=self._decimals,
            collection=self._collection,
            record_ids=_ids(records),
            method=self.method,
            tree_size=self._tree_size,
            root=self._root,
        )

    def _enter(
        self,
        name: str,
        value: int | str | None,
        *,
        unit: str,
        rule: str,
        ids: tuple[str, ...],
        numerator: int | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        self.figures[name] = Figure(
            name=name,
            value=value,
            unit=unit,
            numerator=numerator,
            rule=rule,
            collection=self._collection,
            record_ids=ids,
            detail=dict(detail or {}),
            method=self.method,
            tree_size=self._tree_size,
            root=self._root,
        )


def _ids(records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(sorted({record.id for record in records}))
