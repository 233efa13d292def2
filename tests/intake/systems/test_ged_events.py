"""Events of UCDP GED as accounts and incidents. The rows are invented."""

import csv
import gzip
import io
from collections import Counter

import pytest

from importing import accounts, codes, enter, incidents, new_book
from shared_data import shared
from tawthiq.errors import InputError
from tawthiq.intake.notice import Treatment
from tawthiq.intake.systems.ged_events import NEEDED
from tawthiq.records import Count, Status, toll_of

ROW = {
    "id": "7.0", "year": "2017", "type_of_violence": "3.0", "side_a": "Government of Syria",
    "side_b": "Civilians", "number_of_sources": "2.0", "source_article": '"Invented A,2017"',
    "where_prec": "1.0", "where_coordinates": "Invented village", "adm_1": "Daraa Governorate",
    "adm_2": "Markaz Daraa district", "latitude": "32.6", "longitude": "36.1",
    "country": "Syria", "event_clarity": "1.0", "date_prec": "1.0", "date_start": "2017-07-09",
    "date_end": "2017-07-09", "deaths_a": "0.0", "deaths_b": "0.0", "deaths_civilians": "4.0",
    "deaths_unknown": "0.0", "low": "4.0", "best": "4.0", "high": "4.0",
}  # fmt: skip
NEWER = ("relid", "code_status", "conflict_dset_id", "gwnoa", "source_original")


@pytest.fixture
def book(tmp_path):
    with new_book(tmp_path) as opened:
        yield opened


def text(*changes, more=()):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, [*more, *ROW], restval="0")
    writer.writeheader()
    for number, change in enumerate(changes, 1):
        writer.writerow({**ROW, "id": f"{number}.0", **change})
    return file.getvalue()


def write(folder, *changes, name="events.csv", more=()):
    path = folder / name
    path.write_text(text(*changes, more=more), "utf-8", newline="")
    return path


def entered(book, folder, change):
    result = enter(book, write(folder, change))
    assert (result.format, result.rejected) == ("ged", 0)
    return result, accounts(book)["1"], incidents(book)["1"]


def test_an_event_keeps_every_cell_and_its_codes(book, tmp_path):
    _, account, incident = entered(book, tmp_path, {})
    told = {**account.given, "id": "1.0"}
    assert told == {**ROW, "id": "1.0"}
    assert (account.when.stated, incident.when.stated) == ("2017-07-09", "2017-07-09")
    assert (account.where.place, account.where.named) == ("daraa", "Invented village")
    assert (account.where.point.latitude, account.where.point.radius) == (32.6, None)
    assert incident.violations == ("attack",)
    assert account.attribution.parties == ("regime",)
    assert toll_of(account.tolls, status=Status.CIVILIAN) == Count.exactly(4)


@pytest.mark.parametrize("header", [(), NEWER])
def test_old_and_newer_headers_enter_the_same_records(book, tmp_path, header):
    enter(book, write(tmp_path, {}))
    again = enter(book, write(tmp_path, {"id": "1"}, more=header))
    assert again.created == 0
    assert set(accounts(book)) == {"1"}


@pytest.mark.parametrize(
    ("change", "total", "civilians", "fighters", "unknown"),
    [
        ({}, (4, 4), (4, 4), (0, 0), None),
        ({"high": "9"}, (4, 9), (4, 9), (0, 5), None),
        ({"low": "1"}, (1, 4), (1, 4), (0, 0), None),
        ({"deaths_unknown": "3", "best": "7", "low": "7", "high": "7"}, (7, 7), (4, 7), (0, 3),
         (3, 3)),
        ({"deaths_a": "1", "deaths_b": "2", "best": "7", "low": "7", "high": "7"}, (7, 7), (4, 4),
         (3, 3), None),
        ({"deaths_civilians": ""}, (4, 4), None, None, None),
        ({"best": "5", "high": "5"}, (4, 5), None, None, None),
    ],
)  # fmt: skip
def test_deaths_have_the_bounds_that_the_estimates_leave(
    book, tmp_path, change, total, civilians, fighters, unknown
):
    _, account, incident = entered(book, tmp_path, change)
    found = [toll_of(account.tolls, status=status) for status in
             (Status.ANY, Status.CIVILIAN, Status.COMBATANT, Status.UNKNOWN)]  # fmt: skip
    bounds = [(each.minimum, each.maximum) if each else None for each in found]
    assert bounds == [total, civilians, fighters, unknown]
    assert incident.tolls == account.tolls


@pytest.mark.parametrize(
    ("change", "treatment", "code"),
    [
        ({"type_of_violence": "1.0"}, "noted", "ged.no_attacker"),
        ({"side_a": "Syrian insurgents"}, "as_given", "ged.side_not_known"),
        ({"side_a": "IS, Invented Brigade"}, "as_given", "ged.side_not_known"),
    ],
)
def test_a_party_is_never_guessed(book, tmp_path, change, treatment, code):
    result, account, incident = entered(book, tmp_path, change)
    assert account.attribution is None
    assert incident.attributions == ()
    assert code in codes(result, Treatment(treatment))


