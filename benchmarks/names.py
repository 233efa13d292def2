"""Measures the matching of names: who is found, and how fast, beside a plain peer in the same run.

    .venv/bin/python benchmarks/names.py            quick: 1,000 queries of each kind, no verdict
    .venv/bin/python benchmarks/names.py --full     every held-out person; some minutes

Needs the lists of victims in `../shared/data/victim_lists`; only numbers are printed. Costs and
rules were tuned on the half of persons whose key has an even SHA-256; what is reported is the
other half, and the pool holds everyone. A name is right if its person, or its folded text, is that
of the query. The peer is what the libraries at hand offer: letters romanised one by one, vowels
dropped, words compared by Jaro-Winkler (rapidfuzz), on the same queries and pool.

Wall times on a shared machine vary: the load stands in the first line, and CPU seconds beside
every wall time.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import platform
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from tawthiq.names import Aligner, NameIndex, clean_name, fold, name_columns
from tawthiq.names.parts import romanise

LISTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "victim_lists"
PEER_QUERIES = 1_000


class Clock:
    """Wall and CPU seconds of a work."""

    def __init__(self, work: Callable[[], object]):
        began, used = time.perf_counter(), time.process_time()
        self.result = work()
        self.wall, self.cpu = time.perf_counter() - began, time.process_time() - used


def rows_of(name: str) -> list[dict[str, str]]:
    """Reads one of the lists."""
    with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_held_out(person: str) -> bool:
    """Whether nothing was tuned on a person."""
    return int(hashlib.sha256(person.encode()).hexdigest(), 16) % 2 == 1


def bare(name: str) -> str:
    """Returns a name as the peer sees it: romanised, without vowels."""
    words = map(romanise, clean_name(name).split())
    return " ".join(filter(None, (re.sub("[aeiouwy]", "", word) for word in words)))


def peer_first(queries: Sequence[str], pool: Sequence[str]) -> list[int]:
    """Returns the best name of the pool for each query, by the peer."""
    scores = process.cdist(
        [bare(each) for each in queries], [bare(each) for each in pool],
        scorer=JaroWinkler.similarity, dtype=np.float32, workers=-1,
    )  # fmt: skip
    return [int(each) for each in scores.argmax(axis=1)]


class Bench:
    """Prints lines; holds what was missed."""

    def __init__(self, *, full: bool):
        self.full = full
        self.missed: list[str] = []

    def line(self, what: str, value: float, goal: float | None, form: str, more: str = "") -> None:
        verdict = ""
        if goal is not None:
            met = value >= goal
            verdict = f"goal {goal:{form}} " + (
                ("met" if met else "MISSED") if self.full else "quick"
            )
            if not met:
                self.missed.append(what)
        print(f"{what:<52} {value:>12{form}}  {verdict:<22} {more}", flush=True)

    def who_is_found(
        self, what: str, queries: Sequence[str], persons: Sequence[str | None],
        texts: Sequence[str], pool: Sequence[str], owners: Sequence[str | None],
        index: NameIndex, goal: float | None,
    ) -> None:  # fmt: skip
        """Prints how often the right name comes first, and the same of the peer."""
        clock = Clock(lambda: index.search(queries, top=5))
        right = [
            [is_right(match.index, person, text, pool, owners) for match in found]
            for found, person, text in zip(clock.result, persons, texts, strict=True)
        ]
        first = np.array([bool(each and each[0]) for each in right])
        top = np.mean([any(each) for each in right])
        self.line(f"{what}: first", float(first.mean()), goal, ".4f",
                  f"n={len(queries):,}; among 5: {top:.4f}; {len(queries) / clock.wall:,.0f} q/s, "
                  f"CPU {clock.cpu:.1f} s")  # fmt: skip
        few = range(min(PEER_QUERIES, len(queries)))
        peer = Clock(lambda: peer_first([queries[at] for at in few], pool))
        theirs = np.array([
            is_right(found, persons[at], texts[at], pool, owners)
            for at, found in zip(few, peer.result, strict=True)
        ])  # fmt: skip
        ours = first[: len(few)]
        print(f"{'  peer, on the first ' + str(len(few)):<52} {theirs.mean():>12.4f}  "
              f"misses: {(~theirs).sum()} beside {(~ours).sum()}; {len(few) / peer.wall:,.0f} q/s; "
              f"speed {len(queries) / clock.wall / (len(few) / peer.wall):.2f} x")  # fmt: skip


def is_right(
    at: int, person: str | None, text: str, pool: Sequence[str], owners: Sequence[str | None]
) -> bool:
    """Whether a name of the pool is that of the person, or reads the same."""
    return (person is not None and owners[at] == person) or fold(pool[at]) == text


def bench_who(bench: Bench, most: int) -> None:
    """Finds the persons of the other lists among the Arabic names of the last one."""
    last = rows_of("list_c_arabic")
    pool, owners = [row["name_ar"] for row in last], [row["person"] for row in last]
    text_of = {row["person"]: fold(row["name_ar"]) for row in last}
    index = NameIndex(pool)
    index.search(["Omar Khalid Jaber"])
    for what, name, column, goal in (
        ("Latin edition, Arabic pool", "list_c_latin", "name_en", 0.985),
        ("machine romanisation of August, Arabic pool of June", "list_b", "name_en_machine", None),
        ("Arabic of August, Arabic pool of June", "list_b", "name_ar", None),
        ("Arabic of April, Arabic pool of June", "list_a", "name_ar", None),
    ):
        asked = [
            row for row in rows_of(name) if row["person"] in text_of and is_held_out(row["person"])
        ][:most]
        persons = [row["person"] for row in asked]
        bench.who_is_found(
            what, [row[column] for row in asked], persons, [text_of[each] for each in persons],
            pool, owners, index, goal,
        )  # fmt: skip
    press = rows_of("press_pairs_ar_en")
    pool = [*pool, *(row["name_ar"] for row in press)]
    owners = [*owners, *(None for _row in press)]
    bench.who_is_found("press names, Arabic pool and theirs", [row["name_en"] for row in press],
                       [None] * len(press), [fold(row["name_ar"]) for row in press],
                       pool, owners, NameIndex(pool), 0.94)  # fmt: skip


def bench_speed(bench: Bench, most: int) -> None:
    """Times taking apart, indexing, searching and scoring."""
    arabic = [row["name_ar"] for name in ("list_c_arabic", "list_b", "list_a")
              for row in rows_of(name)]  # fmt: skip
    latin = [row["name_en"] for row in rows_of("list_c_latin")]
    pool = [*arabic, *latin][:50_000]
    asked = latin[-2 * most :]
    clock = Clock(lambda: name_columns(pool))
    bench.line("names into columns a second", len(pool) / clock.wall, None, ",.0f",
               f"CPU {clock.cpu:.1f} s")  # fmt: skip
    clock = Clock(lambda: NameIndex(pool))
    bench.line("names indexed a second", len(pool) / clock.wall, 10_000, ",.0f",
               f"CPU {clock.cpu:.1f} s")  # fmt: skip
    index = clock.result
    index.search(asked[:10])
    for _turn in range(3):
        clock = Clock(lambda: index.search(asked, top=5))
        bench.line("queries a second against 50,000 names", len(asked) / clock.wall, 200, ",.0f",
                   f"CPU {clock.cpu:.1f} s")  # fmt: skip
    peer = Clock(lambda: peer_first(asked[:500], pool))
    print(f"{'  peer':<52} {500 / peer.wall:>12,.0f}  CPU {peer.cpu:.1f} s")
    aligner = Aligner([*arabic, *latin])
    pairs = np.random.default_rng(7).integers(0, len(arabic) + len(latin), (2, 1_000_000))
    aligner.pairs(*pairs[:, :10])
    for what, (left, right) in (
        ("pairs scored a second, any", pairs),
        ("pairs scored a second, one given and family key", blocked([*arabic, *latin], 1_000_000)),
    ):
        clock = Clock(lambda: aligner.pairs(left, right))  # noqa: B023
        bench.line(what, len(left) / clock.wall, 200_000, ",.0f", f"CPU {clock.cpu:.1f} s")


def blocked(names: Sequence[str], most: int) -> np.ndarray:
    """Returns pairs of names whose given and family name have one key, as a linkage makes them."""
    columns = name_columns(names)
    blocks: dict[tuple[str | None, str | None], list[int]] = {}
    for at, key in enumerate(zip(columns["given_key"], columns["family_key"], strict=True)):
        blocks.setdefault(key, []).append(at)
    pairs = [
        (one, other) for block in blocks.values() for at, one in enumerate(block[:200])
        for other in block[at + 1 : at + 50]
    ]  # fmt: skip
    return np.array(pairs[:most]).T


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--full", action="store_true", help="every held-out person")
    parser.add_argument("--only", choices=("who", "speed"))
    asked = parser.parse_args()
    if not LISTS.exists():
        sys.exit("NOT MEASURED: the lists of victims are not beside the project")
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load {load}")
    bench, most = Bench(full=asked.full), 1_000_000 if asked.full else 1_000
    if asked.only in (None, "who"):
        bench_who(bench, most)
    if asked.only in (None, "speed"):
        bench_speed(bench, 2_000 if asked.full else 500)
    if asked.full:
        print(f"missed: {'; '.join(bench.missed) or 'none'}")
        sys.exit(bool(bench.missed))


if __name__ == "__main__":
    main()
