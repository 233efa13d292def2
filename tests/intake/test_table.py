"""Tables of accounts: every fault listed, nothing read by half. All rows are invented."""

import pytest

from tawthiq.casebook.casebook import first_places
from tawthiq.errors import InputError
from tawthiq.intake.columns import KNOWN, REQUIRED
from tawthiq.intake.table import TableContext, read_table
from tawthiq.records import Account, Count, Fate, Gazetteer, Incident, Mode, Source, Status, toll_of

HEADER = "key,when,place,party,violation,source,civilians_killed_min"
GOOD = "1,2017-10,Deir ez-Zor,Russian forces,airstrike,Invented Monitor,5"

CONTEXT = TableContext(
    collection="c",
    publication=None,
    clock="Asia/Damascus",
    places=Gazetteer(first_places()),
    new_id=lambda kind, key: f"{kind}:{key}",
)


def read(text, encoding="utf-8"):
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return read_table(content, file="t.csv", context=CONTEXT, encoding=encoding)


def of(kind, records):
    return [record for record in records if isinstance(record, kind)]


def faults(text, **options):
    with pytest.raises(InputError) as caught:
        read(text, **options)
    return caught.value.faults


def test_a_row_becomes_an_account_and_an_incident():
    records = read(f"{HEADER}\n{GOOD}\n")
    (incident,), (account,) = of(Incident, records), of(Account, records)
    assert len(of(Source, records)) == 1
    assert incident.when.stated == "2017-10"
    assert incident.where.place == "deir_ezzor"
    assert incident.violations == ("airstrike",)
    assert incident.candidates == {"russia"}
    assert incident.accounts == (account.id,)
    killed = toll_of(incident.tolls, fate=Fate.KILLED, status=Status.CIVILIAN)
    assert killed == Count(minimum=5, maximum=None)


def test_accounts_of_one_incident_keep_their_own_numbers_and_span_them():
    text = (
        "key,incident,when,place,party,violation,source,killed,killed_min,killed_max\n"
        "1,x,2017-10-05,Idlib,regime,airstrike,Invented A,12,,\n"
        "2,x,2017-10-05,Idlib,regime|russia,airstrike,Invented B,,20,31\n"
    )
    records = read(text)
    (incident,) = of(Incident, records)
    first, second = of(Account, records)
    assert toll_of(first.tolls) == Count.exactly(12)
    assert toll_of(second.tolls) == Count(minimum=20, maximum=31)
    assert toll_of(incident.tolls) == Count(minimum=12, maximum=31)
    assert incident.candidates == {"regime", "russia"}
    assert all(each.contested for each in incident.attributions)
    assert [each.by for each in incident.attributions] == [first.id, second.id]


def test_an_account_without_a_maximum_leaves_none():
    text = (
        "key,incident,when,place,party,violation,source,killed_min,killed_max\n"
        "1,x,2017-10-05,Idlib,regime,airstrike,Invented A,12,15\n"
        "2,x,2017-10-05,Idlib,regime,airstrike,Invented B,20,\n"
    )
    (incident,) = of(Incident, read(text))
    assert toll_of(incident.tolls) == Count(minimum=12, maximum=None)


@pytest.mark.parametrize(
    ("party", "parties", "mode"),
    [
        ("russia", ("russia",), Mode.ANY),
        ("regime | russia", ("regime", "russia"), Mode.ANY),
        ("regime+russia", ("regime", "russia"), Mode.JOINT),
        ("قوات النظام", ("regime",), Mode.ANY),
        ("unidentified", ("unidentified",), Mode.ANY),
    ],
)
def test_parties_are_read_with_what_joins_them(party, parties, mode):
    row = GOOD.replace("Russian forces", party)
    (account,) = of(Account, read(f"{HEADER}\n{row}\n"))
    assert (account.attribution.parties, account.attribution.mode) == (parties, mode)


def test_what_is_not_told_stays_unknown():
    records = read(f"{HEADER}\n1,,,,airstrike,Invented Monitor,\n")
    (incident,) = of(Incident, records)
    assert incident.when is None
    assert incident.where is None
    assert incident.attributions == ()
    assert incident.tolls == ()


def test_arabic_cells_and_digits_are_read():
    row = "١,2017-10,دير الزور,القوات الروسية,قصف جوي,جهة مخترعة,٥"
    (incident,) = of(Incident, read(f"{HEADER}\n{row}\n"))
    assert incident.where.place == "deir_ezzor"
    assert incident.violations == ("airstrike",)
    assert incident.tolls[0].count.minimum == 5


