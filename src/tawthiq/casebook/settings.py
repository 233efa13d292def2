"""What a casebook's own files say: settings and methodology."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tawthiq.casebook.strict_yaml import read_yaml
from tawthiq.dates import zone
from tawthiq.errors import CasebookError, InputError
from tawthiq.records import Labels
from tawthiq.vocabulary import alliances

REGISTER = "register.sqlite"
"""The file of a register of the folder's own, where settings name no database."""

_M = TypeVar("_M", bound=BaseModel)


class Settings(BaseModel):
    """casebook.yaml: whose casebook it is, its clock, and which collections are counted.

    Attributes:
        name: Name of the team, by language.
        area: Code of the country that the reports are about.
        clock: IANA time zone in which dates without one are read.
        counted: Codes of collections in order of preference: of several that hold incidents of
            one period, the first is counted and the others are left out.
        database: Address of the team's PostgreSQL database; None: a file in the folder. The
            address is kept in casebook.yaml; keep the password in a `.pgpass` file.
        digits: `western` (0-9) or `arabic_indic` (٠-٩) in Arabic text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Labels
    area: str
    clock: str
    counted: tuple[str, ...] = ()
    database: str | None = None
    digits: str = Field(default="western", pattern="^(western|arabic_indic)$")

    @field_validator("database")
    @classmethod
    def _driver(cls, address: str | None) -> str | None:
        """Names the driver that Tawthiq ships where the address leaves it open."""
        if address is None:
            return None
        scheme, separator, rest = address.partition("://")
        if scheme in ("postgres", "postgresql"):
            scheme = "postgresql+psycopg"
        if not separator or scheme != "postgresql+psycopg":
            raise ValueError("write the address as postgresql://user@host/name")
        return f"{scheme}://{rest}"

    @field_validator("clock")
    @classmethod
    def _known(cls, clock: str) -> str:
        zone(clock)
        return clock

    @field_validator("name")
    @classmethod
    def _bilingual(cls, name: Labels) -> Labels:
        if set(name) != {"en", "ar"}:
            raise ValueError("give the name as {en: ..., ar: ...}")
        return name


class Methodology(BaseModel):
    """methodology.yaml: the rules of counting that a report states."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    massacre_threshold: int = Field(ge=1)
    rounding: str = Field(pattern="^(half_up|half_even|up|down)$")
    decimals: int = Field(ge=0, le=4)
    alliance: str | None = None
    trend_months: int = Field(default=12, ge=1, le=120)

    @field_validator("alliance")
    @classmethod
    def _known(cls, code: str | None) -> str | None:
        if code is not None and code not in alliances():
            raise ValueError(f"no alliance has the code {code!r}")
        return code


def read_settings(path: Path, model: type[_M]) -> _M:
    """Reads one of the casebook's YAML files.

    Raises:
        CasebookError: The file is missing, is no YAML, or says something that is not understood;
            the message names file, field and fault.
    """
    return parse_settings(read_file(path), name=path.name, model=model)


def parse_settings(text: str, *, name: str, model: type[_M]) -> _M:
    """Reads the text of a YAML file into a model, with the faults of all its fields at once."""
    try:
        return model.model_validate(read_yaml(text, file=name))
    except InputError as fault:
        raise CasebookError(str(fault)) from fault
    except ValidationError as fault:
        lines = [
            f"{name}, {'.'.join(str(part) for part in error['loc']) or 'whole file'}: "
            f"{error['msg']}"
            for error in fault.errors()
        ]
        raise CasebookError("\n".join(lines)) from fault


def read_file(path: Path) -> str:
    """Returns the text of a file of the casebook, or says what is wrong with it."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError as fault:
        raise CasebookError(
            f"{path.name} is missing: the casebook is not whole. "
            "Restore the file from a backup, or start a new casebook with: tawthiq init"
        ) from fault
    except UnicodeDecodeError as fault:
        raise CasebookError(f"{path.name} is not UTF-8 (byte {fault.start}).") from fault
    except OSError as fault:
        raise CasebookError(f"{path.name} cannot be read: {fault.strerror}.") from fault
