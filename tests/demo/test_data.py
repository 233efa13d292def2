"""The demonstration's data against the vocabulary, the records and the facts it was taken from."""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from tawthiq.dates import When
from tawthiq.records import Agreement, Count
from tawthiq.vocabulary import parties, party_code, provisions, violation_code, violations
from tawthiq.vocabulary.terms import load_yaml

DATA = resources.files("tawthiq.demo").joinpath("data")
SHARED = Path(__file__).parents[2].parent / "shared/data/syria_2017"
CLOCK = "Asia/Damascus"
CODES = (
    "ankara",
    "astana",
    "southwest",
    "eastern_ghouta",
    "northern_homs",
    "failaq_al_rahman",
    "idlib",
    "southern_damascus",
)
OCTOBER = {
    "regime": {"deir_ezzor": 6, "rural_damascus": 2, "idlib": 2, "hama": 1},
    "russia": {"deir_ezzor": 16},
    "coalition": {"raqqa": 9},
    "isis": {"deir_ezzor": 1, "hasaka": 1},
    "other": {"damascus": 1},
}
PARTY = {"jfs": "hts", "nusra": "hts", "militant_groups": "extremist"}
NOT_HELD = {"coalition_or_cut", "regime_civilians", "regime_combatants", "russia_misattributed"}
"""Lines of a published table that stand for no party of their own (SOURCES.md)."""
CUT_OFF = {
    "https://aajsa.com/26",
    "https://arabstoday.net/37/",
    "https://arabstoday.net/en/997/",
    "https://newarab.com/news/",
    "https://www.geiroon.net/2016/10/08/46",
    "https://www.thenational.ae/world/",
}
"""Addresses that look whole and are not: a section, or a slug that breaks off."""
WHOLE = {"http://www.raqqapost.com/30011/2018/01/06"}
"""Ends in a date, but names its page by the number before it."""
ENDS_IN_A_DATE = re.compile(r"/\d{4}(/(\d{1,2}|[a-z]{3})){1,2}/?$|/\d{4}-\d{2}-\d{2}/?$")


def is_full_address(url: str) -> bool:
    if not re.fullmatch(r"https?://[^\s()…]+", url) or url in CUT_OFF:
        return False
    parts = urlsplit(url)
    if parts.query or url in WHOLE:
        return True
    path = parts.path
    return not (path in ("", "/") or path.endswith("-") or ENDS_IN_A_DATE.search(path))


def raw_agreement(code: str) -> dict[str, Any]:
    text = DATA.joinpath("agreements", f"{code}.yaml").read_text("utf-8")
    content = yaml.safe_load(text)
    assert isinstance(content, dict)
    return content


def agreement(code: str) -> Agreement:
    return Agreement.model_validate({"id": "x", **raw_agreement(code)})


def rows(name: str) -> list[dict[str, str]]:
    with DATA.joinpath(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def publications() -> list[dict[str, Any]]:
    content = yaml.safe_load(DATA.joinpath("publications.yaml").read_text("utf-8"))
    assert isinstance(content, list)
    return content


def shared(name: str) -> list[dict[str, Any]]:
    path = SHARED / name
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path} is missing, and CI must not skip")
        pytest.skip(f"REAL DATA NOT COMPARED: {path} is not there")
    content = json.loads(path.read_text("utf-8"))
    assert isinstance(content, list)
    return content


@cache
def place_names() -> dict[str, str]:
    return {place["name"]["en"]: code for code, place in load_yaml("places.yaml").items()}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- agreements


def test_agreement_files_are_the_eight() -> None:
    names = {file.name for file in DATA.joinpath("agreements").iterdir()}
    assert names == {f"{code}.yaml" for code in CODES}


@pytest.mark.parametrize("code", CODES)
def test_agreement_reads_as_a_record(code: str) -> None:
    held = agreement(code)
    assert held.code == code
    assert held.roles
    assert held.provisions
    assert held.zones
    assert held.sources


