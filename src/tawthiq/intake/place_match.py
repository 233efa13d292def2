"""Which place a row of a file is: a known one, surely, or a new one. Never a guess."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tawthiq.errors import Fault
from tawthiq.intake.notes import Notes
from tawthiq.intake.place_row import SCHEMES, PlaceRow, Ref
from tawthiq.intake.places import CODE
from tawthiq.names import fold
from tawthiq.records import Gazetteer, Place, rank_of, spellings_of

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the one who imports says about all rows.

    Attributes:
        level: Of rows whose file does not say it.
        parent: Code of what rows lie in whose file does not say it; all must lie in it.
        prefix: Codes of known places that are meant begin with it, and those of new ones too.
    """

    level: str | None = None
    parent: str | None = None
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A row and the place that it is; `known` None: a new one with this code."""

    row: PlaceRow
    code: str
    level: str
    parent: str | None
    known: Place | None


@dataclass(slots=True)
class Matcher:
    """Finds the places of rows, the wider ones first, so that what lies in them finds them."""

    places: Gazetteer
    wanted: Wanted
    notes: Notes
    faults: list[Fault] = field(default_factory=list)
    _ids: dict[Ref, str] = field(default_factory=dict)
    _spelled: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _parents: dict[str, str | None] = field(default_factory=dict)
    _levels: dict[str, str] = field(default_factory=dict)

    def match(self, rows: Sequence[PlaceRow]) -> list[Match]:
        """Returns the place of each row that has one; what has none is a fault or noted."""
        self._index()
        leveled = list(self._leveled(rows))
        self._refuse_doubled(leveled)
        found: list[Match] = []
        for level in sorted({str(row.level) for row in leveled}, key=rank_of):
            of_level = [row for row in leveled if row.level == level]
            found += self._match_level(of_level, level)
        self._refuse_shared(found)
        return found

    def fault(self, row: PlaceRow, reason: str, remedy: str, *, field: str = "") -> None:
        """Keeps a fault with the place of its row."""
        at = ".".join(each for each in (row.at, field) if each) or None
        number = row.number if row.at is None else None
        told = (
            f"{row.title} (number {row.number}): {reason}" if row.at else f"{row.title}: {reason}"
        )
        self.faults.append(Fault(row.file, number, at, row.title, told, remedy))

    def _index(self) -> None:
        for place in self.places:
            self._parents[place.code], self._levels[place.code] = place.parent, place.level
            self._ids[("code", place.code)] = place.code
            for scheme, each in place.external.items():
                self._ids.setdefault((scheme, each), place.code)
            for spelling in spellings_of(place):
                self._spelled.setdefault((place.level, spelling), []).append(place.code)

    def _leveled(self, rows: Sequence[PlaceRow]) -> Iterator[PlaceRow]:
        for row in rows:
            level = row.level or self.wanted.level
            if level is None:
                self.fault(row, "the file does not say its level", "Say it: --level town")
            else:
                yield row if row.level else replace(row, level=level)

    def _refuse_doubled(self, rows: Sequence[PlaceRow]) -> None:
        first: dict[tuple[str, Ref], PlaceRow] = {}
        for row in rows:
            for ref in row.ids.items():
                other = first.setdefault((row.file, ref), row)
                if other is not row:
                    reason = f"{ref[0]} {ref[1]} is that of number {other.number} ({other.title})"
                    self.fault(row, reason, "Give each place its own code, or take one out.")

    def _match_level(self, rows: Sequence[PlaceRow], level: str) -> Iterator[Match]:
        found: list[Match] = []
        new: list[tuple[PlaceRow, str | None]] = []
        for row in rows:
            known = self._by_id(row, level)
            sure, parent = self._parent(row, level, known)
            if not sure:
                continue
            if known is None:
                known = self._by_spelling(row, level, parent)
                if known == "":
                    continue
            if known is None:
                new.append((row, parent))
            elif known in self.places:
                place = self.places.get(known)
                narrower = self._narrower(row, place, parent)
                found.append(Match(row, known, level, narrower, place))
            else:
                found.append(Match(row, known, level, parent, None))
            if known:
                self._ids |= dict.fromkeys(row.ids.items(), known)
        found += self._new(new, level)
        return iter(found)

    def _by_id(self, row: PlaceRow, level: str) -> str | None:
        codes = {
            self._ids[(scheme, row.ids[scheme])]: scheme
            for scheme in reversed(SCHEMES)
            if scheme in row.ids and (scheme, row.ids[scheme]) in self._ids
        }
        if len(codes) > 1:
            told = ", ".join(f"{scheme} is that of {code}" for code, scheme in codes.items())
            self.fault(row, told, "Correct the ids: one place has both.")
        code = next(iter(codes), None)
        if code is not None and self._levels[code] != level:
            reason = f"it is a {level} here and {code} is a {self._levels[code]}"
            self.fault(row, reason, "Correct the level, or the code.")
        return code

    def _parent(self, row: PlaceRow, level: str, known: str | None) -> tuple[bool, str | None]:
        """Says whether the parent of a row is settled, and which it is."""
        known_steps = [
            (step, self._ids[ref])
            for step, refs in enumerate(row.within)
            for ref in refs
            if ref in self._ids
        ]
        step, parent = known_steps[0] if known_steps else (0, None)
        if step > 0:
            self.notes.add("places.parent_wider", file=row.file, place=parent, level=level)
        asked = self.wanted.parent
        if parent is None and known is not None:
            parent = self._parents.get(known)
        if parent is None and asked is not None and level != "country":
            parent = asked
        if parent is None:
            if level == "country":
                return True, None
            told = ", ".join(f"{scheme} {each}" for refs in row.within for scheme, each in refs)
            reason = f"no place is known that it lies in ({told or 'the file names none'})"
            remedy = "Import the wider places first or with it, or say it: --parent CODE"
            self.fault(row, reason, remedy)
            return False, None
        if asked is not None and not self._lies_in(parent, asked) and known != asked:
            reason = f"it lies in {parent}, which does not lie in {asked}"
            self.fault(row, reason, "Leave --parent out, or take the feature out.")
            return False, None
        return True, parent

    def _by_spelling(self, row: PlaceRow, level: str, parent: str | None) -> str | None:
        """Returns the known place of a row; None if it is new, empty if that is not sure."""
        written = {fold(each) for each in (*row.names.values(), *row.aliases)}
        codes = dict.fromkeys(
            code for each in sorted(written) for code in self._spelled.get((level, each), ())
        )
        near = [
            code
            for code in codes
            if self._is_near(code, parent) and _may_be(row, self.places, code)
        ]
        if len(near) > 1 and self.wanted.prefix is not None:
            near = [code for code in near if code.startswith(self.wanted.prefix)] or near
        if len(near) > 1:
            reason = f"it can be each of {', '.join(near[:_NAMED])}"
            self.fault(row, reason, "Say which: --prefix or --parent, or give its pcode.")
            return ""
        return near[0] if near else None

    def _is_near(self, code: str, parent: str | None) -> bool:
        """Says whether a known place lies where the row does, as far as both are known."""
        known = self._parents.get(code)
        if known is None or parent is None:
            return known == parent
        return self._lies_in(code, parent) or self._lies_in(parent, known)

    def _lies_in(self, code: str | None, area: str) -> bool:
        while code is not None and code != area:
            code = self._parents.get(code)
        return code is not None

    def _narrower(self, row: PlaceRow, place: Place, parent: str | None) -> str | None:
        """Returns the parent of a known place, a narrower one if the file knows it."""
        known = place.parent
        if known is None or parent is None or self._lies_in(known, parent):
            return known
        if self._lies_in(parent, known):
            self.notes.add("places.parent_narrower", file=row.file, place=known)
            return parent
        reason = f"the file puts it in {parent}, the casebook has {place.code} in {known}"
        self.fault(row, reason, "Correct the file, or withdraw the place first.")
        return known

    def _new(self, rows: Sequence[tuple[PlaceRow, str | None]], level: str) -> Iterator[Match]:
        groups = _grouped(rows)
        named = []
        for group in groups:
            names = {name: text for row, _ in reversed(group) for name, text in row.names.items()}
            missing = [each for each in ("en", "ar") if each not in names]
            if missing:
                self._left_out(group[0][0], missing[0])
            else:
                parent = group[0][1]
                named.append((group, parent, self._plain_code(group, names["en"], parent)))
        count = Counter(plain for *_, plain in named)
        taken = set(self._parents)
        for group, parent, plain in named:
            ids = {ref[0]: ref[1] for row, _ in group for ref in row.ids.items()}
            code = plain
            if count[plain] > 1 or plain in taken:
                own = next((ids[each] for each in SCHEMES if each in ids), None)
                code = f"{plain}_{_word(own)}" if own else ""
            if not code or code in self._parents:
                reason = f"several places would be called {plain}"
                remedy = "Give each its pcode, by which they are told apart."
                self.fault(group[0][0], reason, remedy)
                continue
            self._parents[code], self._levels[code] = parent, level
            self._ids |= {("code", code): code, **dict.fromkeys(ids.items(), code)}
            for row, _ in group:
                yield Match(row, code, level, parent, None)

    def _plain_code(self, group: Sequence[_Parented], name: str, parent: str | None) -> str:
        """Returns the code that a file gives a new place, or one made from its name."""
        given = next((row.ids["code"] for row, _ in group if "code" in row.ids), None)
        if given is None:
            above = self.wanted.prefix or parent
            return f"{above}.{_word(name)}" if above else _word(name)
        if not CODE.fullmatch(given):
            remedy = "Write small letters, digits, _, - and dots, such as hama.invented_town."
            self.fault(group[0][0], f"{given!r} is no code", remedy)
        return given

    def _left_out(self, row: PlaceRow, language: str) -> None:
        name = "places.no_arabic_name" if language == "ar" else "places.no_latin_name"
        self.notes.add(name, file=row.file, number=row.number, name=row.title)

    def _refuse_shared(self, found: Sequence[Match]) -> None:
        """Refuses two rows of one file that would be the same place by their spelling."""
        first: dict[tuple[str, str], PlaceRow] = {}
        for match in found:
            other = first.setdefault((match.row.file, match.code), match.row)
            if other is not match.row:
                reason = f"it would be {match.code}, and so would number {other.number}"
                remedy = "Give each its pcode, or add the place to the casebook first."
                self.fault(match.row, f"{reason} ({other.title})", remedy)


def _may_be(row: PlaceRow, places: Gazetteer, code: str) -> bool:
    """Says whether no id of a row denies that it is a known place."""
    held: Mapping[str, str] = places.get(code).external if code in places else {}
    return all(held.get(scheme, each) == each for scheme, each in row.ids.items())


_Parented = tuple[PlaceRow, str | None]


def _grouped(rows: Sequence[_Parented]) -> list[list[_Parented]]:
    """Returns the rows of each place: those of several files that share an id."""
    groups: list[list[_Parented]] = []
    at: dict[Ref, int] = {}
    for row, parent in rows:
        number = next((at[ref] for ref in row.ids.items() if ref in at), len(groups))
        if number == len(groups):
            groups.append([])
        groups[number].append((row, parent))
        for ref in row.ids.items():
            at.setdefault(ref, number)
    return groups


def _word(text: str) -> str:
    """Returns a text as the last part of a code: small Latin letters, digits and _."""
    plain = re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")
    return plain if plain[:1].isalpha() else f"n{plain}"
