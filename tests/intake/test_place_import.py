"""Importing places: matched, never guessed; refused or reported, never silent."""

import gzip
import json
import time
from collections import Counter
from contextlib import suppress

import pytest

from conftest import ENTRY
from invented import incident
from shared_data import shared
from tawthiq.areas import read_shape
from tawthiq.breaches import agreements_of
from tawthiq.breaches.place import place_test
from tawthiq.breaches.zones import Zones
from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.errors import InputError, VocabularyError
from tawthiq.intake.place_import import PlaceOptions, import_places
from tawthiq.intake.place_match import Wanted
from tawthiq.intake.places import PlaceSpec, add_place
from tawthiq.records import Gazetteer, Place, Point, Where, Zone, ZonePart
from tawthiq.report import Phrases

WORDS = {"en": "Invented", "ar": "مخترع"}


def square(west, south, side=1.0):
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def at(longitude, latitude):
    return {"type": "Point", "coordinates": [longitude, latitude]}


def admin(level, pcode, en, ar, *, above=(), geometry=None, **more):
    """A feature as OCHA's common data sets write it; the places are invented."""
    fields = {f"adm{level}_pcode": pcode, f"adm{level}_name": en, f"adm{level}_name1": ar,
              "lang": "en", "lang1": "ar", **more}  # fmt: skip
    fields |= {f"adm{level - 1 - step}_pcode": code for step, code in enumerate(above)}
    return {"type": "Feature", "properties": fields, "geometry": geometry}


def town(pcode, en, ar, *, above=("SY9900", "SY99"), geometry=None):
    fields = {"PCODE": pcode, "NAME_EN": en, "NAME_ARA": ar}
    fields |= {f"ADMIN{2 - step}_COD": code for step, code in enumerate(above)}
    return {"type": "Feature", "properties": fields, "geometry": geometry}


def own(**fields):
    return {"type": "Feature", "geometry": None, "properties": fields}


GOVERNORATE = admin(1, "SY99", "Valley", "الوادي", above=("SY",), geometry=square(36, 34))
DISTRICT = admin(2, "SY9900", "Upper Valley", "الوادي الأعلى", above=("SY99", "SY"),
                 geometry=square(36, 34, 0.5))  # fmt: skip
TOWN = town("C1", "Green Spring", "عين خضراء", geometry=at(36.2, 34.2))


@pytest.fixture
def folder(tmp_path):
    init_casebook(tmp_path / "casebook", name=WORDS, area="syria", clock="Asia/Damascus")
    return tmp_path / "casebook"


def written(folder, *features, name="invented.geojson"):
    path = folder.parent / name
    content = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def enter(folder, *features, name="invented.geojson", dry_run=False, border=None, **wanted):
    path = written(folder, *features, name=name)
    return enter_files(folder, path, dry_run=dry_run, border=border, **wanted)


def enter_files(folder, *paths, dry_run=False, border=None, encoding=None, **wanted):
    options = PlaceOptions(Wanted(**wanted), border=border, encoding=encoding)
    with open_casebook(folder) as casebook:
        return import_places(casebook, paths, entry=ENTRY, options=options, dry_run=dry_run)


def held(folder):
    with open_casebook(folder) as casebook:
        return casebook.places()


def refused(folder, *features, **options):
    before = [place.code for place in held(folder)]
    with pytest.raises(InputError) as found:
        enter(folder, *features, **options)
    assert [place.code for place in held(folder)] == before
    return found.value.faults


def outcomes(done):
    return Counter(each.outcome for each in done.places)


def notes(done):
    return {each.code: dict(each.facts) for each in done.notes}


def test_new_places_get_a_code_below_what_they_lie_in(folder):
    done = enter(folder, TOWN, DISTRICT, GOVERNORATE, border=500)
    assert outcomes(done) == {"new": 3}
    places = held(folder)
    spring = places.get("syria.valley.upper_valley.green_spring")
    assert spring.names == {"en": "Green Spring", "ar": "عين خضراء"}
    assert spring.external == {"pcode": "C1"}
    assert (spring.point.longitude, spring.point.latitude) == (36.2, 34.2)
    assert places.get("syria.valley").border == 500
    assert json.loads(places.get("syria.valley").polygon) == square(36, 34)
    assert places.find("عين خضراء") == spring.code