@pytest.mark.parametrize("code", CODES)
def test_agreement_names_only_codes_of_the_vocabulary(code: str) -> None:
    held = agreement(code)
    named = {role.party for role in held.roles}
    named |= {role.via for role in held.roles if role.via is not None}
    named |= {party for exclusion in held.exclusions for party in exclusion.parties}
    assert named <= set(parties())
    assert {provision.code for provision in held.provisions} <= set(provisions())
    assert {part.place for zone in held.zones for part in zone.parts} <= set(
        load_yaml("places.yaml")
    )
    assert {code for code in (held.parent, *held.supersedes) if code is not None} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_agreement_says_everything_in_both_languages(code: str) -> None:
    def labels(value: Any) -> Iterator[dict[str, str]]:
        if isinstance(value, dict):
            if "en" in value or "ar" in value:
                yield value
            else:
                for child in value.values():
                    yield from labels(child)
        elif isinstance(value, list):
            for child in value:
                yield from labels(child)

    found = list(labels(raw_agreement(code)))
    assert len(found) >= 5
    for label in found:
        assert set(label) == {"en", "ar"}
        assert re.search(r"[A-Za-z]", label["en"])
        assert re.search(r"[\u0600-\u06ff]", label["ar"])
        assert not re.search(r"[\u0600-\u06ff]", label["en"])


@pytest.mark.parametrize("code", CODES)
def test_agreement_cites_full_addresses(code: str) -> None:
    held = agreement(code)
    assert [url for url in held.sources if not is_full_address(url)] == []
    stated = [statement.source for term in held.terms for statement in term.starts.statements]
    cited = [source for source in stated if source is not None and source.startswith("http")]
    assert set(cited) <= set(held.sources)


@pytest.mark.parametrize("code", CODES)
def test_zone_is_possible_only_where_no_part_is_whole(code: str) -> None:
    for zone in agreement(code).zones:
        has_whole = any(part.share == "whole" for part in zone.parts)
        assert zone.certainty == ("core" if has_whole else "possible"), zone.code


@pytest.mark.parametrize(
    ("code", "earliest", "latest"),
    [
        ("ankara", "2016-12-29T22:00", "2016-12-29T22:00"),
        ("astana", "2017-05-03T21:00", "2017-05-05T21:00"),
        ("southwest", "2017-07-08T21:00", "2017-07-09T09:00"),
        ("eastern_ghouta", "2017-07-22T09:00", "2017-07-22T09:00"),
        ("northern_homs", "2017-08-03T08:00", "2017-08-03T09:00"),
        ("failaq_al_rahman", "2017-08-18T18:00", "2017-08-18T18:00"),
        ("idlib", "2017-09-14T21:00", "2017-09-15T21:00"),
        ("southern_damascus", "2017-10-12T09:00", "2017-10-12T10:00"),
    ],
)
def test_start_has_the_bounds_of_the_facts(code: str, earliest: str, latest: str) -> None:
    (term,) = agreement(code).terms
    assert (term.starts.earliest, term.starts.latest) == (utc(earliest), utc(latest))


def test_astana_flights_have_a_start_of_their_own() -> None:
    (flights,) = [p for p in agreement("astana").provisions if p.code == "P02"]
    assert flights.starts is not None
    assert flights.starts.earliest == flights.starts.latest == utc("2017-05-05T21:00")


@pytest.mark.parametrize(
    ("code", "months", "renewal"),
    [("ankara", None, "none"), ("astana", 6, "unknown"), ("idlib", 6, "unknown")],
)
def test_term_has_the_stated_length(code: str, months: int | None, renewal: str) -> None:
    (term,) = agreement(code).terms
    assert (term.months, term.renewal) == (months, renewal)


@pytest.mark.parametrize(
    ("code", "via", "contested"),
    [
        ("ankara", None, False),
        ("astana", None, False),
        ("southwest", None, False),
        ("eastern_ghouta", None, False),
        ("northern_homs", "russia", False),
        ("failaq_al_rahman", "russia", False),
        ("idlib", None, False),
        ("southern_damascus", None, True),
    ],
)
def test_regime_is_bound_as_the_facts_say(code: str, via: str | None, contested: bool) -> None:
    (role,) = [role for role in agreement(code).roles if role.party == "regime"]
    assert (role.role, role.via, role.contested) == ("belligerent_bound", via, contested)


@pytest.mark.parametrize("code", CODES)
def test_russia_is_a_guarantor_and_no_belligerent(code: str) -> None:
    roles = {role.role for role in agreement(code).roles if role.party == "russia"}
    assert "guarantor" in roles
    assert "belligerent_bound" not in roles


