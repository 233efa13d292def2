"""Accounts that go from one incident to another: the earlier one must not be counted beside it."""

from __future__ import annotations

import json

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError
from tawthiq.records import Incident, Record


class Regrouping:
    """Watches the incidents of an import, against those that the register holds."""

    def __init__(self, casebook: Casebook, file: str):
        """Remembers which incident each account stands under."""
        self._casebook, self._file = casebook, file
        self._under: dict[str, str] = {}
        self._left: set[str] = set()
        self._held: dict[str, None] = {}  # in the order in which they came
        self._given: set[str] = set()
        for incident, body in casebook.view.bodies(Incident.kind):
            self._held[incident] = None
            self._under |= dict.fromkeys(json.loads(body)["accounts"], incident)

    def add(self, record: Record) -> None:
        """Takes a record that enters."""
        if not isinstance(record, Incident) or not self._held:
            return
        if record.id in self._held:
            self._given.add(record.id)
        before = {self._under.get(account) for account in record.accounts}
        self._left |= {each for each in before if each is not None} - {record.id}

    def refuse(self) -> None:
        """Refuses to leave an incident behind that has lost an account to another.

        Raises:
            InputError: With each such incident, and how to take it out.
        """
        faults = []
        for record_id in (each for each in self._held if each in self._left - self._given):
            held = self._casebook.view.get(record_id)
            key = held.key if isinstance(held, Incident) else record_id
            reason = (
                f"accounts of this file stand in the register under the incident {key!r}, which "
                "the file no longer holds: they would be counted twice"
            )
            remedy = f"Take that one out first: tawthiq withdraw {record_id} --why ..."
            faults.append(Fault(self._file, None, "incident", key, reason, remedy))
        if faults:
            raise InputError(faults)
