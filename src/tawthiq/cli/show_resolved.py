"""Shows people and incidents once each, with where each value is from, and what was kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tawthiq.cli.screen import say, say_json
from tawthiq.cli.show_linkage import FOR_THE_TEAM, not_settled

if TYPE_CHECKING:
    from tawthiq.linkage.choice import Choice, Resolved
    from tawthiq.linkage.judgements import Judgements
    from tawthiq.linkage.keeping import Kept
    from tawthiq.linkage.resolve import ResolvedPerson
    from tawthiq.linkage.tellings import ResolvedIncident
    from tawthiq.records import Record
    from tawthiq.register import BatchResult

_LISTED = 20
_LEFT = {
    "contradicted": "judgements contradict each other; see: tawthiq judgements list",
    "beyond": "the person also stands in lists that were not asked for; leave --collection out",
    "withdrawn": "somebody withdrew the person; to write them again: --restore",
    "erased": "the person was erased",
    "edited": "somebody changed or completed the person by hand; settle it by hand",
    "named": "a judgement on persons names the person, who would go; take it back first",
}
_GONE = {
    "split": "their listings are several people now",
    "merged": "their listings are part of another person now",
    "empty": "none of their listings tells a name any more",
    "incident": "another incident is chosen now, or none",
}


def people(
    found: Sequence[ResolvedPerson], choice: Choice, csv: Path | None, *, as_json: bool
) -> None:
    """Shows each person once, with where each value is from."""
    unsettled = sum(any(f.is_unsettled for f in each.fields.values()) for each in found)
    if as_json:
        people = [{"listings": each.listings, "lists": each.lists,
                   "fields": {name: _field(one) for name, one in each.fields.items()}}
                  for each in found]  # fmt: skip
        say_json({"choice": choice.model_dump(mode="json"), "file": csv, "people": people})
        return
    say(FOR_THE_TEAM)
    several = [each for each in found if len(each.listings) > 1]
    for each in several[:_LISTED]:
        say(f"{len(each.listings)} listings in {', '.join(each.lists)}")
        _values(each.fields.items())
    if len(several) > _LISTED:
        say(f"{len(several) - _LISTED:,} more of several listings; all: --csv FILE or --json")
    say(f"{len(found):,} people, {len(several):,} of several listings, {unsettled:,} with a value "
        f"that the rules (version {choice.version}) do not settle.")  # fmt: skip
    if csv is not None:
        say(f"Made {csv}. It holds names: keep it as you keep the casebook.")


def incidents(
    found: Sequence[ResolvedIncident], choice: Choice, csv: Path | None, *, as_json: bool
) -> None:
    """Shows each incident once, with what its accounts tell together."""
    if as_json:
        rows = [{"incidents": each.incidents, "accounts": each.accounts,
                 "contradicted": each.contradicted,
                 "fields": {name: _field(one) for name, one in each.fields.items()},
                 "tolls": {name: _field(one) for name, one in each.tolls.items()}}
                for each in found]  # fmt: skip
        say_json({"choice": choice.model_dump(mode="json"), "file": csv, "incidents": rows})
        return
    several = [each for each in found if len(each.accounts) > 1 or each.contradicted]
    for each in several[:_LISTED]:
        say(f"{' = '.join(each.incidents)}, {len(each.accounts)} accounts")
        if each.contradicted:
            say("   CONTRADICTION: judgements on it do not agree, so nothing was added to it. See: "
                "tawthiq judgements list --kind account, or --kind incident")  # fmt: skip
        _values((*each.fields.items(), *each.tolls.items()))
    if len(several) > _LISTED:
        say(f"{len(several) - _LISTED:,} more of several accounts; all: --csv FILE or --json")
    open_ = sum(any(one.is_unsettled for one in (*each.fields.values(), *each.tolls.values()))
                for each in found)  # fmt: skip
    say(f"{len(found):,} incidents, {sum(len(each.accounts) > 1 for each in found):,} of several "
        f"accounts, {open_:,} with a value that the rules (version {choice.version}) do not "
        "settle.")  # fmt: skip
    if csv is not None:
        say(f"Made {csv}: a row per incident.")


def kept(found: Kept, done: BatchResult | None, judgements: Judgements, *, as_json: bool) -> None:
    """Shows what was kept of people, or would be where nothing was written; without names."""
    if as_json:
        say_json({
            "dry_run": done is None,
            "batch": done.batch if done is not None else None,
            **{name: found.counts[name] for name in _DOES},
            "records": [_written(each, found.does[each.id]) for each in found.records
                        if found.does[each.id] != "unchanged"],
            "withdrawn": {each: why.value for each, why in found.withdrawn.items()},
            "not_written": [asdict(each) for each in found.left],
            "several_incidents": found.several,
            "victims_left": found.roles_left,
        })  # fmt: skip
        return
    counts = found.counts
    parts = [f"{counts[name]:,} {name}" for name in _DOES if counts[name]]
    parts += [f"{len(found.withdrawn):,} withdrawn"] if found.withdrawn else []
    told = ", ".join(parts) or "nothing"
    if done is None:
        say(f"Would write people and victims: {told}. Nothing was written.")
        say("Which: --json. Their values: tawthiq link resolved")
    elif done.batch is None:
        say(f"Nothing new: {told}.")
    else:
        say(f"People and victims: {told}. Batch {done.batch}.")
        say(f"To take it back: tawthiq undo {done.batch} --why REASON")
    _not_kept(found)
    not_settled(judgements)


_DOES = ("created", "changed", "restored", "unchanged")


def _written(record: Record, does: str) -> dict[str, Any]:
    """Returns which record is written, and of which listings or which person; no values."""
    of = [each for _, each in record.references()]
    return {"id": record.id, "kind": record.kind, "does": does, "of": of}


def _not_kept(found: Kept) -> None:
    for at, (each, reason) in enumerate(found.withdrawn.items()):
        if at < _LISTED:
            say(f"Withdrawn {each}: {_GONE[reason.value]}")
    if len(found.withdrawn) > _LISTED:
        say(f"{len(found.withdrawn) - _LISTED:,} more withdrawn; all: --json")
    for why, number in sorted(Counter(each.why.value for each in found.left).items()):
        say(f"NOT WRITTEN ({number:,}): {_LEFT[why]}")
        for one in [each for each in found.left if each.why.value == why][:_LISTED]:
            stays = f"; stays as it was: {', '.join(one.persons)}" if one.persons else ""
            say(f"   listings {', '.join(one.listings)}{stays}")
    if found.several:
        say(f"{len(found.several):,} people have listings with several incidents, of which the "
            "rules choose none: no victim is made of them.")  # fmt: skip
    if found.roles_left:
        say(f"{len(found.roles_left):,} victims were noted, withdrawn or changed by hand and stay: "
            f"{', '.join(found.roles_left[:_LISTED])}")  # fmt: skip


def _values(fields: Iterable[tuple[str, Resolved]]) -> None:
    for name, field in fields:
        told = "; ".join(f"{one.value} ({len(one.listings)})" for one in field.told)
        ends = " and ".join(dict.fromkeys(field.sources))
        if field.is_unsettled:
            say(f"   {name}: UNSETTLED by {field.rule.value}: {told}")
        elif len(field.told) == 1:
            say(f"   {name}: {field.value} from {ends}")
        else:
            say(f"   {name}: {field.value} by {field.rule.value} from {ends}, of {told}")


def _field(field: Resolved) -> dict[str, Any]:
    count = field.count.model_dump() if field.count is not None else None
    return {**asdict(field), "count": count, "unsettled": field.is_unsettled}
