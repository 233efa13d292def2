"""Measures which accounts are put together as one incident, beside a plain rule in the same run.

    .venv/bin/python benchmarks/incident_linkage.py

Needs the open events of UCDP GED in `../shared/data`. Constants of the model were chosen on the
events of even months; what counts is the line of odd months. The rates at which the sources get
things wrong are in `told_events.py`, and are printed. The peer puts accounts of one day and one
name of a place together.
"""

from __future__ import annotations

import os
import time

import pyarrow as pa
import told_events
from told_events import Row, Told, half_of, read_events, read_groups, scores, tell, told_by_one

from tawthiq.linkage.incidents import link_accounts

RATES = (
    "TOLD_BY_THREE",
    "ROUNDED",
    "GROWN",
    "FACTOR_OF_FIVE",
    "DAY_SHIFTED",
    "VAGUER",
    "OTHER_SIDE",
)


HARDER = {"ROUNDED": 0.25, "GROWN": 0.25, "DAY_SHIFTED": 0.08, "VAGUER": 0.15, "OTHER_SIDE": 0.10}
"""Sources that are wrong about twice as often, and four times as often vague about places."""


def main() -> None:
    """Prints what was measured."""
    print(f"load {os.getloadavg()[0]:.1f}; rates", rates())
    events = read_events()
    halves = (half_of(events, tuning=True), half_of(events, tuning=False), events)
    for name, part in zip(("tuning half", "held-out half", "all events"), halves, strict=True):
        measure(f"{name}, {len(part):,} events", tell(part))
    groups = read_groups()
    measure("the 51 real groups", groups)
    measure("the same without means and target", without(groups, "means", "target"))
    alone(halves[0])
    for name, rate in HARDER.items():
        setattr(told_events, name, rate)
    print("harder rates", rates())
    for name, part in zip(("tuning half", "held-out half"), halves[:2], strict=True):
        measure(f"{name}, {len(part):,} events", tell(part))
    alone(halves[0])


def alone(events: list[Row]) -> None:
    """Measures where many of the events are told by one source."""
    for share in (0.4, 0.75):
        measure(f"tuning half, {share:.0%} told by one", told_by_one(tell(events), share))


def without(told: Told, *names: str) -> Told:
    """Returns the accounts without some columns."""
    rows = [{name: cell for name, cell in row.items() if name not in names} for row in told.rows]
    return Told(rows, told.event)


def rates() -> dict[str, float]:
    """Returns how often the sources are wrong."""
    return {each: getattr(told_events, each) for each in RATES}


def measure(name: str, told: Told) -> None:
    """Prints precision, recall and F1 of the linkage and of the peer."""
    wall, cpu = time.perf_counter(), time.process_time()
    linked = link_accounts(told.rows)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    ours, theirs = scores(told, linked.clusters), scores(told, same_day_and_place(told))
    print(f"{name}, {len(told.rows):,} accounts: {wall:.1f} s (CPU {cpu:.1f})")
    for who, (precision, recall, f1) in (("linkage", ours), ("peer", theirs)):
        print(f"  {who:8} precision {precision:.4f} recall {recall:.4f} F1 {f1:.4f}")
    wrong = (1 - theirs[0]) / max(1 - ours[0], 1e-9)
    expected = {name: round(share, 4) for name, share in linked.expected.items()}
    print(f"  expected {expected}")
    print(f"  the peer's F1 is {theirs[2] / ours[2]:.2f} of ours; its wrong pairs x {wrong:.1f}")


def same_day_and_place(told: Told) -> pa.Table:
    """Returns the groups of the peer."""
    keys: dict[tuple[str, ...], int] = {}
    number = []
    for at, row in enumerate(told.rows):
        place = row.get("place") or "/".join(row["area"])
        number.append(keys.setdefault((str(row["start"]), place), at))
    lists, ids = ([row[name] for row in told.rows] for name in ("list", "id"))
    return pa.table({"cluster": number, "list": lists, "id": ids})


if __name__ == "__main__":
    main()
