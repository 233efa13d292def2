"""Makes the demonstration casebook the way a team would: by importing files."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from tawthiq.casebook import Casebook, Settings, create_casebook, new_folder
from tawthiq.counts import Figure
from tawthiq.intake.enter import (
    CollectionSpec,
    import_agreements,
    import_publications,
    import_table,
)
from tawthiq.intake.entry import Entry
from tawthiq.report import write_report


@dataclass(frozen=True, slots=True)
class Demo:
    """A finished demonstration: where it is, and its figures by name."""

    folder: Path
    report: Path
    files: tuple[Path, ...]
    figures: dict[str, Figure]


def make_demo(folder: Path, *, entry: Entry, progress: Callable[[str], None]) -> Demo:
    """Makes a casebook in a new folder, fills it and writes its report: all or nothing.

    Raises:
        CasebookError: The folder holds something already.
    """
    plan = _plan()
    with new_folder(folder) as work:
        progress("Making the casebook")
        with create_casebook(work, Settings.model_validate(plan["settings"])) as casebook:
            fill_demo(casebook, entry=entry, progress=progress)
            period = casebook.period(str(plan["period"]))
            written = write_report(casebook, period, progress=progress)
        report = folder / written.folder.relative_to(work)
        files = tuple(folder / path.relative_to(work) for path in written.files)
    return Demo(folder, report, files, dict(written.figures))


def fill_demo(casebook: Casebook, *, entry: Entry, progress: Callable[[str], None]) -> None:
    """Enters the demonstration's files into an empty casebook."""
    with ExitStack() as stack:
        data = stack.enter_context(
            resources.as_file(resources.files("tawthiq.demo").joinpath("data"))
        )
        progress("Entering the agreements")
        import_agreements(casebook, sorted((data / "agreements").glob("*.yaml")), entry=entry)
        progress("Entering what was published")
        import_publications(casebook, data / "publications.yaml", entry=entry)
        for table in _plan()["tables"]:
            progress(f"Entering {table['file']}")
            spec = CollectionSpec(
                table["code"], table["names"], table["scope"], table.get("publication")
            )
            import_table(casebook, data / table["file"], collection=spec, entry=entry)
        for text in sorted((data / "texts").glob("*.md")):
            (casebook.folder / "texts" / text.name).write_text(text.read_text("utf-8"), "utf-8")


def _plan() -> Any:
    text = resources.files("tawthiq.demo").joinpath("data", "demo.yaml").read_text("utf-8")
    return yaml.safe_load(text)
