"""A finding without an incident: a duty of an agreement, its deadline, and whether it was met."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from tawthiq.breaches.finding import TestResult
from tawthiq.records import Code, Labels, Reason, RecordId, Truth


class OmissionTest(StrEnum):
    """The tests of an omission, in the order in which a failing one is named."""

    DUE = "due"
    IN_FORCE = "in_force"
    BOUND = "bound"
    DONE = "done"
    CONDITION = "condition"


class OmissionVerdict(StrEnum):
    """What was decided, from the strongest to the weakest."""

    BREACH = "breach"
    POSSIBLE = "possible"
    NO_BREACH = "no_breach"
    NOT_DUE = "not_due"


class OmissionFinding(BaseModel):
    """One duty of one provision, asked of one party or of everyone bound.

    Attributes:
        obligors: The party whose duty it is; empty: everyone bound, since the text names none.
        is_named: Whether the text itself names that party; if not, a record does.
        due: The earliest and the latest instant that the statements of the deadline allow, UTC.
        asked: What was due, in words, where that is not the whole provision.
        failing: The test that rules a breach out; None where none does. For `done`, the test
            fails where its value is true.
        tests: Value and reason of each test.
        records: Ids of the records on compliance that it rests on.
        ruleset: Name, version and digest of the rules.
        root: Root hash of the register that it was decided on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    agreement: Code
    provision: Code
    obligors: tuple[Code, ...]
    is_named: bool
    due: tuple[datetime, datetime]
    asked: Labels | None = None
    verdict: OmissionVerdict
    failing: OmissionTest | None
    tests: Mapping[OmissionTest, TestResult]
    records: tuple[RecordId, ...] = ()
    ruleset: str
    root: str

    @property
    def open_reasons(self) -> list[Reason]:
        """Why it was decided so: the failing test, what was not done, or what is not known."""
        if self.failing is not None:
            return [self.tests[self.failing].reason]
        if self.verdict is OmissionVerdict.BREACH:
            return [self.tests[OmissionTest.DONE].reason]
        return [
            test.reason
            for name, test in self.tests.items()
            if test.value is Truth.UNKNOWN or name is OmissionTest.DONE
        ]
