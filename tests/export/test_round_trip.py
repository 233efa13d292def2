"""What is exported comes back: the same ids, kinds and values, in every format."""

import csv
import gzip
import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from export.book import FORMATS, bodies, fill, new_book, read, write
from importing import enter
from invented_records import LONG, Maker
from shared_data import shared
from tawthiq.casebook.verify import verify_casebook
from tawthiq.errors import CasebookError, InputError, RegisterError
from tawthiq.export import Wanted
from tawthiq.export.workbook import Limits
from tawthiq.intake.importing import ImportOptions
from tawthiq.intake.notice import Treatment
from tawthiq.records import KINDS, Access, Evidence, Incident, Person, Source
from tawthiq.register import Vault
from tawthiq.register.verification import Outcome

PHASES = (Phase.explicit, Phase.generate)
IDS = [f"id-{kind}" for kind in sorted(KINDS)]


class Made(list):
    """Records; told in short, since Hypothesis tells every example."""

    def __repr__(self):
        return f"{len(self)} records"


@st.composite
def casebooks(draw):
    """One record of every kind, which name each other in any way; one text is long."""
    maker = Maker(references=st.sampled_from(IDS))
    fixed = {"account": {"wording": st.sampled_from(LONG)}}
    return Made(
        draw(maker.record(kind, id=f"id-{kind}", **fixed.get(kind, {}))) for kind in sorted(KINDS)
    )


@pytest.mark.parametrize("format", FORMATS)
def test_records_of_every_kind_come_back(format):
    @settings(max_examples=6, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
    @given(casebooks())
    def check(records):
        folder = Path(tempfile.mkdtemp(prefix="round-trip-"))
        try:
            with new_book(folder / "one") as first, new_book(folder / "two") as second:
                fill(first, records)
                write(first, folder / "export", format)
                result = read(second, folder / "export")
                assert result.format == "export"
                assert bodies(second).items() >= bodies(first).items()
                assert len(bodies(second)) == len(bodies(first)) + 1, "and the batch of the import"
                assert "export.changed" not in {each.code for each in result.notices}
                again = read(second, folder / "export")
                assert (again.batch, again.created, again.changed) == (None, 0, 0)
        finally:
            shutil.rmtree(folder)

    check()


@pytest.mark.parametrize("format", FORMATS)
def test_the_demonstration_comes_back_and_verifies(casebook, tmp_path, format):
    write(casebook, tmp_path / "export", format)
    with new_book(tmp_path / "two") as second:
        result = read(second, tmp_path / "export")
        assert bodies(second).items() >= bodies(casebook).items()
        assert result.noted == 0
        assert len(second.register.batches()) == 1, "batches of another register left no state here"
        before = second.view.state()
        assert read(second, tmp_path / "export").batch is None
        assert second.view.state() == before
    assert verify_casebook(tmp_path / "two").outcome is Outcome.VERIFIED


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_state_gives_the_same_bytes(casebook, tmp_path, format):
    for name in ("one", "two"):
        write(casebook, tmp_path / name, format)
    one, two = tmp_path / "one", tmp_path / "two"
    if one.is_dir():
        assert [each.name for each in sorted(one.iterdir())] == [
            each.name for each in sorted(two.iterdir())
        ]
        for path in one.iterdir():
            assert path.read_bytes() == (two / path.name).read_bytes(), path.name
    else:
        assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_changes_nothing_in_the_casebook_that_it_came_from(casebook, tmp_path, format):
    before = casebook.view.state()
    write(casebook, tmp_path / "export", format)
    result = read(casebook, tmp_path / "export")
    assert (result.batch, result.created, result.changed) == (None, 0, 0)
    assert casebook.view.state() == before


SAMPLES = {
    "kobo/generated/kobo_xml_names.xlsx": "kobo",
    "bayanat/synthetic_bulletins_export.json": "bayanat",
}


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("format", ["csv", "xlsx", "geojson", "parquet"])
def test_what_was_imported_from_other_systems_comes_back(tmp_path, sample, format):
    path = tmp_path / Path(sample).name
    shutil.copyfile(shared("formats", sample), path)
    with new_book(tmp_path / "one") as first, new_book(tmp_path / "two") as second:
        enter(first, path)
        write(first, tmp_path / "export", format)
        read(second, tmp_path / "export")
        assert bodies(second).items() >= bodies(first).items()


# Corrections


def edited(path, change):
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_an_edited_table_makes_revisions_of_the_edited_rows_alone(casebook, tmp_path):
    write(casebook, tmp_path / "out", "csv")

    def change(rows):
        rows[0]["target"] = "a market"
        rows[1]["verification"] = "verified"

    edited(tmp_path / "out" / "incident.csv", change)
    dry = read(casebook, tmp_path / "out", ImportOptions(dry_run=True))
    assert (dry.created, dry.changed) == (0, 2)
    result = read(casebook, tmp_path / "out")
    assert (result.created, result.changed) == (0, 2)
    assert {each.code for each in result.notices} == {"export.changed"}
    targets = [each.target for each in casebook.view.all(Incident)]
    assert targets.count("a market") == 1


def test_one_table_can_be_imported_alone_with_the_columns_that_are_corrected(casebook, tmp_path):
    write(casebook, tmp_path / "out", "csv", Wanted(access=Access.PUBLIC))
    before = {each.id: each for each in casebook.view.all(Incident)}
    path = tmp_path / "out" / "incident.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(each["kind"], each["id"], "a school") for each in csv.DictReader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([("kind", "id", "target"), *rows[:3]])
    result = read(casebook, path)
    assert (result.created, result.changed) == (0, 3)
    changed = rows[0][1]
    after = casebook.view.get(changed)
    assert after == before[changed].model_copy(update={"target": "a school"})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: rows[0].update({"when.start": "soon"}), "when.start"),
        (lambda rows: rows[0].update({"verification": "perhaps"}), "verification"),
        (lambda rows: rows[0].update({"where.point.latitude": "north"}), "no number"),
        (lambda rows: rows[0].update({"where.point.latitude": "91"}), "point"),
        (lambda rows: rows[0].update({"tolls": "[{]"}), "no JSON"),
        (lambda rows: rows[0].update({"kind": "event"}), "no kind of record"),
        (lambda rows: rows[0].update({"id": rows[1]["id"]}), "two records"),
        (lambda rows: rows.pop(), "were exported"),
    ],
)
def test_a_row_with_a_fault_refuses_the_whole_and_names_it(casebook, tmp_path, change, words):
    write(casebook, tmp_path / "out", "csv")
    edited(tmp_path / "out" / "incident.csv", change)
    before = casebook.view.state()
    for dry_run in (True, False):
        with pytest.raises(InputError, match=words) as refused:
            read(casebook, tmp_path / "out", ImportOptions(dry_run=dry_run))
        assert all(fault.remedy for fault in refused.value.faults)
    assert casebook.view.state() == before