@pytest.mark.parametrize(
    ("code", "uncontested", "contested"),
    [
        ("ankara", {"isis"}, {"hts"}),
        ("astana", {"isis", "hts"}, set()),
        ("southwest", set(), set()),
        ("eastern_ghouta", {"isis", "hts"}, set()),
        ("northern_homs", {"isis", "hts"}, set()),
        ("failaq_al_rahman", {"isis", "hts"}, set()),
        ("idlib", {"isis", "hts"}, set()),
        ("southern_damascus", set(), set()),
    ],
)
def test_exclusions_are_those_of_the_facts(
    code: str, uncontested: set[str], contested: set[str]
) -> None:
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for exclusion in agreement(code).exclusions:
        found[exclusion.contested] |= set(exclusion.parties)
    assert (found[False], found[True]) == (uncontested, contested)


# --- the October table


def test_october_has_39_rows_in_the_published_cross_table() -> None:
    table = rows("massacres_2017-10.csv")
    assert list(table[0]) == [
        *("key", "when", "place", "party", "violation", "civilians_killed_min"),
        *("source", "url", "note"),
    ]
    assert len(table) == len({row["key"] for row in table}) == 39
    cells = Counter((party_code(row["party"]), place_names()[row["place"]]) for row in table)
    assert cells == {
        (party, place): number for party, row in OCTOBER.items() for place, number in row.items()
    }
    for row in table:
        assert row["when"] == "2017-10"
        assert row["civilians_killed_min"] == "5"
        assert violation_code(row["violation"]) == "attack"


def test_october_cites_the_publication_it_comes_from() -> None:
    (source,) = [item for item in publications() if item["code"] == "snhr.2017-10.massacres.1"]
    assert {row["url"] for row in rows("massacres_2017-10.csv")} == {source["urls"][0]}
    assert source["by_party_governorate"] == OCTOBER


# --- accounts


def test_accounts_read_as_dates_places_parties_and_counts() -> None:
    table = rows("accounts_2017.csv")
    assert len({row["key"] for row in table}) == len(table)
    for row in table:
        When.parse(row["when"], clock=CLOCK)
        if row["account_when"]:
            When.parse(row["account_when"], clock=CLOCK)
        if row["published_on"]:
            date.fromisoformat(row["published_on"])
        assert row["place"] in place_names()
        assert set(row["violation"].split("|")) <= set(violations())
        named = re.split(r"[|+]", row["party"]) if row["party"] else []
        assert set(named) <= set(parties())
        for cell in ("killed", "civilians_killed", "children_killed", "women_killed", "injured"):
            low, high = row[f"{cell}_min"], row[f"{cell}_max"]
            Count(minimum=int(low or 0), maximum=int(high) if high else None)


def test_accounts_of_one_incident_share_what_was_judged() -> None:
    judged: dict[str, set[tuple[str, ...]]] = {}
    for row in rows("accounts_2017.csv"):
        values = tuple(row[name] for name in ("when", "place", "named_place", "violation"))
        judged.setdefault(row["incident"], set()).add(values)
    assert [incident for incident, values in judged.items() if len(values) > 1] == []


def test_accounts_are_all_those_with_a_full_address() -> None:
    reports = [report for group in shared("incident_accounts.json") for report in group["reports"]]
    citable = {
        report["report_id"]
        for report in reports
        if not report.get("url_incomplete") and is_full_address(report["url"])
    }
    assert {row["key"] for row in rows("accounts_2017.csv")} == citable


def test_accounts_keep_the_numbers_as_told() -> None:
    no_count_of_the_killed = {"2017-09-28-mayadin#2", "2017-09-28-mayadin#5"}
    at_least = {"2017-05-18-aqarib#7", "2017-10-13-hajar-aswad#2"}
    told = {
        report["report_id"]: report
        for group in shared("incident_accounts.json")
        for report in group["reports"]
    }
    columns = {
        "total": "killed",
        "civilians": "civilians_killed",
        "children": "children_killed",
        "women": "women_killed",
    }
    for row in rows("accounts_2017.csv"):
        killed = told[row["key"]].get("killed") or {}
        if row["key"] in no_count_of_the_killed:
            killed = {}
        for field, column in columns.items():
            value = killed.get(field)
            low, high = (value["min"], value["max"]) if isinstance(value, dict) else (value, value)
            if row["key"] in at_least:
                high = None
            written = tuple("" if bound is None else str(bound) for bound in (low, high))
            assert (row[f"{column}_min"], row[f"{column}_max"]) == written, row["key"]
        assert row["url"] == told[row["key"]]["url"]