def test_the_same_files_again_change_nothing(folder):
    enter(folder, GOVERNORATE, DISTRICT, TOWN)
    again = enter(folder, GOVERNORATE, DISTRICT, TOWN)
    assert outcomes(again) == {"unchanged": 3}
    assert again.batch.batch is None


def test_a_known_place_keeps_its_code_and_names_and_gets_border_and_spellings(folder):
    done = enter(folder, admin(1, "SY07", "Edleb", "أدلب", above=("SY",), geometry=square(36, 35)))
    assert outcomes(done) == {"changed": 1}
    idlib = held(folder).get("idlib")
    assert idlib.names["en"] == "Idlib"
    assert idlib.polygon
    assert "Edleb" in idlib.aliases
    assert "أدلب" not in idlib.aliases  # folds to a spelling that is known already


def test_an_import_is_one_batch_and_can_be_undone_and_repeated(folder):
    first = held(folder)
    done = enter(folder, GOVERNORATE, DISTRICT, TOWN)
    with open_casebook(folder) as casebook:
        casebook.register.undo(done.batch.batch, actor="invented", reason="test", at=ENTRY.at)
    assert [each.code for each in held(folder)] == [each.code for each in first]
    assert outcomes(enter(folder, GOVERNORATE, DISTRICT, TOWN)) == {"new": 3}
    assert "syria.valley.upper_valley.green_spring" in held(folder)


def test_a_wider_place_that_was_undone_under_a_narrower_one_is_named(folder):
    wide = enter(folder, GOVERNORATE, DISTRICT)
    enter(folder, TOWN)
    with open_casebook(folder) as casebook:
        casebook.register.undo(wide.batch.batch, actor="invented", reason="test", at=ENTRY.at)
    with pytest.raises(VocabularyError, match=r"which is not there.*bring it back"):
        held(folder)


def test_a_dry_run_writes_nothing(folder):
    done = enter(folder, GOVERNORATE, dry_run=True)
    assert done.batch is None
    assert outcomes(done) == {"new": 1}
    assert "syria.valley" not in held(folder)


def test_places_of_one_name_are_told_apart_by_their_pcodes(folder):
    same = [town(code, "Red Hill", "التل الأحمر", geometry=at(36.1, 34.1)) for code in ("C7", "C8")]
    enter(folder, GOVERNORATE, DISTRICT, *same)
    places = held(folder)
    above = "syria.valley.upper_valley"
    assert {f"{above}.red_hill_c7", f"{above}.red_hill_c8"} <= {each.code for each in places}
    with pytest.raises(VocabularyError, match=r"2 places are written 'Red Hill'.*red_hill_c7"):
        places.find("Red Hill")


def test_a_spelling_at_two_levels_means_the_wider_place_as_before():
    words = {"en": "Homs", "ar": "حمص"}
    narrow = Place(id="p", code="hama.homs_village", level="town", parent="hama", names=words)
    homs = Place(id="q", code="homs", level="governorate", names=words)
    hama = Place(id="r", code="hama", level="governorate", names={"en": "Hama", "ar": "حماة"})
    for order in ([narrow, homs, hama], [hama, homs, narrow]):
        assert Gazetteer(order).find("Homs") == "homs"
        assert Gazetteer(order).find("hama.homs_village") == "hama.homs_village"


def test_a_place_without_pcode_is_matched_by_its_spelling_where_it_lies(folder):
    with open_casebook(folder) as casebook:
        spec = PlaceSpec("idlib.spring", (), "Green Spring", "عين خضراء", "idlib", "town")
        add_place(casebook, spec, entry=ENTRY)
    done = enter(folder, town("C9", "Green Spring", "عين خضراء", above=("SY0703", "SY07")))
    assert outcomes(done) == {"changed": 1}
    spring = held(folder).get("idlib.spring")
    assert spring.external == {"pcode": "C9"}
    assert spring.parent == "idlib.harim"
    assert notes(done)["places.parent_narrower"]["place"] == "idlib"


