"""Zones as GeoJSON: what is sure, what is possible, and what nobody has drawn."""

import json

import pytest

from tawthiq.areas import read_shape
from tawthiq.breaches import agreements_of, zone_features
from tawthiq.casebook.casebook import first_places
from tawthiq.records import Gazetteer, Place
from tawthiq.records.zone import Zone, ZonePart

WORDS = {"en": "Invented", "ar": "مخترع"}
BOX = json.dumps({"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 35]]]})


@pytest.fixture
def idlib(casebook):
    (found,) = agreements_of(casebook, ["idlib"])
    return found


def features(agreement, zone, *more):
    held = Gazetteer([*first_places(), *more])
    found = zone_features([agreement.model_copy(update={"zones": (zone,)})], held)
    return found["features"]


def test_a_drawn_zone_has_a_core_and_an_outer_shape(idlib):
    bordered = Place(id="i", code="idlib", level="governorate", parent="syria", names=WORDS,
                     polygon=BOX, border=1000)  # fmt: skip
    core, outer = features(
        idlib, Zone(code="z", names=WORDS, parts=(ZonePart(place="idlib"),)), bordered
    )
    assert (core["properties"]["shape"], outer["properties"]["shape"]) == ("core", "outer")
    small, middle, large = (read_shape(each) for each in (core["geometry"], BOX, outer["geometry"]))
    assert large.covers(middle)
    assert middle.covers(small)
    assert core["properties"]["undrawn"] == []
    assert core["properties"]["parts"] == [{"place": "idlib", "share": "whole"}]
    assert core["properties"]["agreement"] == "idlib"


@pytest.mark.parametrize(
    ("part", "why"),
    [
        (ZonePart(place="idlib"), "no_border"),
        (ZonePart(place="idlib", share="part"), "part_of_it"),
        (ZonePart(place="idlib", radius=3000), "no_point"),
    ],
)
def test_what_nobody_has_drawn_is_said(idlib, part, why):
    for each in features(idlib, Zone(code="z", names=WORDS, parts=(part,), certainty="possible")):
        assert each["geometry"] is None
        assert not each["properties"]["is_drawn"]
        assert each["properties"]["undrawn"] == [{"part": "parts.0", "place": "idlib", "why": why}]
        assert each["properties"]["certainty"] == "possible"


def test_every_agreement_that_is_shipped_gives_features(casebook):
    found = zone_features(agreements_of(casebook), casebook.places())
    zones = [zone for each in agreements_of(casebook) for zone in each.zones]
    assert len(found["features"]) == 2 * len(zones)
    json.dumps(found)
