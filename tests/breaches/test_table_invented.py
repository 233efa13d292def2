"""The engine of tables against the slow reference, on invented events of the island."""

from collections import Counter

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from breaches.island import (
    BOOK,
    PLACES,
    agreements,
    events,
    lists_of_events,
    table_of,
)
from breaches.scenario_book import RULES, controls_of
from breaches.slow_reference import UNKNOWN, Reference, verdict_of
from tawthiq.breaches import Ruleset
from tawthiq.breaches.tables.table import Engine

TESTS = ("act", "time", "place", "party", "exclusion")
CONTROLS = [
    {"place": "isle.east", "parties": ["isis"], "during": "2017-02/2017-05"},
    {"place": "isle.east", "parties": ["regime"], "during": "2017-06/2017-12", "present": []},
    {"place": "isle.east.cove", "parties": ["hts"], "during": "2017-08"},
    {"place": "isle", "parties": ["opposition"], "during": "2017-01", "present": ["isis"]},
    {"place": "isle.west", "parties": ["regime"], "during": "2017"},
    {"place": "isle", "parties": ["isis"], "during": "2017-01/2017-06"},
    {"place": "isle", "parties": ["hts", "isis"], "during": "2017-07/2017-12"},
    {"place": "isle.east.moor", "parties": ["isis"], "during": "2017", "present": ["hts"]},
    {"place": "isle.dune", "parties": ["extremist"], "during": "2017-03", "present": []},
]
RULESETS = st.fixed_dictionaries(
    {
        "guarantors_bound": st.booleans(),
        "represented_bound": st.booleans(),
        "acts_reading": st.sampled_from(["text", "broad"]),
        "exclusion_reading": st.sampled_from(["narrow", "broad"]),
        "contested_exclusions": st.sampled_from(["unknown", "applies", "void"]),
    }
)


def rounded(agreement):
    """Whether a zone leaves out the very disc that another is made of: only rounding is tested."""
    discs = [
        {(part.place, part.radius, part.disc) for zone in agreement.zones for part in parts(zone)
         if part.disc is not None or part.radius is not None}
        for parts in (lambda zone: zone.parts, lambda zone: zone.without)
    ]  # fmt: skip
    return bool(discs[0] & discs[1])


def hold(rows, held, *, rules, controls):
    """Holds the engine against the reference: every test of every event has the same value.

    Near a border of which one hundredth of a radius decides, and of discs that are filed under a
    place, whose common part the engine does not draw, it may leave the place open.
    """
    told = {**RULES, **rules}
    one, *near = (
        Reference(told, PLACES, controls, wider_events=event, wider_discs=disc)
        for event, disc in ((1, 1), (0.99, 1), (1.01, 1), (1, 0.99), (1, 1.01))
    )
    engine = Engine(held, ruleset=Ruleset.model_validate(told), places=PLACES, controls=controls,
                    cells=64)  # fmt: skip
    counts = Counter()
    for batch in engine.run(table_of(rows).to_reader(), threads=1):
        for found in batch.to_pylist():
            row = rows[int(found["incident"][1:])]
            agreement = next(each for each in held if each.code == found["agreement"])
            (provision,) = [e for e in agreement.provisions if e.code == found["provision"]]
            counts[found["verdict"]] += 1
            values = {name: found[name] for name in TESTS}
            assert (found["verdict"], found["failing"]) == verdict_of(values)
            right = one.decide(row, agreement, provision)[0]
            for name in TESTS:
                if values[name] == right[name]:
                    continue
                case = (name, row, agreement.code, provision.code, values, right)
                assert (name, values[name]) == ("place", UNKNOWN), case
                filed = row["place"] is not None and row["radius"] is not None
                assert (
                    filed
                    or rounded(agreement)
                    or any(each.place(row, agreement, provision) != right[name] for each in near)
                ), case
                counts["too near to call"] += 1
    return counts


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(
    lists_of_events(),
    st.integers(1, 3).flatmap(lambda n: st.tuples(*(agreements(code=f"a{at}") for at in range(n)))),
    RULESETS,
    st.lists(st.sampled_from(CONTROLS), max_size=3),
)
def test_any_event_is_decided_as_by_the_reference(rows, held, rules, rows_of_control):
    controls = controls_of({"controls": rows_of_control})
    hold(rows, list(held), rules=rules, controls=controls)


@settings(max_examples=4, deadline=None)
@given(
    st.lists(events(), min_size=40, max_size=60), st.lists(st.sampled_from(CONTROLS), max_size=3)
)
def test_any_event_against_the_agreements_of_the_scenarios(rows, rows_of_control):
    hold(
        rows,
        list(BOOK.agreements.values()),
        rules={},
        controls=controls_of({"controls": rows_of_control}),
    )
