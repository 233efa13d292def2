"""Making and opening the folder of a casebook, whole or not at all."""

from __future__ import annotations

from contextlib import ExitStack
from importlib import resources
from pathlib import Path

import yaml
from pydantic import ValidationError

from tawthiq.casebook.casebook import Casebook, first_places
from tawthiq.casebook.settings import REGISTER, Settings, read_settings
from tawthiq.casebook.unfinished import new_folder
from tawthiq.errors import CasebookError
from tawthiq.records import Labels
from tawthiq.register import Register
from tawthiq.register.copying import remove_register
from tawthiq.register.database import Address, address_of
from tawthiq.register.upgrade import upgrade_register


def create_casebook(folder: Path, settings: Settings) -> Casebook:
    """Fills an empty folder with a new casebook and opens it.

    Use `new_folder` around it where a failure must leave nothing behind.
    """
    header = "# Settings of this casebook. See docs/reference/casebook.md.\n"
    body = yaml.safe_dump(settings.model_dump(mode="json"), allow_unicode=True, sort_keys=False)
    (folder / "casebook.yaml").write_text(header + body, "utf-8")
    defaults = resources.files("tawthiq.vocabulary").joinpath("data")
    for name in ("methodology.yaml", "ruleset.yaml"):
        (folder / name).write_text(defaults.joinpath(name).read_text("utf-8"), "utf-8")
    for name in ("texts", "reports"):
        (folder / name).mkdir()
    register = Register.create(_address(folder, settings), folder=folder)
    return Casebook(folder, settings, register)


def init_casebook(
    target: Path, *, name: Labels, area: str, clock: str, database: str | None = None
) -> None:
    """Makes a new, empty casebook: the whole folder or nothing.

    Args:
        target: A new or empty folder.
        name: Name of the team, by language.
        area: Code of the country.
        clock: IANA time zone.
        database: Address of an empty PostgreSQL database (`postgresql://user@host/name`) for a
            team; None for a file in the folder.

    Raises:
        CasebookError: The folder holds something already, or a setting is wrong.
    """
    try:
        settings = Settings(name=name, area=area, clock=clock, database=database)
    except ValidationError as fault:
        lines = [f"{error['loc'][0]}: {error['msg']}" for error in fault.errors()]
        raise CasebookError("; ".join(lines)) from fault
    _refuse_unknown(area)
    with ExitStack() as undo:
        with new_folder(target) as work:
            create_casebook(work, settings).close()
            if settings.database is not None:
                undo.callback(empty_again, settings.database, unless=target)
        undo.pop_all()


def open_casebook(folder: str | Path = ".") -> Casebook:
    """Opens the casebook in a folder.

    Raises:
        CasebookError: There is none, or it is not whole.
    """
    path = Path(folder)
    if not _exists(path / "casebook.yaml"):
        raise CasebookError(
            f"{path} is no casebook: it holds no casebook.yaml. "
            "Name the folder with -C FOLDER, or make a new one with: tawthiq init FOLDER"
        )
    settings = read_settings(path / "casebook.yaml", Settings)
    if settings.database is None and not _exists(path / REGISTER):
        raise CasebookError(
            f"{path} holds no {REGISTER}: the casebook is not whole. Restore it from a backup."
        )
    return Casebook(path, settings, Register.open(_address(path, settings), folder=path))


def upgrade_casebook(folder: str | Path = ".") -> int:
    """Brings the register of a casebook to this version, with all its revisions.

    Returns:
        The number of revisions that were moved; 0 if it was up to date.
    """
    path = Path(folder)
    settings = read_settings(path / "casebook.yaml", Settings)
    return upgrade_register(_address(path, settings), folder=path)


def empty_again(database: str, *, unless: Path) -> None:
    """Takes a new register out of a team's database, unless its casebook is there after all."""
    if not (unless / "casebook.yaml").exists():
        remove_register(database)


def _refuse_unknown(area: str) -> None:
    """Refuses an area that is no country: every place would lie outside of it."""
    countries = [place.code for place in first_places() if place.level == "country"]
    if area not in countries:
        raise CasebookError(
            f"area: no country has the code {area!r}. Known: {', '.join(countries)}. "
            "Another country needs its places and its map in the vocabulary first."
        )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as fault:
        raise CasebookError(
            f"{path.parent} cannot be read: {fault.strerror}. Ask its owner for access."
        ) from fault


def _address(folder: Path, settings: Settings) -> Address:
    if settings.database is not None:
        return settings.database
    return address_of(folder / REGISTER)
