"""What must hold of every decision, whatever the incident."""

from hypothesis import assume, given
from hypothesis import strategies as st

from invented import CLOCK, incident
from tawthiq.breaches import Ruleset, Verdict, count_breaches, decide_incidents
from tawthiq.casebook.casebook import first_places
from tawthiq.counts import FigureBook
from tawthiq.dates import When
from tawthiq.records import Agreement, Control, Gazetteer
from tawthiq.vocabulary.terms import load_yaml

PLACES = Gazetteer(first_places())
RULESET = Ruleset.model_validate(load_yaml("ruleset.yaml"))
DAYS = st.integers(1, 28).map(lambda day: f"2017-10-{day:02}")
CODES = ["idlib", "idlib.harim", "hama", "hama.hama", "deir_ezzor", "syria", None]
PARTIES = st.lists(st.sampled_from(["regime", "russia", "isis", "other"]), max_size=2, unique=True)
INCIDENTS = st.builds(
    incident,
    st.integers(1, 9999),
    when=st.one_of(DAYS, st.just("2017-10"), st.none()),
    place=st.sampled_from(CODES),
    parties=PARTIES,
    violations=st.lists(st.sampled_from(["airstrike", "arrest", "attack"]), max_size=2),
)


def agreement(*, starts="2017-10-10", parts=(("idlib", "whole"), ("hama", "part")), excluded=True):
    day = {"statements": [{"at": f"{starts}T12:00", "clock": CLOCK}]}
    words = {"en": "Invented", "ar": "مختلق"}
    return Agreement.model_validate(
        {
            "id": "a", "code": "invented", "names": words, "short_names": words,
            "level": "regional", "signed_on": day, "signed_at": words, "summary": words,
            "roles": [{"party": "regime", "role": "belligerent_bound"},
                      {"party": "russia", "role": "guarantor"}],
            "texts": [], "provisions": [{"code": "P01"}, {"code": "P02"}],
            "terms": [{"starts": day}],
            "zones": [{"code": "z", "names": words,
                       "parts": [{"place": place, "share": share} for place, share in parts]}],
            "exclusions": [{"parties": ["isis"]}] if excluded else [],
        }
    )  # fmt: skip


def verdicts(incidents, *, held_by=None, **terms):
    controls = []
    if held_by:
        during = When.parse("2017", clock=CLOCK)
        controls = [Control(id="k", place="syria", parties=(held_by,), during=during)]
    findings = decide_incidents(
        incidents, [agreement(**terms)], ruleset=RULESET, places=PLACES, controls=controls
    )
    return [finding.verdict for finding in findings]


@given(INCIDENTS, st.integers(1, 27))
def test_a_later_start_never_adds_a_breach(each, day):
    early = verdicts([each], held_by="opposition", starts=f"2017-10-{day:02}")
    late = verdicts([each], held_by="opposition", starts=f"2017-10-{day + 1:02}")
    for before, after in zip(early, late, strict=True):
        assert not (after is Verdict.BREACH and before is not Verdict.BREACH)


@given(INCIDENTS)
def test_knowing_who_held_the_place_never_turns_no_breach_around(each):
    without = verdicts([each])
    for holder in ("opposition", "isis"):
        for before, after in zip(without, verdicts([each], held_by=holder), strict=True):
            if before is Verdict.NO_BREACH:
                assert after is Verdict.NO_BREACH
            assert before is not Verdict.BREACH


@given(INCIDENTS)
def test_a_wider_place_never_turns_possible_into_breach(each):
    assume(each.where is not None and each.where.place is not None)
    parent = PLACES.get(each.where.place).parent
    assume(parent is not None)
    wider = each.model_copy(update={"where": each.where.model_copy(update={"place": parent})})
    pairs = zip(
        verdicts([each], held_by="opposition"), verdicts([wider], held_by="opposition"), strict=True
    )
    for narrow, wide in pairs:
        assert not (wide is Verdict.BREACH and narrow is Verdict.POSSIBLE) or narrow is wide


@given(INCIDENTS)
def test_adding_a_zone_never_removes_a_breach(each):
    few = verdicts([each], held_by="opposition")
    more = verdicts(
        [each],
        held_by="opposition",
        parts=(("idlib", "whole"), ("hama", "part"), ("deir_ezzor", "whole")),
    )
    for before, after in zip(few, more, strict=True):
        if before is Verdict.BREACH:
            assert after is Verdict.BREACH


@given(st.lists(INCIDENTS, max_size=8, unique_by=lambda each: each.id))
def test_figures_count_distinct_incidents_and_follow_no_order(incidents):
    def figures(ordered):
        book = FigureBook(tree_size=1, root="r")
        terms = [agreement()]
        findings = decide_incidents(ordered, terms, ruleset=RULESET, places=PLACES)
        count_breaches(book, findings, incidents=ordered, agreements=terms)
        return book.figures

    counted = figures(incidents)
    assert figures(incidents[::-1]) == counted
    words = ("certain", "possible", "excluded", "no_breach")
    whole = sum(counted[f"breaches.agreement.invented.{word}"].value for word in words)
    assert whole == len(incidents)
    assert counted["breaches.certain.total"].value == 0  # who held the place is not recorded
