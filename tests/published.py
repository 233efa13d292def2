"""Reads the shared published figures for tests: facts with public sources, 2014 to 2019.

The shared file is laid out for research; `as_items` writes it in the format that intake reads.
Where the page was seen only in part, or a word has no code, the choice stands in a table here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tawthiq.intake.publications import read_publications
from tawthiq.records import TOPICS, Publication, PublishedFigure, Record
from tawthiq.vocabulary.terms import load_yaml

SHARED = Path(__file__).resolve().parents[2] / "shared/data/syria_2017/published_figures.json"
CLOCK = "Asia/Damascus"
PLACES = frozenset(load_yaml("places.yaml"))

PARTY = {
    "extremist": "isis+hts",
    "militant_groups": "opposition",
    "coalition_or_cut": "other",
    "regime_civilians": "regime",
    "regime_combatants": "regime",
    "israel": "other",
    "explosions": "other",
    "assassinations": "other",
    "landmines": "other",
    "no_care": "other",
    "jfs": "hts",
    "nusra": "hts",
    "opposition+jfs": "opposition+hts",
}
SEEN_IN_PART = {
    "snhr.2015.massacres.1",
    "snhr.2016.civilians_killed.1",
    "snhr.2017-06.massacres.1",
}
"""Pages of which the notes say that party lines are not held, without the file's own mark."""
RETOLD = {
    "snhr.2017.civilians_killed.1": "snhr.2017.civilians_killed.2",
    "snhr.2018-07.civilians_killed.1": "snhr.2018-07.civilians_killed.2",
}
"""Press copies that the file lists before the publisher's own text."""
DROPPED_PARTIES = {"russia_misattributed"}


def as_items() -> list[dict[str, Any]]:
    if not SHARED.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{SHARED} is missing, and CI must not skip")
        pytest.skip(f"REAL DATA NOT CHECKED: {SHARED} is not there")
    return [item for row in json.loads(SHARED.read_text("utf-8")) if (item := _item(row))]


def read(items: Iterable[dict[str, Any]]) -> list[Record]:
    text = yaml.safe_dump(list(items), allow_unicode=True, sort_keys=False)
    return read_publications(
        text,
        file="publications.yaml",
        clock=CLOCK,
        new_id=lambda kind, key: f"{kind}:{key}",
        places=PLACES,
    )


def split(records: Iterable[Record]) -> tuple[list[Publication], list[PublishedFigure]]:
    held = list(records)
    return (
        [record for record in held if isinstance(record, Publication)],
        [record for record in held if isinstance(record, PublishedFigure)],
    )


@cache
def shared_records() -> tuple[Record, ...]:
    return tuple(read(as_items()))


def _item(row: dict[str, Any]) -> dict[str, Any] | None:
    topic = row["kind"]
    if topic not in TOPICS:
        return None
    item: dict[str, Any] = {
        "code": row["id"],
        "publisher": row["publisher"],
        "topic": topic,
        "period": _period(row["month"]),
        "urls": row["sources"],
        "parties_complete": not (row.get("partial") or row["id"] in SEEN_IN_PART),
        "governorates_complete": row.get("by_governorate_complete", True),
        "cross_complete": not row.get("partial_cross"),
        "total": row["total"],
    }
    if published := row.get("published"):
        item["published"] = published.split(" ")[0]
    stem, number = row["id"].rsplit(".", 1)
    told = RETOLD.get(row["id"], f"{stem}.1" if number != "1" else None)
    if told is not None and row["id"] not in RETOLD.values():
        item["retells"] = told
    item |= _tables(row)
    item |= _sayings(row)
    return {key: value for key, value in item.items() if value not in (None, {}, [])}


def _period(month: str) -> str:
    year, _, part = month.partition("-")
    return f"{year}-01/{year}-06" if part == "H1" else month


def _party(word: str) -> str:
    return PARTY.get(word, word)


def _parties(table: dict[str, Any] | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for word, value in (table or {}).items():
        if word in DROPPED_PARTIES:
            continue
        code = _party(word)
        found[code] = found[code] + value if code in found else value
    return found


def _people(row: dict[str, int]) -> dict[str, int]:
    return {key: row[key] for key in ("total", "children", "women") if key in row}


def _tables(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "by_party": _parties(row.get("by_perpetrator")),
        "by_governorate": row.get("by_governorate"),
        "by_party_governorate": _parties(row.get("by_perpetrator_governorate")),
        "control_areas": {
            party: _parties(held) for party, held in row.get("by_control_area", {}).items()
        },
        "victims": _people(row.get("victims", {})),
        "victims_by_party": {
            _party(party): people
            for party, cells in row.get("victims_by_perpetrator", {}).items()
            if (people := _people(cells))
        },
    }


_SINCE = {
    "massacres": {},
    "civilians": {},
    "people": {},
    "barrel_bombs": {},
    "victims": {"measure": "victims"},
    "regime_russia": {"party": "regime+russia"},
    "regime": {"party": "regime"},
    "russia": {"party": "russia"},
    "coalition": {"party": "coalition"},
}


def _sayings(row: dict[str, Any]) -> dict[str, Any]:
    since = row.get("cumulative_since", {})
    return {
        "percentages": [
            {
                "percent": entry["value"],
                "numerator": entry.get("num"),
                "denominator": entry.get("den"),
                "of": entry["of_what"],
            }
            for entry in row.get("percentages_claimed", [])
        ],
        "claims": [
            {"value": entry["value"], "of": entry["of_what"]}
            for entry in row.get("title_claims", [])
        ],
        "cumulative": [
            {"since": since["since"], "value": value, **_SINCE[key]}
            for key, value in since.items()
            if key != "since"
        ],
        "variants": [found for entry in row.get("variants", []) if (found := _variant(entry))],
    }


def _variant(entry: dict[str, Any]) -> dict[str, Any] | None:
    value = entry["value"]
    value = value["total"] if isinstance(value, dict) else value
    if isinstance(value, str):
        return None
    named = entry["field"].replace("by_perpetrator", "by_party")
    named = named.replace("percentages_claimed", "percentages")
    named = named.replace("total_by_", "by_party.").replace("iranian militias", "iran")
    for whole in ("women+children of massacre victims", "Russia share of massacres"):
        stub = whole.removesuffix(" of massacre victims").removesuffix(" of massacres")
        if named == f"percentages[{stub}]":
            is_first = value == 54.2
            shown = "women+children of massacre victims (sic; 54.2 in al-Hayat)"
            named = f"percentages[{shown if is_first else whole}]"
    if named.startswith("cumulative_since"):
        named = "cumulative"
    if " of " in named.partition("[")[0] or named == "torture":
        return None
    return {"field": named, "value": value, "source": entry["source"]}
