from __future__ import annotations

import itertools
import json
from collections import Counter
from importlib import resources
from xml.etree import ElementTree as ET

from report.sample import SENTENCES, sample_content
from tawthiq.report.document import Picture
from tawthiq.report.map import draw_map, project
from tawthiq.report.phrases import Phrases
from tawthiq.report.reading import Reading
from tawthiq.report.tables import by_governorate, by_party

SVG = "{http://www.w3.org/2000/svg}"


def drawn(language: str, part, **changes: object) -> list[Picture]:  # type: ignore[no-untyped-def]
    phrases = Phrases(language, labels={}, added=SENTENCES[language])
    blocks = part(Reading(sample_content(**changes)), phrases)
    return [block for block in blocks if isinstance(block, Picture)]


def test_polygons_are_the_fourteen_governorates_with_shared_borders() -> None:
    file = resources.files("tawthiq.vocabulary").joinpath("data", "syria_governorates.geojson")
    features = json.loads(file.read_text("utf-8"))["features"]
    assert len({feature["properties"]["code"] for feature in features}) == len(features) == 14
    sides: Counter[tuple[object, ...]] = Counter()
    for feature in features:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"]
        for polygon in polygons if geometry["type"] == "MultiPolygon" else [polygons]:
            for ring in polygon:
                assert ring[0] == ring[-1]
                points = [tuple(point) for point in ring]
                sides.update(tuple(sorted(pair)) for pair in itertools.pairwise(points))
    assert set(sides.values()) == {1, 2}
    assert sum(count == 2 for count in sides.values()) > 1400


def test_map_shows_zones_and_numbers_of_every_governorate() -> None:
    for language in ("en", "ar"):
        (picture,) = drawn(language, draw_map)
        root = ET.fromstring(picture.svg)
        areas = {
            path.get("data-place"): path.get("data-zone")
            for path in root.iter(f"{SVG}path")
            if path.get("data-place")
        }
        assert len(areas) == 14
        assert areas["idlib"] == areas["daraa"] == "whole"
        assert areas["homs"] == areas["rural_damascus"] == areas["hama"] == "part"
        assert areas["deir_ezzor"] == areas["raqqa"] == "none"
        texts = {text.text for text in root.iter(f"{SVG}text")}
        assert {"23", "9", "2", "1"} <= texts
    assert "دير الزور" in texts


def test_a_country_without_polygons_has_no_map() -> None:
    assert project("atlantis") is None
    assert project("../syria") is None
    assert not drawn("en", draw_map, area="atlantis")


def test_charts_hold_every_label_and_number_in_the_given_order() -> None:
    for language, label in (("en", "Russian forces"), ("ar", "القوات الروسية")):
        (picture,) = drawn(language, by_party)
        texts = [text.text for text in ET.fromstring(picture.svg).iter(f"{SVG}text")]
        assert label in texts
        assert [text for text in texts if text and text.isdigit()] == ["16", "11", "9", "2", "1"]
        assert "16" in picture.description
        (picture,) = drawn(language, by_governorate)
        assert label in picture.svg
