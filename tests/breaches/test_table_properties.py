"""What must hold of every table of events, whatever the events and the agreements."""

from datetime import timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import tawthiq
from breaches.island import (
    BOXES,
    CLOCK,
    PARTS,
    PLACES,
    agreements,
    events,
    lists_of_events,
    made,
    moment,
    table_of,
)  # fmt: skip
from breaches.scenario_book import RULES
from tawthiq.breaches import Ruleset
from tawthiq.breaches.tables.table import Engine
from tawthiq.intake.event_table import EVENT_SCHEMA

RULESET = Ruleset.model_validate(RULES)
PLAIN = st.just([])
quick = settings(max_examples=15, deadline=None, phases=(Phase.explicit, Phase.generate))


def decided(rows, held, names=None):
    """Returns the findings of events by incident, agreement and provision."""
    found = findings(table_of(rows, names), held)
    return {(each["incident"], each["agreement"], each["provision"]): each for each in found}


def findings(table, held, *, batch=None):
    engine = Engine(list(held), ruleset=RULESET, places=PLACES, cells=48)
    reader = table.to_reader(max_chunksize=batch) if batch else table.to_reader()
    return [each for one in engine.run(reader, threads=1) for each in one.to_pylist()]


def breaches(found):
    return {key for key, each in found.items() if each["verdict"] == "breach"}


@quick
@given(lists_of_events(), agreements(first=60, exclusions=PLAIN), st.integers(1, 100))
def test_a_start_that_moves_later_never_adds_a_breach(rows, held, days):
    """Everything else stays, the ends too: a recorded or stated end is no length here."""
    later = [
        {"starts": moment(60 + days, hour=12), "ends": moment(300)},
    ]
    early = [{"starts": moment(60, hour=12), "ends": moment(300)}]
    fields = {"zones": _zones(held), "roles": _roles(held), "provisions": _provisions(held)}
    before = decided(rows, [_with(fields, early)])
    assert breaches(decided(rows, [_with(fields, later)])) <= breaches(before)


def _with(fields, terms):
    return made(**fields, terms=terms)


def _zones(held):
    return [
        {name: value for name, value in zone.model_dump(mode="json", exclude_none=True).items()
         if name not in ("code", "names", "definition")}
        for zone in held.zones
    ]  # fmt: skip


def _roles(held):
    return [role.model_dump(mode="json", exclude_none=True) for role in held.roles]


def _provisions(held):
    return [each.model_dump(mode="json", exclude_none=True) for each in held.provisions]


@quick
@given(
    st.lists(events(undated=False), min_size=1, max_size=25),
    agreements(exclusions=PLAIN),
    st.integers(0, 3000),
    st.integers(0, 3000),
)
def test_a_wider_time_never_settles_what_was_open(rows, held, before, after):
    """Holds exactly: a span that holds another settles no test that the other leaves open.

    So what is a breach of the wider event is one of the narrower event too, and what is none of
    the wider one is none of the narrower one.
    """
    wider = [
        {
            **row,
            "start": row["start"] - before * timedelta(minutes=7),
            "end": row["end"] + after * timedelta(minutes=7),
        }
        for row in rows
    ]
    _keeps(decided(rows, [held]), decided(wider, [held]))


@quick
@given(
    st.lists(events(undated=False), min_size=1, max_size=25),
    agreements(exclusions=PLAIN),
)
def test_an_unknown_time_never_settles_what_was_open(rows, held):
    undated = [{**row, "start": None, "end": None} for row in rows]
    _keeps(decided(rows, [held]), decided(undated, [held]))


@quick
@given(lists_of_events(), agreements(exclusions=PLAIN), st.floats(1.05, 20))
def test_a_wider_radius_never_settles_what_was_open(rows, held, times):
    """Of discs about the same point, filed under no place."""
    discs = [{**row, "place": None, "longitude": -29.6, "latitude": 30.4, "radius": 3000.0}
             if row["longitude"] is None else {**row, "place": None, "radius": row["radius"] or 9.0}
             for row in rows]  # fmt: skip
    wider = [{**row, "radius": row["radius"] * times} for row in discs]
    _keeps(decided(discs, [held]), decided(wider, [held]))


@quick
@given(lists_of_events(), agreements(exclusions=PLAIN))
def test_a_place_above_never_settles_what_was_open(rows, held):
    """Of places by code alone; one without a border may be known from what it lies in."""
    coded = [{**row, "longitude": None, "latitude": None, "radius": None} for row in rows]
    known = [row for row in coded if row["place"] in BOXES]
    wider = [{**row, "place": PLACES.get(row["place"]).parent} for row in known]
    _keeps(decided(known, [held]), decided(wider, [held]))


def _keeps(narrow, wide):
    """What the wider event settles, the narrower one settles in the same way."""
    for key, told in wide.items():
        for name in ("act", "time", "place", "party", "exclusion"):
            assert told[name] in ("unknown", narrow[key][name]), (name, key, told, narrow[key])
        if told["verdict"] in ("breach", "no_breach"):
            assert narrow[key]["verdict"] == told["verdict"], (key, told, narrow[key])


