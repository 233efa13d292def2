"""The engine of tables against the slow reference, on invented events of the island."""

from collections import Counter

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from breaches.island import BOOK, PLACES, agreements, events, lists_of_events, table_of
from breaches.scenario_book import RULES, controls_of
from breaches.slow_reference import UNKNOWN, Reference, verdict_of
from tawthiq.breaches import Ruleset
from tawthiq.breaches.table import Engine

TESTS = ("act", "time", "place", "party", "exclusion")
BORDERED = ("isle.east", "isle.west", "isle.dune", "isle.east.cove", None)
CONTROLS = [
    {"place": "isle.east", "parties": ["isis"], "during": "2017-02/2017-05"},
    {"place": "isle.east", "parties": ["regime"], "during": "2017-06/2017-12", "present": []},
    {"place": "isle.east.cove", "parties": ["hts"], "during": "2017-08"},
    {"place": "isle", "parties": ["opposition"], "during": "2017-01", "present": ["isis"]},
    {"place": "isle.west", "parties": ["regime"], "during": "2017"},
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


def mixed(agreement):
    """Whether a drawn zone leaves out places by code: the known defect of `drawn_less`."""
    return any(
        any(part.is_by_code for part in zone.without)
        and not all(part.is_by_code for part in zone.parts)
        for zone in agreement.zones
    )


def hold(rows, held, *, rules, controls):
    """Holds the engine against the reference: each test alone equal, joined never contradicted."""
    told = {**RULES, **rules}
    references = [
        [
            Reference(told, PLACES, controls, alone=alone, wider_events=event, wider_discs=disc)
            for event, disc in ((1, 1), (0.99, 1), (1.01, 1), (1, 0.99), (1, 1.01))
        ]
        for alone in (True, False)
    ]
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
            for kind, (one, *near) in zip(("alone", "joined"), references, strict=True):
                right = one.decide(row, agreement, provision)[0]
                for name in TESTS:
                    allowed = {right[name]}
                    filed = row["place"] is not None and row["longitude"] is not None
                    if kind == "joined" or (
                        name == "place"
                        and (filed or row["place"] not in BORDERED or mixed(agreement))
                    ):
                        allowed.add(UNKNOWN)
                    if name == "place" and values[name] not in allowed:
                        allowed |= {UNKNOWN} if any(
                            each.place(row, agreement, provision) != right[name] for each in near
                        ) else set()  # fmt: skip
                        counts["too near to call"] += values[name] in allowed
                    case = (kind, name, row, agreement.code, provision.code, values, right)
                    assert values[name] in allowed, case
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


LEFT_OUT = ("consensus", "drawn_less")
"""Agreements of scenarios that show a known defect on more than one kind of event."""


@settings(max_examples=4, deadline=None)
@given(
    st.lists(events(), min_size=40, max_size=60), st.lists(st.sampled_from(CONTROLS), max_size=3)
)
def test_any_event_against_the_agreements_of_the_scenarios(rows, rows_of_control):
    held = [each for code, each in BOOK.agreements.items() if code not in LEFT_OUT]
    hold(rows, held, rules={}, controls=controls_of({"controls": rows_of_control}))
