"""Splink as its documentation shows it, on the same rows: what `benchmarks/linkage.py` sets beside.

First, middle and last part of the name in Latin letters, compared by Jaro-Winkler and, where they
are equal, by how frequent they are; sex, age, day and area of death; six blocking rules; u from
random pairs, m by expectation maximisation in two sessions; connected components.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from tawthiq.names import name_columns

THRESHOLDS = (0.9, 0.99, 0.999)
MOST_PAIRS = 2e6


def plain_clusters(lists: dict[str, pa.Table]) -> Iterator[tuple[float, pa.Table]]:
    """Yields connected components at several thresholds."""
    engine = DuckDBAPI()
    linker = Linker(engine.register(_table(lists)), _settings(), log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("given", "family", "died")], recall=0.5
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=MOST_PAIRS, seed=1)
    for rule in (block_on("given", "family"), block_on("died", "area", "sex")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, max_pairs=MOST_PAIRS
        )
    found = linker.inference.predict(threshold_match_probability=THRESHOLDS[0])
    for threshold in THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            found, threshold_match_probability=threshold
        ).as_pyarrow_table()
        yield threshold, pa.table({"cluster": clusters["cluster_id"], "list": clusters["list"],
                                   "id": clusters["id"]})  # fmt: skip


def _table(lists: dict[str, pa.Table]) -> pa.Table:
    rows = [dict(row, list=name) for name, table in lists.items() for row in table.to_pylist()]
    names = name_columns([row["name"] for row in rows])
    return pa.table({
        "unique_id": pa.array(range(len(rows)), pa.int64()),
        "list": [row["list"] for row in rows],
        "id": [row["id"] for row in rows],
        "given": names["given_latin"],
        "father": names["father_latin"],
        "family": names["family_latin"],
        "sex": [row["sex"] for row in rows],
        "age": pa.array([row["age"] for row in rows], pa.int64()),
        "died": pa.array([date.fromisoformat(row["died"]).toordinal() for row in rows], pa.int64()),
        "area": [row["area"] for row in rows],
    })  # fmt: skip


def _settings() -> SettingsCreator:
    def near(column: str, *steps: int) -> cl.CustomComparison:
        levels = [cll.NullLevel(column), cll.ExactMatchLevel(column)]
        levels += [cll.CustomLevel(f"abs({column}_l - {column}_r) <= {each}") for each in steps]
        return cl.CustomComparison([*levels, cll.ElseLevel()], output_column_name=column)

    def name(column: str) -> object:
        return cl.JaroWinklerAtThresholds(column, [0.92, 0.85]).configure(
            term_frequency_adjustments=True
        )

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[name("given"), name("father"), name("family"), cl.ExactMatch("sex"),
                     near("age", 2, 5), near("died", 1, 15), cl.ExactMatch("area")],
        blocking_rules_to_generate_predictions=[
            block_on("given", "family"), block_on("given", "died"), block_on("family", "died"),
            block_on("given", "father", "area"), block_on("died", "area", "sex", "age"),
            block_on("father", "family", "area"),
        ],
    )  # fmt: skip
