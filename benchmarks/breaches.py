"""Times the deciding of breaches, side by side with spatial joins of others, on the same events.

    .venv/bin/python benchmarks/breaches.py              quick: a million events, no verdict
    .venv/bin/python benchmarks/breaches.py --full       ten and a hundred million; some minutes
    .venv/bin/python benchmarks/breaches.py --full --only core --runs 5

Needs `scripts/setup bench`: GeoPandas and SedonaDB are the peers. DuckDB's and PostGIS's spatial
functions are not in the package index; where they are missing that is said. Peers and Tawthiq take
turns on the same arrays in memory, and count the same: events that lie in a zone, in its term, by
a party that it binds. The counts must be equal, or the run ends. Points are built for GeoPandas
before its clock starts. Events and zones are made up from a fixed seed.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from tawthiq.breaches.tables.events import Events, read_events
from tawthiq.breaches.tables.stream import decide_files, open_parquet
from tawthiq.breaches.tables.table import ROWS, Engine
from tawthiq.records import Agreement

ZONES = 12
PARTIES = ("regime", "russia", "opposition", "isis")
HOUR = 3_600_000_000
FIRST = int(np.datetime64("2016-06-01", "us").astype(np.int64))
SCHEMA = pa.schema(
    [
        pa.field("start", pa.timestamp("us", tz="UTC")),
        pa.field("end", pa.timestamp("us", tz="UTC")),
        pa.field("longitude", pa.float64()),
        pa.field("latitude", pa.float64()),
        pa.field("violations", pa.list_(pa.string())),
        pa.field("parties", pa.list_(pa.string())),
    ]
)
WANTED = ("breach", "possible")
WORDS = {"en": "Invented", "ar": "مختلق"}


def made_zones(seed: int = 7) -> list[dict[str, Any]]:
    """Returns zones of 200 to 2,000 corners, each with a term and the parties it binds."""
    rng, zones = np.random.default_rng(seed), []
    for at in range(ZONES):
        corners = int(rng.integers(200, 2001))
        angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
        reach = rng.uniform(0.2, 0.8) * (1 + 0.25 * np.sin(5 * angle) + 0.1 * np.sin(17 * angle))
        centre = rng.uniform(36, 41), rng.uniform(33, 36.5)
        ring = np.c_[centre[0] + reach * np.cos(angle), centre[1] + reach * np.sin(angle)]
        begin = FIRST + int(rng.integers(0, 500)) * 24 * HOUR
        zones.append(
            {
                "shape": shapely.Polygon(ring),
                "begin": begin,
                "over": begin + int(rng.integers(60, 200)) * 24 * HOUR,
                "parties": PARTIES[:2] if at % 2 else PARTIES[:3],
            }
        )
    return zones


def agreement_of(at: int, zone: dict[str, Any]) -> Agreement:
    """Returns a zone as an agreement that forbids all attacks."""

    def moment(instant: int) -> dict[str, Any]:
        told = str(np.datetime64(instant, "us").astype("datetime64[m]"))
        return {"statements": [{"at": told, "clock": "UTC"}]}

    return Agreement.model_validate(
        {
            "id": f"a{at}", "code": f"a{at}", "names": WORDS, "short_names": WORDS,
            "level": "local", "signed_on": moment(zone["begin"]), "signed_at": WORDS,
            "summary": WORDS, "texts": [], "provisions": [{"code": "P01"}],
            "roles": [{"party": each, "role": "belligerent_bound"} for each in zone["parties"]],
            "terms": [{"starts": moment(zone["begin"]), "ends": moment(zone["over"])}],
            "zones": [{"code": "z", "names": WORDS,
                       "parts": [{"polygon": shapely.to_geojson(zone["shape"])}]}],
        }
    )  # fmt: skip


def made_events(count: int, seed: int = 11) -> dict[str, Any]:
    """Returns events of a day each as arrays."""
    rng = np.random.default_rng(seed)
    start = FIRST + rng.integers(0, 730 * 24, count) * HOUR
    return {
        "start": start,
        "end": start + 24 * HOUR,
        "longitude": rng.uniform(35.7, 42.3, count),
        "latitude": rng.uniform(32.3, 37.3, count),
        "party": rng.integers(0, len(PARTIES), count).astype(np.int8),
    }


def table_of(events: dict[str, Any]) -> pa.Table:
    """Returns the events as a table."""
    count = len(events["start"])
    offsets = pa.array(np.arange(count + 1), pa.int32())
    instant = pa.timestamp("us", tz="UTC")

    def lists(numbers: Any, words: tuple[str, ...]) -> pa.Array:
        coded = pa.DictionaryArray.from_arrays(pa.array(numbers), pa.array(words))
        return pa.ListArray.from_arrays(offsets, coded)

    return pa.table(
        {
            "start": pa.array(events["start"], instant),
            "end": pa.array(events["end"], instant),
            "longitude": events["longitude"],
            "latitude": events["latitude"],
            "violations": lists(np.zeros(count, np.int8), ("attack",)),
            "parties": lists(events["party"], PARTIES),
        }
    )


def slices_of(table: pa.Table, engine: Engine) -> list[Events]:
    """Reads a table into the arrays of the engine, batch by batch."""
    rules, found, first = engine.rules, [], 0
    for batch in table.to_batches(max_chunksize=ROWS):
        found.append(
            read_events(
                batch, first=first, places=rules.places, acts=rules.acts, parties=rules.parties
            )
        )
        first += batch.num_rows
    return found


def by_tawthiq(held: list[Events], engine: Engine) -> list[int]:
    """Decides on all cores; counts the breaches of each agreement."""

    def counted(events: Events) -> Any:
        return np.array([(each.verdicts == 0).sum() for each in engine.settle(events)])

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [int(each) for each in sum(pool.map(counted, held))]


def by_geopandas(points: Any, frame: Any, zones: list[dict[str, Any]]) -> list[int]:
    """Joins points and zones, then compares times and parties; the points are ready."""
    import geopandas

    areas = geopandas.GeoDataFrame({"zone": range(len(zones))},
                                   geometry=[zone["shape"] for zone in zones])  # fmt: skip
    joined = geopandas.sjoin(points, areas, predicate="intersects")
    at, of = joined.index.to_numpy(), joined["zone"].to_numpy()
    begin, over = (np.array([zone[name] for zone in zones]) for name in ("begin", "over"))
    bound = np.array([[party in zone["parties"] for party in PARTIES] for zone in zones])
    met = (frame["start"][at] >= begin[of]) & (frame["end"][at] <= over[of])
    met &= bound[of, frame["party"][at]]
    return np.bincount(of[met], minlength=len(zones)).tolist()


class Sedona:
    """SedonaDB with the events and zones in memory."""

    def __init__(self, frame: dict[str, Any], zones: list[dict[str, Any]]):
        """Makes the two tables."""
        import sedonadb

        self._connection = sedonadb.connect()
        self._connection.create_data_frame(pa.table(frame)).to_memtable().to_view("events")
        bits = [sum((each in zone["parties"]) << at for at, each in enumerate(PARTIES))
                for zone in zones]  # fmt: skip
        areas = pa.table(
            {
                "zone": list(range(len(zones))),
                "wkb": [shapely.to_wkb(zone["shape"]) for zone in zones],
                "begin": [zone["begin"] for zone in zones],
                "over_by": [zone["over"] for zone in zones],
                "bits": bits,
            }
        )
        self._connection.create_data_frame(areas).to_view("areas")
        self._zones = len(zones)

    def count(self) -> list[int]:
        """Joins and counts in one query."""
        told = self._connection.sql(
            "SELECT z.zone AS zone, count(*) AS held FROM events e JOIN (SELECT *, "
            "ST_GeomFromWKB(wkb) AS shape FROM areas) z ON ST_Intersects(z.shape, "
            'ST_Point(e.longitude, e.latitude)) WHERE e.start >= z.begin AND e."end" <= z.over_by '
            "AND ((z.bits >> CAST(e.party AS BIGINT)) & 1) = 1 GROUP BY z.zone"
        ).to_pandas()
        found = [0] * self._zones
        for zone, held in zip(told["zone"], told["held"], strict=True):
            found[int(zone)] = int(held)
        return found


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Returns the wall seconds of a call, and what it returned."""
    started = time.perf_counter()
    result = run()
    return time.perf_counter() - started, result