# --- publications


def test_publications_name_only_codes_of_the_vocabulary() -> None:
    places = set(load_yaml("places.yaml"))
    for item in publications():
        When.parse(item["period"], clock=CLOCK)
        named = {*item.get("by_party", ()), *item.get("victims_by_party", ())}
        named |= set(item.get("by_party_governorate", ()))
        named |= {area for held in item.get("control_areas", {}).values() for area in held}
        assert {code for name in named for code in name.split("+")} <= set(parties())
        rows_by_party = item.get("by_party_governorate", {}).values()
        governorates = {*item.get("by_governorate", ())}.union(*rows_by_party)
        assert {code for name in governorates for code in name.split("+")} <= places


def test_publications_cite_full_addresses() -> None:
    codes = [item["code"] for item in publications()]
    assert len(set(codes)) == len(codes)
    for item in publications():
        assert item["urls"], item["code"]
        assert [url for url in item["urls"] if not is_full_address(url)] == []
        for variant in item.get("variants", ()):
            assert is_full_address(variant["source"]), item["code"]
        assert item.get("retells", codes[0]) in codes


def test_publications_are_all_those_with_a_full_address() -> None:
    citable = {
        row["id"]
        for row in shared("published_figures.json")
        if not row["address_incomplete"] and any(map(is_full_address, row["sources"]))
    }
    assert {item["code"] for item in publications()} == citable


def test_publications_keep_every_number_as_printed() -> None:
    told = {row["id"]: row for row in shared("published_figures.json")}

    def coded(table: dict[str, Any]) -> dict[str, Any]:
        return {
            "+".join(PARTY.get(code, code) for code in party.split("+")): value
            for party, value in table.items()
            if party not in NOT_HELD
        }

    def people(cells: dict[str, int] | None) -> dict[str, int]:
        return {name: (cells or {})[name] for name in _PEOPLE if name in (cells or {})}

    for item in publications():
        row = told[item["code"]]
        victims = {
            party: people(cells)
            for party, cells in coded(row.get("victims_by_perpetrator", {})).items()
            if people(cells)
        }
        by_party = coded(row.get("by_perpetrator", {}))
        if item["code"] == "snhr.2017-10.massacres.1":
            # Printed as none beside the 17 of the other parties; the shared file leaves it out.
            victims["other"] |= {"children": 0, "women": 0}
        total, all_victims = row["total"], people(row.get("victims"))
        if row["kind"] == "civilians_killed_by_regime":
            by_party, victims = {"regime": total}, {"regime": all_victims}
            total, all_victims = None, {}
        assert item.get("total") == total
        assert item.get("by_party", {}) == by_party
        assert item.get("victims_by_party", {}) == victims
        assert item.get("victims", {}) == all_victims
        assert item.get("by_governorate", {}) == row.get("by_governorate", {})
        cross = coded(row.get("by_perpetrator_governorate", {}))
        assert item.get("by_party_governorate", {}) == cross
        percents = [entry["value"] for entry in row.get("percentages_claimed", [])]
        assert [entry["percent"] for entry in item.get("percentages", [])] == percents
        claims = [entry["value"] for entry in row.get("title_claims", [])]
        assert [entry["value"] for entry in item.get("claims", [])] == claims
        if row.get("partial"):
            assert not item["parties_complete"], item["code"]


_PEOPLE = ("total", "children", "women")


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("snhr.2017-07.massacres.1", 216),
        ("snhr.2017-08.massacres.1", 243),
        ("snhr.2017-09.massacres.1", 286),
        ("snhr.2017-10.massacres.1", 325),
    ],
)
def test_cumulative_massacres_are_those_published(code: str, value: int) -> None:
    (item,) = [item for item in publications() if item["code"] == code]
    cumulative = {"since": date(2017, 1, 1), "value": value, "measure": "massacres"}
    assert item["cumulative"] == cumulative
