"""What may not be seen does not come out, in any format, in any byte."""

import json
import re
import tempfile
import zipfile
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from export.book import FORMATS, WHOLE, fill, new_book, raw, write
from invented_records import Maker
from tawthiq.dates import When
from tawthiq.errors import InputError
from tawthiq.export import Wanted
from tawthiq.export.hxl import tag_of
from tawthiq.intake.formats import import_file
from tawthiq.records import KINDS, Access, Collection, Evidence, Incident, Source, Victim
from tawthiq.records.access import access_of
from tawthiq.records.flat import KIND, columns_of
from tawthiq.records.flat.disclosing import is_disclosable

CANARY = "kanarienvogel"
HIDDEN = [kind for kind in sorted(KINDS) if not is_disclosable(KINDS[kind], Access.PUBLIC)]
OPEN = [kind for kind in sorted(KINDS) if kind not in HIDDEN]
IDS = {kind: f"{CANARY}-{kind}" if kind in HIDDEN else f"open-{kind}" for kind in KINDS}


class Filled(list):
    def __repr__(self):
        return f"{len(self)} records"


@st.composite
def filled(draw):
    """A record of every kind; each field that is not public is filled, and every text marked.

    References of any field lead to records of which the public sees nothing, where they may.
    """
    numbers = count()
    secret = st.builds(lambda: f"{CANARY}{next(numbers)}")
    hidden = st.sampled_from([IDS[kind] for kind in HIDDEN])
    maker = Maker(texts=st.just("plain"), references=hidden, secret=secret)
    needed = {"incident": {"collection": IDS["collection"]},
              "published_figure": {"publication": IDS["publication"]},
              "collection": {"publication": None}}  # fmt: skip
    return Filled(
        draw(maker.record(kind, id=IDS[kind], **needed.get(kind, {}))) for kind in sorted(KINDS)
    )


@pytest.mark.parametrize("format", FORMATS)
def test_no_byte_of_a_public_export_holds_what_is_not_public(format):
    @settings(max_examples=3, deadline=None, phases=(Phase.explicit, Phase.generate),
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(filled())
    def check(records):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with new_book(folder / "book") as book:
                fill(book, records)
                secret = write(book, folder / "secret", format)
                assert raw(folder / "secret").count(CANARY.encode()) >= 40
                assert set(secret.manifest.records) == set(KINDS)
                done = write(book, folder / "public", format, Wanted())
                assert set(done.manifest.records) == set(OPEN)
                for text in (CANARY, str(folder), "who-wrote-it", "why-it-was"):
                    assert text.encode() not in raw(folder / "public"), text
                assert done.manifest.withheld["source"] == {"(records)": 1}
                write(book, folder / "team", format, Wanted(access=Access.RESTRICTED))
                found = raw(folder / "team")
                for record in records:
                    for field in type(record).model_fields:
                        if access_of(type(record), field) is Access.SECRET:
                            for text in canaries(getattr(record, field)):
                                assert text.encode() not in found, field

    check()


def canaries(value):
    """The marked texts of a value, without ids, which stand elsewhere too."""
    return set(re.findall(rf"{CANARY}\d+", str(value)))


@pytest.mark.parametrize("kind", OPEN)
def test_only_marked_fields_are_columns_of_a_public_table(kind, tmp_path):
    public = {each.field for each in columns_of(KINDS[kind]) if each.access is Access.PUBLIC}
    marked = {name for name in KINDS[kind].model_fields
              if access_of(KINDS[kind], name) is Access.PUBLIC}  # fmt: skip
    assert public <= marked


def test_what_is_withheld_is_counted_by_kind_and_field(casebook, tmp_path):
    done = write(casebook, tmp_path / "out", "csv", Wanted())
    sources = len(casebook.view.all(Source))
    assert done.manifest.withheld["source"] == {"(records)": sources}
    assert done.manifest.withheld["incident"]["key"] == len(casebook.view.all(Incident))
    written = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert written["withheld"] == done.manifest.withheld
    assert (written["tree_size"], written["root"]) == (
        casebook.view.state().tree_size,
        casebook.view.state().root,
    )


@pytest.mark.parametrize("format", ["xlsx", "timemap"])
def test_a_workbook_tells_nothing_of_the_machine_and_holds_no_formula(tmp_path, format):
    nasty = ("=1+1", "http://example.org", "mailto:a@example.org", "+1", "{=1}", "internal:a!A1")
    with new_book(tmp_path / "book") as book:
        fill(book, [Source(id=str(at), name=text, form="person") for at, text in enumerate(nasty)])
        write(book, tmp_path / "a.xlsx", format)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as packed:
        names = packed.namelist()
        sheets = "".join(packed.read(name).decode() for name in names if "sheet" in name)
        core = packed.read("docProps/core.xml").decode()
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 31, 0, 0, 0)}
    assert "<f" not in sheets
    assert "hyperlink" not in sheets
    assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]*)<", core) in ([], ["", ""])
    assert "2000-01-01" in core


