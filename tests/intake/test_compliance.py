"""Records on compliance, from CSV and YAML. Agreements are those of the demonstration."""

import pytest
import yaml

from conftest import ENTRY
from tawthiq.errors import InputError
from tawthiq.intake.compliance import COLUMNS, read_compliance
from tawthiq.intake.enter import import_compliance
from tawthiq.records import Agreement, Compliance

HEADER = "agreement,provision,during,obligors,score,state,basis_en,basis_ar,source"
ROW = "northern_homs,P11,2017-09,regime,0,not_done,Invented basis,أساس مختلق,An invented monitor"


@pytest.fixture(scope="module")
def agreements(demo):
    from tawthiq.casebook import open_casebook

    with open_casebook(demo.folder) as casebook:
        return casebook.view.all(Agreement)


def read(content, agreements, file="c.csv"):
    return read_compliance(
        content.encode(),
        file=file,
        clock="Asia/Damascus",
        agreements=agreements,
        new_id=lambda kind, key: f"{kind}:{key}",
    )


def faults(content, agreements, file="c.csv"):
    with pytest.raises(InputError) as refused:
        read(content, agreements, file)
    return refused.value.faults


def test_a_row_is_a_record_with_its_basis(agreements):
    (record,) = read(f"{HEADER}\n{ROW}\n", agreements)
    assert (record.score, record.state, record.obligors) == (0, "not_done", ("regime",))
    assert record.basis == {"en": "Invented basis", "ar": "أساس مختلق"}
    assert record.during.stated == "2017-09"


def test_a_yaml_list_gives_the_same_records(agreements):
    items = [
        {
            "agreement": "northern_homs", "provision": "P11", "during": "2017-09",
            "obligors": ["regime"], "score": 0, "state": "not_done",
            "basis": {"en": "Invented basis", "ar": "أساس مختلق"},
            "source": "An invented monitor",
        }
    ]  # fmt: skip
    text = yaml.safe_dump(items, allow_unicode=True)
    assert read(text, agreements, "c.yaml") == read(f"{HEADER}\n{ROW}\n", agreements)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("agreement", "nowhere", "no agreement has the code 'nowhere'"),
        ("agreement", "", "the cell is empty"),
        ("provision", "P18", "northern_homs has no provision 'P18'"),
        ("provision", "", "the cell is empty"),
        ("during", "2017-13", "is no date"),
        ("obligors", "the enemy", "No party is written 'the enemy'"),
        ("obligors", "turkey", "turkey has no role in northern_homs"),
        ("score", "4", "'4' is no score"),
        ("score", "1.5", "'1.5' is no score"),
        ("score", "3", "a score of 3 contradicts the state not_done"),
        ("state", "maybe", "'maybe' is no state"),
        ("source", "", "the cell is empty"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_and_column(agreements, column, value, words):
    cells = ROW.split(",")
    cells[HEADER.split(",").index(column)] = value
    (fault,) = faults(f"{HEADER}\n{','.join(cells)}\n", agreements)
    assert (fault.row, fault.column) == (2, column)
    assert words in fault.reason
    item = dict(zip(HEADER.split(","), cells, strict=True))
    basis = {name: item.pop(f"basis_{name}") for name in ("en", "ar")}
    item |= {"basis": basis, "obligors": [item["obligors"]]}
    (fault,) = faults(yaml.safe_dump([item]), agreements, "c.yml")
    assert fault.column == f"[0].{column}"


def test_all_faults_of_a_file_are_told_at_once(agreements):
    rows = "\n".join((HEADER, "x,P11,2017-09,,,,,,A", "northern_homs,P11,x,,0,,b,,A", ROW, ROW))
    found = [(fault.row, fault.column) for fault in faults(rows, agreements)]
    assert found == [(2, "agreement"), (2, "score"), (2, "basis_en"), (3, "during"), (5, "source")]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("a: 1", None),
        ("[]", None),
        ("- 1", "[0]"),
        ("- {agreement: ankara, colour: red}", "[0].colour"),
        ("- {agreement: [ankara]}", "[0].agreement"),
        ("- {obligors: regime}", "[0].obligors"),
        ("- {basis: because}", "[0].basis"),
        ("- {basis: {fr: parce que}}", "[0].basis"),
    ],
)
def test_a_yaml_file_of_another_form_is_refused(agreements, text, column):
    (fault,) = faults(text, agreements, "c.yaml")
    assert fault.column == column


def test_a_column_that_is_not_known_is_refused_and_a_missing_one_named(agreements):
    header = HEADER.replace("source", "sauce")
    found = [fault.column for fault in faults(f"{header}\n{ROW}\n", agreements)]
    assert found == ["source", "sauce"]
    (fault,) = faults(f"{HEADER.replace(',', ';')}\n", agreements)
    assert "semicolons" in fault.reason
    assert set(HEADER.split(",")) == set(COLUMNS)


def test_a_corrected_score_is_a_new_revision_of_the_same_record(casebook, tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(f"{HEADER}\n{ROW}\n", "utf-8")
    assert len(import_compliance(casebook, path, entry=ENTRY).created) == 1
    assert import_compliance(casebook, path, entry=ENTRY).batch is None
    path.write_text(f"{HEADER}\n{ROW.replace(',0,not_done', ',1,partly')}\n", "utf-8")
    import_compliance(casebook, path, entry=ENTRY)
    (record,) = casebook.view.all(Compliance)
    assert (record.score, record.state) == (1, "partly")
