"""Times the intake of tables at the sizes that its goals are set for.

    .venv/bin/python benchmarks/intake.py              quick: a tenth of everything, no verdict
    .venv/bin/python benchmarks/intake.py --full       the sizes of the goals; about 4 minutes
    .venv/bin/python benchmarks/intake.py --full --only memory

Wall times on a shared machine vary: the load stands in the first line, and CPU seconds beside
every wall time. Everything is made in a temporary folder that is removed at the end.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from register import PARTIES, PLACES, TAWTHIQ, Lines, Used, new_casebook, run, timed
from tawthiq.intake.place_names import PlaceNames
from tawthiq.names import fold
from tawthiq.records import Gazetteer, Place

HEADER = "No;Date;Province;What;Who;Dead;Children;Told by;Latitude;Longitude;Remark"
MAP = """
dates: {order: day-first}
columns: {"No": key, Date: when, Province: place, What: violation, Who: party, Dead: killed,
          Children: children_killed, Told by: source, Latitude: latitude, Longitude: longitude}
constants: {precision: unknown}
"""


def make_table(folder: Path, rows: int) -> Path:
    """Writes invented accounts as teams write them: days first, words for numbers and parties."""
    path = folder / f"{rows}.csv"
    deaths = ("5", "10-15", "at least 3", "٧", "", "dozens")
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{HEADER}\n")
        for at in range(rows):
            file.write(
                f"k{at};{at % 28 + 1:02}/{at % 12 + 1:02}/2017;{PLACES[at % 4]};airstrike;"
                f"{PARTIES[at % 4]};{deaths[at % 6]};{at % 3};Invented {at % 50};"
                f"{35 + at % 7 / 10};{36 + at % 9 / 10};invented remark {at}\n"
            )
    (folder / "map.yaml").write_text(MAP, "utf-8")
    return path


def imported(folder: Path, table: Path, *more: str) -> Used:
    """Imports a table by the command."""
    command = ["import", "table", str(table), "--map", str(folder / "map.yaml"),
               "--collection", "ours", "-C", str(folder / "book"),
               "--actor", "invented"]  # fmt: skip
    return run([*TAWTHIQ, *command, *more])


def told(used: Used) -> str:
    return f"CPU {used.cpu:.1f} s, {used.mebibytes:.0f} MiB"


def bench_import(folder: Path, rows: int, lines: Lines) -> None:
    """Imports a table of any layout, then the same again."""
    new_casebook(folder / "book").close()
    table = make_table(folder, rows)
    used = imported(folder, table)
    goal = 60 * rows / 100_000
    lines.below(f"import of {rows:,} rows by a mapping", used.wall, goal, more=told(used))
    again = imported(folder, table)
    lines.below("  the same file again", again.wall, goal, more=told(again))


def bench_memory(folder: Path, rows: int, lines: Lines) -> None:
    """Reads a large table without writing, beside one of a tenth of its size."""
    new_casebook(folder / "book").close()
    small = imported(folder, make_table(folder, rows // 10), "--dry-run")
    large = imported(folder, make_table(folder, rows), "--dry-run")
    growth = large.mebibytes - small.mebibytes
    what = f"dry run of {rows:,} rows"
    lines.below(what, large.wall, 600 * rows / 1_000_000, more=told(large))
    per_row = growth * 2**20 / (rows * 9 / 10)
    print(f"{'  memory beside that of a tenth of the rows':<62} {growth:>8.0f} MiB  "
          f"{per_row:.0f} bytes a row")  # fmt: skip


def make_ged(folder: Path, rows: int) -> Path:
    """Writes invented events with the columns of UCDP GED, packed as they are handed out."""
    names = (
        "id,year,active_year,type_of_violence,conflict_name,dyad_name,side_a,side_b,"
        "number_of_sources,source_article,source_office,source_headline,where_prec,"
        "where_coordinates,adm_1,adm_2,latitude,longitude,geom_wkt,country,region,event_clarity,"
        "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,low,best,"
        "high"
    )
    path = folder / f"ged-{rows}.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        file.write(f"{names}\n")
        for at in range(rows):
            day, dead = f"2017-{at % 12 + 1:02}-{at % 28 + 1:02}", at % 9
            article = f'"Invented Office {at % 40},{day},Invented events of the day number {at}"'
            file.write(
                f"{at}.0,2017.0,1.0,{at % 3 + 1}.0,Syria: Government,Government of Syria - others,"
                f"Government of Syria,Invented side,1.0,{article},Invented Office {at % 40},"
                f"Invented events of the day number {at},{at % 6 + 1}.0,Invented town {at % 900},"
                f"{PLACES[at % 4]} Governorate,,{35 + at % 7 / 10},{36 + at % 9 / 10},"
                f"POINT ({36 + at % 9 / 10} {35 + at % 7 / 10}),Syria,Middle East,1.0,1.0,{day},"
                f"{day},0.0,0.0,{dead}.0,0.0,{dead}.0,{dead}.0,{dead + at % 2}.0\n"
            )
    return path


def bench_ged(folder: Path, rows: int, lines: Lines) -> None:
    """Imports as many events as the open set of Syria has, then the same again."""
    new_casebook(folder / "book").close()
    path = make_ged(folder, rows)
    command = [*TAWTHIQ, "import", "ged", str(path), "--collection", "ours", "-C",
               str(folder / "book"), "--actor", "invented"]  # fmt: skip
    used = run(command)
    goal = 10 * rows / 12_898
    lines.below(f"import of {rows:,} events of UCDP GED", used.wall, goal, more=told(used))
    again = run(command)
    lines.below("  the same file again", again.wall, goal, more=told(again))


def invented_name(chance: random.Random) -> str:
    """Returns a name of two or three syllables, often with an article or a word before it."""
    word = "".join(
        chance.choice("bdfhjklmnqrstz") + chance.choice(("a", "i", "u", "aa", "iya"))
        for _ in range(chance.randint(2, 3))
    )
    return chance.choice(("", "", "Al-", "Tal ", "Kafr ")) + word.title()


def misspelt(name: str, chance: random.Random) -> str:
    """Returns the name with a vowel of another kind, and one letter more, less or other."""
    at = chance.randrange(len(name))
    letter = chance.choice(("", name[at] * 2, chance.choice("aeioubdrst")))
    return (name[:at] + letter + name[at + 1 :]).replace("aa", "a").replace("u", "ou")


def bench_places(count: int, lines: Lines) -> None:
    """Matches names with a gazetteer of 16,000, beside a search of them all for the nearest."""
    chance = random.Random(2017)
    names = list(dict.fromkeys(invented_name(chance) for _ in range(40_000)))[:16_000]
    gazetteer = Gazetteer(
        Place(id=f"{at}", code=f"P{at}", names={"en": name}, level="town", parent=None)
        for at, name in enumerate(names)
    )
    began = time.perf_counter()
    index = PlaceNames(gazetteer)
    print(f"{'places made ready':<62} {time.perf_counter() - began:>8.2f} s")
    asked = {
        "as they are": names[:count],
        "in other spellings": [each.lower().replace("-", " ") for each in names[:count]],
        "with a letter wrong": list(
            dict.fromkeys(misspelt(chance.choice(names), chance) for _ in range(2 * count))
        )[:count],
    }
    folded = [fold(each) for each in names]
    for what, queries in asked.items():
        used = timed(lambda queries=queries: [index.match(each) for each in queries])
        some = queries[: max(1, count // 100)]
        peer = timed(
            lambda some=some: [
                process.extract(fold(each), folded, scorer=JaroWinkler.similarity, limit=5)
                for each in some
            ]
        )
        ratio = (peer / len(some)) / (used / len(queries))
        speed = len(queries) / used
        told = f"{speed:,.0f} names/s, {ratio:.0f} x a search of all by Jaro-Winkler"
        lines.below(f"{len(queries):,} names {what}", used, len(queries) / 5_000, more=told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--full", action="store_true", help="the sizes that the goals are set for")
    parser.add_argument("--only", choices=("import", "ged", "memory", "places"))
    asked = parser.parse_args()
    scale = 1 if asked.full else 10
    lines = Lines(full=asked.full)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load {load}")
    benches: dict[str, Callable[[Path], None]] = {
        "import": lambda at: bench_import(at, 100_000 // scale, lines),
        "ged": lambda at: bench_ged(at, 12_898 // scale, lines),
        "places": lambda at: bench_places(10_000 // scale, lines),
        "memory": lambda at: bench_memory(at, 1_000_000 // scale, lines),
    }
    for name, bench in benches.items():
        if asked.only in (None, name):
            with tempfile.TemporaryDirectory(prefix="tawthiq-benchmark-") as temporary:
                os.environ["XDG_STATE_HOME"] = temporary
                bench(Path(temporary))
    if asked.full:
        print(f"missed: {'; '.join(lines.missed) or 'none'}")
        sys.exit(bool(lines.missed))


if __name__ == "__main__":
    main()
