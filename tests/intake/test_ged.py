"""Reading UCDP GED: what it says, what it leaves open, and what is refused."""

import csv
import gzip
from datetime import UTC, date, datetime, timedelta

import pytest

from shared_data import shared
from tawthiq.casebook.casebook import first_places
from tawthiq.dates import day_bounds
from tawthiq.errors import InputError
from tawthiq.intake.ged import COLUMNS, GED_SCHEMA, read_ged
from tawthiq.records import Gazetteer
from tawthiq.report import Phrases
from tawthiq.vocabulary.ged import ged_words

PLACES = Gazetteer(first_places())
ROW = {
    "id": "1.0", "year": "2017.0", "type_of_violence": "3.0", "side_a": "Government of Syria",
    "where_prec": "1.0", "adm_1": "Daraa Governorate", "adm_2": "Markaz Daraa district",
    "latitude": "32.6", "longitude": "36.1", "country": "Syria", "date_prec": "1.0",
    "date_start": "2017-07-09", "date_end": "2017-07-09", "best": "4.0",
}  # fmt: skip


def written(folder, *changes, name="invented.csv", header=COLUMNS):
    """Writes invented rows, each ROW with changes and an id of its own."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, extrasaction="ignore")
        writer.writeheader()
        for number, change in enumerate(changes, 1):
            writer.writerow({**ROW, "id": f"{number}.0", **change})
    return path


def read(folder, *changes):
    return read_ged(written(folder, *changes), places=PLACES)


def notes(held):
    return {each.code: dict(each.facts) for each in held.notes}


def test_a_row_becomes_an_event(tmp_path):
    [event] = read(tmp_path, {}).table.to_pylist()
    assert event == {
        "incident": "ged-1",
        "start": datetime(2017, 7, 8, 21, tzinfo=UTC),
        "end": datetime(2017, 7, 9, 21, tzinfo=UTC),
        "place": "daraa", "longitude": 36.1, "latitude": 32.6, "radius": None,
        "violations": ["attack"], "parties": ["regime"], "joint": False,
        "where_prec": 1, "date_prec": 1, "type_of_violence": 3, "best": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("precision", "place", "radius"),
    [
        (1, "daraa", None),
        (2, "daraa", 25_000),
        (3, "daraa.daraa", None),
        (4, "daraa", None),
        (5, "syria", None),
        (6, "syria", None),
        (7, None, None),
    ],
)
def test_the_precision_decides_between_a_point_and_an_area(tmp_path, precision, place, radius):
    [event] = read(tmp_path, {"where_prec": f"{precision}.0"}).table.to_pylist()
    assert (event["place"], event["radius"]) == (place, radius)
    assert (event["longitude"] is not None) is (precision <= 2), "a centre stands for an area"


@pytest.mark.parametrize(
    ("side", "violence", "parties", "note"),
    [
        ("Government of Syria", 3, ["regime"], None),
        ("IS", 3, ["isis"], None),
        ("HTS, Jabhat Fateh al-Sham", 3, ["hts"], None),
        ("Government of Syria", 1, [], "ged.no_attacker"),
        ("HTS", 2, [], "ged.no_attacker"),
        ("Syrian insurgents", 3, [], "ged.side_no_formation"),
        ("An invented brigade", 3, [], "ged.side_not_known"),
        ("HTS, An invented brigade", 3, [], "ged.side_not_known"),
    ],
)
def test_only_one_sided_violence_names_a_party(tmp_path, side, violence, parties, note):
    held = read(tmp_path, {"side_a": side, "type_of_violence": str(violence)})
    assert held.table["parties"].to_pylist() == [parties]
    assert list(notes(held)) == ([note] if note else [])


@pytest.mark.parametrize(
    ("change", "place", "note"),
    [
        ({"where_prec": "3", "adm_2": "An invented district"}, "daraa", "ged.district_not_known"),
        ({"where_prec": "3", "adm_2": "Duma district"}, "daraa", "ged.district_not_known"),
        ({"where_prec": "4", "adm_1": "Invented province"}, None, "ged.governorate_not_known"),
        ({"where_prec": "4", "adm_1": ""}, None, "ged.governorate_not_told"),
        ({"where_prec": "4", "country": "Invented"}, None, "ged.country_not_known"),
        ({"where_prec": "7"}, None, "ged.place_nowhere"),
    ],
)
def test_a_name_without_a_code_is_reported_and_never_guessed(tmp_path, change, place, note):
    held = read(tmp_path, change, change)
    assert held.table["place"].to_pylist() == [place, place]
    assert notes(held)[note]["count"] == 2


def test_an_event_of_several_days_reaches_to_the_end_of_the_last(tmp_path):
    # the clock of Damascus went forward at midnight of 31 March 2017, and back on 26 October
    changes = [
        {"date_start": "2017-03-31", "date_end": "2017-03-31"},
        {"date_start": "2017-10-26 00:00:00.000", "date_end": "2017-10-27 00:00:00.000"},
    ]
    table = read(tmp_path, *changes).table
    spans = [
        (end - start).total_seconds() / 3600
        for start, end in zip(table["start"].to_pylist(), table["end"].to_pylist(), strict=True)
    ]
    assert spans == [23, 49]


def test_a_time_that_is_not_given_is_not_known(tmp_path):
    held = read(tmp_path, {"date_start": "", "date_end": ""})
    assert held.table["start"].to_pylist() == [None]
    assert notes(held)["ged.time_not_known"] == {"count": 1}


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("id", "x", "no whole number"),
        ("where_prec", "8", "from 1 to 7"),
        ("where_prec", "", "from 1 to 7"),
        ("type_of_violence", "4", "from 1 to 3"),
        ("date_prec", "1.5", "from 1 to 5"),
        ("best", "-1", "of at least 0"),
        ("latitude", "91", "from -90 to 90"),
        ("longitude", "nan", "from -180 to 180"),
        ("date_start", "2017-02-30", "no calendar day"),
        ("date_start", "09/07/2017", "no calendar day"),
        ("date_end", "", "no calendar day"),
        ("date_end", "2017-07-08", "ends before it starts"),
    ],
)
def test_a_bad_cell_is_refused_with_its_row_and_column(tmp_path, column, value, reason):
    path = written(tmp_path, {}, {column: value}, {column: value})
    with pytest.raises(InputError) as refused:
        read_ged(path, places=PLACES)
    found = [(each.file, each.row, each.column) for each in refused.value.faults]
    assert ("invented.csv", 3, column) in found
    assert ("invented.csv", 4, column) in found
    assert all(reason in each.reason for each in refused.value.faults if column == each.column)


def test_the_same_id_twice_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"row 3, column id: row 2 has the same id"):
        read(tmp_path, {"id": "7"}, {"id": "7.0"})


def test_a_file_that_is_no_ged_is_refused(tmp_path):
    few = written(tmp_path, {}, header=COLUMNS[:-1])
    with pytest.raises(InputError, match="column best: the column is missing"):
        read_ged(few, places=PLACES)
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    with pytest.raises(InputError):
        read_ged(empty, places=PLACES)
    with pytest.raises(InputError, match="no row"):
        read_ged(written(tmp_path), places=PLACES)
    with pytest.raises(InputError, match="cannot be read"):
        read_ged(tmp_path / "missing.csv", places=PLACES)
    with pytest.raises(InputError, match="cannot be read"):
        read_ged(tmp_path, places=PLACES)


def test_a_damaged_file_is_refused_where_it_is_damaged(tmp_path):
    text = written(tmp_path, {}, {}, {}).read_bytes()
    path = tmp_path / "damaged.csv"
    path.write_bytes(text.replace(b"Government", b"Gouvern\xe9", 1))
    with pytest.raises(InputError, match="not UTF-8"):
        read_ged(path, places=PLACES)
    path.write_bytes(text[:-20])
    with pytest.raises(InputError, match="row 4"):
        read_ged(path, places=PLACES)
    path.write_bytes(gzip.compress(text)[:-30])
    with pytest.raises(InputError, match="compressed file is damaged"):
        read_ged(path, places=PLACES)


def test_the_reader_takes_more_columns_in_any_order_and_a_compressed_file(tmp_path):
    header = ("relid", *reversed(COLUMNS), "gwnob")
    plain = written(tmp_path, {}, {"where_prec": "2"}, header=header)
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + plain.read_bytes()))
    assert read_ged(packed, places=PLACES).table == read_ged(plain, places=PLACES).table


def test_the_years_of_the_file_say_what_it_covers(tmp_path):
    held = read(tmp_path, {"year": "2016"}, {"year": "2017"}, {"year": "2018"})
    assert held.covered.stated == "2016/2018"
    assert read(tmp_path, {"year": "2016"}, {"year": "2018"}).covered is None


def test_every_place_of_the_mapping_is_a_place_of_the_vocabulary():
    assert all(code in PLACES for code in ged_words().districts.values())


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_note_has_its_sentence(tmp_path, language):
    changes = [
        {"where_prec": "3", "adm_2": "Invented"}, {"where_prec": "4", "adm_1": "Invented"},
        {"where_prec": "4", "adm_1": ""}, {"where_prec": "4", "country": "Invented"},
        {"where_prec": "7"}, {"type_of_violence": "1"}, {"side_a": "Syrian insurgents"},
        {"side_a": "Invented"}, {"date_start": "", "date_end": ""},
    ]  # fmt: skip
    held = read(tmp_path, *changes)
    assert len(held.notes) == len(changes)
    phrases = Phrases(language, labels={})
    assert all(phrases.reason(each) for each in held.notes)


def test_the_whole_south_west_has_83_events_before_and_15_after():
    """Counted by date_start and adm_1, with 9 July 2017 after; 14 from 10 July on."""
    path = shared("ucdp_ged", "ged_syria_open.csv.gz")
    held = read_ged(path, places=PLACES)
    assert held.table.num_rows == 12_898
    assert held.table.schema == GED_SCHEMA
    assert held.covered.stated == "2016/2018"
    zone = {"daraa", "quneitra", "suwayda"}
    starts = [
        start
        for start, place in zip(
            *(held.table[name].to_pylist() for name in ("start", "place")), strict=True
        )
        if any(PLACES.lies_in(place or "syria", each) for each in zone)
    ]

    def counted(first, last):
        bounds = (day_bounds(day, clock="Asia/Damascus")[0] for day in (first, last))
        earliest, latest = bounds
        return sum(earliest <= start < latest for start in starts)

    day, month = date(2017, 7, 9), timedelta(days=30)
    assert (counted(day - month, day), counted(day, day + month)) == (83, 15)
    assert counted(day + timedelta(days=1), day + month) == 14


def test_the_newer_headers_are_read():
    held = read_ged(shared("ucdp_ged", "ucdpged_sample1000.csv"), places=PLACES)
    assert held.table.num_rows == 1_000
    assert held.covered.stated == "1989/2022"


def test_a_file_of_events_without_their_days_is_refused():
    with pytest.raises(InputError, match="column date_start: the column is missing"):
        read_ged(shared("ucdp_ged", "colombia.csv"), places=PLACES)