def test_a_batch_of_the_casebook_cannot_be_changed(casebook, tmp_path):
    write(casebook, tmp_path / "out", "csv")
    edited(tmp_path / "out" / "batch.csv", lambda rows: rows[0].update({"actor": "another"}))
    with pytest.raises(InputError, match="part of the history"):
        read(casebook, tmp_path / "out")


def test_a_table_that_was_packed_is_read(casebook, tmp_path):
    write(casebook, tmp_path / "out", "csv")
    content = (tmp_path / "out" / "incident.csv").read_bytes()
    (tmp_path / "incident.csv.gz").write_bytes(gzip.compress(content))
    result = read(casebook, tmp_path / "incident.csv.gz")
    assert (result.format, result.changed) == ("export", 0)


def test_an_id_of_another_kind_is_refused(casebook, tmp_path):
    source = casebook.view.all(Source)[0]
    line = json.dumps({"kind": "person", **Person(id=source.id).model_dump(mode="json")})
    (tmp_path / "one.jsonl").write_text(f"{line}\n", "utf-8")
    with pytest.raises(RegisterError, match="cannot become one of kind"):
        read(casebook, tmp_path / "one.jsonl")


def test_half_of_a_letter_is_refused_with_its_row_and_its_field(casebook, tmp_path):
    line = json.dumps({"kind": "person", **Person(id="p", names_latin=("\ud800",)).model_dump()})
    (tmp_path / "one.jsonl").write_text(f"{line}\n", "utf-8")
    with pytest.raises(InputError, match="half of a letter") as refused:
        read(casebook, tmp_path / "one.jsonl")
    [fault] = refused.value.faults
    assert (fault.row, fault.column, fault.value) == (1, "names_latin", None)


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_that_is_cut_off_is_refused(casebook, tmp_path, format):
    write(casebook, tmp_path / "export", format)
    path = tmp_path / "export"
    if path.is_dir():
        path = max(path.iterdir(), key=lambda each: each.stat().st_size)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    with new_book(tmp_path / "two") as second:
        with pytest.raises(InputError) as refused:
            read(second, tmp_path / "export")
        assert all(fault.remedy for fault in refused.value.faults)
        assert bodies(second) == {}


