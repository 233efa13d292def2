"""Files entered again: nothing twice, whatever moved inside them. All rows are invented."""

import pytest

from conftest import ENTRY
from tawthiq.counts import count_period
from tawthiq.errors import InputError
from tawthiq.intake.enter import CollectionSpec, import_table

HEADER = "key,incident,when,place,party,violation,source,civilians_killed"
ROWS = (
    "1,{},2015-03-05,Idlib,regime,airstrike,Invented A,7",
    "2,{},2015-03-05,Idlib,regime,airstrike,Invented B,9",
)


def enter(casebook, path, *incidents):
    rows = [row.format(incident) for row, incident in zip(ROWS, incidents, strict=True)]
    path.write_text("\n".join((HEADER, *rows)) + "\n", "utf-8")
    return import_table(casebook, path, collection=CollectionSpec("ours"), entry=ENTRY)


def massacres(casebook):
    figures = count_period(casebook, casebook.period("2015-03")).book.figures
    return figures["massacres.total"].value


def test_accounts_that_move_to_another_incident_are_not_counted_twice(casebook, tmp_path):
    enter(casebook, tmp_path / "t.csv", "", "")
    assert massacres(casebook) == 2
    size = casebook.view.state().tree_size
    with pytest.raises(InputError, match="counted twice") as caught:
        enter(casebook, tmp_path / "t.csv", "x", "x")
    assert casebook.view.state().tree_size == size
    assert [fault.value for fault in caught.value.faults] == ["1", "2"]
    ids = [fault.remedy.split()[-3] for fault in caught.value.faults]
    casebook.register.withdraw(ids, actor="invented", reason="one incident", at=ENTRY.at)
    enter(casebook, tmp_path / "t.csv", "x", "x")
    assert massacres(casebook) == 1


def test_an_account_that_joins_a_known_incident_leaves_no_second_one(casebook, tmp_path):
    enter(casebook, tmp_path / "t.csv", "", "")
    with pytest.raises(InputError, match="the incident '2'"):
        enter(casebook, tmp_path / "t.csv", "1", "1")
