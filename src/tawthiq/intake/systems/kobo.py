"""Exports of KoboToolbox and ODK: each submission an account, each victim of a repeat a listing.

Layout: kpi `kobo/apps/reports` and formpack (COPY_FIELDS), and the older CSV of KoboCAT. A
submission is known by its root uuid, which outlives edits, or its uuid. Repeat groups stand in
sheets of their own, joined by the uuid of the submission, or where that is not there by
`_parent_index` to the `_index` of the sheet that they name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from tawthiq.errors import Fault, InputError
from tawthiq.intake.draft import Draft, Given, Opened, Reading
from tawthiq.intake.files import open_sheets
from tawthiq.intake.mapped.mapping import Column, Joined, Mapping, read_mapping
from tawthiq.intake.mapped.table import open_table
from tawthiq.intake.notice import Notice, Treatment
from tawthiq.intake.recognise import Look
from tawthiq.intake.systems.kobo_columns import (
    OF_EXPORT,
    guess_questions,
    holds_several,
    is_own,
)
from tawthiq.intake.systems.kobo_form import Form, read_form
from tawthiq.intake.systems.needs import refuse_unclear

_TELLS_WORDS = frozenset(("means", "violation", "party", "target"))
_NOT_APPROVED = {"not_approved": "did not approve it", "on_hold": "put it on hold"}


def is_kobo(look: Look) -> str | None:
    """Says why a file is an export of submissions."""
    ways = (("_uuid", "_submission_time"), ("_uuid", "_index"), ("meta/instanceID",),
            ("KEY", "SubmissionDate"))  # fmt: skip
    if look.kind == "sheets" and any(look.has(*columns) for columns in ways):
        return "it holds submissions of a form (KoboToolbox, ODK)"
    return None


def open_kobo(path: Path, reading: Reading) -> Opened:
    """Opens an export. Questions are understood by their names or labels, or by a mapping.

    Raises:
        InputError: The file must be refused, or nothing says when, where and what happened.
    """
    file = open_sheets(path, encoding=reading.encoding)
    form = read_form(file)
    if form is None:
        fault = Fault(path.name, None, None, None, "no sheet holds submissions of a form",
                      "Export the answers as XLSX.")  # fmt: skip
        raise InputError([fault])
    if reading.mapping is not None:
        mapping = _completed(read_mapping(reading.mapping), form)
    else:
        mapping = _mapping(form)
        refuse_unclear(path, mapping, kind="question", format="kobo")
    opened = open_table(file, mapping, reading, view=form.view)
    taken = _taken_for(form, mapping) if reading.mapping is None else ()
    told_before = (
        each
        for each in opened.told
        if each.code != "column.left_out" or each.fault.column not in OF_EXPORT
    )
    told = (*told_before, *taken, *_told(form, mapping))
    return replace(opened, drafts=_checked(opened.drafts, form, mapping), told=told)


def _mapping(form: Form) -> Mapping:
    """Returns the mapping of the questions that are surely understood."""
    guesses = dict(form.guesses)
    if form.dated is not None and form.moment is not None:
        del guesses[form.dated[0]]
        guesses[form.moment] = "when"
    fields = set(guesses.values())
    constants = {}
    if "latitude" in fields and "precision" not in fields:
        constants["precision"] = "unknown"
    if "source" not in fields and form.main.sheet.name is not None:
        constants["source"] = form.main.sheet.name
    columns = {name: Column(to=meant) for name, meant in guesses.items() if meant != "key"}
    return _completed(Mapping(columns=columns, constants=constants), form)


def _completed(mapping: Mapping, form: Form) -> Mapping:
    """Returns a mapping with what every export has: the key, and the repeat groups."""
    columns = dict(mapping.columns)
    if form.key is not None and mapping.column_of("key") is None:
        columns[form.key] = Column(to="key")
    elif (own := mapping.column_of("key")) is not None and own != form.key:
        form.key = own
        form.number()
    joined = mapping.joined or tuple(_joined(form))
    made = (name for name in form.added if name not in columns)
    numbers = (name for name in OF_EXPORT if name in form.main.columns and name not in columns)
    leave_out = tuple(dict.fromkeys((*mapping.leave_out, *numbers, *made)))
    return mapping.model_copy(
        update={"columns": columns, "joined": joined, "leave_out": leave_out,
                "sheet": mapping.sheet or form.main.sheet.name}
    )  # fmt: skip


def _joined(form: Form) -> Iterator[Joined]:
    for repeat in form.repeats:
        lists = form.lists_persons(repeat)
        guesses = guess_questions(repeat.columns, makes="listings") if lists else {}
        own = tuple(
            name for name in repeat.columns if name in OF_EXPORT or name.startswith("_submission_")
        )
        yield Joined(
            sheet=repeat.sheet.name or "",
            key="_parent_index",
            columns={n: Column(to=each) for n, each in guesses.items() if each != "key"},
            makes="listings" if lists else "given",
            leave_out=own,
        )


def _taken_for(form: Form, mapping: Mapping) -> Iterator[Notice]:
    """Tells what each question is taken for, and which ones are only kept."""
    sheets = [(form.main, mapping.columns)]
    by_name = {each.sheet: each.columns for each in mapping.joined}
    sheets += [(each, by_name[each.sheet.name or ""]) for each in form.repeats]
    for headed, columns in sheets:
        name = headed.sheet.name
        for column, each in columns.items():
            fault = Fault(form.file.path.name, headed.header.number, column, None,
                          f"the question is taken for {each.to!r} by its name",
                          "If that is wrong, give a mapping: --map", name)  # fmt: skip
            yield Notice(Treatment.NOTED, "column.taken_for", fault)
    made = {part for each in form.choices for part in each.answers} | set(form.dated or ())
    kept = [
        name
        for name in form.main.columns
        if name not in mapping.columns and not is_own(name) and name not in made
    ]
    if kept:
        fault = Fault(form.file.path.name, form.main.header.number, None, None,
                      f"these questions are kept as given alone: {', '.join(kept)}",
                      "If one tells more, give a mapping: --map", form.main.sheet.name)  # fmt: skip
        yield Notice(Treatment.NOTED, "columns.as_given", fault)


def _told(form: Form, mapping: Mapping) -> Iterator[Notice]:
    """Tells what of the form as a whole is not in the file, or is not read."""

    def noted(code: str, reason: str, remedy: str, sheet: str | None = None) -> Notice:
        fault = Fault(form.file.path.name, None, None, None, reason, remedy, sheet)
        return Notice(Treatment.NOTED, code, fault)

    wide = any("[1]/" in name for name in form.main.columns)
    if wide:
        yield noted("repeat.wide", "repeat groups stand side by side in columns: they are kept as "
                    "given, and make no listings", "Export the answers as XLSX.")  # fmt: skip
    elif form.file.form == "csv":
        yield noted("repeat.not_there", "repeat groups are not in a CSV",
                    "If the form has some, export the answers as XLSX.")  # fmt: skip
    if "violation" not in {each.to for each in mapping.columns.values()} | set(mapping.constants):
        yield noted("violation.none", "no question is known to say which violation it was: "
                    "incidents enter without one", "Say in a mapping which one does.")  # fmt: skip
    if "_index" in form.main.columns:
        yield noted("row.number", "numbers of rows do not enter: another export can number "
                    "otherwise", "Nothing is to be done.")  # fmt: skip
    for choice in form.choices:
        yield noted("choices.read", f"the answers to {choice.column!r} are read from their own "
                    "columns", "Nothing is to be done.")  # fmt: skip
    for repeat in form.repeats:
        yield noted("repeat.numbers", "numbers of its rows, and copies of columns of the "
                    "submission, do not enter", "Nothing is to be done.",
                    repeat.sheet.name)  # fmt: skip
        if not form.lists_persons(repeat):
            yield noted("repeat.as_given", "the repeat group is no list of persons: its rows are "
                        "kept as given with the account", "If it is one, name it under `joined` "
                        "of a mapping.", repeat.sheet.name)  # fmt: skip
    for point in form.points[1:]:
        yield noted("point.second", f"a further point is kept as given: {point.latitude}",
                    "Say in a mapping which one is the place.")  # fmt: skip
    if form.is_old:
        yield noted("cell.none", "the export writes n/a where nothing was answered: such cells "
                    "are read as empty", "Nothing is to be done.")  # fmt: skip


def _checked(drafts: Iterable[Draft], form: Form, mapping: Mapping) -> Iterator[Draft]:
    """Yields drafts with what the cells of each submission give to say."""
    made = {each.column for each in form.choices}
    words = {
        name: each.to
        for name, each in mapping.columns.items()
        if each.to in _TELLS_WORDS and name not in made and not each.separator
    }
    for draft in drafts:
        more = [
            notice
            for given in draft.given
            if given.sheet == form.main.sheet.name
            for notice in _seen_in(given, form, words)
        ]
        yield replace(draft, notices=(*draft.notices, *more)) if more else draft


def _seen_in(given: Given, form: Form, words: dict[str, str]) -> Iterator[Notice]:
    cells = dict(zip(form.main.columns, map(str.strip, given.line.cells), strict=False))

    def told(treatment: Treatment, column: str, code: str, reason: str, remedy: str) -> Notice:
        fault = Fault(form.file.path.name, given.line.number, column, cells[column], reason,
                      remedy, given.sheet)  # fmt: skip
        return Notice(treatment, code, fault)

    status = cells.get("_validation_status", "").lower().replace(" ", "_")
    for code, done in _NOT_APPROVED.items():
        if code in status:
            yield told(Treatment.NOTED, "_validation_status", f"validation.{code}",
                       f"those who check the form {done}; the incident enters as unreviewed",
                       "Leave it out, or judge it here.")  # fmt: skip
    for column, meant in words.items():
        cell = cells.get(column, "")
        if form.has_xml_names or not cell:
            continue
        if holds_several(meant, cell, form.values.get(column, frozenset()) - {cell}):
            yield told(Treatment.AS_GIVEN, column, "choices.not_split",
                       "labels of several answers stand in one cell, and hold spaces themselves: "
                       "it is not split", "Export with XML names, or with each answer in a column "
                       "of its own.")  # fmt: skip
