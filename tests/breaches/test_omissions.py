"""What was due and not done: each test, each verdict, and what must hold of all. All invented."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invented import CLOCK
from tawthiq.breaches import OmissionVerdict, Ruleset, decide_omissions
from tawthiq.breaches.duties.omission_figures import count_omissions
from tawthiq.breaches.duties.omissions import due_between, is_duty, local_deadline
from tawthiq.counts import FigureBook
from tawthiq.dates import Moment, When
from tawthiq.records import Agreement, Compliance, Provision
from tawthiq.report.phrases import Phrases
from tawthiq.vocabulary.terms import load_yaml

RULES = Ruleset.model_validate(load_yaml("ruleset.yaml"))
WORDS = {"en": "Invented", "ar": "مختلق"}
BREACH, POSSIBLE = OmissionVerdict.BREACH, OmissionVerdict.POSSIBLE
NO_BREACH, NOT_DUE = OmissionVerdict.NO_BREACH, OmissionVerdict.NOT_DUE
END = datetime(2017, 10, 31, 22, tzinfo=UTC)


def moment(*told):
    return {"statements": [{"at": each, "clock": CLOCK} for each in told]}


def agreement(*, deadline=("2017-09-10",), roles=None, term=None, **provision):
    """Returns an invented agreement that asks the regime to release detainees."""
    asked = {"code": "P11", "obligors": ["regime"], "deadline": moment(*deadline), **provision}
    return Agreement.model_validate(
        {
            "id": "a", "code": "invented", "names": WORDS, "short_names": WORDS, "level": "local",
            "signed_on": moment("2017-09-01"), "signed_at": WORDS, "summary": WORDS,
            "roles": roles or [{"party": "regime", "role": "belligerent_bound"},
                               {"party": "russia", "role": "guarantor"}],
            "texts": [], "provisions": [{"code": "P01"}, {"code": "P05"}, asked],
            "terms": [term or {"starts": moment("2017-09-01T12:00")}],
            "zones": [{"code": "z", "names": WORDS, "parts": [{"place": "daraa"}]}],
        }
    )  # fmt: skip


def record(during, state="not_done", number=1, **fields):
    return Compliance(
        id=f"c{number}",
        agreement="invented",
        provision="P11",
        during=When.parse(during, clock=CLOCK),
        state=state,
        basis=WORDS,
        source="An invented monitor",
        **fields,
    )


def decide(*records, held=None, as_of=END, rules=RULES):
    return decide_omissions(
        [held or agreement()], records=records, as_of=as_of, ruleset=rules, root="r"
    )


CASES = [
    ([], POSSIBLE, "omission.not_recorded"),
    ([record("2017-09-10", "done")], NO_BREACH, "omission.done"),
    ([record("2017-09-11", "done")], BREACH, "omission.late"),
    ([record("2017-09", "done")], POSSIBLE, "omission.around_done"),
    ([record("2017-09-10")], BREACH, "omission.not_done"),
    ([record("2017-12")], BREACH, "omission.not_done"),
    ([record("2017-09-09")], POSSIBLE, "omission.early_only"),
    ([record("2017-10", "partly")], POSSIBLE, "omission.partly"),
    ([record("2017-09-02", "partly")], POSSIBLE, "omission.early_only"),
    ([record("2017-10", "unknown")], POSSIBLE, "omission.recorded_unknown"),
    ([record("2017-10", "unknown", score=2)], POSSIBLE, "omission.not_recorded"),
    ([record("2017-09-08", "done"), record("2017-10", number=2)], POSSIBLE, "omission.disagree"),
    ([record("2017-10", "partly"), record("2017-10", number=2)], POSSIBLE, "omission.disagree"),
    ([record("2017-09-08", "done"), record("2017-10", "unknown", 2)], NO_BREACH, "omission.done"),
    ([record("2017-09-08", "done"), record("2017-09", "done", 2)], NO_BREACH, "omission.done"),
    ([record("2017-10"), record("2017-11-03", "done", 2)], BREACH, "omission.late"),
]


@pytest.mark.parametrize(("records", "verdict", "code"), CASES)
def test_the_records_decide_whether_it_was_done(records, verdict, code):
    (found,) = decide(*records)
    assert (found.verdict, found.open_reasons[-1].code) == (verdict, code)
    assert found.obligors == ("regime",)
    assert found.root == "r"
    assert found.ruleset == RULES.title


TWO = ("2017-09-10", "2017-09-20T12:00")


@pytest.mark.parametrize(
    ("records", "as_of", "verdict"),
    [
        ([record("2017-09-15", "done")], END, POSSIBLE),
        ([record("2017-09-10", "done")], END, NO_BREACH),
        ([record("2017-09-21", "done")], END, BREACH),
        ([record("2017-09-15")], END, POSSIBLE),
        ([record("2017-09-20")], END, BREACH),
        ([record("2017-09-20")], datetime(2017, 9, 15, tzinfo=UTC), POSSIBLE),
        ([record("2017-09-20")], datetime(2017, 9, 10, 21, tzinfo=UTC), NOT_DUE),
        ([record("2017-09-10", "done")], datetime(2017, 9, 15, tzinfo=UTC), NO_BREACH),
    ],
)
def test_a_deadline_that_sources_dispute_stays_open_between_its_statements(records, as_of, verdict):
    (found,) = decide(*records, held=agreement(deadline=TWO), as_of=as_of)
    assert found.verdict is verdict
    assert [each.isoformat() for each in found.due] == [
        "2017-09-10T21:00:00+00:00", "2017-09-20T09:00:00+00:00",
    ]  # fmt: skip


def test_a_day_can_be_used_to_its_end_and_is_told_as_a_day():
    earliest, latest = due_between(Moment.model_validate(moment("2017-10-26")))
    assert earliest == latest == datetime(2017, 10, 26, 22, tzinfo=UTC)  # a day of 25 hours
    assert local_deadline(latest, CLOCK) == "2017-10-26"
    assert local_deadline(datetime(2017, 9, 20, 9, tzinfo=UTC), CLOCK) == "2017-09-20T12:00"


def test_nothing_is_due_before_the_agreement_is_in_force():
    late = agreement(deadline=("2017-08-30",), starts=moment("2017-09-05"))
    (found,) = decide(record("2017-09-06"), held=late)
    start = datetime(2017, 9, 4, 21, tzinfo=UTC), datetime(2017, 9, 5, 21, tzinfo=UTC)
    assert (found.due, found.verdict) == (start, BREACH)


@pytest.mark.parametrize(
    ("held", "verdict", "code"),
    [
        ({"conditional_on": WORDS}, POSSIBLE, "omission.conditional"),
        (
            {"term": {"starts": moment("2017-08-01T00:00"), "months": 1}},
            NO_BREACH,
            "omission.ended",
        ),
        (
            {"term": {"starts": moment("2017-08-01T00:00"), "months": 1, "renewal": "unknown"}},
            POSSIBLE,
            "omission.renewal_not_known",
        ),
        (
            {"term": {"starts": moment("2017-09-01T00:00"), "ends": moment("2017-09-10")}},
            POSSIBLE,
            "omission.around_end",
        ),
        (
            {"roles": [{"party": "regime", "role": "belligerent_bound", "contested": True}]},
            POSSIBLE,
            "party.binding_contested",
        ),
        ({"roles": [{"party": "regime", "role": "rejected"}]}, NO_BREACH, "party.not_bound"),
        (
            {"roles": [{"party": "regime", "role": "belligerent_bound",
                        "bound_from": moment("2017-10-01")}]},
            NO_BREACH,
            "party.not_bound_then",
        ),
    ],
)  # fmt: skip
def test_what_was_not_done_is_no_breach_where_nobody_owed_it(held, verdict, code):
    (found,) = decide(record("2017-10"), held=agreement(**held))
    assert found.verdict is verdict
    assert code in [reason.code for reason in found.open_reasons]


def test_a_guarantor_owes_what_it_guarantees_only_as_the_ruleset_has_it():
    held = agreement(obligors=["russia"])
    free = RULES.model_copy(update={"guarantors_bound": False})
    assert decide(record("2017-10"), held=held)[0].verdict is BREACH
    assert decide(record("2017-10"), held=held, rules=free)[0].verdict is NO_BREACH


def test_each_obligor_has_a_finding_of_its_own():
    held = agreement(obligors=["regime", "russia"])
    one = record("2017-10", obligors=("regime",))
    found = {each.obligors: each for each in decide(one, held=held)}
    assert found["regime",].verdict is BREACH
    assert found["russia",].verdict is POSSIBLE
    assert found["russia",].records == ()
    assert found["russia",].is_named


def test_a_text_that_names_nobody_asks_everyone_bound_and_those_whom_records_name():
    held = agreement(obligors=[])
    (found,) = decide(record("2017-10"), held=held)
    assert (found.obligors, found.verdict) == ((), BREACH)
    assert found.tests["bound"].reason.facts["parties"] == ("regime", "russia")
    named, rest = decide(record("2017-10", obligors=("regime",)), held=held)
    assert (named.obligors, named.is_named, named.verdict) == (("regime",), False, BREACH)
    assert (rest.obligors, rest.verdict) == ((), POSSIBLE)


@pytest.mark.parametrize(
    ("role", "verdict", "code"),
    [
        ({"contested": True}, POSSIBLE, "omission.binding_open"),
        ({"role": "mediator"}, NO_BREACH, "omission.nobody_bound"),
    ],
)
def test_a_text_that_names_nobody_and_binds_nobody_for_certain(role, verdict, code):
    roles = [{"party": "regime", "role": "belligerent_bound", **role}]
    (found,) = decide(record("2017-10"), held=agreement(obligors=[], roles=roles))
    assert (found.verdict, found.open_reasons[0].code) == (verdict, code)


def test_a_provision_without_a_deadline_has_no_finding_and_one_that_forbids_is_no_duty():
    p01, p05, p11 = agreement().provisions
    assert [is_duty(each, RULES) for each in (p01, p05, p11)] == [False, True, True]
    assert not is_duty(Provision(code="P11"), RULES)
    assert {each.provision for each in decide()} == {"P11"}


def test_figures_count_duties_and_name_what_they_rest_on():
    held = agreement(obligors=["regime", "russia"])
    found = decide(record("2017-10", obligors=("regime",)), held=held)
    book = FigureBook(tree_size=1, root="r")
    count_omissions(book, found, agreements=[held])
    values = {name.split(".")[-1]: figure.value for name, figure in book.figures.items()}
    assert values == {"due": 2, "certain": 1, "possible": 1, "no_breach": 0}
    certain = book.figures["breaches.omissions.certain"]
    assert certain.record_ids == ("a", "c1")
    assert certain.detail["duties"][0]["obligors"] == ["regime"]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("records", [case[0] for case in CASES])
def test_every_reason_can_be_said(records, language):
    phrases = Phrases(language, labels={})
    for held in (agreement(), agreement(deadline=TWO), agreement(obligors=[])):
        for found in decide(*records, held=held):
            for test in found.tests.values():
                assert phrases.reason(test.reason)


# What must hold of every decision

DAYS = st.integers(1, 30).map(lambda day: f"2017-09-{day:02}")
RECORDS = st.lists(
    st.builds(
        record,
        st.one_of(DAYS, st.just("2017-09"), st.just("2017-10")),
        st.sampled_from(["done", "partly", "not_done", "unknown"]),
        st.integers(1, 99),
    ),
    max_size=4,
    unique_by=lambda each: each.id,
)
AS_OF = st.integers(0, 45).map(lambda days: datetime.fromtimestamp(1504224000 + 86400 * days, UTC))


@given(RECORDS, DAYS, AS_OF, st.randoms())
def test_the_order_of_the_records_changes_nothing_but_which_is_named(records, day, as_of, random):
    held = agreement(deadline=(day,))
    mixed = random.sample(records, len(records))
    (one,), (other,) = (
        decide(*records, held=held, as_of=as_of),
        decide(*mixed, held=held, as_of=as_of),
    )
    assert (one.verdict, one.failing, one.records) == (other.verdict, other.failing, other.records)


@given(RECORDS, DAYS, DAYS, AS_OF)
def test_a_second_statement_of_the_deadline_settles_nothing(records, day, other, as_of):
    """Widening never turns what is possible into a breach, or into no breach."""
    (narrow,) = decide(*records, held=agreement(deadline=(day,)), as_of=as_of)
    (wide,) = decide(*records, held=agreement(deadline=(day, other)), as_of=as_of)
    if narrow.verdict is POSSIBLE:
        assert wide.verdict in (POSSIBLE, NOT_DUE)
    if wide.verdict in (BREACH, NO_BREACH):
        assert narrow.verdict is wide.verdict


@given(RECORDS, DAYS, AS_OF, st.integers(1, 30))
def test_what_is_due_stays_due(records, day, as_of, days):
    held = agreement(deadline=(day,))
    (before,) = decide(*records, held=held, as_of=as_of)
    (after,) = decide(
        *records, held=held, as_of=datetime.fromtimestamp(as_of.timestamp() + 86400 * days, UTC)
    )
    if before.verdict is not NOT_DUE:
        assert after.verdict is before.verdict


@given(RECORDS, DAYS, AS_OF)
def test_a_record_that_nothing_is_known_settles_nothing(records, day, as_of):
    held = agreement(deadline=(day,))
    (before,) = decide(*records, held=held, as_of=as_of)
    (after,) = decide(*records, record("2017-10", "unknown", 100), held=held, as_of=as_of)
    assert after.verdict is before.verdict


@given(DAYS, AS_OF)
def test_without_a_record_nothing_is_a_breach_and_nothing_is_cleared(day, as_of):
    (found,) = decide(held=agreement(deadline=(day,)), as_of=as_of)
    assert found.verdict in (POSSIBLE, NOT_DUE)
