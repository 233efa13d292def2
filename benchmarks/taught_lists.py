"""How right a linkage of the three public lists could be: a classifier that is taught the truth.

    uv pip install scikit-learn
    .venv/bin/python benchmarks/taught_lists.py

Gradient boosted trees learn from four fifths of the pairs that Tawthiq proposed, with their truth,
and judge the last fifth; five times. They see everything that Tawthiq compares: the score of the
names, its weight, ages, days of birth, sex, and the best rival of both rows. Pairs are then taken
from the likeliest on, each row once, down to the threshold that is best by the truth. What is
missing above that is not in these columns: persons whose rows have different numbers, or different
names, in the list itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold

from linkage import FILES, LIST_GOALS, as_table
from tawthiq.linkage import lists
from tawthiq.linkage.ages import age_in_years
from tawthiq.linkage.lists import link_lists

FOLDS = 5


def main() -> None:
    lists.SHOWN = -1.0  # every pair that was looked at
    for pair in LIST_GOALS:
        measure(*pair.split(" x "))


def measure(one: str, other: str) -> None:
    """Prints what Tawthiq finds, which is not taught, and what the taught classifier finds."""
    (left, left_is), (right, right_is) = as_table(*FILES[one]), as_table(*FILES[other])
    true = len(set(left_is.values()) & set(right_is.values()))
    found = link_lists({one: left, other: right}).pairs.to_pylist()
    pairs = [_in_order(row, one) for row in found]
    same = np.array([left_is[a] == right_is[b] for a, b in pairs])
    linked = np.array([row["linked"] for row in found])
    facts = _facts(found, pairs, _rows(left), _rows(right))
    likely = _taught(facts, same, np.array([int(a) for a, _b in pairs]))
    best = max(_one_to_one(pairs, likely, same, true))
    print(f"{one} x {other}: candidates hold {same.sum() / true:.4f} of the true pairs")
    print(f"  tawthiq  {_told(linked.sum(), same[linked].sum(), true)}")
    print(f"  taught   F1 {best[0]:.4f}  precision {best[1]:.4f}  recall {best[2]:.4f}")


def _in_order(row: dict[str, Any], one: str) -> tuple[str, str]:
    if row["left_list"] == one:
        return row["left"], row["right"]
    return row["right"], row["left"]


def _rows(table: Any) -> dict[str, list[float]]:
    return {row["id"]: [age_in_years(row["age"]), {"f": 0, "m": 1}.get(row["sex"], 2),
                        *map(float, (row["born"] or "nan-nan-nan").split("-"))]
            for row in table.to_pylist()}  # fmt: skip


def _facts(
    found: list[dict[str, Any]], pairs: list[tuple[str, str]], left: dict[str, list[float]],
    right: dict[str, list[float]],
) -> Any:  # fmt: skip
    ours = np.array([[row["name_score"], row["weight"], row["probability"]] for row in found])
    one = np.array([left[a] for a, _b in pairs])
    other = np.array([right[b] for _a, b in pairs])
    rivals = [_rival([pair[side] for pair in pairs], ours[:, 1]) for side in (0, 1)]
    facts = np.column_stack([ours, one, other, one - other, *rivals])
    return facts[:, ~np.isnan(facts).all(axis=0)]  # a list without days of birth has none


def _rival(rows: list[str], weights: Any) -> Any:
    """Returns the highest weight of the other pairs of each row."""
    best: dict[str, list[float]] = {}
    for row, weight in zip(rows, weights, strict=True):
        best.setdefault(row, [-99.0, -99.0]).append(weight)
    top = {row: sorted(each)[-2:] for row, each in best.items()}
    return [top[row][0] if weight == top[row][1] else top[row][1]
            for row, weight in zip(rows, weights, strict=True)]  # fmt: skip


def _taught(facts: Any, same: Any, rows: Any) -> Any:
    likely = np.zeros(len(same))
    for learnt, judged in GroupKFold(FOLDS).split(facts, same, rows):
        trees = HistGradientBoostingClassifier(
            max_iter=300, learning_rate=0.05, min_samples_leaf=10, random_state=0
        ).fit(facts[learnt], same[learnt])
        likely[judged] = trees.predict_proba(facts[judged])[:, 1]
    return likely


def _one_to_one(pairs: list[tuple[str, str]], likely: Any, same: Any, true: int) -> Any:
    """Yields F1, precision and recall down to each pair, each row once."""
    taken: set[tuple[int, str]] = set()
    right = count = 0
    for at in np.argsort(-likely, kind="stable"):
        rows = {(0, pairs[at][0]), (1, pairs[at][1])}
        if rows & taken:
            continue
        taken |= rows
        count, right = count + 1, right + int(same[at])
        yield 2 * right / (count + true), right / count, right / true


def _told(count: int, right: int, true: int) -> str:
    return (f"F1 {2 * right / (count + true):.4f}  precision {right / count:.4f}  "
            f"recall {right / true:.4f}")  # fmt: skip


if __name__ == "__main__":
    main()