@quick
@given(lists_of_events(), agreements(exclusions=PLAIN), st.lists(PARTS, min_size=1, max_size=2))
def test_a_further_zone_never_removes_a_breach(rows, held, parts):
    fields = {"roles": _roles(held), "provisions": _provisions(held)}
    terms = [each.model_dump(mode="json", exclude_none=True) for each in held.terms]
    fewer = made(**fields, terms=terms, zones=_zones(held))
    more = made(**fields, terms=terms, zones=[*_zones(held), {"parts": parts}])
    assert breaches(decided(rows, [fewer])) <= breaches(decided(rows, [more]))


@quick
@given(lists_of_events(), agreements(exclusions=PLAIN), st.lists(PARTS, min_size=1, max_size=2))
def test_a_further_part_of_a_zone_never_removes_a_breach(rows, held, parts):
    fields = {"roles": _roles(held), "provisions": _provisions(held)}
    terms = [each.model_dump(mode="json", exclude_none=True) for each in held.terms]
    zones = _zones(held)
    larger = [{**each, "parts": [*each["parts"], *parts]} for each in zones]
    fewer, more = (made(**fields, terms=terms, zones=each) for each in (zones, larger))
    assert breaches(decided(rows, [fewer])) <= breaches(decided(rows, [more]))


PAIR = st.tuples(agreements(code="first"), agreements(code="second"))


@quick
@given(lists_of_events(), PAIR)
def test_agreements_in_another_order_or_alone_give_the_same(rows, pair):
    both = decided(rows, pair)
    assert both == decided(rows, pair[::-1])
    assert both == decided(rows, pair[:1]) | decided(rows, pair[1:])


@quick
@given(lists_of_events(), PAIR)
def test_certain_and_possible_events_of_an_agreement_add_up(rows, pair):
    """An event counts once per agreement, by its strongest verdict."""
    found = decided(rows, pair)
    for held in pair:
        own = {key: each for key, each in found.items() if key[1] == held.code}
        certain = {key[0] for key in breaches(own)}
        both = {key[0] for key, each in own.items() if each["verdict"] in ("breach", "possible")}
        assert certain <= both
        assert len(certain) + len(both - certain) == len(both)
        assert {key[0] for key in own} == {f"i{at}" for at in range(len(rows))}


@quick
@given(
    st.lists(events(), min_size=2, max_size=60),
    PAIR,
    st.floats(0, 1),
    st.integers(1, 9),
)
def test_a_table_cut_in_two_or_into_batches_gives_the_same(rows, pair, share, batch):
    table = table_of(rows)
    cut = round(share * len(rows))
    whole = findings(table, pair)
    first, second = table.slice(0, cut), table.slice(cut)
    parts = (findings(first, pair) if cut else []) + (
        findings(second, pair) if cut < len(rows) else []
    )
    assert whole == parts
    assert whole == findings(table, pair, batch=batch)


@quick
@given(lists_of_events(), PAIR, st.randoms(use_true_random=False))
def test_repeated_and_shuffled_rows_give_the_same(rows, pair, chance):
    once = decided(rows, pair)
    order = [*range(len(rows)), *range(len(rows))]
    chance.shuffle(order)
    names = [f"i{at}" for at in order]
    found = findings(table_of([rows[at] for at in order], names), pair)
    assert len(found) == 2 * len(once)
    for each in found:
        assert each == once[each["incident"], each["agreement"], each["provision"]]


@quick
@given(lists_of_events())
def test_a_drawn_zone_and_its_pieces_give_the_same(rows):
    """Whole = union of parts: of shapes, in one zone. (Split into zones: see the known defect.)"""
    halves = [{"disc": {"longitude": -29.4, "latitude": 30.4, "radius": 60_000}}]
    pieces = [{"place": "isle.east"}, {"place": "isle.west"}]
    fields = {"roles": [{"party": "regime", "role": "signatory"}], "terms": [{"starts": moment(9)}]}
    points = [{**row, "place": None} for row in rows]
    one = made(**fields, zones=[{"parts": [*pieces, *halves]}])
    other = made(**fields, zones=[{"parts": [*halves, *pieces[::-1], *halves]}])
    assert decided(points, [one]) == decided(points, [other])


def test_the_public_function_decides_as_the_engine():
    rows = [{"start": None, "end": None, "place": "isle.east", "longitude": None,
             "latitude": None, "radius": None, "violations": ["shelling"], "parties": ["regime"],
             "joint": False}]  # fmt: skip
    held = made(roles=[{"party": "regime", "role": "signatory"}])
    table = table_of(rows)
    assert table.schema == EVENT_SCHEMA
    public = tawthiq.decide_breaches(table, [held], places=PLACES, clock=CLOCK).to_pylist()
    assert public == findings(table, [held])
