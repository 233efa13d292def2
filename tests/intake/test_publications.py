from __future__ import annotations

import copy
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from published import PLACES, read, split
from tawthiq.errors import InputError
from tawthiq.intake.publications import read_publications

OCTOBER = {
    "code": "invented.2017-10",
    "publisher": "An invented centre",
    "topic": "massacres",
    "period": "2017-10",
    "published": "2017-11",
    "urls": ["https://example.org/1"],
    "total": 39,
    "by_party": {"regime": 11, "russia": 16, "coalition": 9, "isis": 2, "other": 1},
    "by_governorate": {"deir_ezzor": 23, "raqqa": 16},
    "by_party_governorate": {"russia": {"deir_ezzor": 16}},
    "control_areas": {"regime": {"opposition": 5, "isis": 6}},
    "victims": {"total": 435, "children": 145},
    "victims_by_party": {"regime+russia": {"total": 279}},
    "percentages": [{"percent": "42.0", "numerator": 16, "denominator": 39, "of": "share"}],
    "claims": [{"value": 27, "of": "by the alliance", "parties": ["regime", "russia"]}],
    "cumulative": {"since": "2017-01-01", "value": 325},
    "variants": [{"field": "by_party.russia", "value": 15, "source": "https://example.org/2"}],
}


def changed(path, value):
    item = copy.deepcopy(OCTOBER)
    held = item
    for key in path[:-1]:
        held = held[key]
    held[path[-1]] = value
    return item


def faults_of(text):
    with pytest.raises(InputError) as refused:
        read_publications(
            text,
            file="publications.yaml",
            clock="Asia/Damascus",
            new_id=lambda kind, key: key,
            places=PLACES,
        )
    return refused.value.faults


def test_each_number_is_one_figure_as_printed():
    [publication], figures = split(read([OCTOBER]))
    assert len(figures) == 1 + 5 + 2 + 1 + 2 + 2 + 1 + 1 + 1 + 1 + 1
    assert {figure.publication for figure in figures} == {publication.id}
    by_id = {figure.id.partition(":")[2]: figure for figure in figures}
    assert by_id["invented.2017-10/massacres/russia/deir_ezzor"].value == 16
    assert by_id["invented.2017-10/victims/regime+russia/*"].value == 279
    assert by_id["invented.2017-10/massacres/regime/*/held_by:isis"].value == 6
    assert by_id["invented.2017-10/massacres/*/*/since:2017-01-01"].since == date(2017, 1, 1)


def test_a_month_of_publication_stays_a_month():
    [publication], _ = split(read([OCTOBER]))
    assert publication.first_published.stated == "2017-11"


def test_the_decimals_of_a_percentage_are_kept():
    _, figures = split(read([OCTOBER]))
    [share] = [figure.share for figure in figures if figure.share]
    assert (share.percent, share.decimals) == (42.0, 1)


def test_a_corrected_number_keeps_its_id():
    before = {record.id for record in read([OCTOBER])}
    assert {record.id for record in read([changed(["by_party", "russia"], 17)])} == before


def test_an_alias_of_a_party_is_its_code():
    figures = split(read([{**OCTOBER, "by_party": {"القوات الروسية": 16}}]))[1]
    assert "invented.2017-10/massacres/russia/*" in {f.id.partition(":")[2] for f in figures}


@pytest.mark.parametrize(
    ("path", "value", "column", "word"),
    [
        (["by_party", "rusia"], 1, "[0].by_party.rusia", "russia"),
        (["by_governorate", "deir_ezor"], 1, "[0].by_governorate.deir_ezor", "deir_ezzor"),
        (["by_party", "isis"], -2, "[0].by_party.isis", "0 or more"),
        (["by_party", "isis"], 2.5, "[0].by_party.isis", "whole number"),
        (["by_party", "isis"], True, "[0].by_party.isis", "whole number"),
        (["total"], "many", "[0].total", "whole number"),
        (["period"], "2017-13", "[0].period", "2017-10"),
        (["period"], None, "[0].period", "2017-10"),
        (["published"], "8/11/2017", "[0].published", "2017-10"),
        (["totl"], 39, "[0].totl", "'total'"),
        (["topic"], "masacres", "[0].topic", "massacres"),
        (["publisher"], None, "[0].publisher", "publisher"),
        (["urls"], "https://example.org", "[0].urls", "- "),
        (["by_party"], [1], "[0].by_party", "name: 1"),
        (["victims", "men"], 3, "[0].victims.men", "children"),
        (["parties_complete"], "maybe", "[0].parties_complete", "true"),
        (["retells"], "nothing", "[0].retells", "code"),
        (["percentages", 0, "percent"], "42 %", "[0].percentages[0].percent", "42"),
        (["percentages", 0, "of"], None, "[0].percentages[0].of", "of"),
        (["claims", 0, "parties"], ["rusia"], "[0].claims[0].value", "russia"),
        (["cumulative", "since"], "2017-02-30", "[0].cumulative.since", "2017-01-01"),
        (["variants", 0, "field"], "parties.russia", "[0].variants[0].field", "path"),
        (["variants", 0, "source"], None, "[0].variants[0].source", "source"),
    ],
)
def test_a_fault_names_its_place_and_what_to_do(path, value, column, word):
    [fault] = faults_of(yaml.safe_dump([changed(path, value)]))
    assert (fault.file, fault.column) == ("publications.yaml", column)
    assert word in fault.remedy


def test_all_faults_come_at_once():
    item = changed(["by_party", "rusia"], 1)
    item["total"] = -1
    found = faults_of(yaml.safe_dump([item, {**OCTOBER, "period": "soon"}]))
    assert [fault.column for fault in found] == [
        "[0].total",
        "[0].by_party.rusia",
        "[1].code",
        "[1].period",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- code: [",
        "- {total: 1, total: 2}",
        "just words",
        "",
        "[" * 20_000,
        "- !!python/object:os.system x",
        "- 5",
        "\x00",
    ],
)
def test_broken_yaml_is_refused_without_a_traceback(text):
    assert faults_of(text)


def test_a_key_given_twice_is_refused_with_its_line():
    [fault] = faults_of("- code: a\n  by_party:\n    russia: 16\n    russia: 17\n")
    assert (fault.row, "'russia' stands twice" in fault.reason) == (4, True)


_KEYS = st.sampled_from([*OCTOBER, "nonsense"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | _KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(st.dictionaries(_KEYS, _VALUES, max_size=5) | _VALUES, max_size=3))
def test_whatever_stands_in_the_file_only_faults_come_out(items):
    found = _faults(items)
    assert all(fault.remedy for fault in found)


def _faults(items):
    try:
        read(items)
    except InputError as refused:
        return refused.faults
    return ()
