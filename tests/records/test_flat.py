"""Records as flat rows and their cells: what is written comes back exactly."""

import csv
import io
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from invented_records import NASTY, TEXTS, Maker
from tawthiq.records import KINDS, Access, Attribution, Incident, Record
from tawthiq.records.access import access_of
from tawthiq.records.flat import (
    Form,
    cell_of,
    columns_of,
    disclosed,
    join_pieces,
    pieces_of,
    read_scalar,
    references_in,
    row_of,
    shape_of,
    text_of,
    values_of,
    written_scalar,
)
from tawthiq.records.flat.disclosing import is_disclosable
from tawthiq.register.entry import canonical_text

FORMULAS = tuple("=+-@\t\r\n＝＋－＠")
ANY_TEXT = TEXTS | st.text(st.characters(exclude_categories=("Cs",)))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_record_comes_back_from_its_row(kind):
    model = KINDS[kind]

    @settings(max_examples=60, deadline=None)
    @given(Maker().record(kind))
    def check(record):
        values = json.loads(canonical_text(record.model_dump(mode="json")))
        row = row_of(model, values)
        assert row.keys() <= {column.name for column in columns_of(model)}
        assert all(cell is None or isinstance(cell, (str, int, float)) for cell in row.values())
        cells = {name: cell_of(written_scalar(cell)) if cell is not None else ""
                 for name, cell in row.items()}  # fmt: skip
        forms = {column.name: column.form for column in columns_of(model)}
        read = {name: None if cell == "" else read_scalar(forms[name], text_of(cell))
                for name, cell in cells.items()}  # fmt: skip
        for given_row in (row, read):
            again = model.model_validate(values_of(model, given_row, fields=model.model_fields))
            assert again == record
            body = canonical_text(again.model_dump(mode="json"))
            assert body == canonical_text(record.model_dump(mode="json"))

    check()


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_comes_back_from_its_cell(text):
    assert text_of(cell_of(text)) == text


@given(ANY_TEXT)
def test_a_cell_is_no_formula_and_comes_back(text):
    cell = cell_of(text)
    assert text_of(cell) == text
    assert not cell.startswith(FORMULAS)
    assert cell, "an empty text is no empty cell"


@given(st.lists(ANY_TEXT.map(cell_of), min_size=1, max_size=4))
@example(["'", "'\n"])
@example([cell_of("a\n=1+1"), cell_of("\n\r=1")])
def test_no_program_finds_a_formula_whatever_separates_cells(cells):
    written = io.StringIO(newline="")
    csv.writer(written).writerow(cells)
    for separator in ";\t|":
        for line in csv.reader(io.StringIO(written.getvalue(), newline=""), delimiter=separator):
            found = [cell.lstrip(' "\r\n') for cell in line]  # a line break alone computes nothing
            assert not [cell for cell in found if cell.startswith(FORMULAS)]


def test_nothing_and_the_empty_text_are_kept_apart():
    assert (cell_of(None), cell_of("")) == ("", "'")
    assert (text_of(""), text_of("'")) == (None, "")


@pytest.mark.parametrize("cell", ["'\"", "'\"a", '\'"a"b', '\'"\\u12"'])
def test_a_cell_that_begins_as_a_quoted_text_and_is_none_is_refused(cell):
    with pytest.raises(ValueError, match="quoted"):
        text_of(cell)


@given(ANY_TEXT.map(cell_of), st.integers(4, 9))
def test_a_long_cell_comes_back_from_its_pieces(cell, longest):
    pieces = pieces_of(cell, longest=longest)
    assert join_pieces(pieces) == cell
    assert all(len(each.encode("utf-16-le")) // 2 <= longest for each in pieces)
    assert not [each for each in pieces[1:] if each.startswith(FORMULAS)]


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (Form.INTEGER, "9007199254740991", 9007199254740991),
        (Form.INTEGER, "12.0", 12),
        (Form.NUMBER, "33.5", 33.5),
        (Form.NUMBER, "1e-300", 1e-300),
        (Form.TRUTH, "TRUE", True),
        (Form.TRUTH, "false", False),
        (Form.TEXT, "007", "007"),
    ],
)
def test_a_text_is_read_as_its_column_says(form, text, value):
    assert read_scalar(form, text) == value
    assert type(read_scalar(form, text)) is type(value)


@pytest.mark.parametrize(
    ("form", "text"),
    [(Form.INTEGER, "12.5"), (Form.INTEGER, "x"), (Form.NUMBER, "x"), (Form.TRUTH, "yes")],
)
def test_a_text_that_is_no_such_value_is_refused(form, text):
    with pytest.raises(ValueError):  # noqa: PT011  (each library says it in its words)
        read_scalar(form, text)


def test_a_list_is_written_with_bars_where_that_can_be_read_back():
    row = row_of(Incident, {"violations": ["airstrike", "siege"], "accounts": ["a|b"]})
    assert row == {"violations": "airstrike|siege", "accounts": '["a|b"]'}


# Access


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_class_of_a_column_is_that_of_its_field_or_narrower(kind):
    order = list(Access)
    for column in columns_of(KINDS[kind]):
        own = access_of(KINDS[kind], column.field)
        assert order.index(column.access) >= order.index(own)


def test_a_field_that_nobody_marked_is_not_public():
    class Unmarked(Record):
        kind = "unmarked"
        remark: str = ""

    assert shape_of(Unmarked).fields["remark"].access is Access.RESTRICTED
    assert disclosed(Unmarked, {"id": "a", "remark": "x"}, Access.PUBLIC) == {"id": "a"}
    assert not is_disclosable(Unmarked, Access.PUBLIC)


def test_kinds_of_which_only_the_id_would_be_public_are_left_out():
    hidden = {kind for kind, model in KINDS.items() if not is_disclosable(model, Access.PUBLIC)}
    assert hidden >= {"source", "person", "victim", "listing", "evidence", "judgement", "batch"}
    assert all(is_disclosable(model, Access.RESTRICTED) for model in KINDS.values())


def test_a_reference_to_what_is_left_out_is_left_out_too():
    held = Attribution(parties=("regime",), by="secret-source")
    values = {"id": "a", "accounts": ["kept", "gone"], "chosen": {"when": "gone"},
              "attributions": [held.model_dump(mode="json")]}  # fmt: skip
    assert set(references_in(Incident, values)) == {"kept", "gone", "secret-source"}
    shown = disclosed(Incident, values, Access.RESTRICTED, keeps={"kept"}.__contains__)
    assert (shown["accounts"], shown["chosen"]) == (["kept"], {})
    assert shown["attributions"][0]["by"] is None
