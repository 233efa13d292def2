"""Cases that must stay open, or be ruled out, however near to settled they look. All invented."""

import pytest

from invented import CLOCK, incident
from tawthiq.breaches import Ruleset, TestName, decide_incidents
from tawthiq.casebook.casebook import first_places
from tawthiq.dates import When
from tawthiq.records import Agreement, Attribution, Control, Gazetteer, Mode
from tawthiq.vocabulary.terms import load_yaml

PLACES = Gazetteer(first_places())
RULESET = Ruleset.model_validate(load_yaml("ruleset.yaml"))
WORDS = {"en": "Invented", "ar": "مختلق"}


def stated(*times):
    return {"statements": [{"at": at, "clock": CLOCK} for at in times]}


def agreement(**fields):
    return Agreement.model_validate(
        {
            "id": "a", "code": "a", "names": WORDS, "short_names": WORDS, "level": "regional",
            "signed_on": stated("2017-06-01"), "signed_at": WORDS, "summary": WORDS,
            "roles": [{"party": "regime", "role": "belligerent_bound"},
                      {"party": "opposition", "role": "belligerent_bound"}],
            "texts": [], "provisions": [{"code": "P01"}],
            "terms": [{"starts": stated("2017-06-01T12:00")}],
            "zones": [{"code": "z", "names": WORDS,
                       "parts": [{"place": "idlib", "share": "whole"}]}],
            "exclusions": [{"parties": ["isis"]}],
            **fields,
        }
    )  # fmt: skip


def value(test, each, controls=(), **fields):
    (finding,) = decide_incidents(
        [each], [agreement(**fields)], ruleset=RULESET, places=PLACES, controls=controls
    )
    return finding.tests[test].value.value


def control(place, *parties, during="2017"):
    held = When.parse(during, clock=CLOCK)
    return Control(id=f"{place}{parties}", place=place, parties=parties, during=held)


@pytest.mark.parametrize(
    ("controls", "expected"),
    [
        ([control("idlib", "opposition")], "false"),
        ([control("idlib", "opposition"), control("idlib.harim", "isis")], "unknown"),
        ([control("idlib", "isis"), control("idlib.harim", "opposition")], "unknown"),
        ([control("idlib", "isis"), control("idlib.harim", "isis")], "true"),
        ([control("idlib.harim", "isis")], "unknown"),
        ([control("idlib", "unidentified")], "unknown"),
        ([control("idlib", "opposition", "other")], "unknown"),
        ([control("idlib")], "unknown"),
    ],
)
def test_an_exclusion_is_settled_only_where_every_record_agrees(controls, expected):
    assert value(TestName.EXCLUSION, incident(), controls) == expected


def test_a_formation_of_an_excluded_party_is_excluded_and_the_party_of_one_may_be():
    held = [control("idlib", "jaish_al_islam")]
    assert value(
        TestName.EXCLUSION, incident(), held, exclusions=[{"parties": ["opposition"]}]
    ) == ("true")
    held = [control("idlib", "opposition")]
    excluded = [{"parties": ["jaish_al_islam"]}]
    assert value(TestName.EXCLUSION, incident(), held, exclusions=excluded) == "unknown"


def attributed(*sets):
    held = tuple(Attribution(parties=parties, mode=Mode.JOINT) for parties in sets)
    return incident().model_copy(update={"attributions": held})


def test_holders_of_attributions_who_differ_settle_nothing():
    assert value(TestName.PARTY, attributed(("regime", "coalition"))) == "true"
    both = attributed(("regime", "coalition"), ("isis", "coalition"))
    assert value(TestName.PARTY, both) == "unknown"
    assert value(TestName.PARTY, attributed(("isis", "coalition"), ("isis",))) == "false"


def test_a_formation_that_rejects_what_its_party_accepts_is_not_bound():
    roles = [
        {"party": "opposition", "role": "belligerent_bound"},
        {"party": "jaish_al_islam", "role": "rejected"},
    ]
    rejecting = incident(parties=["jaish_al_islam"])
    assert value(TestName.PARTY, rejecting, roles=roles) == "false"
    assert value(TestName.PARTY, incident(parties=["failaq_al_rahman"]), roles=roles) == "true"


@pytest.mark.parametrize(
    ("term", "provision", "when", "expected"),
    [
        # the provision can start before the term by one source: not before the term all the same
        (("2017-06-05T00:00",), ("2017-06-03T00:00", "2017-06-07T00:00"), "2017-06-04", "false"),
        # the start of the term is disputed beyond the provision's: the later bound of each counts
        (("2017-06-01T00:00", "2017-06-09T00:00"), ("2017-06-05T00:00",), "2017-06-04", "false"),
        (("2017-06-01T00:00", "2017-06-09T00:00"), ("2017-06-05T00:00",), "2017-06-06", "unknown"),
        (("2017-06-01T00:00", "2017-06-09T00:00"), ("2017-06-05T00:00",), "2017-06-09", "true"),
    ],
)
def test_a_provision_starts_with_the_later_of_both_bounds(term, provision, when, expected):
    fields = {
        "terms": [{"starts": stated(*term)}],
        "provisions": [{"code": "P01", "starts": stated(*provision)}],
    }
    assert value(TestName.TIME, incident(when=when), **fields) == expected
