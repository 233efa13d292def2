"""`tawthiq compare` as a user runs it."""

import csv
import json

import pytest
from typer.testing import CliRunner

from tawthiq.cli.commands import app
from tawthiq.cli.comparing import json_of, read_window
from tawthiq.errors import InputError, SelectionError
from tawthiq.intake.ged import COLUMNS


def run(*arguments):
    return CliRunner().invoke(app, ["compare", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def events(tmp_path):
    """An invented file of UCDP GED: six events before 9 July 2017 in Daraa, two after."""
    path = tmp_path / "events.csv"
    days = ["06-20", "06-25", "06-30", "07-01", "07-03", "07-08", "07-09", "07-20"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, day in enumerate(days):
            on = f"2017-{day}"
            writer.writerow([number, 2017, 3, "Government of Syria", 4, "Daraa governorate", "",
                             "32.9", "36.2", "Syria", 1, on, on, 3])  # fmt: skip
    return path


def test_a_comparison_says_its_design_its_windows_and_what_is_open(casebook, events):
    said = run("southwest", "--window", "30d", "--events", events, "-C", casebook.folder).stdout
    for part in (
        "South-west ceasefire: 30 days before and after the start.",
        "Incidents: events.csv, SHA-256",
        "In the zone: 6 incidents before, 2 incidents after.",
        "Over all that is open: 6 to 7 before, 1 to 2 after.",
        "Left out or open: 1 incident on 9 July 2017, which holds the start",
        "Design: zone beside the rest",
    ):
        assert part in " ".join(said.split())
    assert "\u2068" not in said


def test_json_holds_the_numbers_the_records_and_both_languages(casebook, events):
    options = ("--events", events, "-C", casebook.folder, "--json")
    held = json.loads(run("southwest", *options).stdout)
    [reading] = held["readings"]
    assert reading["before"] == {"counted": 6, "least": 6, "most": 7}
    assert reading["incidents"] == [[f"ged-{each}" for each in range(6)], ["ged-6", "ged-7"]]
    assert reading["contrast"]["ratio"] is None
    assert reading["contrast"]["interval"]["high"] == "unbounded"
    assert reading["change"]["design"] == "before_after"
    assert reading["windows"][0] == {"first": "2017-06-09", "last": "2017-07-08"}
    assert held["root"] == casebook.view.state().root
    assert set(held["told"]) == {"en", "ar"}
    assert len(held["told"]["en"]) == len(held["told"]["ar"])


def test_weeks_are_days_too():
    assert read_window("4w") == read_window("28d")


@pytest.mark.parametrize("window", ["30", "d", "0d", "1.5d", "-3d", "30 days"])
def test_what_is_no_window_is_refused(casebook, window):
    with pytest.raises(InputError, match="no length of a window"):
        run("southwest", f"--window={window}", "-C", casebook.folder)


def test_a_collection_and_a_file_together_are_refused(casebook, events):
    options = ("--events", events, "--collection", "massacres-2017-10", "-C", casebook.folder)
    with pytest.raises(InputError, match="Name one of them"):
        run("southwest", *options)


def test_a_window_beyond_the_file_is_refused(casebook, events):
    with pytest.raises(SelectionError, match="cover 2017 only"):
        run("southwest", "--window", "300d", "--events", events, "-C", casebook.folder)


def test_a_bound_that_is_not_set_is_named_in_json():
    assert json_of({"high": float("inf"), "low": 0.5}) == {"high": "unbounded", "low": 0.5}