def test_an_ambiguous_spelling_is_refused_with_the_alternatives_unless_it_is_settled(folder):
    for governorate in ("idlib.harim", "idlib.ariha"):
        with open_casebook(folder) as casebook:
            spec = PlaceSpec(f"{governorate}.spring", (), f"Spring {governorate[6:]}",
                             f"عين {governorate[6:]}", governorate, "town")  # fmt: skip
            add_place(casebook, spec, entry=ENTRY)
            alike = casebook.places().get(spec.code)
            alike = alike.model_copy(update={"aliases": ("Green Spring",)})
            casebook.register.write([alike], actor="invented", reason="test", at=ENTRY.at)
    unsure = own(level="town", name_en="Green Spring", name_ar="عين خضراء", parent="idlib")
    [fault] = refused(folder, unsure)
    assert "idlib.harim.spring, idlib.ariha.spring" in fault.reason
    assert fault.column == "features.0"
    assert outcomes(enter(folder, unsure, prefix="idlib.ariha")) == {"changed": 1}
    assert "عين خضراء" in held(folder).get("idlib.ariha.spring").aliases


def test_a_level_and_a_parent_that_no_file_says_come_from_the_options(folder):
    bare = own(shapeName="Green Spring", name_ar="عين", shapeID="7")
    named = own(name_en="Green Spring", name_ar="عين خضراء", pcode="C5")
    assert "does not say its level" in refused(folder, bare)[0].reason
    assert "no place is known that it lies in" in refused(folder, named, level="town")[0].reason
    enter(folder, named, level="town", parent="idlib.harim")
    assert "idlib.harim.green_spring" in held(folder)


BOW = {"type": "Polygon", "coordinates": [[[36, 34], [37, 35], [37, 34], [36, 35], [36, 34]]]}


