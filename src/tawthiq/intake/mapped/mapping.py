"""The mapping: what the columns of a table mean, written once in YAML for all files like it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from tawthiq.casebook.strict_yaml import read_yaml
from tawthiq.dates import DateOrder
from tawthiq.errors import Fault, InputError
from tawthiq.intake.mapped.fields import FIELDS, OF_ACCOUNTS, OF_LISTINGS

_LARGEST = 1_000_000
_Form = ConfigDict(frozen=True, extra="forbid")


def _is_epoch(year: int | None) -> int | None:
    if year not in (None, 1900, 1904):
        raise ValueError("serial numbers count from 1900 or 1904")
    return year


class Column(BaseModel):
    """What one column means.

    Attributes:
        to: The field that its cells go to.
        values: Cell -> what is read in its place, for this column alone.
        separator: Between several values of one cell.
    """

    model_config = _Form

    to: str
    values: dict[str, str] = {}
    separator: str | None = None


class Dates(BaseModel):
    """How the dates of the table are written.

    Attributes:
        order: Of dates in numbers alone, such as 05/10/2017.
        epoch: Year from which serial numbers such as 43013 count.
    """

    model_config = _Form

    order: DateOrder | None = None
    epoch: Annotated[int | None, AfterValidator(_is_epoch)] = None


class Joined(BaseModel):
    """A further sheet whose rows belong to those of the first one.

    Attributes:
        key: Its column that holds the key of the row that it belongs to.
        columns: Its columns.
        makes: What each of its rows becomes: a listing, or cells that the account keeps as given.
    """

    model_config = _Form

    sheet: str
    key: str
    columns: dict[str, Column] = {}
    makes: Literal["listings", "given"] = "listings"
    leave_out: tuple[str, ...] = ()


class Mapping(BaseModel):
    """What a table means.

    Attributes:
        makes: `accounts` with their incidents, or `listings` of victims.
        sheet: Where its rows stand; the first sheet if left out.
        header: Line of the header; the first that holds something if left out.
        columns: By their headers. One that is not named is kept as given with each account.
        constants: Field -> what every row says.
        about: How far "about 10" may be off, in percent; without it, it has no bounds.
        leave_out: Columns that do not enter at all.
    """

    model_config = _Form

    makes: Literal["accounts", "listings"] = "accounts"
    sheet: str | None = None
    header: Annotated[int | None, Field(ge=1)] = None
    dates: Dates = Dates()
    columns: dict[str, Column]
    constants: dict[str, str] = {}
    about: Annotated[int | None, Field(gt=0, lt=100)] = None
    leave_out: tuple[str, ...] = ()
    joined: tuple[Joined, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if faults := list(self._misfits()):
            raise ValueError("\n".join(faults))
        return self

    def _misfits(self) -> Iterator[str]:
        fields = OF_ACCOUNTS if self.makes == "accounts" else OF_LISTINGS
        seen: dict[str, str] = {}
        for header, column in self.columns.items():
            yield from _unknown(f"columns.{header}", column.to, fields)
            if column.to in seen:
                yield f"columns.{header}\t{seen[column.to]!r} goes to {column.to} too"
            seen.setdefault(column.to, header)
        for name in self.constants:
            yield from _unknown(f"constants.{name}", name, fields)
            if name in seen:
                yield f"constants.{name}\tthe column {seen[name]!r} goes there too"
        for sheet in self.joined:
            for header, column in sheet.columns.items():
                yield from _unknown(f"joined.{sheet.sheet}.{header}", column.to, OF_LISTINGS)
        given = {*seen, *self.constants}
        if ("latitude" in given) != ("longitude" in given):
            yield "columns\tlatitude and longitude go together"
        elif "latitude" in given and "precision" not in given:
            yield (
                "constants.precision\tsay how far the coordinates may be off, in metres; "
                "or write precision: unknown"
            )
        if self.joined and "key" not in given:
            yield "columns\ta joined sheet needs a column that goes to key"

    def column_of(self, field: str) -> str | None:
        """Returns the header of the column that goes to a field."""
        return next((name for name, each in self.columns.items() if each.to == field), None)


def _unknown(at: str, name: str, fields: tuple[str, ...]) -> Iterator[str]:
    if name not in fields:
        near = difflib.get_close_matches(name, fields, n=1)
        hint = f"; the nearest is {near[0]}" if near else ""
        other = " in a table of this kind" if name in FIELDS else ""
        yield f"{at}\tno field is called {name!r}{other}{hint}"


def read_mapping(path: Path) -> Mapping:
    """Reads a mapping from YAML. A column can be given by its field alone: `المحافظة: place`.

    Raises:
        InputError: With every fault, by line or key.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise InputError([_fault(path, None, "the mapping is larger than 1 MB", "Shorten it.")])
        text = content.decode("utf-8-sig")
    except OSError as fault:
        reason = f"the file cannot be read: {fault.strerror}"
        raise InputError([_fault(path, None, reason, "Check its name and folder.")]) from fault
    except UnicodeDecodeError as fault:
        raise InputError([_fault(path, None, "it is not UTF-8", "Save it as UTF-8.")]) from fault
    return parse_mapping(text, path=path)


def parse_mapping(text: str, *, path: Path) -> Mapping:
    """Reads a mapping from text; see `read_mapping`."""
    content = read_yaml(text, file=path.name, as_text=True)
    if not isinstance(content, dict):
        raise InputError([_fault(path, None, "it is no mapping", "Begin with `columns:`.")])
    try:
        return Mapping.model_validate(_widened(content))
    except ValidationError as refused:
        raise InputError(list(_faults(path, refused))) from refused


def _widened(content: dict[str, Any]) -> dict[str, Any]:
    """Writes `HEADER: field` out as `HEADER: {to: field}`."""

    def wide(columns: Any) -> Any:
        if not isinstance(columns, dict):
            return columns
        return {
            name: {"to": each} if isinstance(each, str) else each for name, each in columns.items()
        }

    joined = content.get("joined")
    if isinstance(joined, list):
        joined = [
            {**each, "columns": wide(each.get("columns", {}))} if isinstance(each, dict) else each
            for each in joined
        ]
    more = {"joined": joined} if joined is not None else {}
    return {**content, "columns": wide(content.get("columns", {})), **more}


def _faults(path: Path, refused: ValidationError) -> Iterator[Fault]:
    for error in refused.errors():
        at = ".".join(str(part) for part in error["loc"])
        if error["type"] == "value_error" and not at:
            for told in str(error["ctx"]["error"]).split("\n"):
                key, _, reason = told.partition("\t")
                yield _fault(path, key, reason, "See: docs/intake.md")
        else:
            near = difflib.get_close_matches(at.rpartition(".")[2], Mapping.model_fields, n=1)
            known = error["type"] == "extra_forbidden"
            remedy = f"Write {near[0]}." if known and near else "See: docs/intake.md"
            reason = "nothing is called so" if known else error["msg"].lower()
            yield _fault(path, at, reason, remedy)


def _fault(path: Path, key: str | None, reason: str, remedy: str) -> Fault:
    return Fault(path.name, None, key, None, reason, remedy)
