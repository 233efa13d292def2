"""The rules of deciding breaches, as data with a version."""

from __future__ import annotations

import hashlib

from pydantic import BaseModel, ConfigDict, model_validator

from tawthiq.casebook.settings import parse_settings
from tawthiq.records import Code
from tawthiq.vocabulary import provisions, violations


class Act(BaseModel):
    """Which provisions a violation breaches, for certain or depending on what is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    breaches: tuple[Code, ...] = ()
    may_breach: tuple[Code, ...] = ()


class Ruleset(BaseModel):
    """A version of the rules.

    Attributes:
        guarantors_bound: Whether a guarantor is bound by what it guarantees.
        represented_bound: Whether a party is bound that a guarantor alone represents.
        acts: Violation code -> the provisions that it breaches.
        digest: SHA-256 of the file, in hexadecimal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: int
    guarantors_bound: bool = True
    represented_bound: bool = True
    acts: dict[Code, Act]
    digest: str = ""

    @model_validator(mode="after")
    def _check(self) -> Ruleset:
        for violation, act in self.acts.items():
            if violation not in violations():
                raise ValueError(f"acts: no violation has the code {violation!r}")
            for code in (*act.breaches, *act.may_breach):
                if code not in provisions():
                    raise ValueError(f"acts.{violation}: no provision has the code {code!r}")
        return self

    @property
    def title(self) -> str:
        """Name, version and the start of the digest, as every finding names its rules."""
        return f"{self.name} v{self.version} {self.digest[:12]}".strip()

    @property
    def prohibitions(self) -> frozenset[Code]:
        """Provisions that some violation can breach; the others ask for something to be done."""
        return frozenset(
            code for act in self.acts.values() for code in (*act.breaches, *act.may_breach)
        )


def read_ruleset(text: str) -> Ruleset:
    """Reads the text of a ruleset file.

    Raises:
        CasebookError: With every fault of the file.
    """
    ruleset = parse_settings(text, name="ruleset.yaml", model=Ruleset)
    return ruleset.model_copy(update={"digest": hashlib.sha256(text.encode()).hexdigest()})
