"""What the audit must find in what was really published, 2014 to 2019.

The table was written from the shared facts (section 3 of the notes on published reports) before
the audit was: each pair must fail, and nothing else may.
"""

from __future__ import annotations

import pytest

from published import shared_records, split
from tawthiq.audit import Outcome, audit

FROM_THE_FACTS = {
    ("snhr.2014-09.people_killed.1", "percentages"),  # 27 for 25.25
    ("snhr.2014-10.massacres.1", "percentages"),  # 4.2 for 54.2
    ("snhr.2014-10.massacres.1", "variants"),  # a press copy makes 31 of 30; 54.2 fits
    ("snhr.2014-11.massacres.1", "parts_by_governorate"),  # 35 of 33
    ("snhr.2014-11.massacres.1", "variants"),  # the Arabic copy's 3 mends it
    ("snhr.2014-11.torture_deaths.1", "parts_by_party"),  # 236 of 237
    ("snhr.2014-12.massacres.1", "children_by_party"),  # 86 of 80
    ("snhr.2014-12.massacres.1", "women_by_party"),  # 46 of 41
    ("snhr.2015-01.massacres.2", "parts_by_governorate"),  # 24 lines and one twice, of 20
    ("snhr.2015-05.massacres.1", "victims_by_party"),  # 601 of "60"
    ("snhr.2015-05.massacres.1", "women_by_party"),  # 110 of 90
    ("snhr.2015-05.massacres.1", "impossible"),  # 154 children of 60 people
    ("snhr.2015-08.massacres.1", "parts_by_party"),  # 51 of 54
    ("snhr.2015-08.massacres.1", "parts_by_governorate"),
    ("snhr.2015-08.people_killed.1", "percentages"),  # 40 for 48.72
    ("snhr.2015-08.people_killed.2", "percentages"),
    ("snhr.2015-09.barrel_bombs.1", "claim"),  # title 103, body 123
    ("snhr.2015-10.torture_deaths.1", "parts_by_governorate"),  # 103 of 104
    ("snhr.2015-11.massacres.1", "variants"),  # lead 14, body 19
    ("snhr.2016-03.massacres.1", "percentages"),  # 42 for 44.12
    ("snhr.2016-08.massacres.1", "parts_by_governorate"),  # 61 of 62
    ("snhr.2016-10.massacres.1", "variants"),  # 18 for 20
    ("snhr.2016-10.civilians_killed.1", "impossible"),  # 14 children and 11 women of 15
    ("snhr.2016-11.massacres.1", "variants"),  # 435 below the 445 listed
    ("snhr.2017-02.massacres.1", "women_by_party"),  # 50 of 55
    ("snhr.2017-H1.massacres.1", "parts_by_party"),  # 183 of 188
    ("snhr.2017-H1.massacres.1", "series"),  # other 14, below its months
    ("snhr.2017-07.massacres.1", "variants"),  # 32 for 132
    ("snhr.2017-07.massacres.2", "victims_by_party"),
    ("snhr.2017-07.massacres.2", "retelling"),
    ("snhr.2017-07.massacres.2", "claim"),  # title 24, body 28
    ("snhr.2017-10.massacres.1", "impossible"),  # coalition 104 of 71 civilians that month
    ("snhr.2017-11.civilians_killed.1", "variants"),  # 996 by the alliance: 782
    ("snhr.2017-11.civilians_killed.1", "percentages"),  # 80 for 78.51
    ("snhr.2017-11.civilians_killed.2", "percentages"),  # 20 for 26.33
    ("snhr.2017-12.massacres.1", "variants"),  # 12 for 13
    ("snhr.2017.torture_deaths.1", "parts_by_party"),  # 231 of 232
    ("snhr.2018-07.massacres.1", "parts_by_party"),  # 14 of 15
    ("snhr.2018-07.massacres.1", "variants"),  # ISIS 6 mends it; 218 for 201
    ("snhr.2018-07.massacres.2", "retelling"),  # ISIS 6 for 5
    ("snhr.2018-07.civilians_killed.1", "retelling"),  # 887 for 886
    ("snhr.2018-07.civilians_killed.1", "parts_by_party"),
    ("snhr.2018-07.civilians_killed.2", "variants"),
    ("snhr.2019-03.civilians_killed.1", "parts_by_party"),  # 333 of 334
    ("snhr.2019-03.civilians_killed.1", "victims_by_party"),
    ("snhr.2019-03.civilians_killed.1", "children_by_party"),  # 85 of 87
    ("snhr.2019-10.civilians_killed.1", "parts_by_party"),  # 174 of 171
    ("snhr.2019-10.civilians_killed.1", "victims_by_party"),
    ("snhr.2019-10.civilians_killed.1", "variants"),  # ISIS and HTS 5 together mends it
    ("snhr.2017.massacres.1", "year"),  # 374, months 376; regime 130 for 129, ISIS 20 for 19
    ("snhr.2017.civilians_killed.2", "year"),  # 10,204, months 10,603 or 10,367
    ("snhr.2017.civilians_killed.2", "joint_rounding"),  # 40.65 -> 40 but 8.95 -> 9
    ("snhr.2017-H1.civilians_killed.1", "series"),  # 5,381, months 5,617
    ("snhr.2017-H1.civilians_killed.1", "percentages"),  # "about" 40, 20, 25
    ("snhr.2017-H1.civilians_killed.1", "variants"),  # 159 lost its thousand
}
"""Left out on purpose: 2018-08 and 2019-05 civilians (both seen in part, so a short list is no
error), and the 2017 year's breakdown of 10,195 (its ISIS line lacks HTS)."""

FOUND_AND_JUDGED = {
    ("snhr.2016-08.massacres.1", "impossible"),  # Russia: 203 victims of massacres, 184 killed
    ("snhr.2016-10.massacres.1", "impossible"),  # coalition: 22 of the 15 killed
    ("snhr.2018-07.massacres.1", "impossible"),  # ISIS: 155 of the 85 killed
    ("snhr.2017.civilians_killed.2", "variants"),  # opposition 211: the parties hold with 186
    ("snhr.2017-08.civilians_killed.1", "variants"),  # 107 is ISIS and HTS, printed as ISIS
}
"""Not in the facts; each was checked by hand and is real."""


@pytest.fixture(scope="module")
def checks():
    return audit(*split(shared_records()), period=None).checks


def failing(checks):
    return {(check.publication, check.kind) for check in checks if check.outcome is Outcome.FAILS}


def test_each_known_inconsistency_is_found(checks):
    assert FROM_THE_FACTS - failing(checks) == set()


def test_nothing_else_fails(checks):
    assert failing(checks) - FROM_THE_FACTS - FOUND_AND_JUDGED == set()
