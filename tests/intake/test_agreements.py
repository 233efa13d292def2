"""Agreements that cannot be: each is refused with its place in the file, and nothing is entered."""

import json

import pytest
import yaml

from conftest import ENTRY
from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.errors import InputError
from tawthiq.intake.enter import import_agreements
from tawthiq.records import Agreement

CLOCK = "Asia/Damascus"
WORDS = {"en": "Invented", "ar": "مختلق"}


def moment(*told, clock=CLOCK):
    return {"statements": [{"at": each, "clock": clock} for each in told]}


def fields(code="invented", **changes):
    return {
        "code": code, "names": WORDS, "short_names": WORDS, "level": "local",
        "signed_on": moment("2017-05-01"), "signed_at": WORDS, "summary": WORDS,
        "roles": [{"party": "regime", "role": "belligerent_bound"}], "texts": [],
        "provisions": [{"code": "P01"}], "terms": [{"starts": moment("2017-05-02")}],
        "zones": [{"code": "z", "names": WORDS, "parts": [{"place": "daraa"}]}], **changes,
    }  # fmt: skip


def zone(*parts, code="z", **more):
    return {"code": code, "names": WORDS, "parts": list(parts), **more}


def polygon(*corners):
    return json.dumps({"type": "Polygon", "coordinates": [[*corners, corners[0]]]})


BOW = polygon([36, 34], [37, 35], [37, 34], [36, 35])
SEA = polygon([20, 34], [21, 34], [21, 35], [20, 35])
TURNED = polygon([34, 40], [35, 40], [35, 41], [34, 41])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("agreements") / "casebook"
    init_casebook(folder, name=WORDS, area="syria", clock=CLOCK)
    return folder


def enter(folder, tmp_path, *contents):
    paths = []
    for at, content in enumerate(contents):
        path = tmp_path / f"{at}.yaml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
        paths.append(path)
    with open_casebook(folder) as casebook:
        before = casebook.view.state()
        try:
            return import_agreements(casebook, paths, entry=ENTRY)
        except InputError:
            assert casebook.reading().view.state() == before
            raise


