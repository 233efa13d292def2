"""Reads the numbers of one publication's YAML into published figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tawthiq.intake.publication_fields import Item
from tawthiq.records import Measure, PublishedFigure, Share

_VICTIMS = {
    "total": Measure.VICTIMS,
    "children": Measure.CHILDREN,
    "women": Measure.WOMEN,
}
_PERCENTAGE = re.compile(r"percentages\[(.*)\]")
_PERCENT = re.compile(r"[0-9]{1,4}(?:\.([0-9]{1,6}))?")
_Cell = tuple[str, Any, dict[str, Any]]
"""Path below the item, the value as given, and what the number is about."""


def read_figures(
    item: Item,
    *,
    code: str,
    publication: str,
    measure: Measure | None,
    new_id: Callable[[str, str], str],
) -> list[PublishedFigure]:
    """Returns the figures of one publication; its faults are kept in the item."""
    sheet = _Sheet(item, code, publication, measure or Measure.PEOPLE, new_id)
    for path, value, about in sheet.cells(item.fields):
        sheet.add_count(path, value, about)
    for index, entry in enumerate(item.sequence("percentages")):
        sheet.add_percentage(f"percentages[{index}]", entry)
    for index, entry in enumerate(item.sequence("claims")):
        sheet.add_claim(f"claims[{index}]", entry)
    sheet.add_cumulatives(item.fields.get("cumulative"))
    for index, entry in enumerate(item.sequence("variants")):
        sheet.add_variant(f"variants[{index}]", entry)
    return sheet.figures


@dataclass(slots=True)
class _Sheet:
    item: Item
    code: str
    publication: str
    measure: Measure
    new_id: Callable[[str, str], str]
    figures: list[PublishedFigure] = field(default_factory=list)
    keys: Counter[str] = field(default_factory=Counter)

    def cells(self, fields: Mapping[str, Any]) -> Iterator[_Cell]:
        """Yields every plain count: the total, and the cells of each table."""
        yield "total", fields.get("total"), {}
        for name, value in self._rows(fields, "victims"):
            yield f"victims.{name}", value, {"measure": name}
        for axis, table in (("party", "by_party"), ("place", "by_governorate")):
            for key, value in self._rows(fields, table):
                yield f"{table}.{key}", value, {axis: key}
        for axis, table in (
            ("place", "by_party_governorate"),
            ("measure", "victims_by_party"),
            ("control", "control_areas"),
        ):
            for party, _ in self._rows(fields, table):
                for key, value in self._rows(fields[table], party, below=table):
                    yield f"{table}.{party}.{key}", value, {"party": party, axis: key}

    def add_count(self, path: str, value: Any, about: dict[str, Any], **more: Any) -> None:
        """Adds one count, where a value is given and its words are known."""
        coded = self._coded(path, about)
        number = self.item.count(value, f"{self.item.path}.{path}")
        if coded is not None and number is not None:
            self._add(value=number, **coded, **more)

    def add_percentage(self, path: str, entry: Any, *, told_by: str | None = None) -> None:
        """Adds one percentage with the reading of what it is a share of."""
        share = self._share(path, entry)
        if share is not None:
            self._add(measure=self.measure, share=share, told_by=told_by)

    def add_claim(self, path: str, entry: Any) -> None:
        """Adds a number of a title or a sentence, with the parties it names if any."""
        fields = self._entry(path, entry, {"value", "of", "parties"}, needed=("value", "of"))
        if fields is None:
            return
        named = fields.get("parties")
        about = {"party": "+".join(map(str, named))} if isinstance(named, list) and named else {}
        self.add_count(f"{path}.value", fields["value"], about, claim=str(fields["of"]))

    def add_cumulatives(self, entries: Any) -> None:
        """Adds what was counted since a day: one entry, or a list of them."""
        if entries is None:
            return
        several = entries if isinstance(entries, list) else [entries]
        for index, entry in enumerate(several):
            path = f"cumulative[{index}]" if isinstance(entries, list) else "cumulative"
            known = {"since", "value", "measure", "party"}
            fields = self._entry(path, entry, known, needed=("since", "value"))
            if fields is None:
                continue
            since = self.item.day(fields["since"], f"{self.item.path}.{path}.since")
            about = {key: fields[key] for key in ("measure", "party") if fields.get(key)}
            if since is not None:
                self.add_count(f"{path}.value", fields["value"], about, since=since)

    def add_variant(self, path: str, entry: Any) -> None:
        """Adds what another page prints for one of the numbers."""
        known = {"field", "value", "source", "note"}
        fields = self._entry(path, entry, known, needed=("field", "value", "source"))
        if fields is None:
            return
        named, value, source = str(fields["field"]), fields["value"], str(fields["source"])
        if match := _PERCENTAGE.fullmatch(named):
            self._add_percentage_variant(path, match[1], value, source)
        elif named in ("cumulative", "cumulative.value"):
            self._add_cumulative_variant(path, value, source)
        elif (about := self._about(named)) is not None:
            self.add_count(f"{path}.value", value, about, told_by=source)
        else:
            remedy = "Write its path, such as victims_by_party.coalition.total."
            self.item.fault(f"{path}.field", named, f"No field is named {named!r}", remedy)

    def _add_percentage_variant(self, path: str, which: str, value: Any, source: str) -> None:
        for index, entry in enumerate(self.item.sequence("percentages")):
            if isinstance(entry, dict) and which in (str(index), str(entry.get("of"))):
                self.add_percentage(f"{path}.value", {**entry, "percent": value}, told_by=source)
                return
        remedy = "Write percentages[0] for the first."
        self.item.fault(f"{path}.field", which, f"No percentage is {which!r}", remedy)

    def _add_cumulative_variant(self, path: str, value: Any, source: str) -> None:
        for figure in self.figures:
            if figure.since is not None and figure.told_by is None:
                about = {"party": figure.party} if figure.party else {}
                about["measure"] = figure.measure
                self.add_count(f"{path}.value", value, about, since=figure.since, told_by=source)
                return
        remedy = "Give the cumulative figure that it differs from."
        self.item.fault(f"{path}.field", None, "This publication has no cumulative figure", remedy)

    def _about(self, named: str) -> dict[str, Any] | None:
        table, *keys = named.split(".")
        axes: dict[tuple[str, int], tuple[str, ...]] = {
            ("total", 0): (),
            ("by_party", 1): ("party",),
            ("by_governorate", 1): ("place",),
            ("by_party_governorate", 2): ("party", "place"),
            ("control_areas", 2): ("party", "control"),
            ("victims", 1): ("measure",),
            ("victims_by_party", 2): ("party", "measure"),
        }
        names = axes.get((table, len(keys)))
        return None if names is None else dict(zip(names, keys, strict=True))

    def _coded(self, path: str, about: dict[str, Any]) -> dict[str, Any] | None:
        whole = f"{self.item.path}.{path}"
        coded: dict[str, Any] = {"measure": self.measure}
        if "measure" in about:
            coded["measure"] = self._measure(about["measure"], whole)
        if "party" in about and not (about["party"] == "all" and "control" in about):
            coded["party"] = self.item.party(about["party"], whole)
        if "control" in about:
            coded["control"] = self.item.party(about["control"], whole)
        if "place" in about:
            coded["place"] = self.item.place(about["place"], whole)
        return None if None in coded.values() else coded

    def _measure(self, word: Any, path: str) -> Measure | None:
        if word in _VICTIMS:
            return _VICTIMS[word]
        if word in tuple(Measure):
            return Measure(word)
        remedy = f"Use: {', '.join(_VICTIMS)}."
        self.item.faults.add(path, word, f"Nothing is counted as {word!r}", remedy)
        return None

    def _rows(
        self, fields: Mapping[Any, Any], name: Any, *, below: str | None = None
    ) -> list[tuple[Any, Any]]:
        path = ".".join(str(part) for part in (self.item.path, below, name) if part is not None)
        return list(self.item.mapping(fields.get(name), path).items())

    def _entry(
        self, path: str, entry: Any, known: set[str], *, needed: tuple[str, ...]
    ) -> dict[str, Any] | None:
        whole = f"{self.item.path}.{path}"
        if not self.item.is_mapping(entry, whole):
            return None
        self.item.refuse_unknown(entry, known, whole)
        missing = [name for name in needed if entry.get(name) is None]
        for name in missing:
            self.item.fault(f"{path}.{name}", None, f"{name} is missing", f"Write `{name}: ...`.")
        return None if missing else entry

    def _share(self, path: str, entry: Any) -> Share | None:
        known = {"percent", "numerator", "denominator", "of"}
        fields = self._entry(path, entry, known, needed=("percent", "of"))
        if fields is None:
            return None
        whole = f"{self.item.path}.{path}"
        printed = _PERCENT.fullmatch(str(fields["percent"]))
        if printed is None:
            remedy = "Write it without a sign: 42 or 35.9."
            percent = fields["percent"]
            self.item.faults.add(f"{whole}.percent", percent, "This is no percentage", remedy)
            return None
        counts = {
            name: self.item.count(fields.get(name), f"{whole}.{name}")
            for name in ("numerator", "denominator")
        }
        decimals = len(printed[1] or "")
        return Share(percent=float(printed[0]), decimals=decimals, of=str(fields["of"]), **counts)

    def _add(self, **fields: Any) -> None:
        figure = PublishedFigure(id="", publication=self.publication, **fields)
        key = self._key(figure)
        self.keys[key] += 1
        if self.keys[key] > 1:
            key = f"{key}/{self.keys[key]}"
        record_id = self.new_id(PublishedFigure.kind, key)
        self.figures.append(figure.model_copy(update={"id": record_id}))

    def _key(self, figure: PublishedFigure) -> str:
        parts = [self.code, figure.measure, figure.party or "*", figure.place or "*"]
        if figure.control:
            parts.append(f"held_by:{figure.control}")
        if figure.since:
            parts.append(f"since:{figure.since}")
        if figure.share:
            parts.append(f"share:{figure.share.of}")
        if figure.claim:
            parts.append(f"claim:{figure.claim}")
        if figure.told_by:
            parts.append(f"told_by:{figure.told_by}")
        return "/".join(parts)
