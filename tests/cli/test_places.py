"""`tawthiq places import` and `tawthiq agreements zones` as a user runs them."""

import json

import pytest
from typer.testing import CliRunner

from tawthiq.cli.commands import app
from tawthiq.errors import InputError

RING = [[36, 34], [37, 34], [37, 35], [36, 35], [36, 34]]
VALLEY = {
    "type": "Feature",
    "properties": {"adm1_pcode": "SY99", "adm1_name": "Valley", "adm1_name1": "الوادي",
                   "adm0_pcode": "SY", "lang": "en", "lang1": "ar"},
    "geometry": {"type": "Polygon", "coordinates": [RING]},
}  # fmt: skip
NAMELESS = {"type": "Feature", "geometry": None,
            "properties": {"PCODE": "C1", "NAME_EN": "Spring", "ADMIN1_COD": "SY99"}}  # fmt: skip


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "invented.geojson"
    content = {"type": "FeatureCollection", "features": [VALLEY, NAMELESS]}
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def test_an_import_says_what_it_did_and_left_out(casebook, file):
    tried = run("places", "import", file, "--dry-run", "-C", casebook.folder)
    assert "Nothing was written: this was a dry run." in tried.stdout
    done = run("places", "import", file, "--border", "500", "-C", casebook.folder)
    assert "governorate: 1 new" in done.stdout
    assert "umber 2 of invented.geojson, Spring: left out" in done.stdout
    assert "1 created. Batch" in done.stdout
    again = json.loads(run("places", "import", file, "--border", "500", "--json",
                           "-C", casebook.folder).stdout)  # fmt: skip
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)
    [note] = again["notes"]
    assert "بلا اسم عربي" in note["text"]["ar"]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--level", "planet"), ("--parent", "nowhere"), ("--prefix", "A b"), ("--border", "-1")],
)
def test_an_option_that_cannot_be_is_refused(casebook, file, option, value):
    with pytest.raises(InputError) as refused:
        run("places", "import", file, option, value, "-C", casebook.folder)
    assert refused.value.faults[0].file == option


def test_zones_are_written_to_a_new_file_alone(casebook, tmp_path):
    out = tmp_path / "zones.geojson"
    said = run("agreements", "zones", "idlib", "--out", out, "-C", casebook.folder).stdout
    assert "could not be drawn" in said
    assert json.loads(out.read_text("utf-8"))["type"] == "FeatureCollection"
    with pytest.raises(InputError, match="cannot be written"):
        run("agreements", "zones", "idlib", "--out", out, "-C", casebook.folder)
    printed = json.loads(run("agreements", "zones", "idlib", "-C", casebook.folder).stdout)
    assert printed == json.loads(out.read_text("utf-8"))
