"""Agreements from YAML: one document per agreement, its codes checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from tawthiq.casebook.strict_yaml import read_yaml
from tawthiq.errors import Fault, InputError
from tawthiq.records import Agreement, Gazetteer
from tawthiq.vocabulary import parties, provisions


def read_agreement(
    text: str, *, file: str, new_id: Callable[[str, str], str], places: Gazetteer
) -> Agreement:
    """Reads one agreement.

    Raises:
        InputError: With every fault, each with its path in the file.
    """
    content = _load(text, file=file)
    code = str(content.get("code", "")) if isinstance(content, dict) else ""
    try:
        agreement = Agreement.model_validate({**content, "id": new_id("agreement", code)})
    except (ValidationError, TypeError) as fault:
        raise InputError(_faults(fault, file=file)) from fault
    if unknown := list(_unknown_codes(agreement, file=file, places=places)):
        raise InputError(unknown)
    return agreement


def _load(text: str, *, file: str) -> Any:
    content = read_yaml(text, file=file)
    if not isinstance(content, dict):
        remedy = "See docs/reference/agreement.md for its fields."
        raise InputError([Fault(file, None, None, None, "the file holds no agreement", remedy)])
    return content


def _faults(fault: ValidationError | TypeError, *, file: str) -> list[Fault]:
    if isinstance(fault, TypeError):
        return [Fault(file, None, None, None, str(fault), "Give each field a name.")]
    return [
        Fault(
            file,
            None,
            ".".join(str(part) for part in error["loc"]) or None,
            None,
            error["msg"],
            "Correct the field; see docs/reference/agreement.md.",
        )
        for error in fault.errors()
    ]


def _unknown_codes(agreement: Agreement, *, file: str, places: Gazetteer) -> Iterator[Fault]:
    codes: list[tuple[str, str, bool, str]] = []
    for at, role in enumerate(agreement.roles):
        codes.append((f"roles.{at}.party", role.party, role.party in parties(), "party"))
    for at, provision in enumerate(agreement.provisions):
        known = provision.code in provisions()
        codes.append((f"provisions.{at}.code", provision.code, known, "provision"))
    for at, zone in enumerate(agreement.zones):
        for part_at, part in enumerate(zone.parts):
            if part.place is not None:
                path = f"zones.{at}.parts.{part_at}.place"
                codes.append((path, part.place, part.place in places, "place"))
    for at, exclusion in enumerate(agreement.exclusions):
        for party in exclusion.parties:
            codes.append((f"exclusions.{at}.parties", party, party in parties(), "party"))
    for path, code, known, noun in codes:
        if not known:
            reason = f"no {noun} has the code {code!r}"
            yield Fault(file, None, path, code, reason, "Use a code of the vocabulary.")
