"""The formats that files can have, in the order in which they are tested: the narrow ones first.

A format registers here and nowhere else. Its test looks at the content; its reader opens a file
and yields drafts. One without a reader is known and refused, with what to do.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError
from tawthiq.intake.canonical import open_canonical
from tawthiq.intake.collecting import CollectionSpec
from tawthiq.intake.columns import KNOWN, REQUIRED
from tawthiq.intake.draft import Reader
from tawthiq.intake.entry import Entry
from tawthiq.intake.exported.evidence import with_files
from tawthiq.intake.exported.opening import is_exported
from tawthiq.intake.exported.reading import open_exported
from tawthiq.intake.importing import ImportOptions, ImportResult, import_with
from tawthiq.intake.mapped.headers import is_list_of_victims
from tawthiq.intake.mapped.table import open_mapped
from tawthiq.intake.mapped.victims import open_victims
from tawthiq.intake.recognise import Look, Recognised, Test, recognise
from tawthiq.intake.systems.acled import is_acled, open_acled
from tawthiq.intake.systems.addresses import is_address_list
from tawthiq.intake.systems.airwars import is_airwars, open_airwars
from tawthiq.intake.systems.auto_archiver import is_auto_archiver, open_auto_archiver
from tawthiq.intake.systems.bayanat import is_bayanat, open_bayanat
from tawthiq.intake.systems.ged_events import is_ged, open_ged
from tawthiq.intake.systems.kobo import is_kobo, open_kobo
from tawthiq.intake.systems.proofmode import is_proofmode, open_proofmode
from tawthiq.intake.systems.timemap import is_timemap, open_timemap
from tawthiq.intake.systems.uwazi import is_uwazi, open_uwazi
from tawthiq.register import Vault


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes:
        name: As `tawthiq import` takes it.
        test: Says why a file is of this format, or nothing.
        reader: Opens it; None: it is known and not imported.
        remedy: What to do instead, where there is no reader.
        takes_mapping: Whether the reader takes a mapping of the format's own columns.
        revises_evidence: Whether it writes evidence that is held: nobody else may meanwhile, or
            what they add to its custody would be lost.
        has_collections: Whether a file brings its own collections, and enters no other.
    """

    name: str
    test: Test
    reader: Reader | None
    remedy: str | None = None
    takes_mapping: bool = False
    revises_evidence: bool = False
    has_collections: bool = False


def _is_blank_form(look: Look) -> str | None:
    sheets = {str(name).lower(): header for name, header in look.headers.items()}
    columns = {cell.lower() for cell in sheets.get("survey", ())}
    is_one = columns >= {"type", "name"} or (look.kind == "old_excel" and "survey" in sheets)
    return "it is a blank form (XLSForm): questions, no answers" if is_one else None


def _is_vocabulary(look: Look) -> str | None:
    header = next(iter(look.headers.values()), ()) if len(look.headers) == 1 else ()
    own = {"id", "title", "title_ar", "title_tr", "reverse_title", "reverse_title_tr",
           "parent_label_id", "order", "verified", "for_bulletin", "for_actor", "for_incident",
           "for_offline", "comments", "created_at", "updated_at", "deleted"}  # fmt: skip
    is_one = len(header) >= 3 and {"id", "title"} <= set(header) <= own
    return "it is a vocabulary of Bayanat: words, no records" if is_one else None


def _is_signature(look: Look) -> str | None:
    return "it is a detached PGP signature" if look.head.startswith("-----BEGIN PGP") else None


def _is_canonical(look: Look) -> str | None:
    header = look.headers.get(None, ())
    if set(REQUIRED) <= set(header) <= set(KNOWN):
        return "it is a table with the columns of Tawthiq"
    return None


EXPORT = "export"
"""The format in which a casebook's own records come back."""

FORMATS: tuple[Format, ...] = (
    Format(EXPORT, is_exported, open_exported, revises_evidence=True, has_collections=True),
    Format("signature", _is_signature, None,
           "Keep it beside what it signs: tawthiq evidence add FILE"),
    Format("blank-form", _is_blank_form, None,
           "Export the answers to the form as XLSX, and import those."),
    Format("bayanat-vocabulary", _is_vocabulary, None,
           "Its words belong under `values` of a mapping; export the records and import those."),
    Format("bayanat", is_bayanat, open_bayanat),
    Format("kobo", is_kobo, open_kobo, takes_mapping=True),
    Format("uwazi", is_uwazi, open_uwazi, takes_mapping=True),
    Format("ged", is_ged, open_ged),
    Format("acled", is_acled, open_acled),
    Format("airwars", is_airwars, open_airwars),
    Format("auto-archiver", is_auto_archiver, open_auto_archiver),
    Format("proofmode", is_proofmode, open_proofmode, revises_evidence=True),
    Format("timemap", is_timemap, open_timemap),
    Format("table", _is_canonical, open_canonical),
    Format("victims", is_list_of_victims, open_victims),
    Format("address-list", is_address_list, None,
           "Archive the pages first, and import what the archiver wrote: its JSON or db.csv."),
)  # fmt: skip
"""Every format; the first whose test a file meets is taken for its own."""


def format_of(path: Path, name: str | None, *, options: ImportOptions) -> tuple[str, Reader]:
    """Returns the name and the reader of a file's format: the one that is named, or recognised.

    Raises:
        InputError: No format reads it; with what it is and what to do.
    """
    if options.mapping is not None and name is None:
        name = recognise(path, encoding=options.encoding).format
        if name not in {each.name for each in FORMATS if each.takes_mapping}:
            name = "table"
    if options.mapping is not None and name == "table":
        return "table", open_mapped
    if name is None:
        found = recognise(path, encoding=options.encoding)
        if found.format is None:
            raise InputError([_refused(path, found)])
        name = found.format
    readers = {each.name: each.reader for each in FORMATS}
    reader = readers.get(name)
    if reader is None:
        there = ", ".join(each for each, read in readers.items() if read is not None)
        reason = f"no format is called {name!r}"
        raise InputError([Fault("FORMAT", None, None, name, reason, f"Use one of: {there}.")])
    return name, reader


def import_file(
    casebook: Casebook,
    path: Path,
    *,
    format: str | None = None,
    collection: CollectionSpec | None,
    entry: Entry,
    options: ImportOptions | None = None,
) -> ImportResult:
    """Imports a file of any format, found by its content where none is named.

    Raises:
        InputError: The file is refused whole, with every fault; nothing was written.
    """
    options = options or ImportOptions()
    path = path.resolve() if path.is_dir() else path  # an export in `.` has a name too
    name, reader = format_of(path, format, options=options)
    found = next(each for each in FORMATS if each.name == name)
    if found.has_collections:
        collection = None
    elif collection is None:
        remedy = "Choose a code, such as: --collection our-cases"
        reason = "it is not said which collection the file enters"
        raise InputError([Fault("--collection", None, None, None, reason, remedy)])
    takes_files = name == EXPORT and not options.dry_run
    files = with_files(casebook, path, encoding=options.encoding) if takes_files else nullcontext()
    vault = Vault(casebook.folder)
    with files:
        writes = found.revises_evidence and not options.dry_run
        with vault.locked() if writes and vault.folder.is_dir() else nullcontext():
            return import_with(
                casebook, path, reader, name=name, collection=collection, entry=entry,
                options=options,
            )  # fmt: skip


def _refused(path: Path, found: Recognised) -> Fault:
    return Fault(path.name, None, None, None, found.why, found.remedy or "Choose another.")
