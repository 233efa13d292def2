"""A period is counted from what is known of just that period."""

import pytest

from tawthiq.counts import count_period


@pytest.mark.parametrize("period", ["2017-10-05", "2017-10-01/2017-10-30"])
def test_victims_published_for_a_month_are_not_those_of_a_part_of_it(casebook, period):
    figures = count_period(casebook, casebook.period(period)).book.figures
    assert figures["massacres.total"].value == 0
    assert not [name for name in figures if name.startswith("victims.")]


def test_victims_published_for_a_month_are_those_of_the_month(casebook):
    figures = count_period(casebook, casebook.period("2017-10-01/2017-10-31")).book.figures
    assert figures["victims.total"].value == 435
