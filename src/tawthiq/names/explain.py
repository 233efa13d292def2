"""Says why two names score as they do: which word met which, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from tawthiq.names.align_kernel import MOST_WORDS, align_names, make_scratch
from tawthiq.names.aligner import Weights, Words, tables, words_of_name
from tawthiq.names.letters import spell
from tawthiq.names.words import Word


class Met(Enum):
    """How a word of one name met the other name."""

    SAME = "same"
    ALIKE = "alike"
    DIFFERENT = "different"
    ONLY_IN_QUERY = "only in the query"
    ONLY_IN_NAME = "only in the name"


@dataclass(frozen=True, slots=True)
class Step:
    """A word beside the one that it met; two words where they are written as one elsewhere.

    Attributes:
        query: Of the query, empty where it has none.
        name: Of the name.
        met: How.
        likeness: From 0 to 1.
    """

    query: str
    name: str
    met: Met
    likeness: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two names beside each other.

    Attributes:
        score: From 0 to 1.
        steps: From the first word to the last.
    """

    score: float
    steps: tuple[Step, ...]

    @property
    def text(self) -> str:
        """What met what, in words."""
        return "; ".join(map(_said, self.steps)) or "one of the names is empty"


_SURE = 0.9
_ALIKE = 0.6


def explain(query: str, name: str, weights: Weights) -> Alignment:
    """Aligns two names.

    Args:
        query: One name.
        name: The other.
        weights: What words say: `learn_weights` of a pool.
    """
    asked, held = words_of_name(query), words_of_name(name)
    one, other = Words(), Words()
    row_one, row_other = one.add(asked), other.add(held)
    steps = np.zeros((2 * MOST_WORDS + 1, 4), np.int32)
    if not asked or not held:
        return Alignment(0.0, ())
    score = align_names(
        one.table(weights), np.array(row_one, np.int32),
        other.table(weights), np.array(row_other, np.int32), tables(), make_scratch(), steps,
    )  # fmt: skip
    found: list[Step] = []
    for kind, row, at, thousandths in steps.tolist():
        if kind == 0:
            break
        found.append(_step(kind, row, at, thousandths / 1000, asked, held))
    return Alignment(round(float(score), 4), tuple(reversed(found)))


def _step(
    kind: int, row: int, at: int, likeness: float, asked: tuple[Word, ...], held: tuple[Word, ...]
) -> Step:
    if kind == 2:
        return Step(asked[row].text, "", Met.ONLY_IN_QUERY, 0.0)
    if kind == 3:
        return Step("", held[at].text, Met.ONLY_IN_NAME, 0.0)
    met = Met.SAME if likeness >= _SURE else Met.ALIKE if likeness >= _ALIKE else Met.DIFFERENT
    of_query = " ".join(each.text for each in asked[row : row + (2 if kind == 4 else 1)])
    of_name = " ".join(each.text for each in held[at : at + (2 if kind == 5 else 1)])
    if kind == 1 and likeness < _SURE and _known_apart(asked[row], held[at]):
        met = Met.DIFFERENT
    return Step(of_query, of_name, met, likeness)


def _known_apart(one: Word, other: Word) -> bool:
    first, second = spell(one).families, spell(other).families
    return bool(first and second and not set(first) & set(second))


def _said(step: Step) -> str:
    """Says one step; isolates each name, so that two directions of writing do not mix."""
    query, name = f"\u2068{step.query}\u2069", f"\u2068{step.name}\u2069"
    if step.met == Met.ONLY_IN_QUERY:
        return f"{query} is only in the query"
    if step.met == Met.ONLY_IN_NAME:
        return f"{name} is only in the name found"
    if step.met == Met.SAME:
        return f"{query} = {name}" + ("" if step.likeness > 0.995 else f" ({step.likeness:.2f})")
    verb = "is like" if step.met == Met.ALIKE else "is not"
    return f"{query} {verb} {name} ({step.likeness:.2f})"