@pytest.mark.parametrize(
    ("words", "column", "features"),
    [
        ("crosses itself", "features.0.geometry",
         [admin(1, "SY99", "Valley", "الوادي", above=("SY",), geometry=BOW)]),
        ("that of number 1", "features.1", [GOVERNORATE, {**GOVERNORATE}]),
        ("level 9 is not known", "features.0",
         [admin(9, "SY99", "Valley", "الوادي", above=("SY",))]),
        ("leave the degrees", "features.0", [town("C1", "A", "ا", geometry=at(36, 134))]),
        ("2 points", "features.0", [town("C1", "A", "ا", geometry={
            "type": "MultiPoint", "coordinates": [[36, 34], [36, 35]]})]),
        ("a point or a polygon", "features.0",
         [town("C1", "A", "ا", geometry={"type": "LineString", "coordinates": []})]),
        ("no name that is known", "features.0", [{"type": "Feature", "properties": {"a": 1}}]),
        ("lies outside that of syria.valley", "features.1.geometry",
         [GOVERNORATE, admin(2, "SY9900", "Far", "بعيد", above=("SY99",),
                             geometry=square(40, 36))]),
        ("no level is called 'planet'", "features.0", [{"type": "Feature", "geometry": None,
            "properties": {"name_en": "A", "name_ar": "ا", "level": "planet"}}]),
        ("a town here and idlib is a governorate", "features.0",
         [town("SY07", "Edleb", "ادلب", above=("SY",))]),
        ("no place is known that it lies in", "features.0", [TOWN]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_feature(folder, words, column, features):
    faults = refused(folder, *features)
    assert any(words in fault.reason for fault in faults), faults
    assert {fault.column for fault in faults} == {column}
    assert {fault.file for fault in faults} == {"invented.geojson"}


def test_a_known_place_elsewhere_is_refused(folder):
    enter(folder, GOVERNORATE, DISTRICT, TOWN)
    [fault] = refused(folder, town("C1", "Green Spring", "عين خضراء", above=("SY0703", "SY07")))
    assert "puts it in idlib.harim" in fault.reason


def test_a_point_outside_the_border_is_reported_and_not_entered(folder):
    far = town("C2", "Far Spring", "عين بعيدة", geometry=at(36.6, 34.2))
    done = enter(folder, GOVERNORATE, DISTRICT, TOWN, far)
    told = notes(done)["places.point_outside"]
    assert (told["number"], told["place"]) == (4, "syria.valley.upper_valley")
    assert told["metres"] == pytest.approx(9_200, rel=0.01)
    places = held(folder)
    assert places.get("syria.valley.upper_valley.far_spring").point is None
    assert places.get("syria.valley.upper_valley.green_spring").point is not None


def test_a_border_that_may_be_off_takes_a_point_in(folder):
    near = town("C2", "Near Spring", "عين قريبة", geometry=at(36.501, 34.2))
    assert "places.point_outside" in notes(enter(folder, GOVERNORATE, DISTRICT, near, dry_run=True))
    assert notes(enter(folder, GOVERNORATE, DISTRICT, near, border=500)) == {}


def test_the_centre_of_an_area_is_no_position(folder):
    centre = {"admin_level": 1, "name": "Idleb", "name1": "إدلب", "adm1_pcode": "SY07",
              "adm0_pcode": "SY", "lang": "en", "lang1": "ar"}  # fmt: skip
    done = enter(folder, {"type": "Feature", "properties": centre, "geometry": at(36.6, 35.8)})
    assert notes(done)["places.centre"]["count"] == 1
    assert held(folder).get("idlib").point is None


def test_a_point_never_stands_for_an_area_whose_extent_is_not_recorded():
    words = {"en": "A", "ar": "ا"}
    here = Point(longitude=36, latitude=34)
    places = [
        Place(id="a", code="a", level="subdistrict", names=words, point=here),
        Place(id="b", code="b", level="town", names=words, point=here),
        Place(id="c", code="c", level="town", names=words,
              point=here.model_copy(update={"radius": 800.0})),
    ]  # fmt: skip
    zones = Zones(Gazetteer(places))
    assert zones.figure(Where(place="a")) is None
    assert zones.figure(Where(place="b")) is None
    assert zones.figure(Where(place="c")) is not None


def test_a_new_place_needs_a_name_in_both_scripts(folder):
    nameless = town("C2", "Far Spring", None, geometry=at(36.2, 34.2))
    done = enter(folder, GOVERNORATE, DISTRICT, nameless)
    assert notes(done)["places.no_arabic_name"]["number"] == 3
    assert outcomes(done) == {"new": 2}


def test_places_below_one_that_is_not_known_go_into_the_wider_one(folder):
    deep = town("C3", "Deep Spring", "عين عميقة", above=("SY9999", "SY99"))
    done = enter(folder, GOVERNORATE, deep)
    assert notes(done)["places.parent_wider"]["place"] == "syria.valley"
    assert held(folder).get("syria.valley.deep_spring").parent == "syria.valley"


# Encodings


def broken(folder, *, towns=40):
    """A file whose last text was cut at a number of bytes, in the middle of a letter."""
    features = [GOVERNORATE, DISTRICT, *(town(f"C{at}", f"Spring {at}", f"عين خضراء {at}")
                                         for at in range(towns))]  # fmt: skip
    path = written(folder, *features)
    cut = f"عين خضراء {towns - 1}".encode()[:-4] + b'"'
    content = path.read_bytes()
    path.write_bytes(content.replace(f'عين خضراء {towns - 1}"'.encode(), cut))
    return path


def test_a_name_cut_in_the_middle_of_a_letter_is_reported_with_its_feature(folder):
    path = broken(folder)
    with pytest.raises(UnicodeDecodeError):
        path.read_text("utf-8")
    done = enter_files(folder, path)
    assert notes(done)["places.name_cut"]["number"] == 42
    spring = held(folder).get("syria.valley.upper_valley.spring_39")
    assert spring.names["ar"] == "عين خضرا"


@pytest.mark.parametrize("encoding", ["windows-1256", "iso-8859-6"])
def test_an_encoding_that_cannot_be_told_is_refused_with_its_line(folder, encoding):
    path = written(folder, GOVERNORATE)
    path.write_bytes(b"\n\n" + path.read_text("utf-8").encode(encoding))
    with pytest.raises(InputError, match=r"not UTF-8: byte .* does not fit.*--encoding") as found:
        enter_files(folder, path)
    assert found.value.faults[0].row == 3
    enter_files(folder, path, encoding=encoding)
    assert held(folder).get("syria.valley").names["ar"] == "الوادي"


def test_a_mark_at_the_start_tells_the_encoding(folder):
    path = written(folder, GOVERNORATE)
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
    enter_files(folder, path)
    assert "syria.valley" in held(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"features": [1]}', b"\x1f\x8b00"])
def test_a_file_that_holds_no_features_is_refused(folder, content):
    path = folder.parent / "bad.geojson"
    path.write_bytes(content)
    with pytest.raises(InputError):
        enter_files(folder, path)


# Tables

GEONAMES = [
    ["1", "Idlib", "Idlib", "إدلب,Edlib", "35.9", "36.6", "A", "ADM1", "SY", "", "12"],
    ["2", "Green Spring", "", "عين خضراء,Ain Khadra", "36.0", "36.5", "P", "PPL", "SY", "", "12"],
    ["3", "Invented Mountain", "", "", "36.0", "36.5", "T", "MT", "SY", "", "12"],
    ["4", "Nowhere", "", "لا مكان", "36.0", "36.5", "P", "PPL", "SY", "", "77"],
]


def geonames(folder, rows):
    path = folder.parent / "SY.txt"
    full = ["\t".join([*row, *[""] * (19 - len(row))]) for row in rows]
    path.write_text("\n".join(full) + "\n", "utf-8")
    return path


def test_a_table_of_geonames_is_read(folder):
    done = enter_files(folder, geonames(folder, GEONAMES))
    assert outcomes(done) == {"new": 2, "changed": 1}
    places = held(folder)
    assert places.get("idlib").external["geonames"] == "1"
    spring = places.get("idlib.green_spring")
    assert spring.names == {"en": "Green Spring", "ar": "عين خضراء"}
    assert spring.aliases == ("Ain Khadra",)
    assert notes(done)["places.no_place"]["feature"] == "MT"
    assert notes(done)["places.parent_wider"]["place"] == "syria"  # no governorate has the code 77


def test_a_table_with_a_header_is_read_with_commas_too(folder):
    path = folder.parent / "towns.csv"
    path.write_text(
        "pcode,name,alternatenames,latitude,longitude,feature code,admin2 code,admin1 code\n"
        'C9,Green Spring,"عين خضراء,Ain Khadra",36.2,36.5,PPL,SY0703,SY07\n', "utf-8",
    )  # fmt: skip
    enter_files(folder, path)
    assert held(folder).get("idlib.harim.green_spring").external == {
        "pcode": "C9"
    }  # the nearest code that is known


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (["2", "A", "", "ا", "96.0", "36.5", "P", "PPL", "SY"], "longitude", "leave the degrees"),
        (["2", "A", "", "ا", "x", "36.5", "P", "PPL", "SY"], "longitude", "no longitude"),
        (["2", "A", "", "ا", "36", "36.5", "P", "PPQZ", "SY"], "feature_code", "PPQZ"),
    ],
)
def test_a_fault_of_a_table_has_its_line_and_column(folder, row, column, words):
    with pytest.raises(InputError, match=words) as found:
        enter_files(folder, geonames(folder, [GEONAMES[0], row]))
    assert (found.value.faults[0].row, found.value.faults[0].column) == (2, column)


def test_every_note_has_its_sentences():
    facts = {"file": "f", "number": 3, "name": "N", "place": "idlib", "metres": 10, "count": 2,
             "level": "district", "feature": "MT"}  # fmt: skip
    for language in ("en", "ar"):
        phrases = Phrases(language, labels={})
        for name in ("point_outside", "name_cut", "no_arabic_name", "no_latin_name", "centre",
                     "parent_wider", "parent_narrower", "no_place"):  # fmt: skip
            assert phrases.plain(f"places.{name}", **facts)


# The real files of OCHA, geoBoundaries and Open Syria


REAL = ("syr_admin1.geojson.gz", "syr_admin2.geojson.gz", "syr_adminpoints.geojson.gz",
        "syr_admin4_point.geojson.gz")  # fmt: skip


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real") / "casebook"
    paths = [shared("places", name) for name in REAL]
    init_casebook(folder, name=WORDS, area="syria", clock="Asia/Damascus")
    begun = time.perf_counter()
    done = enter_files(folder, *paths, border=500)
    return folder, done, time.perf_counter() - begun


def test_the_real_files_are_read_whole(real):
    folder, done, seconds = real
    counts = Counter((each.place.level, each.outcome) for each in done.places)
    assert counts == {
        ("country", "unchanged"): 1, ("governorate", "changed"): 14, ("district", "changed"): 33,
        ("district", "new"): 29, ("subdistrict", "new"): 272, ("town", "new"): 5251,
    }  # fmt: skip
    assert seconds < 30
    told = Counter(each.code for each in done.notes)
    assert told["places.name_cut"] == 6
    assert told["places.point_outside"] == 80
    places = held(folder)
    assert places.lies_in("idlib.harim", "idlib")
    assert len(places.get("homs").polygon) > 10_000  # kept as given
    assert sum(place.point is None for place in places if place.level == "town") == 80


def test_the_real_files_again_change_nothing(real):
    folder, _, _ = real
    again = enter_files(folder, *(shared("places", name) for name in REAL), border=500)
    assert outcomes(again) == {"unchanged": 5600}


def test_a_border_is_stored_as_the_file_has_it(real):
    folder, _, _ = real
    with gzip.open(shared("places", REAL[0])) as file:
        features = json.load(file)["features"]
    places = held(folder)
    by_pcode = {place.external.get("pcode"): place for place in places}
    for feature in features:
        place = by_pcode[feature["properties"]["adm1_pcode"]]
        assert json.loads(place.polygon)["coordinates"] == feature["geometry"]["coordinates"]


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "value", "why"),
    [
        ("idlib", 36.63, 35.93, "true", "point_inside"),  # the town of Idlib
        ("idlib", 36.75, 35.13, "false", "point_outside"),  # the town of Hama
        ("idlib.harim", 36.52, 36.21, "true", "point_inside"),  # the town of Harim
        ("idlib.harim", 36.63, 35.93, "false", "point_outside"),
    ],
)
def test_a_point_alone_is_placed_by_the_real_border(
    real, casebook, place, longitude, latitude, value, why
):
    spot = Point(longitude=longitude, latitude=latitude)
    assert placed(held(real[0]), spot, place, casebook) == (value, f"place.{why}")


