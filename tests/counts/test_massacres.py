"""Massacres are derived, rows by party never double, shares carry their parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invented import incident
from tawthiq.casebook.casebook import first_places
from tawthiq.counts import FigureBook, Rounding, is_massacre, party_row, percentage
from tawthiq.counts.massacres import count_massacres
from tawthiq.records import Count, Fate, Gazetteer, Group, Status, Toll, Truth

PLACES = Gazetteer(first_places())


def counted(incidents):
    book = FigureBook(tree_size=1, root="r")
    count_massacres(book, incidents, threshold=5, alliance="syrian_russian", places=PLACES)
    return book.figures


def toll(status, minimum, maximum):
    return Toll(fate=Fate.KILLED, status=status, count=Count(minimum=minimum, maximum=maximum))


@pytest.mark.parametrize(
    ("tolls", "expected"),
    [
        ([toll(Status.CIVILIAN, 5, None)], Truth.TRUE),
        ([toll(Status.CIVILIAN, 5, 5)], Truth.TRUE),
        ([toll(Status.CIVILIAN, 4, 4)], Truth.FALSE),
        ([toll(Status.CIVILIAN, 4, 9)], Truth.UNKNOWN),
        ([toll(Status.CIVILIAN, 0, None)], Truth.UNKNOWN),
        ([toll(Status.ANY, 40, 40)], Truth.UNKNOWN),
        ([toll(Status.ANY, 4, 4)], Truth.FALSE),
        ([toll(Status.ANY, 40, 40), toll(Status.CIVILIAN, 6, 6)], Truth.TRUE),
        ([toll(Status.COMBATANT, 40, 40)], Truth.UNKNOWN),
        ([Toll(fate=Fate.INJURED, status=Status.CIVILIAN, count=Count(minimum=9))], Truth.UNKNOWN),
        ([Toll(fate=Fate.KILLED, group=Group.CHILDREN, count=Count(minimum=9))], Truth.UNKNOWN),
        ([], Truth.UNKNOWN),
    ],
)
def test_a_massacre_is_five_civilians_killed_at_once(tolls, expected):
    assert is_massacre(incident(tolls=tuple(tolls)), threshold=5) is expected


@pytest.mark.parametrize(
    ("parties", "when", "row"),
    [
        (["russia"], "2017-10", "russia"),
        (["regime", "russia"], "2017-10", "syrian_russian"),
        (["regime", "russia"], "2014-10", "unidentified"),
        (["regime", "coalition"], "2017-10", "unidentified"),
        (["jaish_al_islam"], "2017-10", "opposition"),
        (["us"], "2017-10", "coalition"),
        (["us", "coalition"], "2017-10", "coalition"),
        (["other"], "2017-10", "other"),
        ([], "2017-10", "unidentified"),
    ],
)
def test_each_incident_stands_in_one_row(parties, when, row):
    assert party_row(incident(parties=parties, when=when)) == row


def test_the_alliance_is_its_members_and_its_own_row_never_double():
    figures = counted(
        [incident(1, parties=["regime"]), incident(2, parties=["russia"]),
         incident(3, parties=["regime", "russia"]), incident(4, parties=["isis"])]
    )  # fmt: skip
    assert figures["massacres.alliance"].value == 3
    assert figures["massacres.alliance.joint"].value == 1
    assert figures["massacres.by_party.regime"].value == 1
    assert figures["massacres.by_party.russia"].value == 1
    assert figures["massacres.total"].value == 4


def test_a_tie_has_no_leader():
    figures = counted([incident(1, parties=["regime"]), incident(2, parties=["russia"])])
    assert figures["massacres.topped_by"].value is None
    assert figures["massacres.topped_by"].detail == {"tied": ["regime", "russia"]}


def test_a_rest_never_leads():
    figures = counted(
        [incident(1, parties=["regime"]), incident(2, parties=[]), incident(3, parties=[])]
    )
    assert figures["massacres.topped_by"].value == "regime"


def test_a_place_wider_than_a_governorate_is_unknown():
    figures = counted([incident(1, place="syria"), incident(2, place="idlib.harim")])
    assert figures["massacres.by_governorate.unknown"].value == 1
    assert figures["massacres.by_governorate.idlib"].value == 1


def test_nothing_counted_has_no_share():
    assert "massacres.alliance.share" not in counted([])
    assert counted([])["massacres.total"].value == 0


PARTY = st.sampled_from(["regime", "russia", "isis", "coalition", "other"])
PLACE = st.sampled_from(["idlib", "hama", "deir_ezzor", "idlib.harim"])


@given(st.lists(st.tuples(PARTY, PLACE), max_size=30))
def test_parts_sum_to_the_total_and_order_changes_nothing(rows):
    incidents = [incident(at, parties=[p], place=g) for at, (p, g) in enumerate(rows)]
    figures = counted(incidents)
    total = figures["massacres.total"].value
    for prefix, dots in (("by_party", 2), ("by_governorate", 2), ("by_party_governorate", 3)):
        parts = [
            figure.value
            for name, figure in figures.items()
            if name.startswith(f"massacres.{prefix}.") and name.count(".") == dots
        ]
        assert sum(parts) == total == len(rows)
    assert counted(incidents[::-1]) == figures
    assert counted([*incidents, *incidents])["massacres.total"].value == total


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 3))
def test_rounding_rules_stand_in_order(numerator, denominator, decimals):
    values = {
        rule: percentage(numerator, denominator, rounding=rule, decimals=decimals)
        for rule in Rounding
    }
    assert values[Rounding.DOWN] <= values[Rounding.HALF_EVEN] <= values[Rounding.HALF_UP]
    assert values[Rounding.HALF_UP] <= values[Rounding.UP]
    exact = 100 * numerator / denominator
    assert float(values[Rounding.DOWN]) <= exact + 1e-9
    assert float(values[Rounding.UP]) >= exact - 1e-9


@pytest.mark.parametrize(
    ("numerator", "denominator", "rule", "decimals", "expected"),
    [
        (16, 39, "half_up", 1, "41.0"), (11, 39, "half_up", 1, "28.2"),
        (9, 39, "half_up", 1, "23.1"), (23, 39, "half_up", 1, "59.0"),
        (16, 39, "up", 0, "42"), (11, 39, "up", 0, "29"), (9, 39, "up", 0, "24"),
        (23, 39, "up", 0, "59"), (16, 39, "half_up", 0, "41"), (1, 8, "half_up", 0, "13"),
        (1, 8, "half_even", 0, "12"), (3, 8, "half_even", 0, "38"), (1, 2, "half_up", 0, "50"),
        (1, 2, "up", 0, "50"), (1, 3, "down", 2, "33.33"), (0, 7, "up", 0, "0"),
    ],
)  # fmt: skip
def test_shares_are_computed_exactly(numerator, denominator, rule, decimals, expected):
    value = percentage(numerator, denominator, rounding=Rounding(rule), decimals=decimals)
    assert str(value) == expected
