"""Shows what a verification found, what a proof proves, and what was handed out."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tawthiq.cli.screen import complain, say, say_json
from tawthiq.cli.screen import shown as shown_text
from tawthiq.errors import Fault, InputError
from tawthiq.register.note import NoteError, Verifier
from tawthiq.register.outsider import is_journal, verify_journal
from tawthiq.register.proof import NoProofError, Proof, ProofError, read_proof
from tawthiq.register.verification import Item, Outcome, Verification

if TYPE_CHECKING:
    from tawthiq.casebook import WrittenProof
    from tawthiq.register import Checkpoint
    from tawthiq.register.digests import Digests

_LANGUAGES = ("en", "ar")


@dataclass(frozen=True, slots=True)
class CheckedProof:
    """A proof that was read, or why it does not hold."""

    outcome: Outcome
    proof: Proof | None = None
    key_given: bool = False
    fault: str | None = None


def check(
    path: Path, *, key: str | None, since: Path | None, digests: Digests
) -> Verification | CheckedProof:
    """Verifies what lies at a path: a proof, an exported journal or a casebook.

    Args:
        path: What is verified.
        key: The key that is known from elsewhere: text, or the name of a file with it.
        since: An earlier checkpoint that an exported journal must continue.
        digests: Those of the vault at the path, on their way already.

    Raises:
        InputError: The key or the earlier checkpoint cannot be read.
    """
    verifier = _key(key) if key is not None else None
    if not path.exists():
        return CheckedProof(Outcome.UNREADABLE, fault=f"{path} is not there")
    if path.is_file():
        return _check_proof(path, verifier)
    if is_journal(path):
        return verify_journal(path, key=verifier, since=_text(since) if since else None)
    if since is not None:
        raise InputError(
            [Fault("since", None, None, None, "only an exported journal is compared with an "
                   "earlier checkpoint", "A casebook compares itself with what was seen.")]
        )  # fmt: skip
    from tawthiq.casebook import verify_casebook

    return verify_casebook(path, key=verifier, digests=digests)


def show(found: Verification | CheckedProof, *, as_json: bool) -> None:
    """Shows a verification."""
    if isinstance(found, Verification):
        _show_verification(found, as_json=as_json)
    elif found.proof is None:
        _show_fault(found, as_json=as_json)
    else:
        _show_proof(found.proof, key_given=found.key_given, as_json=as_json)


def proof_made(made: WrittenProof, *, as_json: bool) -> None:
    """Shows where a proof is, what it opens, and warns of what is not public."""
    warnings = [
        _words(language)["warning"][access].format(path=path)
        for path, access in made.access.items()
        if access != "public"
        for language in _LANGUAGES
    ]
    if as_json:
        opened = {path: access.value for path, access in made.access.items()}
        say_json({"file": made.file, "opened": opened, "warnings": warnings})
        return
    for warning in warnings:
        complain(warning)
    say(f"Wrote {made.file}: {len(made.access)} values opened, {made.proof.closed} closed.")
    say(f"Check it with: tawthiq verify {made.file}")


def journal_written(folder: Path, checkpoint: Checkpoint, *, as_json: bool) -> None:
    """Shows where an exported journal is, and up to where it goes."""
    state = checkpoint.state
    if as_json:
        say_json({"folder": folder, "tree_size": state.tree_size, "root": state.root})
        return
    say(f"Wrote {folder}: {state.tree_size} entries, root {state.root}.")
    say(f"Check it with: tawthiq verify {folder}")


def _check_proof(file: Path, key: Verifier | None) -> CheckedProof:
    try:
        return CheckedProof(
            Outcome.VERIFIED, read_proof(file.read_bytes(), key=key), key_given=key is not None
        )
    except OSError as fault:
        return CheckedProof(Outcome.UNREADABLE, fault=fault.strerror)
    except NoProofError as fault:
        return CheckedProof(Outcome.UNREADABLE, fault=str(fault))
    except ProofError as fault:
        return CheckedProof(Outcome.INVALID, fault=str(fault))


def _show_verification(found: Verification, *, as_json: bool) -> None:
    if as_json:
        say_json(
            {
                "outcome": found.outcome.value,
                "checked": found.checked,
                "items": [asdict(each) for each in found.items],
                "items_not_listed": found.more,
                "figures": [asdict(each) for each in found.figures],
                "notes": [asdict(each) for each in found.notes],
            }
        )
        return
    say(f"{found.outcome.value.capitalize()}.")
    say(
        "Checked: " + (", ".join(f"{count} {sort}" for sort, count in found.checked.items()) or "-")
    )
    _list("Damaged", found.items, more=found.more)
    for figure in found.figures:
        say(f"Figure {figure.figure} of {figure.report} rests on {', '.join(figure.record_ids)}")
    _list("Note", found.notes)


def _list(title: str, items: tuple[Item, ...], *, more: int = 0) -> None:
    for item in items:
        say(f"{title}: {item}")
    if more:
        say(f"{title}: {more} more")


def _show_fault(found: CheckedProof, *, as_json: bool) -> None:
    if as_json:
        say_json({"outcome": found.outcome.value, "fault": found.fault})
    else:
        say(f"{found.outcome.value.capitalize()}: {found.fault}.")


def _show_proof(proof: Proof, *, key_given: bool, as_json: bool) -> None:
    texts = {language: _told(proof, language, key_given=key_given) for language in _LANGUAGES}
    opened = {each.path: each.value for each in proof.opened}
    if as_json:
        shown = proof.shown
        say_json(
            {
                "outcome": Outcome.VERIFIED.value,
                "record": shown.record,
                "revision": shown.revision,
                "at": shown.at,
                "journal": proof.key.name,
                "key": str(proof.key),
                "key_given": key_given,
                "size": proof.size,
                "index": proof.index,
                "opened": opened,
                "closed": proof.closed,
                "told": texts,
            }
        )
        return
    for language in _LANGUAGES:
        for line in texts[language]:
            say(line)
        say()
    for path, value in opened.items():
        say(shown_text(f"{path}: {json.dumps(value, ensure_ascii=False)}"))


def _told(proof: Proof, language: str, *, key_given: bool) -> list[str]:
    """Returns what a proof proves and what it does not, in a language."""
    words, shown = _words(language)["proof"], proof.shown
    values = {
        "origin": proof.key.name,
        "size": proof.size,
        "index": proof.index,
        "record": shown.record,
        "revision": shown.revision,
        "at": shown.at,
        "key": proof.key,
        "opened": len(proof.opened),
        "closed": proof.closed,
    }
    lines = [
        words["holds"],
        words["proven_title"],
        *(f"- {line}" for line in words["proven"]),
        words["not_proven_title"],
        *(f"- {line}" for line in words["not_proven"]),
        words["key_given" if key_given else "key_own"],
        words["opened"],
        words["closed"],
    ]
    return [line.format(**values) for line in lines]


@cache
def _words(language: str) -> dict[str, Any]:
    """Returns the sentences of a language."""
    file = resources.files("tawthiq.cli").joinpath("locales", f"{language}.yaml")
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return found


def _key(given: str) -> Verifier:
    """Reads a verifier key, given as text or as the name of a file with it."""
    text = given if given.count("+") >= 2 else _text(Path(given))
    try:
        return Verifier.parse(text.strip())
    except NoteError as fault:
        remedy = "Give the text of verifier.key as it was printed, or the name of the file."
        raise InputError([Fault("key", None, None, None, str(fault), remedy)]) from fault


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as fault:
        reason = "it cannot be read"
        raise InputError([Fault(file.name, None, None, None, reason, "Name a file.")]) from fault
