"""Shows agreements and what they leave open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tawthiq.cli.screen import say, say_json, say_table, unmarked
from tawthiq.records import Agreement, RoleKind

if TYPE_CHECKING:
    from tawthiq.breaches import Gap
    from tawthiq.casebook import Casebook

_BOUND = (RoleKind.BELLIGERENT_BOUND, RoleKind.SIGNATORY, RoleKind.ACCEDED)


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


def _summary(agreement: Agreement) -> dict[str, Any]:
    starts = agreement.terms[0].starts
    bounds = dict.fromkeys(f"{each:%Y-%m-%d %H:%M}" for each in (starts.earliest, starts.latest))
    return {
        "code": agreement.code,
        "names": agreement.short_names,
        "level": agreement.level,
        "signed": agreement.signed_on.statements[0].at,
        "starts": list(bounds),
        "bound": _parties(agreement, *_BOUND),
        "guarantors": _parties(agreement, RoleKind.GUARANTOR),
        "published": agreement.is_published,
    }


def _parties(agreement: Agreement, *kinds: RoleKind) -> list[str]:
    return list(dict.fromkeys(role.party for role in agreement.roles if role.role in kinds))
