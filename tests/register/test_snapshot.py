"""Snapshots: every record comes back as it was, from tables cached by root."""

import pyarrow.parquet as pq
import pytest

from conftest import ENTRY
from tawthiq.records import KINDS, Incident, PublishedFigure
from tawthiq.register.snapshot import read_snapshot, schema_of, write_snapshot


def test_every_kind_has_a_table_and_comes_back(casebook):
    folder = casebook.snapshot()
    assert sorted(path.stem for path in folder.iterdir()) == sorted(KINDS)
    for model in KINDS.values():
        assert read_snapshot(folder, model) == casebook.view.all(model), model.kind
    assert len(read_snapshot(folder, PublishedFigure)) > 1000


def test_a_snapshot_is_made_once_and_named_after_its_root(casebook):
    folder = casebook.snapshot()
    stamp = (folder / "incident.parquet").stat().st_mtime_ns
    assert folder.name == casebook.view.state().root
    assert casebook.snapshot() == folder
    assert (folder / "incident.parquet").stat().st_mtime_ns == stamp


def test_an_earlier_state_has_a_snapshot_of_its_own(casebook):
    before = casebook.view.state()
    incident = casebook.view.all(Incident)[0]
    casebook.register.withdraw([incident.id], actor="invented", reason="test", at=ENTRY.at)
    earlier = casebook.reading(str(before.tree_size))
    old = {each.id for each in read_snapshot(earlier.snapshot(), Incident)}
    new = {each.id for each in read_snapshot(casebook.snapshot(), Incident)}
    assert old - new == {incident.id}


@pytest.mark.parametrize("model", KINDS.values(), ids=lambda model: model.kind)
def test_columns_are_typed_after_the_model(model):
    assert schema_of(model).names == list(model.model_fields)


def test_a_stop_half_way_leaves_no_snapshot(casebook, tmp_path, monkeypatch):
    def stop(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(pq.ParquetWriter, "write_table", stop)
    with pytest.raises(KeyboardInterrupt):
        write_snapshot(casebook.view, tmp_path / "snapshots")
    assert list((tmp_path / "snapshots").iterdir()) == []
