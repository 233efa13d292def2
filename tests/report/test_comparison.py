"""What a comparison says: every number with its design, and no cause that no design earns."""

import re
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from tawthiq.breaches.comparing.comparison import RingEvents, compare_windows
from tawthiq.breaches.comparing.interrupted import SHORTEST
from tawthiq.dates import When, day_bounds
from tawthiq.records import Reason
from tawthiq.report import Phrases
from tawthiq.report.comparison import _SHORTEST, tell_comparison
from tawthiq.report.document import plain

CLOCK = "Asia/Damascus"
DAY = timedelta(days=1)
MIDNIGHT = day_bounds(date(2017, 7, 9), clock=CLOCK)[0]
NAMES = {"valley": {"en": "Valley ceasefire", "ar": "اتفاق الوادي"}}

CAUSAL = {
    "en": r"\b(because|caus\w+|due to|effect\w*|impact\w*|result\w*|led to|leads? to|thanks to|"
    r"owing|reduc\w+|prevent\w*|stopp\w+|work(ed|s)|success\w*|fail\w*)\b",
    "ar": "بسبب|أثر|تأثير|أدى|أدت|نتيجة|بفضل|خفّض|خفض|لأن|سبّب|مما جعل|نجح|فشل",
}
EARNED = {
    "en": ("Design: zone beside the rest", "Design: interrupted series of"),
    "ar": ("التصميم: المنطقة مقابل سائر الأماكن", "التصميم: سلسلة زمنية متقطعة من"),
}


def events(*rows):
    """A table of events and their membership, from (first day, length, inside)."""
    instant = pa.timestamp("us", tz="UTC")
    days = [date(2017, 7, 9) + first * DAY for first, _, _ in rows]
    starts = [day_bounds(day, clock=CLOCK)[0] for day in days]
    ends = [
        day_bounds(day + length * DAY, clock=CLOCK)[0]
        for day, (_, length, _) in zip(days, rows, strict=True)
    ]
    table = pa.table({"start": pa.array(starts, instant), "end": pa.array(ends, instant)})
    return table, [inside for _, _, inside in rows]


def compared(*rows, window=30, start=(MIDNIGHT, MIDNIGHT + DAY / 2), **options):
    table, inside = events(*rows)
    return compare_windows(
        table, start=start, inside=inside, window=window * DAY, clock=CLOCK, **options
    )


def lines(comparison, language="en"):
    phrases = Phrases(language, labels={}, agreements=NAMES)
    return [plain(line) for line in tell_comparison(comparison, phrases, agreement="valley")]


FULL = (
    *((at, 1, "true") for at in (-20, -14, -9, -9, -4, -2, -1, 0, 3, 7, 7, 20)),
    *((at, 1, "false") for at in (-21, -11, -5, 2, 12)),
    (-3, 6, "true"), (-32, 4, "true"), (29, 3, "true"), (-6, 1, "unknown"), (6, 1, "unknown"),
)  # fmt: skip

CASES = {
    "full": compared(
        *FULL,
        ring=RingEvents(0, 25, np.array(["true", "false", "unknown", "false"] * 6)[: len(FULL)]),
        covered=When.parse("2017", clock=CLOCK),
    ),
    "nothing": compared(),
    "nothing before": compared((1, 1, "true"), (5, 1, "true"), (9, 1, "false")),
    "nothing after": compared((-3, 1, "true"), (-5, 1, "false"), window=7),
    "a day in doubt": compared(*FULL, start=(MIDNIGHT, MIDNIGHT + 2 * DAY)),
    "only possible": compared((3, 1, "unknown"), window=7),
    "no line varies": compared(*((at, 1, "true") for at in range(-10, 10)), window=10),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_line_speaks_of_causes_but_those_whose_design_earns_it(case, language):
    for line in lines(CASES[case], language):
        if re.search(CAUSAL[language], line):
            assert line.startswith(EARNED[language]), line
            condition = {"en": "only if", "ar": "إلا إذا"}[language]
            assert condition in line


def test_the_designs_that_earn_it_name_the_condition():
    said = lines(CASES["full"])
    assert sum("only if" in line for line in said) == 2
    assert sum("إلا إذا" in line for line in lines(CASES["full"], "ar")) == 2


@pytest.mark.parametrize("case", CASES)
def test_both_languages_say_the_same_numbers(case):
    found = [
        [re.findall(r"[0-9]+(?:[.,][0-9]+)*", line) for line in lines(CASES[case], language)]
        for language in ("en", "ar")
    ]
    for english, arabic in zip(*found, strict=True):
        spelled = {"1", "2"}  # the Arabic singular and dual say these by themselves
        assert set(english) - spelled == set(arabic) - spelled


def test_the_lines_carry_design_windows_and_what_is_left_out():
    said = "\n".join(lines(CASES["full"]))
    for part in (
        "from 9 June 2017 to 8 July 2017",
        "from 9 July 2017 to 7 August 2017",
        "Design: before and after",
        "Design: ring around the zone, from 0 to 25 km",
        "exact Poisson interval",
        "1 incident on 9 July 2017, which holds the start",
        "1 incident: the time reaches over the border between the windows",
        "1 incident: the time reaches into the first window",
        "1 incident: the time reaches beyond the last window",
        "(1 before, 1 after, 0 in either window); not counted",
        "They are held for 2017",
    ):
        assert part in said


def test_a_ratio_without_a_bound_is_said_as_such():
    said = "\n".join(lines(CASES["nothing before"]))
    assert "so the ratio has no upper bound" in said
    assert "or more" in said
    nothing = "\n".join(lines(CASES["nothing"]))
    assert "No incident is counted in either window" in nothing
    assert "interval: any number" in nothing
    assert "None is counted in the zone within 29.50 days" in nothing


def test_what_has_no_estimate_says_why():
    assert any(
        "do not vary around the fitted line" in line for line in lines(CASES["no line varies"])
    )
    assert any("fewer than 8 days" in line for line in lines(CASES["nothing after"]))
    assert _SHORTEST == SHORTEST


def test_every_day_in_which_the_start_can_lie_has_its_lines():
    said = lines(CASES["a day in doubt"])
    assert sum(line.startswith("If the start lies on") for line in said) == 3


def test_a_possible_first_incident_is_no_certain_one():
    assert any("one is possible from" in line for line in lines(CASES["only possible"]))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "code", ["not_converged", "nothing_after", "one_period_before", "one_period_after"]
)
def test_every_failure_of_a_series_has_its_sentence(code, language):
    assert Phrases(language, labels={}).reason(Reason(code=f"series.{code}"))
