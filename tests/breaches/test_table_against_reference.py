"""The engine of tables against the slow reference: every row, every test, every verdict."""

import gzip
import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import shapely

import tawthiq
from breaches.scenario_book import RULES
from breaches.slow_reference import UNKNOWN, Reference, verdict_of
from shared_data import shared
from tawthiq.breaches import Ruleset
from tawthiq.casebook.casebook import first_places
from tawthiq.records import Gazetteer, Zone

PLACES = Gazetteer(first_places())
AGREEMENTS = Path(tawthiq.__file__).parent / "demo" / "data" / "agreements"
TESTS = ("act", "time", "place", "party", "exclusion")
WORDS = {"en": "Invented", "ar": "مختلق"}
EVENTS_OF_GED = 12_898


@cache
def ged():
    path = shared("ucdp_ged", "ged_syria_open.csv.gz")
    return tawthiq.read_ged(path, places=PLACES).table


@cache
def agreements():
    return tawthiq.read_agreements(sorted(AGREEMENTS.glob("*.yaml")), places=PLACES)


WHEN, WHERE = ("start", "end"), ("place", "longitude", "latitude", "radius")
LOOKED_AT = {
    "act": ("violations",),
    "time": WHEN,
    "place": (*WHERE, *WHEN),
    "place of one version": WHERE,
    "party": ("parties", "joint", *WHEN),
    "exclusion": (*WHERE, *WHEN),
}
"""The columns that a test looks at: rows that are equal in them are one case of it."""


class Cases:
    """Rows by what each test looks at, so that the slow reference decides each case once."""

    def __init__(self, rows, reference):
        self.reference = reference
        self.case_of, self.first, self.known = {}, {}, {}
        for name, columns in LOOKED_AT.items():
            numbers, self.case_of[name], self.first[name] = {}, [], []
            for row in rows:
                key = tuple(tuple(row[e]) if isinstance(row[e], list) else row[e] for e in columns)
                if key not in numbers:
                    numbers[key] = len(numbers)
                    self.first[name].append(row)
                self.case_of[name].append(numbers[key])

    def values(self, agreement, provision):
        """The values of the five tests, one list each."""
        versions = any(zone.is_version for zone in agreement.zones)
        place = "place" if versions else "place of one version"
        decide = self.reference
        own = (agreement.code, provision.code)
        return [
            self.of("act", own, lambda row: decide.act(row, provision)),
            self.of("time", own, lambda row: decide.time(row, agreement, provision)),
            self.of(place, (agreement.code, provision.zone),
                    lambda row: decide.place(row, agreement, provision)),
            self.of("party", own, lambda row: decide.party(row, agreement, provision)),
            self.of("exclusion", agreement.code, lambda row: decide.exclusion(row, agreement)),
        ]  # fmt: skip

    def of(self, name, owner, decide):
        if (name, owner) not in self.known:
            answers = [decide(row) for row in self.first[name]]
            self.known[name, owner] = [answers[case] for case in self.case_of[name]]
        return self.known[name, owner]


@cache
def verdict_by(values):
    return verdict_of(dict(zip(TESTS, values, strict=True)))


def too_near(row, agreement, provision, value, *, like):
    """Whether one hundredth of a radius decides: then the engine may leave it open."""
    seen = {
        Reference(like.rules, like.places, wider_events=event, wider_discs=disc).place(
            row, agreement, provision
        )
        for event in (0.99, 1.0, 1.01)
        for disc in (0.99, 1.0, 1.01)
    }
    return len(seen) > 1 and value in seen | {UNKNOWN}


def compare(table, held, *, places=PLACES, reference=None):
    """Holds every finding of a table against the reference; returns what was counted."""
    reference = reference or Reference(RULES, places)
    pairs = [(agreement, provision) for agreement in held for provision in agreement.provisions
             if provision.code in reference.prohibitions]  # fmt: skip
    rows = table.to_pylist()
    cases = Cases(rows, reference)
    decided = tawthiq.decide_breaches(
        table, held, places=places, controls=reference.controls,
        ruleset=Ruleset.model_validate(reference.rules),
    )  # fmt: skip
    named = ("incident", "agreement", "provision", "verdict", "failing", *TESTS)
    columns = {name: decided[name].to_pylist() for name in named}
    assert decided.num_rows == len(rows) * len(pairs)
    counts = Counter(columns["verdict"])
    for at, (agreement, provision) in enumerate(pairs):
        found = {name: column[at :: len(pairs)] for name, column in columns.items()}
        assert found["incident"] == [row["incident"] for row in rows]
        assert set(zip(found["agreement"], found["provision"], strict=True)) <= {
            (agreement.code, provision.code)
        }
        told = list(zip(*(found[name] for name in TESTS), strict=True))
        expected = list(zip(*cases.values(agreement, provision), strict=True))
        assert [verdict_by(values) for values in told] == list(
            zip(found["verdict"], found["failing"], strict=True)
        )
        for row, values, right in zip(rows, told, expected, strict=True):
            if values == right:
                continue
            case = (row, agreement.code, provision.code, values, right)
            assert values[:2] + values[3:] == right[:2] + right[3:], case
            assert too_near(row, agreement, provision, values[2], like=reference), case
            counts["too near to call"] += 1
    return counts


