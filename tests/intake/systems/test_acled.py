"""Events of ACLED. The rows are invented."""

import pytest

from importing import accounts, codes, enter, incidents, new_book
from tawthiq.intake.notice import Treatment
from tawthiq.records import Count

ROW = {
    "event_id_cnty": "SYR1", "event_date": "2017-10-05", "year": "2017", "time_precision": "1",
    "disorder_type": "Political violence", "event_type": "Explosions/Remote violence",
    "sub_event_type": "Air/drone strike", "actor1": "Military Forces of Russia (2000-)",
    "assoc_actor_1": "", "inter1": "8", "actor2": "Civilians (Syria)", "assoc_actor_2": "",
    "inter2": "7", "interaction": "78", "civilian_targeting": "Civilian targeting", "iso": "760",
    "region": "Middle East", "country": "Syria", "admin1": "Idleb", "admin2": "", "admin3": "",
    "location": "Invented village", "latitude": "35.93", "longitude": "36.63",
    "geo_precision": "1", "source": "Invented A; Invented B", "source_scale": "Other",
    "notes": "An invented strike.", "fatalities": "3", "tags": "", "timestamp": "1700000000",
}  # fmt: skip
OLDER = {"data_id": "77", "iso3": "SYR", "event_id_no_cnty": "1"}


@pytest.fixture
def book(tmp_path):
    with new_book(tmp_path) as opened:
        yield opened


def write(folder, *changes, name="acled.csv", capitals=False, older=False):
    rows = [{**(OLDER if older else {}), **ROW, "event_id_cnty": f"SYR{number}", **change}
            for number, change in enumerate(changes, 1)]  # fmt: skip
    path = folder / name
    header = ",".join(rows[0])
    lines = [header.upper() if capitals else header, *(",".join(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def entered(book, folder, change):
    result = enter(book, write(folder, change))
    assert (result.format, result.rejected) == ("acled", 0)
    return result, accounts(book)["SYR1"], incidents(book)["SYR1"]


def test_an_event_keeps_every_cell(book, tmp_path):
    _, account, incident = entered(book, tmp_path, {})
    assert incident.violations == ("airstrike",)
    assert incident.when.stated == "2017-10-05"
    assert (incident.where.place, incident.where.named) == ("idlib", "Invented village")
    assert incident.where.point.latitude == 35.93
    assert account.attribution.parties == ("russia",)
    assert account.tolls[0].count == Count.exactly(3)
    assert account.wording == "An invented strike."
    words = account.model_dump_json()
    assert all(cell in words for cell in ROW.values())


@pytest.mark.parametrize(("capitals", "older"), [(True, False), (False, True), (True, True)])
def test_older_headers_and_capitals_enter_the_same_events(book, tmp_path, capitals, older):
    enter(book, write(tmp_path, {}))
    change = {"event_date": "05 October 2017"} if older else {}
    result = enter(book, write(tmp_path, change, capitals=capitals, older=older))
    assert (result.format, result.rejected, result.created) == ("acled", 0, 0)
    assert incidents(book)["SYR1"].when.stated == "2017-10-05"


@pytest.mark.parametrize(
    ("change", "stated"),
    [
        ({"time_precision": "2"}, "2017-09-29/2017-10-11"),
        ({"time_precision": "3"}, "2017-10"),
    ],
)
def test_the_precision_of_time_leaves_days_open(book, tmp_path, change, stated):
    result, account, _ = entered(book, tmp_path, change)
    assert account.when.stated == stated
    assert account.given["event_date"] == "2017-10-05"
    assert "acled.time_precision" in codes(result, Treatment.ALTERED)


@pytest.mark.parametrize("code", ["2", "3"])
def test_coordinates_that_stand_for_an_area_are_no_point(book, tmp_path, code):
    result, account, _ = entered(book, tmp_path, {"geo_precision": code})
    assert (account.where.place, account.where.point) == ("idlib", None)
    assert account.given["latitude"] == "35.93"
    assert "acled.geo_precision" in codes(result, Treatment.ALTERED)


@pytest.mark.parametrize(
    ("change", "parties", "told"),
    [
        ({"actor2": ""}, ("russia",), "Military Forces of Russia (2000-)"),
        ({"actor1": "Civilians (Syria)", "actor2": "Islamic State (Syria)"}, ("isis",),
         "Islamic State (Syria)"),
        ({"actor1": "Military Forces of Syria (2000-2024)"}, ("regime",),
         "Military Forces of Syria (2000-2024)"),
        ({"actor1": "Military Forces of Syria (2024-)"}, None, "Military Forces of Syria (2024-)"),
        ({"actor2": "Islamic State (Syria)"}, None, None),
        ({"event_type": "Battles", "actor2": ""}, None, None),
        ({"actor1": "Invented Brigade"}, None, "Invented Brigade"),
    ],
)  # fmt: skip
def test_a_party_is_read_where_only_one_actor_can_have_done_it(
    book, tmp_path, change, parties, told
):
    _, account, _ = entered(book, tmp_path, change)
    assert (account.attribution.parties if account.attribution else None) == parties
    assert account.attribution_as_told == told


def test_no_reported_death_is_no_known_zero(book, tmp_path):
    result, account, _ = entered(book, tmp_path, {"fatalities": "0"})
    assert account.tolls[0].count == Count(minimum=0)
    assert "acled.no_fatalities" in codes(result, Treatment.NOTED)


def test_an_event_that_is_no_violation_is_told(book, tmp_path):
    change = {"event_type": "Protests", "sub_event_type": "Peaceful protest"}
    result, _, incident = entered(book, tmp_path, change)
    assert incident.violations == ()
    assert "violation.not_known" in codes(result, Treatment.AS_GIVEN)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("event_date", ""), ("event_date", "2017-02-30"), ("time_precision", "4"),
        ("geo_precision", ""), ("fatalities", "many"), ("latitude", "95"), ("event_id_cnty", ""),
    ],
)  # fmt: skip
def test_a_bad_row_goes_back_and_can_be_corrected_alone(book, tmp_path, column, value):
    result = enter(book, write(tmp_path, {}, {column: value}))
    assert (result.rejected, len(accounts(book))) == (1, 1)
    held = result.rejects_file.read_text("utf-8-sig").splitlines()
    cells = held[1].split(",")
    cells[held[0].split(",").index(column)] = "SYR2" if column == "event_id_cnty" else ROW[column]
    result.rejects_file.write_text(f"{held[0]}\n{','.join(cells)}\n", "utf-8")
    assert enter(book, result.rejects_file).rejected == 0
    assert enter(book, write(tmp_path, {}, {})).batch is None
