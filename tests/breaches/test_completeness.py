"""What an agreement leaves open: one that leaves nothing open, and each thing taken away."""

import pytest

from tawthiq.breaches import Ruleset, agreements_of, find_gaps
from tawthiq.casebook import open_casebook
from tawthiq.records import Agreement
from tawthiq.report import phrases_of
from tawthiq.vocabulary.terms import load_yaml

RULES = Ruleset.model_validate(load_yaml("ruleset.yaml"))
CLOCK = "Asia/Damascus"
WORDS = {"en": "Invented", "ar": "مختلق"}


def moment(*told, clock=CLOCK):
    return {"statements": [{"at": each, "clock": clock} for each in told]}


def whole(**changes):
    """Returns an invented agreement that leaves nothing open, with some fields changed."""
    fields = {
        "id": "a", "code": "invented", "names": WORDS, "short_names": WORDS, "level": "local",
        "signed_on": moment("2017-05-01"), "signed_at": WORDS, "summary": WORDS,
        "roles": [
            {"party": "regime", "role": "belligerent_bound", "signature": "named"},
            {"party": "egypt", "role": "guarantor"},
            {"party": "jordan", "role": "monitor"},
        ],
        "texts": [{"status": "official", "published_on": "2017-05-01"}],
        "provisions": [
            {"code": "P01", "obligors": ["regime"]},
            {"code": "P05", "obligors": ["regime"], "deadline": moment("2017-06-01")},
        ],
        "terms": [{"starts": moment("2017-05-02T00:00"), "months": 6}],
        "zones": [{"code": "z", "names": WORDS, "parts": [{"place": "daraa"}]}],
    }  # fmt: skip
    return Agreement.model_validate({**fields, **changes})


def names(agreement):
    return [gap.reason.code for gap in find_gaps([agreement], ruleset=RULES)]


@pytest.fixture(scope="module")
def opened(demo):
    with open_casebook(demo.folder) as casebook:
        yield casebook


def test_an_agreement_that_says_everything_leaves_nothing_open():
    assert names(whole()) == []


BOUND = {"party": "regime", "role": "belligerent_bound"}
WATCHED = {"party": "jordan", "role": "monitor"}
ZONE = {"code": "z", "names": WORDS, "parts": [{"place": "daraa"}]}
CASES = [
    ("gap.text_unpublished", {"texts": [{"status": "unpublished"}]}),
    ("gap.text_late", {"texts": [{"status": "party_copy", "published_on": "2017-05-05"}]}),
    (
        "gap.versions_differ",
        {"texts": [{"status": "official", "states": {"articles": "14"}},
                   {"status": "leaked_draft", "states": {"articles": "16"}}]},
    ),
    ("gap.nobody_bound", {"roles": [WATCHED], "provisions": []}),
    ("gap.signature_unnamed", {"roles": [{**BOUND, "signature": "unnamed"}, WATCHED]}),
    ("gap.not_signed", {"roles": [{**BOUND, "signature": "none"}, WATCHED]}),
    ("gap.binding_contested", {"roles": [{**BOUND, "contested": True}, WATCHED]}),
    ("gap.bound_only_through", {"roles": [{**BOUND, "via": "russia"}, WATCHED]}),
    ("gap.guarantor_belligerent", {"roles": [BOUND, {"party": "russia", "role": "guarantor"},
                                             WATCHED]}),
    ("gap.no_monitor", {"roles": [BOUND]}),
    ("gap.no_obligor", {"provisions": [{"code": "P01"}]}),
    ("gap.no_deadline", {"provisions": [{"code": "P05", "obligors": ["regime"]}]}),
    ("gap.conditional", {"provisions": [{"code": "P01", "obligors": ["regime"],
                                         "conditional_on": WORDS}]}),
    ("gap.start_open", {"terms": [{"starts": moment("2017-05-02"), "months": 6}]}),
    ("gap.no_end", {"terms": [{"starts": moment("2017-05-02T00:00")}]}),
    ("gap.renewal_open", {"terms": [{"starts": moment("2017-05-02T00:00"), "months": 6,
                                     "renewal": "consensus"}]}),
    ("gap.no_zone", {"zones": []}),
    ("gap.border_committee", {"zones": [{**ZONE, "definition": "committee"}]}),
    ("gap.border_map_unpublished", {"zones": [{**ZONE, "definition": "map_unpublished"}]}),
    ("gap.border_unknown", {"zones": [{**ZONE, "definition": "unknown"}]}),
    ("gap.undrawn_parts", {"zones": [{**ZONE, "parts": [{"place": "hama", "share": "part"}]}]}),
    ("gap.exclusion_contested", {"exclusions": [{"parties": ["hts"], "contested": True}]}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change"), CASES, ids=[name for name, _ in CASES])
def test_each_thing_that_is_left_open_is_named_alone(name, change):
    assert names(whole(**change)) == [name]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("name", "change"), CASES, ids=[name for name, _ in CASES])
def test_each_has_a_sentence_in_both_languages(name, change, language, opened):
    (gap,) = find_gaps([whole(**change)], ruleset=RULES)
    assert len("".join(span.text for span in phrases_of(opened, language).reason(gap.reason))) > 20


def test_the_eight_agreements_leave_open_what_the_report_complains_of(opened):
    found = {}
    for gap in find_gaps(agreements_of(opened), ruleset=RULES):
        found.setdefault(gap.agreement, set()).add(gap.reason.code)
    unpublished = {code for code, names in found.items() if "gap.text_unpublished" in names}
    assert unpublished == {"southwest", "eastern_ghouta", "northern_homs", "southern_damascus"}
    assert "gap.signature_unnamed" in found["failaq_al_rahman"]
    assert "gap.text_late" in found["failaq_al_rahman"]
    assert "gap.start_open" in found["northern_homs"] & found["southern_damascus"]
    assert all("gap.guarantor_belligerent" in names for names in found.values())
