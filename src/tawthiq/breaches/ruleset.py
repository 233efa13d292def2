"""The rules of deciding breaches, as data with a version."""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tawthiq.casebook.settings import parse_settings
from tawthiq.records import Code
from tawthiq.vocabulary import provisions, violations


class Act(BaseModel):
    """Which provisions a violation breaches, for certain or depending on what is not known.

    Attributes:
        broad: What it breaches besides under the broad reading of acts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    breaches: tuple[Code, ...] = ()
    may_breach: tuple[Code, ...] = ()
    broad: tuple[Code, ...] = ()


class ComplianceRules(BaseModel):
    """How a month's score is derived where nobody recorded one.

    The defaults are those of the shipped file, so that a ruleset without them keeps working.

    Attributes:
        refraining: Provisions that ask for nothing but to refrain: only of these does a month
            without a breach show full compliance.
        documented_in: Where something must have been documented before the absence of breaches
            counts: in the `zone` of the agreement, or `anywhere`.
        zero_from_rate: Certain breaches per 30 days from which the score is 0.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    refraining: tuple[Code, ...] = ("P01", "P02", "P03", "P04", "P14", "P16")
    documented_in: Literal["zone", "anywhere"] = "zone"
    zero_from_rate: float = Field(default=30, gt=0)

    @model_validator(mode="after")
    def _check(self) -> ComplianceRules:
        for code in self.refraining:
            if code not in provisions():
                raise ValueError(f"refraining: no provision has the code {code!r}")
        return self


class Ruleset(BaseModel):
    """A version of the rules.

    Attributes:
        guarantors_bound: Whether a guarantor is bound by what it guarantees.
        represented_bound: Whether a party is bound that a guarantor alone represents.
        acts_reading: `text` (what the provision says) or `broad` (as published truce reports
            count: arrests and deaths under torture too).
        exclusion_reading: `narrow` (areas that an excluded party held) or `broad` (areas where
            it was present).
        contested_exclusions: What an exclusion counts for that the sides dispute: `unknown`,
            `applies` or `void`.
        acts: Violation code -> the provisions that it breaches.
        compliance: How a month's score is derived where nobody recorded one.
        digest: SHA-256 of the file, in hexadecimal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: int
    guarantors_bound: bool = True
    represented_bound: bool = True
    acts_reading: Literal["text", "broad"] = "text"
    exclusion_reading: Literal["narrow", "broad"] = "narrow"
    contested_exclusions: Literal["unknown", "applies", "void"] = "unknown"
    acts: dict[Code, Act]
    compliance: ComplianceRules = ComplianceRules()
    digest: str = ""

    @model_validator(mode="after")
    def _check(self) -> Ruleset:
        for violation, act in self.acts.items():
            if violation not in violations():
                raise ValueError(f"acts: no violation has the code {violation!r}")
            for code in (*act.breaches, *act.may_breach, *act.broad):
                if code not in provisions():
                    raise ValueError(f"acts.{violation}: no provision has the code {code!r}")
        return self

    @property
    def title(self) -> str:
        """Name, version and the start of the digest, as every finding names its rules."""
        return f"{self.name} v{self.version} {self.digest[:12]}".strip()

    @property
    def exclusion_scope(self) -> Literal["held", "present"]:
        """What an exclusion covers that does not say it itself."""
        return "held" if self.exclusion_reading == "narrow" else "present"

    def breached_by(self, violation: Code) -> tuple[Code, ...]:
        """Returns the provisions that a violation breaches for certain, as the acts are read."""
        act = self.acts.get(violation, Act())
        return act.breaches + (act.broad if self.acts_reading == "broad" else ())

    @property
    def prohibitions(self) -> frozenset[Code]:
        """Provisions that some violation can breach; the others ask for something to be done."""
        return frozenset(
            code
            for violation, act in self.acts.items()
            for code in (*self.breached_by(violation), *act.may_breach)
        )


def read_ruleset(text: str) -> Ruleset:
    """Reads the text of a ruleset file.

    Raises:
        CasebookError: With every fault of the file.
    """
    ruleset = parse_settings(text, name="ruleset.yaml", model=Ruleset)
    return ruleset.model_copy(update={"digest": hashlib.sha256(text.encode()).hexdigest()})
