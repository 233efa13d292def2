"""Why two listings are held to be one person, or not: field by field, with what each one weighs.

Weights are bits: one more bit doubles the odds that two listings are one person. The prior says
how likely two listings of these lists are one before anything is compared. All of them add up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tawthiq.errors import Fault, InputError
from tawthiq.linkage.alike import Names, levels_of
from tawthiq.linkage.fields import contrary_pairs
from tawthiq.linkage.judgements import Contradicted, Ruled
from tawthiq.linkage.listings import NAMES, ListedPerson, ReadListings
from tawthiq.linkage.model import Model
from tawthiq.linkage.people import People, read_people
from tawthiq.linkage.victims import LinkedVictims
from tawthiq.names.explain import Alignment, explain
from tawthiq.names.index import NameIndex

_TOLD = {"name": NAMES, "death": ("died", "place", "area", "incident")}
"""The columns that a field compares, where they are several."""


@dataclass(frozen=True, slots=True)
class FieldSaid:
    """What one field says.

    Attributes:
        field: Its name.
        level: How the two agree, in words; None where one of them does not tell it.
        bits: What that weighs for one person; below 0 against it.
        first: What the first listing tells, as given.
        second: What the second one tells.
    """

    field: str
    level: str | None
    bits: float
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What would have changed the decision: a field of another level, and the probability then."""

    field: str
    level: str
    probability: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two listings are one person, or not.

    Attributes:
        first: One listing.
        second: The other.
        fields: What each field says.
        names: Their names beside each other, word by word.
        prior: Bits before anything is compared.
        bits: The sum of the prior and all fields.
        alone: The probability that follows from the sum.
        probability: The one that counts, beside other listings that resemble one of the two; None
            where no rule proposed the pair, or it is below what is kept.
        linked: Whether both stand in one cluster.
        once: The list in which everybody is held to stand once, where both stand in it.
        ruled: What reviewers hold of the pair.
        contradictions: Judgements that contradict each other, in which both stand.
        turns: Single fields that would have changed the decision.
        contrary: Whether their names contradict each other, or one has none, so that whatever else
            agrees they are two people; see `fields.contrary_pairs`.
    """

    first: ListedPerson
    second: ListedPerson
    fields: tuple[FieldSaid, ...]
    names: Alignment
    prior: float
    bits: float
    alone: float
    probability: float | None
    linked: bool
    once: str | None
    ruled: Ruled | None
    turns: tuple[Turn, ...]
    contradictions: tuple[Contradicted, ...] = ()
    contrary: bool = False


def explain_pair(found: LinkedVictims, first: str, second: str) -> Explanation:
    """Explains a pair of listings, also one that no rule of blocking proposed.

    Raises:
        InputError: One of them was not linked, or both are one.
    """
    _refuse(found, first, second)
    one, other = found.people[first], found.people[second]
    compared = _Comparison(found)
    levels, turned = compared.levels(first, second)
    row = _row_of(found, first, second)
    prior = compared.prior(one.list, other.list, row)
    bits = prior + sum(compared.bits(field, at) for field, at in levels.items())
    probability = row["probability"] if row is not None else None
    is_kept_once = one.list == other.list and found.linked.once[one.list]
    pair = (first, second) if first <= second else (second, first)
    told = [compared.said(each, at, *((other, one) if turned else (one, other)))
            for each, at in levels.items()]  # fmt: skip
    if turned:
        told = [FieldSaid(each.field, each.level, each.bits, each.second, each.first)
                for each in told]  # fmt: skip
    return Explanation(
        first=one,
        second=other,
        fields=tuple(told),
        names=_aligned(found, one, other),
        prior=prior,
        bits=bits,
        alone=_probability(bits),
        probability=probability,
        linked=found.home[first] == found.home[second],
        once=one.list if is_kept_once else None,
        ruled=found.judgements.ruled.get(pair),
        turns=tuple(compared.turns(levels, bits, probability)),
        contradictions=found.judgements.torn(pair),
        contrary=_is_contrary(levels),
    )


def _is_contrary(levels: Mapping[str, int]) -> bool:
    return bool(contrary_pairs({each: np.array([at]) for each, at in levels.items()})[0])


def _refuse(found: LinkedVictims, first: str, second: str) -> None:
    faults = []
    out = {each: reason for reason, ids in found.left_out.items() for each in ids}
    for each in (first, second):
        if each in out:
            reason = f"the listing {each} tells no name that can be read, so it is not linked"
            faults.append(Fault("explain", None, None, each, reason, "Name another listing."))
        elif each not in found.people:
            reason = f"no listing {each!r} was linked"
            remedy = "Take ids from: tawthiq link victims --json"
            faults.append(Fault("explain", None, None, each, reason, remedy))
    if first == second and not faults:
        reason = "this is one listing, named twice"
        faults.append(Fault("explain", None, None, first, reason, "Name two listings."))
    if faults:
        raise InputError(faults)


class _Comparison:
    """Compares single pairs by the model that was trained."""

    def __init__(self, found: LinkedVictims) -> None:
        self._found = found
        self._people: People = read_people(ReadListings(found.people, {}, ()).lists)
        self._number = {each: at for at, each in enumerate(self._people.ids)}
        self._names = Names(self._people.names)
        mothers = Names([(each,) if each else () for each in self._people.mother])
        self._model = Model(self._people, mother=mothers.nearness)
        self._levels = {
            each["output_column_name"]: [
                (level["label_for_charts"], _bits(level))
                for level in each["comparison_levels"]
                if not level.get("is_null_level")
            ]
            for each in found.linked.model["comparisons"]
        }

    def levels(self, first: str, second: str) -> tuple[dict[str, int], bool]:
        """Returns the level of each field, and whether the second listing stands first in it."""
        one, other = self._number[first], self._number[second]
        left = np.array([min(one, other)], np.int64)
        right = np.array([max(one, other)], np.int64)
        names = levels_of(*self._names.scores(left, right))
        found = self._model.levels(left, right, names)
        return {field: int(each[0]) for field, each in found.items()}, one > other

    def bits(self, field: str, level: int) -> float:
        return self._levels[field][level][1] if level >= 0 else 0.0

    def said(self, field: str, level: int, one: ListedPerson, other: ListedPerson) -> FieldSaid:
        label = self._levels[field][level][0] if level >= 0 else None
        told = (
            ", ".join(each.told[name] for name in _TOLD.get(field, (field,)) if name in each.told)
            for each in (one, other)
        )
        return FieldSaid(field, label, self.bits(field, level), *told)

    def prior(self, one: str, other: str, row: Mapping[str, Any] | None) -> float:
        """Returns the prior of pairs of two lists, by a pair of them whose sum is known.

        It holds what the last round of learning changed too, which is some hundredths of a bit.
        """
        row = row or next(
            (each for each in self._found.pairs
             if {each["left_list"], each["right_list"]} == {one, other}), None
        )  # fmt: skip
        if row is None:
            share = float(self._found.linked.model["probability_two_random_records_match"])
            return _odds(share)
        levels, _ = self.levels(row["left"], row["right"])
        return float(row["weight"]) - sum(self.bits(field, at) for field, at in levels.items())

    def turns(
        self, levels: Mapping[str, int], bits: float, probability: float | None
    ) -> list[Turn]:
        """Returns the fields that would have changed the decision, the most alike level first."""
        others = 0.0 if probability is None else bits - _odds(probability)
        least = _odds(self._found.threshold)
        contrary = _is_contrary(levels)
        is_one = bits - others >= least and not contrary
        found = []
        for field, at in levels.items():
            if field == "name":
                continue
            rest = bits - others - self.bits(field, at)
            for to, (label, weight) in enumerate(self._levels[field]):
                stays = contrary and _is_contrary({**levels, field: to})
                if (rest + weight >= least and not stays) != is_one:
                    found.append(Turn(field, label, _probability(rest + weight)))
                    break
        return found


def _bits(level: Mapping[str, Any]) -> float:
    m, u = (max(float(level[f"{each}_probability"]), 1e-12) for each in "mu")
    return math.log2(m / u)


def _odds(probability: float) -> float:
    bounded = min(max(probability, 1e-15), 1 - 1e-15)
    return math.log2(bounded / (1 - bounded))


def _probability(bits: float) -> float:
    return 1 / (1 + math.exp2(-min(max(bits, -1000.0), 1000.0)))


def _row_of(found: LinkedVictims, first: str, second: str) -> Mapping[str, Any] | None:
    wanted = {first, second}
    return next((each for each in found.pairs if {each["left"], each["right"]} == wanted), None)


def _aligned(found: LinkedVictims, one: ListedPerson, other: ListedPerson) -> Alignment:
    """Returns the names of two listings beside each other: of several, the two most alike."""
    weights = NameIndex(name for each in found.people.values() for name in names_of(each)).weights
    pairs = [explain(a, b, weights) for a in names_of(one) for b in names_of(other)]
    return max(pairs, key=lambda each: each.score)


def names_of(person: ListedPerson) -> Sequence[str]:
    """Returns the names of a listing in each spelling that it tells."""
    return [person.told[each] for each in NAMES if each in person.told]
