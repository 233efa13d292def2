"""Every reason of the audit and of the trend has its sentence in every language."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

import pytest
import yaml
from jinja2 import Environment, StrictUndefined, meta

from published import CLOCK, shared_records, split
from tawthiq.audit import audit
from tawthiq.audit.check import CODES
from tawthiq.counts.reasons import TREND_CODES
from tawthiq.counts.series import read_series
from tawthiq.counts.trend import trend
from tawthiq.dates import When
from tawthiq.records import Reason

LANGUAGES = ("en", "ar")
FILES = {"audit": CODES, "trend": TREND_CODES}


def environment() -> Environment:
    """Stands in for the report's own filters: each shows its value."""
    made = Environment(undefined=StrictUndefined, autoescape=False)
    for name in ("party", "place", "number", "percent", "month", "rounding", "publication"):
        made.filters[name] = str
    made.filters["counted"] = lambda number, noun: f"{number} {noun}"
    made.filters["listed"] = lambda items: ", ".join(items)
    made.filters["joined"] = lambda items: "; ".join(items)
    return made


def phrases(language: str, name: str) -> dict[str, str]:
    file = resources.files("tawthiq.report").joinpath("locales", language, f"{name}.yaml")
    return yaml.safe_load(file.read_text("utf-8"))


def emitted() -> Iterator[Reason]:
    publications, figures = split(shared_records())
    for check in audit(publications, figures).checks:
        yield check.reason
    for publisher, month, counts in (
        ("SNHR", "2017-10", {"russia": 16, "regime": 11, "coalition": 9}),
        ("SNHR", "2017-11", {"russia": 13, "regime": 16}),
        ("SNHR", "2018-03", {"russia": 4, "regime": 40}),
        ("SNHR", "2017-10", {"russia": 9, "regime": 9}),
        ("SNHR", "2017-10", {}),
        ("SHRC", "2017-10", {"russia": 9}),
    ):
        series = read_series(publications, figures, publisher=publisher)
        found = trend(series, period=When.parse(month, clock=CLOCK), split=counts)
        yield from found.reasons
        yield from (lead.reason for lead in found.first_lead.months)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence_and_no_sentence_is_left_over(language, name):
    assert set(phrases(language, name)) == FILES[name]


@pytest.mark.parametrize("name", FILES)
def test_both_languages_say_the_same_facts(name):
    made = environment()
    english, arabic = (phrases(language, name) for language in LANGUAGES)
    for code in FILES[name]:
        used = [
            meta.find_undeclared_variables(made.parse(text[code])) for text in (english, arabic)
        ]
        assert used[0] == used[1], code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_emitted_reason_can_be_said(language):
    made = environment()
    texts = phrases(language, "audit") | phrases(language, "trend")
    for reason in emitted():
        said = made.from_string(texts[reason.code]).render(reason.facts)
        assert said.strip().endswith("."), reason
        assert "None" not in said, reason


def test_a_reason_without_a_sentence_cannot_be_made():
    from tawthiq.counts.reasons import trend_reason

    with pytest.raises(KeyError):
        trend_reason("no_such_reason", {})