@pytest.mark.parametrize(
    ("place", "words", "change"),
    [
        ("zones.0.parts.0.polygon", "crosses itself", {"zones": [zone({"polygon": BOW})]}),
        ("zones.0.parts.0", "outside every country", {"zones": [zone({"polygon": SEA})]}),
        ("zones.0.parts.0", "outside every country", {"zones": [zone({"polygon": TURNED})]}),
        ("zones.0.parts.0.polygon", "no JSON", {"zones": [zone({"polygon": "{"})]}),
        (
            "zones.0.without.0.polygon", "give a Polygon",
            {"zones": [zone({"place": "daraa"}, without=[{"polygon": '{"type": "Point"}'}])]},
        ),
        (
            "zones.0.parts.0", "outside every country",
            {"zones": [zone({"disc": {"longitude": 10, "latitude": 50, "radius": 5000}})]},
        ),
        ("zones.0.parts.0.radius", "has no point",
         {"zones": [zone({"place": "daraa", "radius": 3000})]}),
        ("zones.0.parts.0.place", "no place has the code", {"zones": [zone({"place": "nowhere"})]}),
        ("zones.0.parts.0", "a part is one of", {"zones": [zone({"share": "part"})]}),
        ("terms.0", "ends before it starts",
         {"terms": [{"starts": moment("2017-05-02"), "ends": moment("2017-04-01")}]}),
        ("terms.0.starts.statements.0", "No clock named",
         {"terms": [{"starts": moment("2017-05-02", clock="Asia/Nowhere")}]}),
        ("terms.0.starts.statements.0", "skips this time",
         {"terms": [{"starts": moment("2017-03-31T00:30")}]}),
        (None, "two terms of the agreement overlap",
         {"terms": [{"starts": moment("2017-05-02"), "months": 6},
                    {"starts": moment("2017-08-01"), "months": 6}]}),
        (None, "two versions of the zone z hold at the same time",
         {"zones": [zone({"place": "daraa"}), zone({"place": "hama"})]}),
        (None, "binds hts, which has no role here",
         {"provisions": [{"code": "P01", "obligors": ["hts"]}]}),
        ("roles.0.party", "no party has the code",
         {"roles": [{"party": "nobody", "role": "signatory"}]}),
        ("roles.0", "the role ends before it starts",
         {"roles": [{"party": "regime", "role": "signatory", "bound_from": moment("2017-06-01"),
                     "bound_to": moment("2017-05-01")}]}),
        (None, "cannot supersede itself", {"supersedes": ["invented"]}),
        ("supersedes", "no agreement has the code", {"supersedes": ["forgotten"]}),
        ("parent", "no agreement has the code", {"parent": "forgotten"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place(folder, tmp_path, place, words, change):
    with pytest.raises(InputError, match=words) as refused:
        enter(folder, tmp_path, fields(**change))
    assert {fault.column for fault in refused.value.faults} == {place}
    assert {fault.file for fault in refused.value.faults} == {"0.yaml"}


def test_a_ring_of_agreements_is_refused(folder, tmp_path):
    with pytest.raises(InputError, match="leads back to it"):
        enter(folder, tmp_path, fields("one", supersedes=["two"]),
              fields("two", supersedes=["three"]), fields("three", supersedes=["one"]))  # fmt: skip
    with pytest.raises(InputError, match="following `parent`"):
        enter(folder, tmp_path, fields("one", parent="two"), fields("two", parent="one"))


def test_two_files_of_one_agreement_are_refused(folder, tmp_path):
    with pytest.raises(InputError, match="holds an agreement of the same code"):
        enter(folder, tmp_path, fields("one"), fields("one", level="national"))


def test_a_time_that_occurs_twice_leaves_the_start_open(tmp_path):
    init_casebook(tmp_path / "casebook", name=WORDS, area="syria", clock=CLOCK)
    enter(tmp_path / "casebook", tmp_path, fields(terms=[{"starts": moment("2017-10-26T23:30")}]))
    with open_casebook(tmp_path / "casebook") as casebook:
        (held,) = casebook.view.all(Agreement)
    starts = held.terms[0].starts
    assert (starts.latest - starts.earliest).total_seconds() == 3600


def test_versions_of_a_zone_that_follow_each_other_are_entered(tmp_path):
    init_casebook(tmp_path / "casebook", name=WORDS, area="syria", clock=CLOCK)
    zones = [
        zone({"place": "daraa"}, valid_to=moment("2017-06-01")),
        zone({"place": "hama"}, valid_from=moment("2017-06-01")),
    ]
    assert enter(tmp_path / "casebook", tmp_path, fields(zones=zones)).created


# Polygons in files

SHAPE = {"type": "Polygon", "coordinates": [[[36, 32], [37, 32], [37, 33], [36, 32]]]}


@pytest.mark.parametrize(
    "content",
    [
        SHAPE,
        {"type": "Feature", "properties": {}, "geometry": SHAPE},
        {"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {}, "geometry": SHAPE}]},
    ],
)  # fmt: skip
def test_a_polygon_is_read_from_a_file_beside_the_agreement(tmp_path, content):
    init_casebook(tmp_path / "casebook", name=WORDS, area="syria", clock=CLOCK)
    (tmp_path / "zone.geojson").write_text(json.dumps(content, indent=1), "utf-8")
    changed = fields(zones=[zone({"polygon_file": "zone.geojson"})])
    enter(tmp_path / "casebook", tmp_path, changed)
    with open_casebook(tmp_path / "casebook") as casebook:
        (held,) = casebook.view.all(Agreement)
    assert json.loads(held.zones[0].parts[0].polygon) == SHAPE


@pytest.mark.parametrize(
    ("part", "content", "words", "column"),
    [
        ({"polygon_file": "gone.geojson"}, None, "cannot be read", "polygon_file"),
        ({"polygon_file": "../zone.geojson"}, SHAPE, "no plain name", "polygon_file"),
        ({"polygon_file": 7}, SHAPE, "no plain name", "polygon_file"),
        ({"polygon_file": "zone.geojson", "polygon": "{}"}, SHAPE, "in one part", "polygon_file"),
        ({"polygon_file": "zone.geojson"}, {"type": "Point"}, "no Polygon", "polygon_file"),
        ({"polygon_file": "zone.geojson"}, {"type": "FeatureCollection", "features": []},
         "holds 0 features", "polygon_file"),
        ({"polygon_file": "zone.geojson"}, json.loads(BOW), "crosses itself", "polygon"),
    ],
)  # fmt: skip
def test_a_polygon_file_that_cannot_be_taken_is_refused(
    folder, tmp_path, part, content, words, column
):
    if content is not None:
        (tmp_path / "zone.geojson").write_text(json.dumps(content), "utf-8")
    with pytest.raises(InputError, match=words) as refused:
        enter(folder, tmp_path, fields(zones=[zone(part)]))
    assert {fault.column for fault in refused.value.faults} == {f"zones.0.parts.0.{column}"}
