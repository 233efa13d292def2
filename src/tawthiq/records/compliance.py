"""Whether a provision was kept: what a coder or a monitor recorded of a time, and why."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from tawthiq.dates import When
from tawthiq.records.record import Code, Labels, Public, Record, Restricted

ComplianceState = Literal["done", "partly", "not_done", "unknown"]


class Compliance(Record):
    """One source's word on one provision of one agreement in one time.

    `score` is the scale of the Peace Accords Matrix (M. Joshi, J. M. Quinn, P. M. Regan, 2015):
    0 not initiated, 1 minimal, 2 intermediate, 3 full implementation. `state` says whether what
    was asked for had been done. Neither is filled in from the other: a score speaks of a whole
    month, a state of one deed.

    Attributes:
        agreement: Code of the agreement.
        provision: Code of the provision.
        obligors: The parties that it speaks of; empty: everyone whom the provision asks.
        during: With `done`, when it was done; with `not_done` and `partly`, that nothing or only
            a part had been done up to its end; with a score, the time that is scored.
        score: 0 to 3; None: not scored.
        basis: What it rests on, by language. It is published with the score: nobody is named in it.
        source: Who says so.
    """

    kind: ClassVar[str] = "compliance"

    agreement: Annotated[Code, Public]
    provision: Annotated[Code, Public]
    obligors: Annotated[tuple[Code, ...], Public] = ()
    during: Annotated[When, Public]
    score: Annotated[int | None, Public, Field(ge=0, le=3)] = None
    state: Annotated[ComplianceState, Public] = "unknown"
    basis: Annotated[Labels, Public]
    source: Annotated[str, Restricted]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.score, self.state) in ((3, "not_done"), (0, "done")):
            raise ValueError(f"a score of {self.score} contradicts the state {self.state}")
        if not self.basis:
            raise ValueError("a basis is needed in one language at least")
        return self