@pytest.mark.parametrize(
    ("change", "place", "point", "code"),
    [
        ({"where_prec": "2"}, "daraa", 25_000, None),
        ({"where_prec": "3"}, "daraa.daraa", None, None),
        ({"where_prec": "3", "adm_2": "Invented"}, "daraa", None, "ged.district_not_known"),
        ({"where_prec": "4"}, "daraa", None, None),
        ({"where_prec": "4", "adm_1": "Invented"}, None, None, "ged.governorate_not_known"),
        ({"where_prec": "7"}, None, None, "ged.place_nowhere"),
    ],
)
def test_the_precision_of_a_place_is_kept(book, tmp_path, change, place, point, code):
    result, account, _ = entered(book, tmp_path, change)
    assert account.where.place == place
    assert (account.where.point.radius if account.where.point else None) == point
    assert code is None or code in {each.code for each in result.notices}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "x"), ("id", ""), ("type_of_violence", "4"), ("where_prec", ""), ("best", "many"),
        ("date_start", "2017-02-30"), ("date_end", "2017-07-08"), ("latitude", "91"),
        ("source_article", "a\0b"),
    ],
)  # fmt: skip
def test_a_bad_row_goes_back_and_can_be_corrected_alone(book, tmp_path, column, value):
    result = enter(book, write(tmp_path, {}, {column: value}))
    assert (result.rows_read, result.rejected, len(accounts(book))) == (2, 1, 1)
    [told] = [each for each in result.notices if each.treatment is Treatment.REJECTED]
    assert (told.fault.row, told.fault.column) == (3, column)
    held = list(csv.reader(io.StringIO(result.rejects_file.read_text("utf-8-sig"))))
    held[1][held[0].index(column)] = ROW[column] if column != "id" else "2"
    with result.rejects_file.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(held)
    assert enter(book, result.rejects_file).rejected == 0
    assert enter(book, write(tmp_path, {}, {})).batch is None


def test_the_same_file_adds_nothing_and_a_changed_row_is_a_new_revision(book, tmp_path):
    assert enter(book, write(tmp_path, {}, {})).created == 6
    assert enter(book, write(tmp_path, {}, {})).batch is None
    changed = enter(book, write(tmp_path, {}, {"best": "5", "high": "5", "deaths_b": "1"}))
    assert (changed.created, changed.changed) == (0, 2)


@pytest.mark.parametrize("cut", [20, 200])
def test_a_packed_file_that_is_cut_off_writes_nothing(book, tmp_path, cut):
    path = tmp_path / "events.csv.gz"
    path.write_bytes(gzip.compress(text(*[{}] * 50).encode(), mtime=0)[:-cut])
    with pytest.raises(InputError, match="cut off"):
        enter(book, path)
    assert book.view.state().tree_size == 0
    assert {each.name for each in tmp_path.iterdir()} == {"book", path.name}


def test_rejects_of_a_packed_file_are_plain(book, tmp_path):
    path = tmp_path / "events.csv.gz"
    path.write_bytes(gzip.compress(text({}, {"best": "x"}).encode(), mtime=0))
    result = enter(book, path)
    assert (result.rejected, result.rejects_file.name) == (1, "events.rejects.csv")


def test_the_open_events_of_syria_enter_without_loss(book, counted):
    path = shared("ucdp_ged", "ged_syria_open.csv.gz")
    result = enter(book, path)
    assert (result.rows_read, result.rejected) == (12_898, 0)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(NEEDED) <= set(rows[0])
    held, told = incidents(book), accounts(book)
    assert len(held) == len(told) == 12_898
    for row in rows:
        account = told[row["id"].removesuffix(".0")]
        assert account.given == {
            name: cell.strip() for name, cell in row.items() if cell.strip() and name != "id"
        }
    assert _totals(rows) == _totals(
        {**told[key].given, "date_start": each.when.stated[:10]} for key, each in held.items()
    )
    best = sum(int(float(row["best"])) for row in rows)
    bounds = [toll_of(each.tolls) for each in held.values()]
    assert sum(each.minimum for each in bounds) <= best <= sum(each.maximum for each in bounds)
    assert enter(book, path).batch is None
    counted(f"UCDP GED: {len(held):,} events in, 0 lost, {best:,} deaths (best)")


def _totals(rows):
    totals = Counter()
    for row in rows:
        month = row["date_start"][:7]
        for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best"):
            totals[month, row["side_a"], name] += int(float(row[name]))
        totals[month, row["side_a"], "events"] += 1
    return totals
