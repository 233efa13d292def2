"""The collection that a file enters: a new one, or one that is held, with what is held of it."""

from __future__ import annotations

from dataclasses import dataclass

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError
from tawthiq.records import Collection, Labels, Publication

ITS_OWN = Collection(id="", code="", names={}, scope={})
"""Stands for the collections that a file brings with it; it never enters."""


@dataclass(frozen=True, slots=True)
class CollectionSpec:
    """The collection that a table enters; made if it is not there yet.

    `publication` is the code of the publication that all its rows cite, if one.
    """

    code: str
    names: Labels | None = None
    scope: Labels | None = None
    publication: str | None = None


def collection_of(casebook: Casebook, spec: CollectionSpec) -> Collection:
    """Returns the record of a collection.

    Raises:
        InputError: No publication has the code that is named.
    """
    held = casebook.collections().get(spec.code)
    publication = held.publication if held is not None else None
    if spec.publication is not None:
        published = {each.code: each.id for each in casebook.view.all(Publication)}
        if spec.publication not in published:
            reason = f"no publication has the code {spec.publication!r}"
            remedy = "Enter it first with: tawthiq import publications FILE"
            raise InputError([Fault("--publication", None, None, spec.publication, reason, remedy)])
        publication = published[spec.publication]
    plain = {"en": spec.code, "ar": spec.code}
    return Collection(
        id=casebook.register.new_id("collection", spec.code),
        code=spec.code,
        names=spec.names or (held.names if held is not None else plain),
        scope=spec.scope or (held.scope if held is not None else plain),
        publication=publication,
    )