def test_a_point_alone_beside_the_real_border_stays_unknown(real, casebook):
    places = held(real[0])
    border = read_shape(places.get("idlib").polygon)
    longitude, latitude = border.exterior.coords[0]
    spot = Point(longitude=longitude, latitude=latitude)
    assert placed(places, spot, "idlib", casebook) == ("unknown", "place.border")


def placed(places, spot, place, casebook):
    """What the place test says of an invented incident at a point, against a zone of one place."""
    (agreement,) = agreements_of(casebook, ["idlib"])
    zone = Zone(code="z", names=WORDS, parts=(ZonePart(place=place),))
    agreement = agreement.model_copy(update={"zones": (zone,)})
    here = incident(place=None).model_copy(update={"where": Where(point=spot)})
    provision = agreement.provisions[0].model_copy(update={"zone": None})
    result = place_test(here, agreement, provision, Zones(places))
    return result.value.value, result.reason.code


@pytest.mark.parametrize(
    ("names", "wanted", "changed"),
    [
        (("geoboundaries_SYR_ADM1.geojson.gz",), {"parent": "syria"}, 14),
        (("opensyria_governorates.json", "opensyria_districts.json",
          "opensyria_subdistricts.json"), {}, 348),
    ],
)  # fmt: skip
def test_other_real_files_find_the_known_places(real, names, wanted, changed):
    paths = [shared("places", name) for name in names]
    done = enter_files(real[0], *paths, dry_run=True, **wanted)
    assert outcomes(done) == {"changed": changed}