def line(text: str, value: float, unit: str, goal: float | None, *, full: bool) -> None:
    """Prints a measurement, with a verdict where the size is that of the goal."""
    verdict = ""
    if goal is not None:
        met = value <= goal if unit in ("MiB", "x as long per event") else value >= goal
        verdict = f"   goal {goal:g}" + (": met" if met else ": MISSED") * full
    print(f"{text:<66}{value:>10.2f} {unit}{verdict}", flush=True)


def core(*, full: bool, runs: int) -> None:
    """The core and the whole, against the peers."""
    import geopandas

    count = 10_000_000 if full else 1_000_000
    zones, frame = made_zones(), made_events(count)
    agreements = [agreement_of(at, zone) for at, zone in enumerate(zones)]
    engine, whole = Engine(agreements), Engine(agreements, verdicts=WANTED)
    table = table_of(frame)
    held = slices_of(table, engine)
    points = geopandas.GeoDataFrame(
        geometry=geopandas.points_from_xy(frame["longitude"], frame["latitude"])
    )
    sedona = Sedona(frame, zones)
    by_tawthiq(held[:2], engine)  # compile
    by_tawthiq(held[:2], whole)
    makings, ours, fulls, theirs, sedonas, answers = [], [], [], [], [], []
    for turn in range(runs):
        making, made = timed(lambda: Engine(agreements, verdicts=WANTED))
        makings.append(making)
        seconds, answer = timed(lambda made=made: by_tawthiq(held, made))
        ours.append(making + seconds)
        answers.append(answer)
        seconds, answer = timed(lambda: by_tawthiq(held, engine))
        fulls.append(seconds)
        answers.append(answer)
        seconds, answer = timed(sedona.count)
        sedonas.append(seconds)
        answers.append(answer)
        if turn == 0 or not full:
            seconds, answer = timed(lambda: by_geopandas(points, frame, zones))
            theirs.append(seconds)
            answers.append(answer)
    if any(answer != answers[0] for answer in answers):
        sys.exit(f"The counts differ: {answers}")
    print(f"{count:,} events x {ZONES} zones; equal counts: {sum(answers[0]):,} certain pairs")
    best = median(ours)
    text = "zone, time, party (and act, exclusion), in memory, reading excluded"
    line(text, count / best / 1e6, "M events/s", 10, full=full)
    line("  of that, making the engine of the agreements", median(makings), "s", None, full=full)
    line("  the same of every event and zone, far ones too", count / median(fulls) / 1e6,
         "M events/s", None, full=full)  # fmt: skip
    line("  against GeoPandas sjoin and filter", median(theirs) / best, "x", 10, full=full)
    line("  against SedonaDB", median(sedonas) / best, "x", 3, full=full)
    turns = sorted(theirs / mine for theirs, mine in zip(sedonas, ours, strict=True))
    print(f"    turn by turn {turns[0]:.2f} to {turns[-1]:.2f} x; "
          f"SedonaDB {count / median(sedonas) / 1e6:.2f} M events/s")  # fmt: skip
    for name, each in (("every finding", engine), ("breach and possible only", whole)):
        seconds, rows = timed(
            lambda each=each: sum(b.num_rows for b in each.run(table.to_reader()))
        )
        text = f"Arrow in, findings with reasons out: {name} ({rows:,} rows)"
        line(text, count / seconds / 1e6, "M events/s", 1, full=full)
    for name in ("duckdb spatial", "PostGIS"):
        print(f"  {name}: not installed here, not compared")


