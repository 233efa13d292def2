"""Proofs: what is opened holds, everything else stays closed, and no altered proof passes."""

import base64
import json
import subprocess
import sys

import pytest
import rfc8785

from register.tampering import WHO, fill
from tawthiq.casebook import open_casebook, write_proof
from tawthiq.errors import CasebookError, InputError, RegisterError
from tawthiq.records import Access
from tawthiq.register.handout import prove
from tawthiq.register.note import Signer
from tawthiq.register.proof import NoProofError, ProofError, read_proof


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = fill(tmp_path_factory.mktemp("proof") / "casebook", more=6)
    with open_casebook(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def proof(book):
    return prove(book.register, "i0001", fields=("when", "kind"))[0]


def altered(proof, **fields):
    return rfc8785.dumps({**json.loads(proof.dump()), **fields})


def refused(data, *, key=None):
    try:
        read_proof(data, key=key)
    except ProofError:
        return True
    return False


def test_a_proof_holds_and_opens_what_was_asked(book, proof):
    read = read_proof(proof.dump(), key=book.register.keeping.verifier())
    assert [each.path for each in read.opened] == ["fields/when", "kind"]
    assert read.opened[1].value == "incident"
    assert (read.shown.record, read.shown.revision, read.closed) == ("i0001", 1, 30)


@pytest.mark.parametrize("revision", [1, 2, 3])
def test_every_revision_of_every_record_can_be_proved(book, revision):
    read = prove(book.register, "i0002", revision=revision, fields=("where",))[0]
    places = {1: "idlib", 2: "hama", 3: "homs"}
    assert read.opened[0].value["place"] == places[revision]


def test_no_single_bit_of_a_proof_can_change(proof, counted):
    data = proof.dump()
    accepted = 0
    for at in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[at // 8] ^= 1 << at % 8
        accepted += not refused(bytes(flipped))
    counted(f"proof: {accepted} of {len(data) * 8} flipped bits accepted")
    assert accepted == 0


def test_no_byte_can_go_or_come(proof):
    data = proof.dump()
    assert all(refused(data[:at]) for at in range(len(data)))
    assert all(refused(data[:at] + b" " + data[at:]) for at in range(0, len(data) + 1, 3))
    assert refused(data + b"\n")
    assert refused(b"\xef\xbb\xbf" + data)


def test_other_bits_at_the_end_of_base64_are_refused(proof):
    body, _, signature = proof.checkpoint.rstrip("\n").rpartition(" ")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    core = signature.rstrip("=")
    changed = [core[:-1] + letter + signature[len(core) :] for letter in letters]
    same = [each for each in changed if base64.b64decode(each) == base64.b64decode(signature)]
    for other in same:
        data = altered(proof, checkpoint=f"{body} {other}\n")
        assert refused(data) == (other != signature)
    root = proof.checkpoint.split("\n")[2]
    for letter in letters:
        other = proof.checkpoint.replace(root, root[:-2] + letter + "=")
        assert refused(altered(proof, checkpoint=other)) == (other != proof.checkpoint)


def test_another_place_in_the_tree_is_refused(proof):
    for index in range(-1, proof.size + 2):
        assert refused(altered(proof, index=index)) == (index != proof.index)
    for size in (0, proof.size - 1, proof.size + 1, float(proof.size) + 0.5):
        assert refused(altered(proof, size=size))


def test_a_shorter_or_longer_path_is_refused(proof):
    path = list(proof.inclusion)
    assert len(path) > 3
    for at in range(len(path)):
        assert refused(altered(proof, inclusion=path[:at] + path[at + 1 :]))
        assert refused(altered(proof, inclusion=[*path[:at], path[0], *path[at:]]))
    assert refused(altered(proof, inclusion=path[::-1]))
    assert refused(altered(proof, inclusion=[*path, "0" * 64]))
    assert refused(altered(proof, inclusion=[path[0].upper(), *path[1:]]))


def test_other_commitments_are_refused(proof):
    held = list(proof.commitments)
    for other in (
        held[1:],
        [*held, "0" * 64],
        held[::-1],
        [*held, *held],
        [],
        [held[1], *held[1:]],
    ):
        assert refused(altered(proof, commitments=other))


def test_another_value_another_path_or_one_more_is_refused(book, proof):
    opened = json.loads(proof.dump())["opened"]
    (salt, path, value), kind = opened
    for other in (
        [[salt, path, {**value, "stated": "2017-11"}], kind],
        [[salt, "fields/where", value], kind],
        [[salt.upper(), path, value], kind],
        [kind, [salt, path, value]],
        [[salt, path, value], kind, kind],
        [[salt, path, value], kind, ["0" * 32, "state", "current"]],
        [[salt, path, value, None], kind],
        [path, value],
    ):
        assert refused(altered(proof, opened=other))
    assert not refused(altered(proof, opened=[kind]))


def test_another_checkpoint_or_key_is_refused(book, proof):
    key = book.register.keeping.verifier()
    other = Signer.generate(key.name)
    assert refused(proof.dump(), key=other.verifier)
    text = proof.checkpoint.partition("\n\n")[0] + "\n"
    assert refused(altered(proof, checkpoint=other.sign(text)))
    forged = altered(proof, checkpoint=other.sign(text), key=str(other.verifier))
    assert not refused(forged)
    assert refused(forged, key=key)
    assert refused(altered(proof, checkpoint=proof.checkpoint + proof.checkpoint.split("\n\n")[1]))
    later = prove(book.register, "i0003")[0]
    assert refused(altered(proof, entry=json.loads(later.entry)))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"null", b"\xff", b"{" * 100_000, b'{"proof":"tawthiq proof v2"}',
             b'{"proof":NaN}', b"1e999", b'{"a":"\\ud800"}'],
)  # fmt: skip
def test_what_is_no_proof_is_said_to_be_none(data):
    with pytest.raises(NoProofError):
        read_proof(data)


