"""A finding: what was decided of one incident against one provision, and why."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from tawthiq.records import Code, Reason, RecordId, Truth


class TestName(StrEnum):
    """The five tests, in the order in which a failing one is named."""

    __test__ = False  # pytest: this is no test class

    ACT = "act"
    TIME = "time"
    PLACE = "place"
    PARTY = "party"
    EXCLUSION = "exclusion"


class Verdict(StrEnum):
    """What was decided, from the strongest to the weakest."""

    BREACH = "breach"
    POSSIBLE = "possible"
    EXCLUDED = "excluded"
    NO_BREACH = "no_breach"


class TestResult(BaseModel):
    """The value of one test and its reason. For `exclusion`, true means that it applies."""

    __test__ = False

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Truth
    reason: Reason


class Finding(BaseModel):
    """One incident against one provision of one agreement.

    Attributes:
        party: Row of the party, as in the tables by party.
        failing: The test that rules a breach out; None where none does.
        readings: Verdict under each reading of the exclusions, where the text leaves anyone out.
        ruleset: Name, version and digest of the rules.
        root: Root hash of the register that it was decided on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    incident: RecordId
    agreement: Code
    provision: Code
    party: Code
    verdict: Verdict
    failing: TestName | None
    tests: Mapping[TestName, TestResult]
    readings: Mapping[str, Verdict] = {}
    ruleset: str
    root: str

    @property
    def open_reasons(self) -> list[Reason]:
        """Why it is not settled: the reasons of the unknown tests, or of the failing one."""
        if self.failing is not None:
            return [self.tests[self.failing].reason]
        return [test.reason for test in self.tests.values() if test.value is Truth.UNKNOWN]
