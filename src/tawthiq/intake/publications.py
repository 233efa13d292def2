"""Reads a YAML list of what others published into publications and published figures.

Each item is one publication, with the numbers exactly as printed::

    - code: snhr.2017-10.massacres
      publisher: SNHR
      topic: massacres
      period: 2017-10
      published: 2017-11-08
      urls: ["https://..."]
      total: 39
      by_party: {regime: 11, russia: 16}        # or regime+russia where only the sum is printed
      by_governorate: {deir_ezzor: 23}
      by_party_governorate: {russia: {deir_ezzor: 16}}
      control_areas: {regime: {opposition: 10, isis: 6}}
      victims: {total: 435, children: 145, women: 85}
      victims_by_party: {russia: {total: 186, children: 65, women: 35}}
      percentages: [{percent: 42, numerator: 16, denominator: 39, of: Russian share}]
      claims: [{value: 27, of: by the alliance, parties: [regime, russia]}]
      cumulative: {since: 2017-01-01, value: 325}
      variants: [{field: victims_by_party.coalition.total, value: 32, source: "https://..."}]
      parties_complete: true
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from tawthiq.casebook.strict_yaml import read_yaml
from tawthiq.dates import When
from tawthiq.errors import InputError
from tawthiq.intake.publication_fields import Faults, Item
from tawthiq.intake.publication_figures import read_figures
from tawthiq.records import TOPICS, Publication, Record

_KEYS = frozenset(
    {
        *("code", "publisher", "title", "topic", "period", "published", "urls", "retells"),
        *("parties_complete", "governorates_complete", "cross_complete", "total", "by_party"),
        *("by_governorate", "by_party_governorate", "control_areas", "victims"),
        *("victims_by_party", "percentages", "claims", "cumulative", "variants"),
    }
)


def read_publications(
    text: str,
    *,
    file: str,
    clock: str,
    new_id: Callable[[str, str], str],
    places: Collection[str],
) -> list[Record]:
    """Returns the publications of a YAML text, each followed by its figures.

    `new_id(kind, natural_key)` gives the opaque id of a record. A natural key is made from the
    publication's code and what the number is about, never from the number: a corrected number is
    a new revision of the same record.

    Raises:
        InputError: Every fault of the file; nothing of it is returned then.
    """
    content = read_yaml(text, file=file)
    faults = Faults(file)
    if not isinstance(content, list):
        faults.add("", None, "The file is no list of publications", "Start each with `- code:`.")
        raise InputError(faults.found)
    records: list[Record] = []
    codes: set[str] = set()
    for number, fields in enumerate(content):
        item = Item(fields=fields, path=f"[{number}]", faults=faults, places=places)
        if item.is_mapping(fields, item.path):
            records += _read_item(item, clock=clock, new_id=new_id, codes=codes)
    _check_retellings(content, codes, faults)
    if faults.found:
        raise InputError(faults.found)
    return records


def _read_item(
    item: Item, *, clock: str, new_id: Callable[[str, str], str], codes: set[str]
) -> list[Record]:
    item.refuse_unknown(item.fields, _KEYS, item.path)
    code = item.text("code")
    if code in codes:
        item.fault("code", code, f"The code {code!r} stands twice", "Give each its own code.")
    codes.add(code)
    topic = item.text("topic")
    if topic and topic not in TOPICS:
        item.fault("topic", topic, f"No topic is named {topic!r}", f"Use: {', '.join(TOPICS)}.")
    period = item.when("period", clock=clock, needed=True)
    publisher = item.text("publisher")
    flags = {
        name: item.flag(name)
        for name in ("parties_complete", "governorates_complete", "cross_complete")
    }
    record_id = new_id(Publication.kind, code)
    first_published = item.when("published", clock=clock, needed=False)
    common: dict[str, Any] = {
        "id": record_id,
        "code": code,
        "publisher": publisher,
        "title": item.labels("title"),
        "topic": topic,
        "first_published": first_published,
        "urls": item.texts("urls"),
        "retells": item.text("retells", needed=False) or None,
    }
    figures = read_figures(
        item, code=code, publication=record_id, measure=TOPICS.get(topic), new_id=new_id
    )
    if not isinstance(period, When):
        return []
    return [Publication(**common, **flags, period=period), *figures]


def _check_retellings(content: list[Any], codes: set[str], faults: Faults) -> None:
    for number, fields in enumerate(content):
        told = fields.get("retells") if isinstance(fields, dict) else None
        if told is None:
            continue
        if not isinstance(told, str) or told not in codes or told == fields.get("code"):
            faults.add(
                f"[{number}].retells",
                told,
                f"No other publication of this file has the code {told!r}",
                "Write the code of the publication whose figures it tells again.",
            )
