"""An open casebook: its settings, its register, and what they hold together."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType

from tawthiq.casebook.settings import Methodology, Settings, read_file, read_settings
from tawthiq.dates import When
from tawthiq.errors import Fault, InputError
from tawthiq.records import Collection, Gazetteer, Labels, Place
from tawthiq.register import Register, View
from tawthiq.vocabulary.terms import load_yaml


class Casebook:
    """A casebook that is open for reading and writing; close it, or use it in a `with` block."""

    def __init__(
        self, folder: Path, settings: Settings, register: Register, view: View | None = None
    ):
        """Holds an open casebook; made by `open_casebook` and `create_casebook`."""
        self.folder = folder
        self.settings = settings
        self.register = register
        self._view = view

    def __enter__(self) -> Casebook:
        """Returns the casebook itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes the casebook."""
        self.close()

    def close(self) -> None:
        """Closes the register."""
        self.register.close()

    @property
    def view(self) -> View:
        """The records as they are, or as they were at the state that is read."""
        return self._view or self.register.view()

    @property
    def is_earlier(self) -> bool:
        """Says whether an earlier state than the last one is read."""
        return self._view is not None and self._view.state() != self.register.state()

    def reading(self, at: str | None = None) -> Casebook:
        """Returns this casebook fixed to one state, so that all that is read belongs together.

        Args:
            at: An earlier state by its size, root or day; None for the last one, or the one that
                is fixed already.

        Raises:
            RegisterError: There was no such state.
        """
        if at is None and self._view is not None:
            return self
        state = self.register.state() if at is None else self.register.state_at(self._end_of(at))
        return Casebook(self.folder, self.settings, self.register, self.register.view(state))

    def snapshot(self) -> Path:
        """Writes the records as Parquet tables and returns their folder, cached by root."""
        from tawthiq.register.snapshot import write_snapshot  # pyarrow is heavy

        return write_snapshot(self.view, self.folder / "snapshots")

    def _end_of(self, at: str) -> str:
        """Returns the last instant of a date on the casebook's clock; anything else as it is.

        A date has a dash; without one it is a size or a root.
        """
        if "-" not in at:
            return at
        try:
            when = When.parse(at, clock=self.settings.clock)
        except ValueError:
            return at
        return (when.end - timedelta(microseconds=1)).isoformat()

    @cached_property
    def methodology(self) -> Methodology:
        """The rules of counting, from methodology.yaml."""
        return read_settings(self.folder / "methodology.yaml", Methodology)

    @cached_property
    def method_title(self) -> str:
        """Version and digest of methodology.yaml, as every figure names its rules."""
        text = read_file(self.folder / "methodology.yaml")
        digest = hashlib.sha256(text.encode()).hexdigest()
        return f"methodology v{self.methodology.version} {digest[:12]}"

    @property
    def ruleset_text(self) -> str:
        """The text of ruleset.yaml, which the breach tests read."""
        return read_file(self.folder / "ruleset.yaml")

    @property
    def ruleset_digest(self) -> str:
        """SHA-256 of ruleset.yaml, in hexadecimal."""
        return hashlib.sha256(self.ruleset_text.encode()).hexdigest()

    def places(self) -> Gazetteer:
        """Returns the places of the vocabulary with those that the casebook adds."""
        return Gazetteer([*first_places(), *self.view.all(Place)])

    def collections(self) -> dict[str, Collection]:
        """Returns the collections of the casebook by their codes."""
        return {each.code: each for each in self.view.all(Collection)}

    def text(self, name: str) -> Labels:
        """Returns an editable text block by language, from texts/NAME.LANGUAGE.md."""
        return {
            language: read_file(path)
            for language in ("en", "ar")
            if (path := self.folder / "texts" / f"{name}.{language}.md").exists()
        }

    def period(self, stated: str) -> When:
        """Reads a period on the casebook's clock.

        Raises:
            InputError: The text is no date or range of dates.
        """
        return read_period(stated, clock=self.settings.clock)

    def span(self, stated: str | None, first: str | None, last: str | None) -> When | None:
        """Reads a period that is given whole, or by its first and its last day.

        Raises:
            InputError: Both are given, one of the two days is missing, or one is no date.
        """
        if first is None and last is None:
            return self.period(stated) if stated is not None else None
        missing = "--from" if first is None else "--to" if last is None else None
        if missing is not None or stated is not None:
            field, reason, remedy = (
                (missing, "the other end of the period is missing", "Give --from and --to.")
                if missing is not None
                else ("period", "a period stands beside --from and --to", "Give one of them.")
            )
            raise InputError([Fault(field, None, None, stated, reason, remedy)])
        return self.period(f"{first}/{last}")


def read_period(stated: str, *, clock: str) -> When:
    """Reads a period such as `2017-10`, `2017` or `2017-10-01/2017-10-07`."""
    try:
        return When.parse(stated, clock=clock)
    except ValueError as fault:
        raise InputError(
            [Fault("period", None, None, stated, str(fault), "Write it like 2017-10.")]
        ) from fault


def first_places() -> list[Place]:
    """Returns the places that the vocabulary ships, as records."""
    return [
        Place(
            id=code,
            code=code,
            level=fields["level"],
            parent=fields.get("parent"),
            names=fields["name"],
            aliases=tuple(fields.get("aliases", ())),
            external=fields.get("external", {}),
        )
        for code, fields in load_yaml("places.yaml").items()
    ]
