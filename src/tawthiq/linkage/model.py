"""The model as Splink runs it on DuckDB: which level each field of each pair has.

R. Linacre et al., "Splink: Free software for probabilistic record linkage at scale",
International Journal of Population Data Science 7:3 (2022).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import duckdb
import numpy as np
import pyarrow as pa

from tawthiq.linkage.fields import FIELDS, Field
from tawthiq.linkage.people import NO_DAY, People

Array: TypeAlias = "np.ndarray[Any, Any]"
_ARROW: Any = "arrow"
Leveled = Callable[[Array, Array], Array]
"""Returns the level of each pair of rows, -1 where it is unknown."""


def table_of(people: People) -> pa.Table:
    """Returns the rows as Splink reads them; an unknown value is null."""
    born = people.born
    return pa.table({
        "row": pa.array(np.arange(len(people), dtype=np.int64)),
        "age": pa.array(people.age, mask=np.isnan(people.age)),
        "sex": pa.array(people.sex, mask=people.sex == 0),
        "born_y": pa.array(born[:, 0], mask=born[:, 0] == 0),
        "born_m": pa.array(born[:, 1], mask=born[:, 1] == 0),
        "born_d": pa.array(born[:, 2], mask=born[:, 2] == 0),
        "died": pa.array(people.died, mask=people.died == NO_DAY),
        "place": pa.array(people.place, mask=people.place < 0),
        "area": pa.array(people.area, mask=people.area < 0),
        "incident": pa.array(people.incident, mask=people.incident < 0),
        "number": pa.array(people.number, pa.string()),
    })  # fmt: skip


class Model:
    """Compares pairs of rows."""

    def __init__(self, people: People, *, mother: Leveled) -> None:
        """Takes the rows, and what tells the levels of mothers' names."""
        self._table = table_of(people)
        self._mother = mother
        self.fields = tuple(_with_something(people))

    def levels(self, left: Array, right: Array, names: Array) -> dict[str, Array]:
        """Returns the level of each field for each pair: 0 for the most alike, -1 for unknown.

        Args:
            left: Rows.
            right: Others, as many.
            names: The levels of their names; see `alike.levels_of`.
        """
        functions = {"name_level": _looked_up(left, right, names), "mother_level": self._mother}
        with _database(functions) as database:
            found = _predicted(database, self._table, self.fields, (left, right))
        order = np.argsort((found["row_l"] << 32) + found["row_r"], kind="stable")
        given = np.argsort((left.astype(np.int64) << 32) + right, kind="stable")
        back = np.empty(len(left), np.int64)
        back[given] = order
        return {
            field.name: _level(found[f"gamma_{field.name}"][back], len(field.levels))
            for field in self.fields
        }

    def settings(self, shares: Mapping[str, tuple[Array, Array]], prior: float) -> dict[str, Any]:
        """Returns the trained model in the words of Splink, to be kept or drawn."""
        return _settings(self.fields, shares, prior).create_settings_dict("duckdb")  # type: ignore[no-any-return]


def _with_something(people: People) -> Iterator[Field]:
    """Yields the fields that some rows hold."""
    holds = {
        "name": True,
        "age": not np.isnan(people.age).all(),
        "sex": bool((people.sex > 0).any()),
        "born": bool((people.born[:, 0] > 0).any()),
        "death": bool(((people.died != NO_DAY) | (people.place >= 0) | (people.area >= 0)
                       | (people.incident >= 0)).any()),
        "mother": any(people.mother),
        "number": any(people.number),
    }  # fmt: skip
    yield from (each for each in FIELDS if holds[each.name])


def _level(gamma: Array, count: int) -> Array:
    """Returns levels counted from the most alike; Splink counts from the least."""
    return np.where(gamma < 0, -1, count - 1 - gamma).astype(np.int8)


def _looked_up(left: Array, right: Array, levels: Array) -> Leveled:
    """Returns a function that tells the level of each of these pairs."""
    keys = (left.astype(np.int64) << 32) + right
    order = np.argsort(keys, kind="stable")
    keys, levels = keys[order], levels[order]

    def level(one: Array, other: Array) -> Array:
        found: Array = levels[np.searchsorted(keys, (one.astype(np.int64) << 32) + other)]
        return found

    return level


@contextmanager
def _database(functions: Mapping[str, Leveled]) -> Iterator[duckdb.DuckDBPyConnection]:
    database = duckdb.connect()
    number, level = duckdb.sqltype("BIGINT"), duckdb.sqltype("TINYINT")
    try:
        for name, function in functions.items():
            database.create_function(
                name, _on_arrow(function), [number, number], level, type=_ARROW
            )
        yield database
    finally:
        for name in functions:
            database.remove_function(name)
        database.close()


def _on_arrow(function: Leveled) -> Callable[[Any, Any], pa.Array]:
    def leveled(left: Any, right: Any) -> pa.Array:
        return pa.array(function(np.asarray(left), np.asarray(right)).astype(np.int8))

    return leveled


def _predicted(
    database: duckdb.DuckDBPyConnection, table: pa.Table, fields: Sequence[Field],
    pairs: tuple[Array, Array],
) -> dict[str, Array]:  # fmt: skip
    from splink import DuckDBAPI, Linker

    left, right = pairs
    engine = DuckDBAPI(connection=database)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parameters that are trained later
        linker = Linker(engine.register(table), _settings(fields, {}, 1e-4), log_level=None)
        blocked = pa.table({"match_key": pa.array(np.zeros(len(left), np.int8)).cast(pa.string()),
                            "join_key_l": left, "join_key_r": right})  # fmt: skip
        linker.table_management.register_blocked_pairs_for_predict(engine.register(blocked))
        found = linker.inference.predict(warning_mode="never").as_pyarrow_table()  # type: ignore[no-untyped-call]
    wanted = ["row_l", "row_r", *(f"gamma_{each.name}" for each in fields)]
    return {each: found.column(each).to_numpy() for each in wanted}


def _settings(
    fields: Sequence[Field], shares: Mapping[str, tuple[Array, Array]], prior: float
) -> Any:
    """Returns the settings of Splink; `shares` has m and u of the levels of a field."""
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        comparisons=[_comparison(each, shares.get(each.name)) for each in fields],
        blocking_rules_to_generate_predictions=[block_on("row")],
        probability_two_random_records_match=prior,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


def _comparison(field: Field, shares: tuple[Array, Array] | None) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": field.unknown, "label_for_charts": "unknown", "is_null_level": True}
    ]
    for at, level in enumerate(field.levels):
        condition = "ELSE" if at == len(field.levels) - 1 else level.condition
        one: dict[str, Any] = {"sql_condition": condition, "label_for_charts": level.name}
        if shares is not None:
            one |= {"m_probability": float(shares[0][at]), "u_probability": float(shares[1][at])}
        levels.append(one)
    return {"output_column_name": field.name, "comparison_levels": levels}
