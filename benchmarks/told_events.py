"""The open events of UCDP GED, each told anew by two or three sources that get things wrong.

An event gives the truth: the day, the place, the sides and the number of dead. Each source that
tells of it rounds or raises the number, is a day off, knows the place less well, or names another
side, at fixed rates. Events of one day and place with the same number stay in: no linkage can tell
them apart.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "shared" / "data"
GED = DATA / "ucdp_ged" / "ged_syria_open.csv.gz"
GROUPS = DATA / "syria_2017" / "incident_accounts.json"

SOURCES = ("a", "b", "c")
TOLD_BY_THREE = 0.5
ROUNDED, GROWN, FACTOR_OF_FIVE = 0.20, 0.15, 0.02
DAY_SHIFTED, VAGUER, OTHER_SIDE = 0.04, 0.04, 0.05
RADIUS = {1: 1_000.0, 2: 25_000.0}

Row = dict[str, Any]
Pair = tuple[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """Accounts without a hint at their event, and the event of each."""

    rows: list[Row]
    event: dict[tuple[str, str], str]

    def pairs(self) -> set[Pair]:
        """Returns the pairs of accounts that tell of one event."""
        return pairs_of(self.event)


def pairs_of(groups: dict[tuple[str, str], Any]) -> set[Pair]:
    """Returns the pairs inside of groups."""
    members: dict[Any, list[tuple[str, str]]] = {}
    for account, group in sorted(groups.items()):
        members.setdefault(group, []).append(account)
    return {(one, other) for each in members.values()
            for at, one in enumerate(each) for other in each[at + 1:]}  # fmt: skip


def read_events(path: Path = GED) -> list[Row]:
    """Reads the events."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_groups(path: Path = GROUPS) -> Told:
    """Reads the real accounts with the day, the place, the means and the target of their group."""
    rows: list[Row] = []
    event = {}
    for group in json.loads(path.read_text("utf-8")):
        for each in group["reports"]:
            row: Row = {"list": each["publisher"], "id": str(len(rows)), "start": group["date"],
                        "place": group["place"], "area": group["governorate"],
                        "means": group["weapon"], "target": group["target"],
                        "parties": each.get("perpetrator")}  # fmt: skip
            killed = each.get("killed") or {}
            for name, number in (("killed", killed.get("total")), ("injured", each.get("injured")),
                                 ("civilians", killed.get("civilians"))):  # fmt: skip
                row |= _range(name, number)
            event[row["list"], row["id"]] = group["group"]
            rows.append(row)
    return Told(rows, event)


def _range(name: str, number: Any) -> Row:
    if isinstance(number, str):  # such as 12-24
        least, _, most = number.partition("-")
        number = {"min": int(least), "max": int(most)}
    if isinstance(number, dict):
        return {f"{name}_min": number["min"], f"{name}_max": number["max"]}
    return {name: number}


def scores(told: Told, clusters: Any) -> tuple[float, float, float]:
    """Returns precision, recall and F1 over pairs of accounts."""
    columns = (clusters.column(each).to_pylist() for each in ("cluster", "list", "id"))
    found = pairs_of({(name, row): number for number, name, row in zip(*columns, strict=True)})
    true = told.pairs()
    right = len(found & true)
    return right / max(len(found), 1), right / len(true), 2 * right / (len(found) + len(true))


def half_of(events: list[Row], *, tuning: bool) -> list[Row]:
    """Returns the events of even months, which tune, or of odd months, which are held out.

    Months stay whole, so that the days of each half are as full as they were.
    """
    return [each for each in events if (int(each["date_start"][5:7]) % 2 == 0) == tuning]


def tell(events: list[Row], *, seed: int = 2017) -> Told:
    """Tells the events by their sources."""
    chance = random.Random(seed)
    rows: list[Row] = []
    event: dict[tuple[str, str], str] = {}
    for each in events:
        count = 3 if chance.random() < TOLD_BY_THREE else 2
        for source in chance.sample(SOURCES, count):
            row = {"list": source, "id": f"{len(rows)}", **_account(each, chance)}
            rows.append(row)
            event[source, row["id"]] = each["id"]
    chance.shuffle(rows)
    return Told(rows, event)


def told_by_one(told: Told, share: float, *, seed: int = 5) -> Told:
    """Returns the accounts with only one left of as many of the events as the share says."""
    chance = random.Random(seed)
    accounts: dict[str, list[tuple[str, str]]] = {}
    for account, event in told.event.items():
        accounts.setdefault(event, []).append(account)
    dropped: set[tuple[str, str]] = set()
    for event in sorted(accounts):
        if chance.random() < share:
            dropped |= set(accounts[event]) - {chance.choice(sorted(accounts[event]))}
    return Told([row for row in told.rows if (row["list"], row["id"]) not in dropped],
                {at: event for at, event in told.event.items() if at not in dropped})  # fmt: skip


def _account(event: Row, chance: random.Random) -> Row:
    shift = chance.choice((-1, 1)) if chance.random() < DAY_SHIFTED else 0
    first, last = (date.fromisoformat(event[each][:10]) + timedelta(shift)
                   for each in ("date_start", "date_end"))  # fmt: skip
    side = event["side_b"] if chance.random() < OTHER_SIDE else event["side_a"]
    row: Row = {"start": first, "end": last, "parties": [side], "killed": _number(event, chance)}
    killed, civilians = (int(float(event[each])) for each in ("best", "deaths_civilians"))
    if civilians and killed:
        row["civilians"] = min(round(civilians * row["killed"] / killed), row["killed"])
    precision = int(float(event["where_prec"]))
    area = [each for each in (event["adm_2"], event["adm_1"]) if each]
    vaguer = chance.random() < VAGUER
    if precision in RADIUS and not (vaguer and area):
        row |= {"place": event["where_coordinates"], "area": area, "radius": RADIUS[precision],
                "lat": float(event["latitude"]), "lon": float(event["longitude"])}  # fmt: skip
    else:
        row |= {"area": area or [event["country"]]}
    return row


def _number(event: Row, chance: random.Random) -> int:
    number, dice = int(float(event["best"])), chance.random()
    if dice < ROUNDED:
        step = 1 if number < 8 else 5 if number < 30 else 10
        return round(number / step) * step
    if dice < ROUNDED + GROWN:
        return max(number + 1, round(number * chance.uniform(1.1, 1.6)))
    if dice < ROUNDED + GROWN + FACTOR_OF_FIVE:
        return round(number * chance.uniform(2, 5))
    return number
