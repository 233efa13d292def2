"""Every file system call of a command killed, failed and filled in turn."""

import collections
import random

import pytest

from faults.harness import calls_of, points_of, try_point
from faults.scenarios import SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_command_survives_a_fault_of_any_call(
    prepared, children, tmp_path, request, counted, name
):
    scenario = SCENARIOS[name]
    calls = calls_of(prepared, tmp_path / "clean", children, scenario)
    points = points_of(calls)
    assert {"openat", "pwrite64", "fdatasync", "rename"} <= {call for call, _ in calls}
    if not request.config.getoption("full"):
        step = len(points) // 14
        points = points[random.Random(name).randrange(step) :: step]
    ends = collections.Counter()
    failed = []
    for at, point in enumerate(points):
        try:
            ends[try_point(prepared, tmp_path / str(at), children, scenario, point)] += 1
        except Exception as fault:  # noqa: BLE001  (all of them, then say which)
            failed.append(f"{point}: {type(fault).__name__}: {str(fault)[:1500]}")
    counted(f"{name}: {len(calls)} calls, {len(points)} faults tried, ends {dict(ends)}")
    assert not failed, "\n".join(failed)