def test_a_table_that_is_missing_is_noticed(casebook, tmp_path):
    write(casebook, tmp_path / "out", "csv")
    (tmp_path / "out" / "publication.csv").unlink()
    with new_book(tmp_path / "two") as second, pytest.raises(InputError, match="manifest"):
        read(second, tmp_path / "out")


def test_an_export_with_something_withheld_is_refused(casebook, tmp_path):
    write(casebook, tmp_path / "out", "jsonl", Wanted(access=Access.RESTRICTED))
    with pytest.raises(InputError, match="withheld"):
        read(casebook, tmp_path / "out")


def test_kinds_that_are_public_as_a_whole_come_back_from_a_public_export(casebook, tmp_path):
    kinds = ("collection", "publication", "published_figure")
    write(casebook, tmp_path / "out", "xlsx", Wanted(kinds=kinds))
    with new_book(tmp_path / "two") as second:
        read(second, tmp_path / "out")
        held = {each: body for each, body in bodies(casebook).items() if body[0] in kinds}
        assert bodies(second).items() >= held.items()


def test_an_unknown_column_is_told(casebook, tmp_path):
    write(casebook, tmp_path / "out", "csv")
    edited(tmp_path / "out" / "incident.csv", lambda rows: rows[0].update({"remark": "x"}) or
           [row.setdefault("remark", "") for row in rows])  # fmt: skip
    result = read(casebook, tmp_path / "out")
    [told] = [each for each in result.notices if each.treatment is Treatment.ALTERED]
    assert (told.code, told.fault.column) == ("export.column_unknown", "remark")


def test_a_geometry_that_was_moved_alone_is_told(tmp_path):
    point = {"longitude": 36.7, "latitude": 35.1, "radius": None}
    with new_book(tmp_path / "one") as first:
        [record] = records_with(Incident, where={"place": None, "point": point})
        fill(first, [*records_with(KINDS["collection"]), record])
        write(first, tmp_path / "a.geojson", "geojson")
        text = (tmp_path / "a.geojson").read_text("utf-8")
        assert '"coordinates": [36.7, 35.1]' in text
        (tmp_path / "a.geojson").write_text(text.replace("[36.7, 35.1]", "[36.8, 35.1]"), "utf-8")
        result = read(first, tmp_path / "a.geojson")
        assert result.changed == 0
        assert [each.fault.column for each in result.notices] == ["geometry"]


def records_with(model, **values):
    plain = {
        "incident": {"collection": "c", "key": "1", "when": None, "where": None, "violations": ()},
        "collection": {"code": "ours", "names": {"en": "Ours"}, "scope": {}},
    }
    ids = {"incident": "i", "collection": "c"}
    return [model.model_validate({"id": ids[model.kind], **plain[model.kind], **values})]


def test_features_that_another_program_wrote_anew_are_read(casebook, tmp_path):
    write(casebook, tmp_path / "a.geojson", "geojson")
    whole = json.loads((tmp_path / "a.geojson").read_text("utf-8"))
    (tmp_path / "b.geojson").write_text(json.dumps(whole, indent=1), "utf-8")
    assert read(casebook, tmp_path / "b.geojson").unchanged == len(bodies(casebook))


# Limits


def test_more_rows_and_longer_texts_than_a_workbook_holds_come_back(
    casebook, tmp_path, monkeypatch
):
    small = {"before": None, "limits": Limits(rows=50, cell=40)}
    monkeypatch.setattr("tawthiq.export.workbook.write_workbook.__kwdefaults__", small)
    write(casebook, tmp_path / "a.xlsx", "xlsx")
    with new_book(tmp_path / "two") as second:
        result = read(second, tmp_path / "a.xlsx")
        assert bodies(second).items() >= bodies(casebook).items()
        assert result.noted == 0


