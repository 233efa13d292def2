"""The pages on controls, offensives and files of places, against the code."""

import re
from pathlib import Path

from tawthiq.casebook.casebook import first_places
from tawthiq.intake.controls import COLUMNS, read_controls
from tawthiq.intake.offensives import FIELDS, read_offensives
from tawthiq.records import Gazetteer

DOCS = Path(__file__).parents[2] / "docs"
PLACES = Gazetteer(first_places())
GIVEN = {"clock": "Asia/Damascus", "places": PLACES, "new_id": lambda kind, key: f"{kind}:{key}"}


def example(page, language):
    text = (DOCS / "reference" / page).read_text("utf-8")
    return re.search(rf"^```{language}\n(.*?)^```", text, re.M | re.S)[1]


def fields(page):
    text = (DOCS / "reference" / page).read_text("utf-8")
    rows = re.findall(r"^\| (`.+?) \|", text, re.M)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_the_examples_of_controls_are_read(tmp_path):
    for language, count in (("csv", 2), ("yaml", 1)):
        path = tmp_path / f"example.{language}"
        path.write_text(example("control.md", language), "utf-8")
        assert len(read_controls(path, **GIVEN)) == count


def test_the_example_of_an_offensive_is_read():
    [found] = read_offensives(example("offensive.md", "yaml"), file="example.yaml", **GIVEN)
    assert found.code == "invented_valley_2030"


def test_every_field_is_in_its_reference():
    assert fields("control.md") == set(COLUMNS)
    assert fields("offensive.md") == set(FIELDS)
