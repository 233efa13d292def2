"""Tables of incidents like those of Airwars. The rows are invented."""

import pytest

from importing import accounts, codes, enter, incidents, new_book
from tawthiq.intake.notice import Treatment
from tawthiq.records import Count, Fate, Group, Status, Verification, toll_of

ROW = {
    "Unique reference code": "CS1", "Incident date": "2017-10-05", "Location name": "Invented",
    "Governorate": "Idlib", "Suspected belligerents": "Russian Military; Syrian Regime",
    "Strike type": "Airstrike", "Strike status": "Likely strike",
    "Civilian harm grading": "Fair", "Civilians killed (min)": "2", "Civilians killed (max)": "5",
    "Civilians injured": "3–4", "Militants killed": "Unknown", "Children killed": "1",
    "Geolocation": "35.93; 36.63", "Geolocation accuracy": "Within 100m (via Invented)",
    "Summary": "An invented strike",
}  # fmt: skip


@pytest.fixture
def book(tmp_path):
    with new_book(tmp_path) as opened:
        yield opened


def write(folder, *changes, name="airwars.csv"):
    rows = [{**ROW, "Unique reference code": f"CS{number}", **change}
            for number, change in enumerate(changes, 1)]  # fmt: skip
    path = folder / name
    path.write_text("\n".join(map(",".join, (rows[0], *(row.values() for row in rows)))), "utf-8")
    return path


def entered(book, folder, change):
    result = enter(book, write(folder, change))
    assert (result.format, result.rejected) == ("airwars", 0)
    return result, accounts(book)["CS1"], incidents(book)["CS1"]


def test_an_incident_keeps_bounds_candidates_and_every_cell(book, tmp_path):
    _, account, incident = entered(book, tmp_path, {})
    assert toll_of(account.tolls, status=Status.CIVILIAN) == Count(minimum=2, maximum=5)
    assert toll_of(account.tolls, fate=Fate.INJURED, status=Status.CIVILIAN) == Count(
        minimum=3, maximum=4
    )
    assert toll_of(account.tolls, status=Status.COMBATANT) is None
    assert toll_of(account.tolls, group=Group.CHILDREN) == Count.exactly(1)
    assert account.attribution.parties == ("russia", "regime")
    assert (incident.where.place, incident.where.named) == ("idlib", "Invented")
    assert (incident.where.point.latitude, incident.where.point.radius) == (35.93, 100)
    assert incident.violations == ("airstrike",)
    assert incident.verification is Verification.UNREVIEWED
    words = account.model_dump_json() + incident.model_dump_json()
    assert all(cell in words for cell in ROW.values())


@pytest.mark.parametrize(
    ("words", "has_point", "radius"),
    [
        ("Exact location (other)", True, None), ("Within 1km", True, 1000.0), ("Village", False, 0),
        ("Neighbourhood/area", False, 0), ("", False, 0),
    ],
)  # fmt: skip
def test_only_words_that_bound_it_give_a_point(book, tmp_path, words, has_point, radius):
    result, account, _ = entered(book, tmp_path, {"Geolocation accuracy": words})
    assert (account.where.point is not None) is has_point
    assert account.given["Geolocation"] == "35.93; 36.63"
    if has_point:
        assert account.where.point.radius == radius
    else:
        assert "point.middle" in codes(result, Treatment.AS_GIVEN)


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("US-led Coalition", ("coalition",)), ("Russian Military or Syrian Regime",
                                               ("russia", "regime")),
        ("Russian Military; Invented Force", None), ("Unknown", None), ("", None),
    ],
)  # fmt: skip
def test_belligerents_are_candidates_and_none_is_guessed(book, tmp_path, text, parties):
    _, account, _ = entered(book, tmp_path, {"Suspected belligerents": text})
    assert (account.attribution.parties if account.attribution else None) == parties
    assert (account.attribution_as_told or "") == text


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Incident date", "05/10/2017"), ("Civilians killed (max)", "1"),
        ("Civilians killed (min)", "-3"), ("Geolocation", "135; 36"),
        ("Unique reference code", ""),
    ],
)  # fmt: skip
def test_a_bad_row_goes_back_and_can_be_corrected_alone(book, tmp_path, column, value):
    result = enter(book, write(tmp_path, {}, {column: value}))
    assert (result.rejected, len(accounts(book))) == (1, 1)
    held = [line.split(",") for line in result.rejects_file.read_text("utf-8-sig").splitlines()]
    held[1][held[0].index(column)] = "CS2" if column.startswith("Unique") else ROW[column]
    result.rejects_file.write_text("\n".join(map(",".join, held)), "utf-8")
    assert enter(book, result.rejects_file).rejected == 0
    assert enter(book, write(tmp_path, {}, {})).batch is None


def test_a_changed_row_is_a_new_revision(book, tmp_path):
    enter(book, write(tmp_path, {}))
    again = enter(book, write(tmp_path, {"Civilians killed (max)": "6"}))
    assert (again.created, again.changed) == (0, 2)
