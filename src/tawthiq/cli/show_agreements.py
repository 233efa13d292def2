"""Shows agreements and what they leave open."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tawthiq.cli.screen import say, say_json, say_table, unmarked
from tawthiq.errors import Fault, InputError

if TYPE_CHECKING:
    from tawthiq.breaches import Gap
    from tawthiq.casebook import Casebook
    from tawthiq.records import Agreement, RoleKind


def overview(held: Sequence[Agreement], *, as_json: bool) -> None:
    """Shows one line for each agreement."""
    if as_json:
        say_json([_summary(each) for each in held])
        return
    if not held:
        say("No agreement is held. Enter some with: tawthiq import agreements FILE...")
        return
    rows = [_summary(each) for each in held]
    say_table(
        "Agreements, by the day of signature",
        ["Code", "Name", "Signed", "In force (UTC)", "Bound", "Guarantors", "Text"],
        (
            [row["code"], row["names"]["en"], row["signed"], " to ".join(row["starts"]),
             ", ".join(row["bound"]), ", ".join(row["guarantors"]),
             "public" if row["published"] else "not public"]
            for row in rows
        ),
    )  # fmt: skip


def whole(agreement: Agreement, *, as_json: bool) -> None:
    """Shows an agreement with all its fields."""
    content = agreement.model_dump(mode="json", exclude_defaults=True)
    if as_json:
        say_json(content)
        return
    import yaml

    content.pop("id")
    say(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100).rstrip())


def gaps(
    found: Sequence[Gap],
    held: Sequence[Agreement],
    casebook: Casebook,
    *,
    language: str,
    as_json: bool,
) -> None:
    """Shows what each agreement leaves open."""
    from tawthiq.report import phrases_of

    phrases = phrases_of(casebook, language)
    told = [
        (each, unmarked("".join(s.text for s in phrases.reason(each.reason)))) for each in found
    ]
    if as_json:
        say_json([{**each.model_dump(mode="json"), "text": text} for each, text in told])
        return
    for agreement in held:
        own = [(each.at, text) for each, text in told if each.agreement == agreement.code]
        name = agreement.short_names.get(language, agreement.code)
        say(f"{name} ({agreement.code}): {len(own) or 'nothing'} open")
        for at, text in own:
            say(f"  {at}: {text}")
        say()


def zones(found: dict[str, Any], out: Path | None, *, as_json: bool) -> None:
    """Writes zones as GeoJSON: to the standard output, or to a new file with a word on it.

    Raises:
        InputError: The file is there already, or cannot be written.
    """
    if out is None:
        say_json(found)
        return
    write_new(out, json.dumps(found, ensure_ascii=False) + "\n")
    told = [each["properties"] for each in found["features"]]
    undrawn = [
        {key: each[key] for key in ("agreement", "zone", "shape", "undrawn")}
        for each in told
        if not each["is_drawn"]
    ]
    if as_json:
        say_json({"file": out, "features": len(told), "undrawn": undrawn})
        return
    say(f"Wrote {len(told)} features to {out}; {len(undrawn)} of them could not be drawn.")
    for each in undrawn:
        parts = ", ".join(str(part["place"] or part["part"]) for part in each["undrawn"])
        say(f"  {each['agreement']}, zone {each['zone']}, {each['shape']}: {parts or 'empty'}")


def write_new(file: Path, text: str) -> None:
    """Writes a file that is not there yet.

    Raises:
        InputError: It is there already, or cannot be written.
    """
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as fault:
        reason = f"the file cannot be written: {fault.strerror}"
        remedy = "Name a new file in a folder that is there."
        raise InputError([Fault(file.name, None, None, None, reason, remedy)]) from fault


def _summary(agreement: Agreement) -> dict[str, Any]:
    from tawthiq.records import RoleKind

    bound = (RoleKind.BELLIGERENT_BOUND, RoleKind.SIGNATORY, RoleKind.ACCEDED)
    starts = agreement.terms[0].starts
    bounds = dict.fromkeys(f"{each:%Y-%m-%d %H:%M}" for each in (starts.earliest, starts.latest))
    return {
        "code": agreement.code,
        "names": agreement.short_names,
        "level": agreement.level,
        "signed": agreement.signed_on.statements[0].at,
        "starts": list(bounds),
        "bound": _parties(agreement, *bound),
        "guarantors": _parties(agreement, RoleKind.GUARANTOR),
        "published": agreement.is_published,
    }


def _parties(agreement: Agreement, *kinds: RoleKind) -> list[str]:
    return list(dict.fromkeys(role.party for role in agreement.roles if role.role in kinds))