def test_every_column_lands_somewhere():
    values = dict.fromkeys(KNOWN, "") | {
        "key": "k", "incident": "i", "when": "2017-10-05", "place": "Hama",
        "named_place": "Invented town", "violation": "shelling", "means": "mortar",
        "target": "market", "party": "regime", "attribution_as_told": "told words",
        "attributed_by": "a hospital", "account_when": "2017-10-06", "account_place": "told town",
        "source": "Invented Monitor", "url": "https://example.org/1", "published_on": "2017-10-07",
        "scope": "whole town", "note": "our remark", "killed": "1", "civilians_killed": "2",
        "children_killed": "3", "women_killed": "4", "injured": "5",
    }  # fmt: skip
    text = ",".join(values) + "\n" + ",".join(values.values()) + "\n"
    dump = " ".join(record.model_dump_json() for record in read(text))
    for column, value in values.items():
        if value and column not in ("place", "party"):
            assert value in dump, column
    assert '"hama"' in dump


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("when", "2017-13", "13"),
        ("when", "around October", "around October"),
        ("place", "Nowhere", "No place named 'Nowhere'"),
        ("place", "ريف حماه الغربي", "No place named"),
        ("party", "the enemy", "No party is written 'the enemy'"),
        ("party", "regime|russia+isis", "stand in one cell"),
        ("violation", "cruelty", "No violation is written 'cruelty'"),
        ("violation", "", "the cell is empty"),
        ("source", "", "the cell is empty"),
        ("key", "", "the cell is empty"),
        ("civilians_killed_min", "-5", "is negative"),
        ("civilians_killed_min", "many", "no whole number"),
        ("civilians_killed_min", "5.5", "no whole number"),
        ("civilians_killed_min", "1_000", "no whole number"),
        ("civilians_killed_min", "9" * 20, "is above"),
        ("civilians_killed_min", "9" * 5000, "no whole number"),
        ("when", "9999-12-31", "no date"),
    ],
)
def test_a_bad_cell_is_named_with_row_column_and_remedy(column, cell, words):
    columns = HEADER.split(",")
    cells = GOOD.split(",")
    cells[columns.index(column)] = cell
    text = f"{HEADER}\n{GOOD.replace('1,', '0,', 1)}\n{','.join(cells)}\n"
    (fault,) = faults(text)
    assert (fault.row, fault.column, fault.value) == (3, column, cell or None)
    assert words in fault.reason
    assert fault.remedy


def test_all_faults_of_a_file_come_at_once():
    bad = "2,2017-99,Nowhere,the enemy,cruelty,,-1"
    found = faults(f"{HEADER}\n{GOOD}\n{bad}\n{bad.replace('2,', '3,', 1)}\n")
    assert {(fault.row, fault.column) for fault in found} == {
        (row, column)
        for row in (3, 4)
        for column in ("when", "place", "party", "violation", "source", "civilians_killed_min")
    }


@pytest.mark.parametrize("column", REQUIRED)
def test_a_missing_column_is_named(column):
    header = HEADER.replace(column, "", 1).strip(",").replace(",,", ",")
    (fault,) = [each for each in faults(f"{header}\n") if "missing" in each.reason]
    assert fault.column == column


def test_an_unknown_column_names_the_nearest():
    (fault,) = faults(f"{HEADER},target_\n{GOOD},x\n")
    assert fault.column == "target_"
    assert "target" in fault.remedy


def test_a_range_upside_down_is_refused():
    text = f"{HEADER},civilians_killed_max\n{GOOD},3\n"
    (fault,) = faults(text)
    assert fault.column == "civilians_killed_max"


def test_a_number_beside_a_range_is_refused():
    (fault,) = faults(f"{HEADER},civilians_killed\n{GOOD},5\n")
    assert fault.column == "civilians_killed"


def test_one_key_twice_is_refused():
    (fault,) = faults(f"{HEADER}\n{GOOD}\n{GOOD}\n")
    assert (fault.row, fault.column) == (3, "key")


def test_rows_of_one_incident_must_agree_on_it():
    text = (
        "key,incident,when,place,party,violation,source\n"
        "1,x,2017-10-05,Idlib,regime,airstrike,Invented A\n"
        "2,x,2017-10-06,Idlib,regime,airstrike,Invented B\n"
    )
    (fault,) = faults(text)
    assert (fault.row, fault.column) == (3, "when")


def test_a_wrong_encoding_is_named_and_the_right_one_read():
    row = GOOD.replace("Deir ez-Zor", "دير الزور")
    content = f"{HEADER}\n{row}\n".encode("windows-1256")
    (fault,) = faults(content)
    assert fault.row == 2
    assert "windows-1256" in fault.remedy
    assert len(of(Incident, read(content, encoding="windows-1256"))) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (f"{HEADER}\n1,2\n".encode(), "has 2 cells"),
        (f'{HEADER}\n"1,2017-10\n'.encode(), "no CSV"),
        (f"{HEADER}\n{'x' * 200_000},,,,,,\n".encode(), "no CSV"),
        (f"{HEADER},when\n{GOOD},2017\n".encode(), "twice"),
        (f"{HEADER}\n".encode(), "no row"),
        (f"{HEADER}\n{GOOD}\n".replace(",", ";").encode(), "separated by semicolons"),
        (f"{HEADER}\n{GOOD}\n".replace(",", "\t").encode(), "separated by tabs"),
    ],
)
def test_a_file_that_is_no_table_is_a_clear_fault(content, words):
    assert any(words in fault.reason for fault in faults(content))


def test_rows_are_counted_as_in_the_file_when_a_cell_holds_line_breaks():
    first = GOOD.replace("Invented Monitor", '"Invented\nMonitor"')
    (fault,) = faults(f"{HEADER}\n{first}\n\n2,bad,Idlib,regime,airstrike,Invented A,5\n")
    assert fault.row == 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf8", "UTF_8", "utf-16", "utf-16-le"])
def test_a_byte_order_mark_is_no_part_of_the_header(encoding):
    content = f"\ufeff{HEADER}\n{GOOD}\n".encode(encoding)
    assert of(Incident, read(content, encoding=encoding))


@pytest.mark.parametrize("encoding", ["no-such", "undefined", "base64", ""])
def test_an_encoding_that_reads_nothing_is_a_clear_fault(encoding):
    (fault,) = faults(f"{HEADER}\n{GOOD}\n".encode(), encoding=encoding)
    assert fault.remedy


def test_reading_gives_the_same_ids_again():
    text = f"{HEADER}\n{GOOD}\n"
    assert read(text) == read(text)