def strongest(table, held):
    """Returns the strongest verdict of each event."""
    order = ("no_breach", "excluded", "possible", "breach")
    decided = tawthiq.decide_breaches(table, held)
    best = dict.fromkeys(table["incident"].to_pylist(), 0)
    found = zip(decided["incident"].to_pylist(), decided["verdict"].to_pylist(), strict=True)
    for incident, verdict in found:
        best[incident] = max(best[incident], order.index(verdict))
    return [order[each] for each in best.values()]


def test_every_event_of_ged_is_decided_as_by_the_reference(counted):
    counts = compare(ged(), agreements())
    assert ged().num_rows == EVENTS_OF_GED
    assert not counts["too near to call"]
    counted(f"GED x 8 agreements against the slow reference: {dict(counts)}")


@pytest.fixture(scope="module")
def borders():
    path = shared("places", "syr_admin1.geojson.gz")
    content = json.loads(gzip.decompress(path.read_bytes()).decode("utf-8", errors="replace"))
    return {
        each["properties"]["adm1_pcode"]: json.dumps(each["geometry"])
        for each in content["features"]
    }


def copy_of(code, *zones):
    """Returns one of the agreements with drawn zones in place of its own."""
    held = next(each for each in agreements() if each.code == code)
    made = [Zone.model_validate({"code": f"z{at}", "names": WORDS, **zone})
            for at, zone in enumerate(zones)]  # fmt: skip
    plain = [each.model_copy(update={"zone": None}) for each in held.provisions]
    return held.model_copy(update={"zones": tuple(made), "provisions": tuple(plain)})


def drawn(borders, *codes, **fields):
    return [{"polygon": borders[code], **fields} for code in codes]


def test_drawn_zones_decide_real_points_and_discs_as_the_reference(borders, counted, request):
    city = {"disc": {"longitude": 36.72, "latitude": 34.73, "radius": 40_000}}
    held = [
        copy_of("southwest", {"parts": drawn(borders, "SY12", "SY13", "SY14")}),
        copy_of(
            "idlib",
            {"parts": [*drawn(borders, "SY07"), *drawn(borders, "SY02", "SY05", share="part")]},
            {"parts": drawn(borders, "SY04"), "without": [city]},
        ),
        copy_of("ankara", {"parts": [city, *drawn(borders, "SY03")], "certainty": "possible"}),
    ]
    table = ged()
    if not request.config.getoption("--full"):
        table = table.take(list(range(0, table.num_rows, 2)))
    counts = compare(table, held)
    assert counts["breach"]
    assert counts["too near to call"] < table.num_rows / 100
    counted(f"GED x 3 drawn agreements, {table.num_rows} events: {dict(counts)}")


def test_the_borders_that_zones_are_drawn_with_are_sound(borders):
    assert all(shapely.from_geojson(each).is_valid for each in borders.values())


def test_southwest_has_exactly_the_certain_events_of_ged(counted):
    (held,) = (each for each in agreements() if each.code == "southwest")
    reference = Reference(RULES, PLACES)
    cases = Cases(ged().to_pylist(), reference)
    expected = [set() for _ in range(ged().num_rows)]
    for provision in held.provisions:
        if provision.code in reference.prohibitions:
            for at, values in enumerate(zip(*cases.values(held, provision), strict=True)):
                expected[at].add(verdict_by(values)[0])
    by_event = strongest(ged(), [held])
    order = ("breach", "possible", "excluded", "no_breach")
    assert by_event == [next(each for each in order if each in told) for told in expected]
    counts = Counter(by_event)
    assert counts == {"breach": 1, "possible": 479, "no_breach": 12_418}
    (event,) = (row for row, verdict in zip(ged().to_pylist(), by_event, strict=True)
                if verdict == "breach")  # fmt: skip
    (term,) = held.terms
    assert term.starts.latest <= event["start"]
    assert PLACES.path(event["place"])[-2] in ("daraa", "quneitra", "suwayda")
    assert event["parties"] == ["regime"]
    assert not event["joint"]
    counted(f"GED x south-west by events: {dict(counts)}")