def test_an_extended_proof_is_refused(proof):
    assert refused(altered(proof, more=1))


def test_nothing_but_what_is_opened_is_in_the_file(book):
    made = prove(book.register, "s", fields=("form",))[0].dump()
    assert b"person" in made
    assert b"witness" not in made
    assert b"source" not in made
    assert b"invented" not in made


def test_what_a_record_does_not_have_is_refused_by_name(book):
    with pytest.raises(InputError, match="no field 'nothing'"):
        prove(book.register, "i0001", fields=("nothing",))
    with pytest.raises(RegisterError, match="No record nobody"):
        prove(book.register, "nobody")
    with pytest.raises(RegisterError, match="with a revision 9"):
        prove(book.register, "i0001", revision=9)


def test_an_erased_revision_cannot_be_proved(book):
    with pytest.raises(RegisterError, match="gone for good"):
        prove(book.register, "i0006", revision=1)


def test_the_access_of_what_is_opened_is_told(book, tmp_path):
    made = write_proof(
        book, "s", fields=("name", "form", "kind", "actor"), file=tmp_path / "proof.json"
    )
    assert made.access == {
        "actor": Access.SECRET,
        "fields/form": Access.RESTRICTED,
        "fields/name": Access.SECRET,
        "kind": Access.PUBLIC,
    }
    with pytest.raises(CasebookError, match="cannot be written"):
        write_proof(book, "s", file=tmp_path / "proof.json")


def test_a_proof_made_earlier_holds_when_the_journal_has_grown(tmp_path):
    folder = fill(tmp_path / "casebook", more=2)
    with open_casebook(folder) as opened:
        made = prove(opened.register, "i0001")[0].dump()
        opened.register.withdraw(["i0001"], **WHO)
        assert not refused(made, key=opened.register.keeping.verifier())


def test_an_outsider_needs_no_database(proof, tmp_path):
    file = tmp_path / "proof.json"
    file.write_bytes(proof.dump())
    code = (
        "import sys\n"
        "for name in ('sqlalchemy', 'psycopg', 'sqlite3'): sys.modules[name] = None\n"
        "from tawthiq.register.proof import read_proof\n"
        f"print(read_proof(open({str(file)!r}, 'rb').read()).opened[1].value)\n"
        "assert not any(name.startswith('tawthiq.records') for name in sys.modules)\n"
        f"sys.argv = ['tawthiq', 'verify', {str(file)!r}]\n"
        "from tawthiq.cli.main import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("incident\n")
    assert "Proven:" in done.stdout
    assert "ما لا يثبته:" in done.stdout