def test_a_real_file_without_places_is_refused(real):
    with pytest.raises(InputError, match="no name that is known"):
        enter_files(real[0], shared("places", "opensyria_sources.json"))


def test_a_code_of_ones_own_is_kept(folder):
    enter(folder, own(level="town", name_en="A", name_ar="ا", parent="hama", code="hama.own_a"))
    place = held(folder).get("hama.own_a")
    assert place.external == {}
    [fault] = refused(folder, own(level="town", name_en="B", name_ar="ب", parent="hama", code="B!"))
    assert "is no code" in fault.reason


JUNK = [None, -1, "", [], {}, [[]], True, {"a": 1}, [1, 2], "x" * 300, float("nan"), "\u202e"]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_junk_anywhere_in_a_feature_is_refused_or_read_and_never_a_fault_of_ours(folder, junk):
    listed = own(name={"en": "A", "ar": "ا"}, externalIds={"ochaPcode": "X"}, id="a")
    mine = own(level="town", name_en="A", name_ar="ا", parent="hama")
    features = [GOVERNORATE, TOWN, mine, listed]
    changes = [{**each, key: junk} for each in features for key in ("properties", "geometry")]
    changes += [
        {**each, "properties": {**each["properties"], key: junk}}
        for each in features
        for key in each["properties"]
    ]
    with open_casebook(folder) as casebook:
        for change in changes:
            with suppress(InputError):
                import_places(casebook, [written(folder, change)], entry=ENTRY, dry_run=True)