def test_nothing_is_written_over_and_a_stop_leaves_nothing(casebook, tmp_path, monkeypatch):
    for format in FORMATS:
        target = tmp_path / "there"
        target.write_text("mine", "utf-8")
        with pytest.raises(CasebookError, match="there already"):
            write(casebook, target, format)
        assert target.read_text("utf-8") == "mine"
        target.unlink()

        def stop(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("tawthiq.export.content.row_of", stop)
            patch.setattr("tawthiq.export.geojson.row_of", stop)
            patch.setattr("tawthiq.export.content.Content.texts", stop)
            with pytest.raises(KeyboardInterrupt):
                write(casebook, tmp_path / "new", format)
        assert [each.name for each in tmp_path.iterdir()] == ["copy"], format


# States and evidence


def test_an_earlier_state_is_exported_as_it_was(tmp_path):
    with new_book(tmp_path / "one") as first:
        fill(first, [Source(id="s", name="Invented", form="person")])
        size = str(first.view.state().tree_size)
        fill(first, [Source(id="s", name="Later", form="person"), Person(id="p")])
        done = write(first.reading(size), tmp_path / "then", "jsonl")
        assert done.manifest.tree_size == int(size)
        text = (tmp_path / "then").read_text("utf-8")
        assert "Invented" in text
        assert "Later" not in text


def test_what_was_erased_or_withdrawn_does_not_come_out(tmp_path):
    with new_book(tmp_path / "one") as first:
        fill(first, [Person(id="a", names_latin=("Gone",)), Person(id="b", names_latin=("Away",))])
        first.register.erase(["a"], actor="x", reason="asked", at=first.register.batches()[0][1].at)
        first.register.withdraw(["b"], actor="x", reason="y", at=first.register.batches()[0][1].at)
        write(first, tmp_path / "out", "jsonl")
        text = (tmp_path / "out").read_text("utf-8")
        assert "Gone" not in text
        assert "Away" not in text


def test_places_that_the_vocabulary_ships_are_no_records(casebook, tmp_path):
    assert "place" not in write(casebook, tmp_path / "out", "jsonl").manifest.records


@pytest.fixture
def with_evidence(tmp_path):
    from conftest import ENTRY
    from tawthiq.intake.evidence import add_evidence

    with new_book(tmp_path / "one") as first:
        (tmp_path / "a.txt").write_text("invented content", "utf-8")
        added = add_evidence(first, [tmp_path / "a.txt"], entry=ENTRY)
        yield first, added.received[0]


@pytest.mark.parametrize("format", ["csv", "jsonl", "xlsx"])
def test_files_of_evidence_come_back_with_their_records(with_evidence, tmp_path, format):
    first, received = with_evidence
    done = write(first, tmp_path / "out", format, Wanted(access=Access.SECRET, evidence=True))
    assert (done.evidence / received.sha256).read_bytes() == b"invented content"
    assert done.manifest.evidence == 1
    with new_book(tmp_path / "two") as second:
        assert read(second, tmp_path / "out").noted == 0
        assert Vault(second.folder).check(received.sha256).value == "whole"
        assert second.view.all(Evidence) == first.view.all(Evidence)
    assert verify_casebook(tmp_path / "two").outcome is Outcome.VERIFIED


def test_evidence_without_its_file_enters_and_is_told_until_the_file_is_added(
    with_evidence, tmp_path
):
    from conftest import ENTRY
    from tawthiq.casebook.erasing import erase_records
    from tawthiq.intake.evidence import add_evidence

    first, received = with_evidence
    write(first, tmp_path / "out", "csv")
    with new_book(tmp_path / "two") as second:
        result = read(second, tmp_path / "out")
        assert {each.code for each in result.notices} == {"evidence.no_file"}
        assert verify_casebook(tmp_path / "two").outcome is Outcome.INVALID
        again = add_evidence(second, [tmp_path / "a.txt"], entry=ENTRY)
        assert again.received[0].evidence_id == received.evidence_id, "it is the record it was"
        assert verify_casebook(tmp_path / "two").outcome is Outcome.VERIFIED
        erase_records(second, [received.evidence_id], actor="x", reason="asked", at=ENTRY.at)
        assert list(Vault(second.folder).all()) == [], "also a file that came with another's id"


def test_a_file_of_evidence_that_was_altered_refuses_the_whole(with_evidence, tmp_path):
    first, received = with_evidence
    done = write(first, tmp_path / "out", "jsonl", Wanted(access=Access.SECRET, evidence=True))
    (done.evidence / received.sha256).chmod(0o600)
    (done.evidence / received.sha256).write_text("other content", "utf-8")
    with new_book(tmp_path / "two") as second:
        with pytest.raises(InputError, match="altered"):
            read(second, tmp_path / "out")
        assert bodies(second) == {}
        assert list(Vault(second.folder).all()) == []


def test_files_of_evidence_are_not_for_the_public(with_evidence, tmp_path):
    first, _ = with_evidence
    with pytest.raises(InputError, match="not public"):
        write(first, tmp_path / "out", "csv", Wanted(evidence=True))
    assert not (tmp_path / "out").exists()