# Selection


@pytest.fixture
def two_collections(tmp_path):
    whens = [When.parse(each, clock="UTC") for each in ("2017-10-05", "2017-11-05")]
    with new_book(tmp_path / "book") as book:
        records = [Collection(id=f"c{at}", code=f"c{at}", names={"en": "x"}, scope={})
                   for at in range(2)]  # fmt: skip
        for at, when in enumerate(whens):
            plain = {"collection": f"c{at}", "key": "k", "when": when, "where": None}
            records.append(Incident(id=f"i{at}", violations=(), **plain))
            records.append(Victim(id=f"v{at}", person=f"p{at}", incident=f"i{at}", fate="killed"))
            records.append(KINDS["person"](id=f"p{at}"))
        records.append(Source(id="s", name="Nobody names it", form="person"))
        fill(book, records)
        yield book


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"collection": "c0"}, {"c0", "i0", "v0", "p0"}),
        ({"period": When.parse("2017-11", clock="UTC")}, {"c1", "i1", "v1", "p1"}),
        ({"kinds": ("victim",)}, {"v0", "i0", "c0", "p0", "v1", "i1", "c1", "p1"}),
        ({"kinds": ("source",)}, {"s"}),
        ({"kinds": ("victim",), "collection": "c1"}, {"c1", "i1", "v1", "p1"}),
    ],
)
def test_a_selection_brings_what_it_names_and_what_belongs_to_it(
    two_collections, tmp_path, asked, ids
):
    wanted = Wanted(access=Access.SECRET, **asked)
    write(two_collections, tmp_path / "out", "jsonl", wanted)
    lines = (tmp_path / "out").read_text("utf-8").splitlines()[1:]
    assert {json.loads(line)["id"] for line in lines} == ids
    with new_book(tmp_path / "two") as second:
        from conftest import ENTRY

        import_file(second, tmp_path / "out", collection=None, entry=ENTRY)
        assert len(second.register.batches()) == 1


@pytest.mark.parametrize("asked", [{"kinds": ("event",)}, {"collection": "none"}])
def test_what_is_not_there_cannot_be_asked_for(two_collections, tmp_path, asked):
    with pytest.raises(InputError):
        write(two_collections, tmp_path / "out", "jsonl", Wanted(**asked))
    assert not (tmp_path / "out").exists()


def test_restricted_evidence_leaves_custody_out(tmp_path):
    facts = {"DeviceID": "secret device"}
    with new_book(tmp_path / "book") as book:
        fill(book, [Evidence(id="e", sha256="0" * 64, media_type="image/jpeg", facts=facts)])
        write(book, tmp_path / "out", "jsonl", Wanted(access=Access.RESTRICTED))
        text = (tmp_path / "out").read_text("utf-8")
        assert "image/jpeg" in text
        assert "secret device" not in text


# What other programs read


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_column_has_a_tag_that_hxl_knows(kind):
    shape = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")
    for column in (KIND, *(each.name for each in columns_of(KINDS[kind]))):
        assert shape.fullmatch(tag_of(kind, column))


def test_the_sheets_of_a_timemap_come_back_through_its_own_importer(casebook, tmp_path):
    from conftest import ENTRY
    from tawthiq.intake.collecting import CollectionSpec

    done = write(casebook, tmp_path / "map.xlsx", "timemap", Wanted())
    dated = len(casebook.view.all(Incident)) - done.undated
    with new_book(tmp_path / "two") as second:
        result = import_file(second, tmp_path / "map.xlsx", format="timemap",
                             collection=CollectionSpec("map"), entry=ENTRY)  # fmt: skip
        assert (result.rows_read, result.rejected) == (dated, 0)
        assert result.records["incident"] == dated
        held = {each.key: each for each in second.view.all(Incident)}
    for incident in casebook.view.all(Incident):
        if incident.id in held:
            assert held[incident.id].when.first_day == incident.when.first_day


def test_features_have_the_geometry_that_is_known_and_none_else(tmp_path):
    border = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 35]]]}
    wheres = [{"point": {"longitude": 36.7, "latitude": 35.1}}, {"place": "hama"},
              {"polygon": json.dumps(border)}, {"polygon": "no JSON"}]  # fmt: skip
    plain = {"collection": "c", "key": "k", "when": None, "violations": ()}
    with new_book(tmp_path / "book") as book:
        incidents = [Incident.model_validate({"id": f"i{at}", **plain, "where": where})
                     for at, where in enumerate(wheres)]  # fmt: skip
        fill(book, [Collection(id="c", code="c", names={}, scope={}), *incidents])
        write(book, tmp_path / "a.geojson", "geojson", WHOLE)
    found = json.loads((tmp_path / "a.geojson").read_text("utf-8"))["features"]
    shapes = {each["id"]: each["geometry"] for each in found}
    assert shapes["i0"] == {"type": "Point", "coordinates": [36.7, 35.1]}
    assert shapes["i1"] is None
    assert shapes["i2"] == border
    assert shapes["i3"] is None
