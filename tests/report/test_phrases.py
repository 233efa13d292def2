from __future__ import annotations

import re

import pytest
from jinja2 import meta
from jinja2.sandbox import SandboxedEnvironment

from report.sample import figure
from tawthiq.dates import When
from tawthiq.report.document import plain
from tawthiq.report.marks import spans, unmarked
from tawthiq.report.phrases import Phrases, sentences

NOUNS = sorted({key.split(".")[1] for key in sentences("ar") if key.startswith("noun.")})


def phrases(language: str, **values: object) -> Phrases:
    return Phrases(language, labels={}, **values)  # type: ignore[arg-type]


def said(language: str, template: str, *, digits: str = "western", **values: object) -> str:
    return phrases(language, added={"sample.it": template}, digits=digits).plain(
        "sample.it", **values
    )


@pytest.mark.parametrize(
    ("number", "english", "arabic"),
    [
        (0, "0 massacres", "0 مجزرة"),
        (1, "1 massacre", "مجزرة واحدة"),
        (2, "2 massacres", "مجزرتان"),
        (3, "3 massacres", "3 مجازر"),
        (10, "10 massacres", "10 مجازر"),
        (11, "11 massacres", "11 مجزرة"),
        (39, "39 massacres", "39 مجزرة"),
        (100, "100 massacres", "100 مجزرة"),
        (103, "103 massacres", "103 مجازر"),
        (1_325, "1,325 massacres", "1,325 مجزرة"),
    ],
)
def test_counted_takes_the_form_of_the_number(number: int, english: str, arabic: str) -> None:
    template = "{{ n|counted('massacre') }}"
    assert said("en", template, n=number) == english
    assert said("ar", template, n=number) == arabic


@pytest.mark.parametrize(
    ("noun", "number", "case", "expected"),
    [
        ("massacre", 2, "genitive", "مجزرتين"),
        ("child", 1, "accusative", "طفلاً واحداً"),
        ("child", 1, "genitive", "طفل واحد"),
        ("child", 2, "accusative", "طفلين"),
        ("child", 5, "genitive", "5 أطفال"),
        ("child", 15, "nominative", "15 طفلاً"),
        ("child", 100, "nominative", "100 طفل"),
        ("woman", 2, "nominative", "امرأتان"),
        ("woman", 7, "nominative", "7 نساء"),
        ("month", 6, "genitive", "6 أشهر"),
        ("month", 12, "genitive", "12 شهراً"),
        ("incident", 2, "genitive", "حادثتين"),
        ("agreement", 7, "genitive", "7 اتفاقيات"),
        ("breach", 11, "nominative", "11 خرقاً"),
        ("victim", 435, "nominative", "435 ضحية"),
    ],
)
def test_counted_takes_the_case_of_the_sentence(
    noun: str, number: int, case: str, expected: str
) -> None:
    assert said("ar", "{{ n|counted(noun, case) }}", n=number, noun=noun, case=case) == expected


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("case", ["nominative", "accusative", "genitive"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_noun_has_a_form_for_every_number(noun: str, case: str, language: str) -> None:
    for number in (0, 1, 2, 3, 10, 11, 99, 100, 101, 102, 103, 111):
        assert said(language, "{{ n|counted(noun, case) }}", n=number, noun=noun, case=case)


def test_percent_stays_one_stretch() -> None:
    share = figure("x.share", 41.0, "percent", decimals=1)
    text = phrases("ar", added={"s": "({{ x|percent }})"}).say("s", x=share)
    assert [(span.text, span.ltr, span.figure) for span in text] == [
        ("(", False, None),
        ("41.0%", True, "x.share"),
        (")", False, None),
    ]


def test_arabic_indic_digits_are_a_setting() -> None:
    template = "{{ n|number }} {{ x|percent }} {{ d|day }} {{ t|instant }}"
    values = {"n": 1_325, "x": 41.5, "d": "2017-10-05", "t": "2017-10-12T12:30"}
    text = said("ar", template, digits="arabic_indic", **values)
    assert "١٬٣٢٥" in text
    assert "٤١٫٥٪" in text
    assert "١٢:٣٠" in text
    assert not re.search("[0-9]", text)


def test_months_have_both_arabic_names() -> None:
    assert said("ar", "{{ m|month }}", m="2017-10") == "تشرين الأول (أكتوبر) 2017"
    assert said("en", "{{ m|month }}", m="2017-10") == "October 2017"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2017", "In 2017"),
        ("2017-10", "In October 2017"),
        ("2017-10-05", "On 5 October 2017"),
        ("2017-10-01/2017-10-07", "From 1 October 2017 to 7 October 2017"),
    ],
)
def test_any_period_has_its_preposition(stated: str, expected: str) -> None:
    period = When.parse(stated, clock="Asia/Damascus")
    assert said("en", "{{ p|during }}", p=period) == expected


def test_lists_join_as_the_language_does() -> None:
    template = "{{ codes|listed('party') }}"
    assert said("en", template, codes=("isis", "hts")) == "ISIS and Hay'at Tahrir al-Sham"
    assert said("ar", template, codes=("isis", "hts")) == "تنظيم داعش وهيئة تحرير الشام"


def test_common_words_lose_their_capital_inside_a_sentence() -> None:
    assert said("en", "by {{ p|party }}", p="other") == "By other parties"
    assert said("en", "{{ p|party }}", p="other") == "Other parties"


def test_an_agreement_and_a_place_of_one_code_stay_apart() -> None:
    both = Phrases(
        "en",
        labels={},
        agreements={"idlib": {"en": "Idlib agreement"}},
        added={"s": "{{ c|place }}, {{ c|agreement }}"},
    )
    assert both.plain("s", c="idlib") == "Idlib, Idlib agreement"


def test_a_label_cannot_forge_a_figure_or_run() -> None:
    forged = "\ue000massacres.total\ue00199\ue002{{ 7*7 }}\u202e"
    held = Phrases("en", labels={"x": {"en": forged}}, added={"s": "{{ c|place }}"})
    (span,) = held.say("s", c="x")
    assert span.figure is None
    assert span.text == "Massacres.total99{{ 7*7 }}"


def test_marks_are_taken_out_of_bare_text() -> None:
    text = phrases("en").fragment("table.number", value=figure("massacres.total", 39))
    assert unmarked(text) == "39"
    assert plain(spans(text)) == "39"


def test_both_languages_hold_the_same_sentences_with_the_same_values() -> None:
    english, arabic = sentences("en"), sentences("ar")
    kept = {key for key in english if not key.startswith("noun.")}
    assert kept == {key for key in arabic if not key.startswith("noun.")}
    environment = SandboxedEnvironment()
    environment.filters.update(phrases("en").filters.by_name())
    different = {
        key: (wanted, found)
        for key in kept
        if (wanted := meta.find_undeclared_variables(environment.parse(english[key])))
        != (found := meta.find_undeclared_variables(environment.parse(arabic[key])))
    }
    assert not different


def test_every_noun_stands_in_both_languages() -> None:
    assert (
        sorted({key.split(".")[1] for key in sentences("en") if key.startswith("noun.")}) == NOUNS
    )


def test_a_latin_label_stays_together_in_arabic() -> None:
    held = Phrases(
        "ar", labels={"x": {"en": "Network, 2017-10"}}, added={"s": "من {{ c|publication }}."}
    )
    assert [(span.text, span.ltr) for span in held.say("s", c="x")] == [
        ("من ", False),
        ("Network, 2017-10", True),
        (".", False),
    ]
