"""Signed notes and checkpoints: the specification's example, Wycheproof, and every bent bit."""

import json

import pytest

from shared_data import shared
from tawthiq.register.checkpoint import Checkpoint, State
from tawthiq.register.note import NoteError, Signer, Verifier, open_note

SIGNER = Signer("invented.example/casebook", bytes(range(32)))
CHECKPOINT = Checkpoint("invented.example/casebook", State(39, "ab" * 32))


def test_the_example_of_the_specification():
    example = json.loads(shared("vectors", "signed_note_example.json").read_text("utf-8"))
    verifier = Verifier.parse(example["verifier_key"])
    assert open_note(example["note"], [verifier]) == example["text"]
    assert str(verifier) == example["verifier_key"]


def test_every_wycheproof_signature(counted):
    folder = shared("vectors", "wycheproof")
    (path,) = folder.rglob("*ed25519*.json")
    count = 0
    for group in json.loads(path.read_text())["testGroups"]:
        key = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            signature, message = bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"])
            assert verifies(key, message, signature) is (case["result"] == "valid"), case["tcId"]
            count += 1
    counted(f"{count} Wycheproof signatures")
    assert count == 151


def verifies(key, message, signature):
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_keys_of_small_order_are_refused(counted):
    path = shared("vectors", "ed25519", "ed25519vectors.json")
    keys = set()
    for case in json.loads(path.read_text()):
        if "low_order_A" in (case.get("flags") or []):
            keys.add(case["key"])
    assert keys
    for key in keys:
        with pytest.raises(NoteError, match="small order"):
            Verifier.parse(str(Verifier("x", bytes.fromhex(key))))
    counted(f"{len(keys)} keys of small order refused")


def test_keys_survive_as_text():
    assert Signer.parse(str(SIGNER)) == SIGNER
    assert Verifier.parse(str(SIGNER.verifier)) == SIGNER.verifier
    assert "PRIVATE" not in repr(SIGNER)


def test_a_checkpoint_survives_its_note():
    note = CHECKPOINT.sign(SIGNER)
    assert Checkpoint.parse(note, [SIGNER.verifier]) == CHECKPOINT


def test_no_bent_bit_of_a_checkpoint_is_accepted(counted):
    note = CHECKPOINT.sign(SIGNER).encode()
    accepted = 0
    for at in range(len(note)):
        for bit in range(8):
            bent = bytearray(note)
            bent[at] ^= 1 << bit
            try:
                Checkpoint.parse(bytes(bent).decode(), [SIGNER.verifier])
            except (NoteError, UnicodeDecodeError):
                continue
            accepted += 1
    counted(f"{len(note) * 8} bent checkpoints, {accepted} accepted")
    assert accepted == 0


@pytest.mark.parametrize(
    "mangle",
    [
        lambda note: note + "\n",
        lambda note: note[:-1],
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note.replace("\n\n", "\n\n\n"),
        lambda note: note.replace("\u2014 ", "- "),
        lambda note: note.replace("\u2014 ", "\u2014"),
        lambda note: note.replace("\n39\n", "\n039\n"),
        lambda note: note.replace("\n39\n", "\n39 \n"),
        lambda note: note.replace("\n39\n", "\n+39\n"),
        lambda note: note.replace("\n39\n", "\n٣٩\n"),
        lambda note: note.replace("\n39\n", "\r\n39\r\n"),
        lambda note: "\ufeff" + note,
        lambda note: note.split("\n\n")[0] + "\n\n",
        lambda note: "",
        lambda note: note + note,
        lambda note: note.rstrip("\n") + "=\n",
    ],
)
def test_a_mangled_note_is_refused(mangle):
    with pytest.raises(NoteError):
        Checkpoint.parse(mangle(CHECKPOINT.sign(SIGNER)), [SIGNER.verifier])


@pytest.mark.parametrize(
    "text", ["a\n3\n", "a\n3\nAAAA\n", "\n3\n" + "A" * 43 + "=\n", "a\nx\n" + "A" * 43 + "=\n",
             "a\n3\n" + "A" * 43 + "=\nextension\n"],
)  # fmt: skip
def test_a_signed_text_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(NoteError):
        Checkpoint.parse(SIGNER.sign(text), [SIGNER.verifier])


def test_another_key_of_the_same_name_is_refused():
    other = Signer.generate(SIGNER.name)
    with pytest.raises(NoteError, match="no known key"):
        Checkpoint.parse(CHECKPOINT.sign(other), [SIGNER.verifier])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb"])
def test_a_name_that_cannot_stand_in_a_note_is_refused(name):
    with pytest.raises(NoteError):
        Signer.generate(name)