def streamed(*, full: bool) -> None:
    """Parquet files of two sizes through a process of its own: memory and cost per event."""
    sizes = (10_000_000, 100_000_000) if full else (1_000_000, 4_000_000)
    costs = []
    with tempfile.TemporaryDirectory() as name:
        for count in sizes:
            source, target = Path(name, f"{count}.parquet"), Path(name, f"{count}.out.parquet")
            _write(source, count)
            run = [sys.executable, __file__, "--stream", str(source), str(target)]
            told = subprocess.run(run, check=True, capture_output=True, text=True).stdout.split()
            seconds, peak = float(told[0]), float(told[1])
            costs.append(seconds / count)
            text = f"Parquet to Parquet, {count:,} events"
            line(text, count / seconds / 1e6, "M events/s", None, full=full)
            line("  peak memory of the process", peak, "MiB", 1024, full=full)
            source.unlink()
            target.unlink()
    line("cost per event of the larger file", costs[1] / costs[0], "x as long per event", 1.15,
         full=full)  # fmt: skip


def _write(path: Path, count: int) -> None:
    part = 1_000_000
    schema = SCHEMA
    with pq.ParquetWriter(path, schema) as writer:
        for at in range(0, count, part):
            table = table_of(made_events(min(part, count - at), seed=at))
            writer.write_table(table.cast(schema), row_group_size=250_000)


def stream(source: Path, target: Path) -> None:
    """Runs in the process of its own; prints seconds and peak memory in MiB."""
    engine = Engine([agreement_of(at, zone) for at, zone in enumerate(made_zones())],
                    verdicts=WANTED)  # fmt: skip
    warm = table_of(made_events(1000))
    list(engine.run(warm.to_reader()))
    seconds, _ = timed(lambda: decide_files([open_parquet(source)], target, engine))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(seconds, peak)


def main() -> None:
    """Reads the options and runs the parts."""
    parser = argparse.ArgumentParser(description="Times the deciding of breaches.")
    parser.add_argument("--full", action="store_true", help="the sizes of the goals")
    parser.add_argument("--only", choices=["core", "streamed"], help="one part alone")
    parser.add_argument("--runs", type=int, default=3, help="turns of each")
    parser.add_argument("--stream", nargs=2, type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.stream:
        stream(*chosen.stream)
        return
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f} at the start")
    if chosen.only != "streamed":
        core(full=chosen.full, runs=chosen.runs)
    if chosen.only != "core":
        streamed(full=chosen.full)


if __name__ == "__main__":
    main()
