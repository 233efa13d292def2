"""Measures the linkage of victims: how right it is, how fast, and beside plain Splink.

    .venv/bin/python benchmarks/linkage.py                  quick: 20,000 invented rows
    .venv/bin/python benchmarks/linkage.py --full           50,000 and 500,000 rows, and real lists
    .venv/bin/python benchmarks/linkage.py --only lists     three public lists whose truth is known

The invented people are made of name parts of public lists, which stand beside the repository
(`../shared/data/victim_lists`); without them nothing is measured. Nobody is named.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import time

import damaged_lists as damage
import pyarrow as pa
from plain_splink import plain_clusters

from tawthiq.linkage.lists import Linked, link_lists

GOALS = {50_000: (0.93, 20.0), 500_000: (0.85, 150.0)}
FILES = {"a": ("list_a.csv", "name_ar"), "b": ("list_b.csv", "name_ar"),
         "c-arabic": ("list_c_arabic.csv", "name_ar"),
         "c-latin": ("list_c_latin.csv", "name_latin")}  # fmt: skip
LIST_GOALS = {"a x c-arabic": 0.985, "a x c-latin": 0.965, "b x c-latin": 0.985}


def scores(pairs: int, right: int, true: int) -> str:
    """Returns precision, recall and F1 in one line."""
    precision, recall = right / max(pairs, 1), right / max(true, 1)
    harmonic = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"F1 {harmonic:.4f}  precision {precision:.4f}  recall {recall:.4f}"


def bench_damaged(count: int, *, peer: bool) -> None:
    """Links three damaged lists of invented people."""
    lists, truth = damage.make_lists(count)
    true = damage.true_pairs(truth)
    began = time.perf_counter()
    found = link_lists(lists)
    seconds = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    goal = GOALS.get(count)
    told = f" (goals: F1 {goal[0]}, {goal[1]:.0f} s)" if goal else ""
    print(f"{len(truth):,} rows of three damaged lists{told}")
    print(f"  tawthiq       {scores(*damage.found_pairs(found.clusters, truth), true)}  "
          f"{seconds:.1f} s, at most {most:.2f} GiB")  # fmt: skip
    print(f"                expected by the model: {expected(found)}")
    if peer:
        began = time.perf_counter()
        for threshold, clusters in plain_clusters(lists):
            pairs = damage.found_pairs(clusters, truth)
            print(f"  plain Splink  {scores(*pairs, true)}  at {threshold}")
        told = time.perf_counter() - began
        print(f"                {told:.1f} s; tawthiq takes {seconds / told:.2f} x as long")


def expected(found: Linked) -> str:
    """Returns what the model expects of itself."""
    return ", ".join(f"{name} {found.expected[name]:.4f}"
                     for name in ("precision", "recall", "blocking_recall"))  # fmt: skip


def as_table(name: str, column: str) -> tuple[pa.Table, dict[str, str]]:
    """Returns a public list as a table without its truth, and the truth by row."""
    found = damage.rows(name)
    table = pa.table({
        "id": [row["row"] for row in found],
        column: [row["name_en" if column == "name_latin" else "name_ar"] for row in found],
        "age": [row.get("age") or None for row in found],
        "sex": [row["sex"] or None for row in found],
        "born": [row.get("dob") or None for row in found],
    })  # fmt: skip
    return table, {row["row"]: row["person"] for row in found}


def bench_lists() -> None:
    """Links public lists two by two; everybody stands once in each."""
    for pair, goal in LIST_GOALS.items():
        one, other = pair.split(" x ")
        (left, left_is), (right, right_is) = as_table(*FILES[one]), as_table(*FILES[other])
        began = time.perf_counter()
        found = link_lists({one: left, other: right})
        seconds = time.perf_counter() - began
        truth = {(one, row): who for row, who in left_is.items()}
        truth |= {(other, row): who for row, who in right_is.items()}
        numbers = {who: at for at, who in enumerate(dict.fromkeys(truth.values()))}
        pairs = damage.found_pairs(
            found.clusters, {key: numbers[who] for key, who in truth.items()}
        )
        true = len(set(left_is.values()) & set(right_is.values()))
        print(f"{pair:<14} {scores(*pairs, true)}  (goal {goal})  {seconds:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--full", action="store_true", help="the sizes that the goals are set for")
    parser.add_argument("--only", choices=("damaged", "lists"))
    parser.add_argument("--rows", type=int, action="append", help="so many invented rows")
    asked = parser.parse_args()
    if not damage.DATA.is_dir():
        sys.exit("The public lists are not beside the repository: nothing is measured.")
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load {load}")
    link_lists({"a": [{"name": "Omar Khalid"}], "b": [{"name": "Omar Khalid"}]})  # compiles
    if asked.only in (None, "damaged"):
        for count in asked.rows or ([50_000, 500_000] if asked.full else [20_000]):
            bench_damaged(count, peer=True)
    if asked.only in (None, "lists"):
        bench_lists()


if __name__ == "__main__":
    main()
