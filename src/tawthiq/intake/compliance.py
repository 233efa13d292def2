"""Records on compliance from a CSV file or a YAML list, checked against the agreements held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from tawthiq.casebook.strict_yaml import read_yaml
from tawthiq.dates import When
from tawthiq.errors import Fault, InputError, VocabularyError
from tawthiq.intake.sheet import read_sheet
from tawthiq.records import Agreement, Compliance, ComplianceState
from tawthiq.vocabulary import parties, party_code

COLUMNS: Mapping[str, str] = {
    "agreement": "code of an agreement that the casebook holds",
    "provision": "code of a provision of it",
    "during": "the time that it speaks of: 2017-10, 2017-10-05 or A/B",
    "obligors": "parties, joined by |; empty: everyone whom the provision asks",
    "score": "0 (not initiated), 1 (minimal), 2 (intermediate) or 3 (full)",
    "state": "done, partly, not_done or unknown",
    "basis_en": "what it rests on, in English",
    "basis_ar": "what it rests on, in Arabic",
    "source": "who says so",
}
"""Every column with what it holds."""

NEEDED = ("agreement", "provision", "during", "source")
_STATES = get_args(ComplianceState)
_YAML_KEYS = frozenset({*COLUMNS, "basis"} - {"basis_en", "basis_ar"})


def read_compliance(
    content: bytes,
    *,
    file: str,
    clock: str,
    agreements: Sequence[Agreement],
    new_id: Callable[[str, str], str],
    encoding: str = "utf-8",
) -> list[Compliance]:
    """Reads a file of records: YAML where its name ends in `.yaml` or `.yml`, else CSV.

    The natural key of a record is what it is about and who says so, never what is said: a
    corrected score is a new revision of the same record.

    Raises:
        InputError: With every fault of every row; no record is returned then.
    """
    is_yaml = Path(file).suffix in (".yaml", ".yml")
    rows = _items(content, file=file) if is_yaml else _sheet_rows(content, file, encoding)
    reader = _Reader(file, clock, {each.code: each for each in agreements})
    found: dict[str, Compliance] = {}
    for row in list(rows):
        record = reader.record(row, new_id=new_id)
        if record is not None and record.id in found:
            reader.fault(row, "source", "this source speaks of the same twice", "Keep one of them.")
        elif record is not None:
            found[record.id] = record
    if reader.faults:
        raise InputError(reader.faults)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Line:
    """One record as given: its row, how its columns are named there, and its cells."""

    row: int | None
    prefix: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def _sheet_rows(content: bytes, file: str, encoding: str) -> Iterator[_Line]:
    rows = read_sheet(content, file=file, encoding=encoding, known=COLUMNS, required=NEEDED)
    for row in rows:
        yield _Line(row.number, "", row.cells)


def _items(content: bytes, *, file: str) -> Iterator[_Line]:
    """Yields the items of a YAML list, as text.

    Raises:
        InputError: With every fault of its form.
    """
    try:
        held = read_yaml(content.decode("utf-8-sig"), file=file)
    except UnicodeDecodeError as fault:
        reason = f"the file is not UTF-8: byte {fault.start} does not fit"
        raise InputError([Fault(file, None, None, None, reason, "Save it as UTF-8.")]) from fault
    if not isinstance(held, list) or not held:
        remedy = "Start each record with `- agreement:`."
        raise InputError([Fault(file, None, None, None, "it is no list of records", remedy)])
    faults = [each for at, item in enumerate(held) for each in _form_faults(item, at, file)]
    if faults:
        raise InputError(faults)
    for at, item in enumerate(held):
        yield _Line(None, f"[{at}].", _cells(item))


def _form_faults(item: Any, at: int, file: str) -> Iterator[Fault]:
    if not isinstance(item, dict):
        yield Fault(file, None, f"[{at}]", None, "it is no record", "Write `agreement: ...`.")
        return
    for key, value in item.items():
        shape = {"obligors": list, "basis": dict}.get(key)
        if key not in _YAML_KEYS:
            remedy = f"Use: {', '.join(sorted(_YAML_KEYS))}."
            yield Fault(file, None, f"[{at}].{key}", None, f"the key {key!r} is not known", remedy)
        elif shape is not None and value is not None and not isinstance(value, shape):
            remedy = "Write [regime, russia]." if shape is list else "Write {en: ..., ar: ...}."
            yield Fault(file, None, f"[{at}].{key}", str(value), "it has another form", remedy)
        elif shape is None and isinstance(value, list | dict):
            yield Fault(
                file, None, f"[{at}].{key}", None, "it has another form", "Write one value."
            )
        elif key == "basis" and value and not set(value) <= {"en", "ar"}:
            remedy = "Write {en: ..., ar: ...}."
            yield Fault(file, None, f"[{at}].basis", None, "a language is not known", remedy)


def _cells(item: Mapping[str, Any]) -> dict[str, str]:
    """Returns an item as the cells that a row of a table would hold."""
    plain = {
        str(key): str(value).strip()
        for key, value in item.items()
        if value is not None and key not in ("obligors", "basis")
    }
    obligors = "|".join(str(each) for each in item.get("obligors") or ())
    basis = {f"basis_{key}": str(text).strip() for key, text in (item.get("basis") or {}).items()}
    return {**plain, "obligors": obligors, **basis}


@dataclass(slots=True)
class _Reader:
    """Reads the cells of one file and keeps every fault on the way."""

    file: str
    clock: str
    agreements: Mapping[str, Agreement]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: _Line, column: str, reason: str, remedy: str) -> None:
        """Keeps a fault of a cell."""
        self.faults.append(
            Fault(
                self.file, line.row, f"{line.prefix}{column}", line[column] or None, reason, remedy
            )
        )

    def record(self, line: _Line, *, new_id: Callable[[str, str], str]) -> Compliance | None:
        """Returns the record of a row; None after a fault."""
        before = len(self.faults)
        for column in NEEDED:
            if not line[column]:
                self.fault(line, column, "the cell is empty", "Fill it in, or take the row out.")
        agreement = self._agreement(line)
        obligors = self._obligors(line, agreement)
        during, score, state = self._during(line), self._score(line), self._state(line)
        if not line["score"] and not line["state"]:
            self.fault(line, "score", "neither a score nor a state is given", "Give one of them.")
        if (score, state) in ((3, "not_done"), (0, "done")):
            reason = f"a score of {score} contradicts the state {state}"
            self.fault(line, "score", reason, "Correct one of them.")
        basis = {name: line[f"basis_{name}"] for name in ("en", "ar") if line[f"basis_{name}"]}
        if not basis:
            remedy = "Say in a sentence what it rests on; name nobody."
            self.fault(line, "basis_en", "no basis is given", remedy)
        if len(self.faults) > before or during is None:
            return None
        parts = (line["agreement"], line["provision"], "|".join(obligors), during.stated,
                 line["source"])  # fmt: skip
        return Compliance(
            id=new_id(Compliance.kind, "/".join(parts)),
            agreement=line["agreement"],
            provision=line["provision"],
            obligors=obligors,
            during=during,
            score=score,
            state=state,
            basis=basis,
            source=line["source"],
        )

    def _agreement(self, line: _Line) -> Agreement | None:
        """Returns the agreement, if the casebook holds it and its provision."""
        code, provision = line["agreement"], line["provision"]
        agreement = self.agreements.get(code)
        if code and agreement is None:
            known = ", ".join(sorted(self.agreements)) or "none; enter it first"
            self.fault(line, "agreement", f"no agreement has the code {code!r}", f"Held: {known}.")
        elif agreement is not None and provision:
            held = list(dict.fromkeys(each.code for each in agreement.provisions))
            if provision not in held:
                reason = f"{code} has no provision {provision!r}"
                self.fault(line, "provision", reason, f"It has: {', '.join(held)}.")
        return agreement

    def _obligors(self, line: _Line, agreement: Agreement | None) -> tuple[str, ...]:
        """Returns the parties; each must stand in the agreement and be asked by the provision."""
        found = []
        for word in filter(None, (each.strip() for each in line["obligors"].split("|"))):
            try:
                code = party_code(word)
            except VocabularyError as fault:
                self.fault(line, "obligors", str(fault).rstrip("."), "Use a code of a party.")
                continue
            found.append(code)
            if agreement is not None:
                self._check_obligor(line, code, agreement)
        return tuple(sorted(set(found)))

    def _check_obligor(self, line: _Line, code: str, agreement: Agreement) -> None:
        own = [each for each in agreement.provisions if each.code == line["provision"]]
        asked = {party for each in own for party in each.obligors}
        roles = {role.party for role in agreement.roles}
        if not set(_line(code)) & roles and not any(code in _line(each) for each in roles):
            reason = f"{code} has no role in {agreement.code}"
            self.fault(line, "obligors", reason, f"Parties of it: {', '.join(sorted(roles))}.")
        elif asked and all(each.obligors for each in own) and not _is_among(code, asked):
            reason = f"the provision does not ask it of {code}"
            self.fault(line, "obligors", reason, f"It asks: {', '.join(sorted(asked))}.")

    def _during(self, line: _Line) -> When | None:
        if not line["during"]:
            return None
        try:
            return When.parse(line["during"], clock=self.clock)
        except ValueError as fault:
            remedy = "Write it like 2017-10, 2017-10-05 or 2017-10-05/2017-10-07."
            self.fault(line, "during", str(fault).rstrip("."), remedy)
            return None

    def _score(self, line: _Line) -> int | None:
        if line["score"] in ("", "0", "1", "2", "3"):
            return int(line["score"]) if line["score"] else None
        remedy = "Write 0, 1, 2 or 3; leave it empty where nothing is scored."
        self.fault(line, "score", f"{line['score']!r} is no score", remedy)
        return None

    def _state(self, line: _Line) -> Any:
        state = line["state"] or "unknown"
        if state not in _STATES:
            self.fault(line, "state", f"{state!r} is no state", f"Use: {', '.join(_STATES)}.")
        return state


def _line(code: str) -> tuple[str, ...]:
    """Returns a party and what it stands under."""
    party = parties().get(code)
    return (code, *_line(party.within)) if party is not None and party.within else (code,)


def _is_among(code: str, asked: set[str]) -> bool:
    """Says whether a party is asked: itself, what it stands under, or a formation of it."""
    return bool(set(_line(code)) & asked) or any(code in _line(each) for each in asked)
