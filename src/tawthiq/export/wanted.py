"""What is asked of an export, and which records that means."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tawthiq.casebook import Casebook
from tawthiq.dates import When
from tawthiq.errors import Fault, InputError
from tawthiq.records import KINDS, Access, Incident
from tawthiq.records.flat import disclosed, is_disclosable, references_in
from tawthiq.register import View


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of an export.

    Attributes:
        access: The widest access class that it may hold.
        kinds: The kinds of records; empty: all.
        collection: Code of a collection: its incidents, accounts and listings, with what belongs
            to them.
        period: Incidents that may lie in this time, with what belongs to them.
        evidence: Whether files of evidence are copied beside it.
    """

    access: Access = Access.PUBLIC
    kinds: tuple[str, ...] = ()
    collection: str | None = None
    period: When | None = None
    evidence: bool = False

    @property
    def selects(self) -> bool:
        """Says whether it asks for less than everything."""
        return bool(self.kinds or self.collection is not None or self.period is not None)

    def in_words(self) -> dict[str, str]:
        """Returns what is selected, as the manifest says it."""
        found = {"kinds": " ".join(self.kinds)} if self.kinds else {}
        if self.collection is not None:
            found["collection"] = self.collection
        if self.period is not None:
            found["period"] = self.period.stated
        return found


def check_wanted(casebook: Casebook, wanted: Wanted) -> None:
    """Refuses what cannot be asked.

    Raises:
        InputError: A kind or a collection that is not there, or files of evidence for the public.
    """
    faults = []
    for kind in wanted.kinds:
        if kind not in KINDS:
            remedy = f"Use one of: {', '.join(sorted(KINDS))}."
            reason = f"no kind of record is called {kind!r}"
            faults.append(Fault("--kind", None, None, kind, reason, remedy))
    known = casebook.collections()
    if wanted.collection is not None and wanted.collection not in known:
        remedy = f"Use one of: {', '.join(sorted(known))}." if known else "There is none."
        reason = f"no collection has the code {wanted.collection!r}"
        faults.append(Fault("--collection", None, None, wanted.collection, reason, remedy))
    if wanted.evidence and wanted.access is Access.PUBLIC:
        reason = "files of evidence are not public"
        remedy = "Give --access restricted or --access secret, or leave --evidence out."
        faults.append(Fault("--evidence", None, None, None, reason, remedy))
    if faults:
        raise InputError(faults)


def kinds_within(level: Access) -> tuple[str, ...]:
    """Returns the kinds of records that can be seen up to a level, in the order of their names."""
    return tuple(kind for kind, model in sorted(KINDS.items()) if is_disclosable(model, level))


def wanted_ids(casebook: Casebook, view: View, wanted: Wanted) -> frozenset[str] | None:
    """Returns the ids of the records that are asked for; None where every record is.

    What a record names comes along, so that no reference leads nowhere. With incidents comes what
    names them or their accounts: victims, listings, evidence, reviews.
    """
    if not wanted.selects:
        if wanted.access is Access.SECRET:
            return None
        kinds = kinds_within(wanted.access)
        return frozenset(record_id for kind in kinds for record_id, _ in view.bodies(kind))
    table = _Table(view, wanted.access)
    chosen = set(table.kinds)
    if wanted.collection is not None or wanted.period is not None:
        chosen = table.around(_of_scope(casebook, view, wanted))
    if wanted.kinds:
        chosen = {each for each in chosen if table.kinds[each] in wanted.kinds}
    return frozenset(table.closed(chosen))


class _Table:
    """Which record is of which kind and names which others, as far as may be seen."""

    def __init__(self, view: View, level: Access) -> None:
        self.kinds: dict[str, str] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        for kind in kinds_within(level):
            model = KINDS[kind]
            for record_id, body in view.bodies(kind):
                self.kinds[record_id] = kind
                values = disclosed(model, json.loads(body), level)
                if names := tuple(references_in(model, values)):
                    self._names[record_id] = names

    def around(self, seeds: set[str]) -> set[str]:
        """Returns seeds with what names them: an incident, or an account of one."""
        seeds = seeds & self.kinds.keys()
        told = {each for seed in seeds for each in self._names.get(seed, ())
                if self.kinds.get(each) == "account"}  # fmt: skip
        core = {each for each in seeds | told if self.kinds[each] in ("incident", "account")}
        naming = {each for each, names in self._names.items() if not core.isdisjoint(names)}
        return seeds | naming

    def closed(self, chosen: set[str]) -> set[str]:
        """Returns records with all that they name, and what those name."""
        found, waiting = set(chosen), list(chosen)
        while waiting:
            for each in self._names.get(waiting.pop(), ()):
                if each in self.kinds and each not in found:
                    found.add(each)
                    waiting.append(each)
        return found


def _of_scope(casebook: Casebook, view: View, wanted: Wanted) -> set[str]:
    """Returns the records that a collection or a period holds by itself."""
    code = wanted.collection
    collection = casebook.collections()[code].id if code is not None else None
    kinds = ("incident",) if wanted.period is not None else ("incident", "account", "listing")
    found = {record_id for kind in kinds for record_id, values in _bodies(view, kind)
             if (collection is None or values["collection"] == collection)
             and (wanted.period is None or _may_lie_in(values, wanted.period))}  # fmt: skip
    return found | ({collection} if collection is not None else set())


def _bodies(view: View, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for record_id, body in view.bodies(kind):
        yield record_id, json.loads(body)


def _may_lie_in(values: Mapping[str, Any], period: When) -> bool:
    """Says whether an incident may lie in a period; one of unknown time may."""
    when = values[_WHEN]
    if when is None:
        return True
    starts, ends = (datetime.fromisoformat(when[each]) for each in ("start", "end"))
    return starts < period.end and period.start < ends


_WHEN = "when"
assert _WHEN in Incident.model_fields
