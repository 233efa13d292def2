"""The vault: content by digest, durable, never written again, and only what held still."""

import errno
import hashlib
import os
import stat
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tawthiq.errors import InputError, RegisterError, VaultError
from tawthiq.register import BlobState, Vault
from tawthiq.register.source import CHUNK


@pytest.fixture
def vault(tmp_path):
    folder = tmp_path / "casebook"
    folder.mkdir()
    return Vault(folder)


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "invented.txt"
    path.write_bytes(b"an invented statement")
    return path


def digest_of(content):
    return hashlib.sha256(content).hexdigest()


def files_in(vault):
    return sorted(
        str(path.relative_to(vault.folder))
        for path in vault.folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    )


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_content_is_read_back_as_it_was(vault, tmp_path, size):
    content = os.urandom(size)
    (tmp_path / "source").write_bytes(content)
    blob = vault.add(tmp_path / "source")
    assert (blob.sha256, blob.size, blob.new) == (digest_of(content), size, True)
    assert b"".join(vault.read(blob.sha256)) == content
    with vault.open(blob.sha256) as file:
        assert file.read() == content
    assert vault.check(blob.sha256) is BlobState.WHOLE
    assert list(vault.all()) == [blob.sha256]


def test_a_blob_is_closed_to_others_and_to_writing(vault, source):
    blob = vault.add(source)
    path = vault.folder / blob.sha256[:2] / blob.sha256
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    for folder in (vault.folder, path.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert files_in(vault) == [f"{blob.sha256[:2]}/{blob.sha256}"]


def test_the_source_is_left_as_it_was(vault, source):
    before = source.stat()
    vault.add(source)
    assert source.read_bytes() == b"an invented statement"
    assert source.stat().st_mtime_ns == before.st_mtime_ns
    assert source.stat().st_mode == before.st_mode


def test_the_same_content_twice_is_one_blob_and_is_not_written_again(vault, source, tmp_path):
    first = vault.add(source)
    path = vault.folder / first.sha256[:2] / first.sha256
    before = path.stat()
    other = tmp_path / "other name"
    other.write_bytes(source.read_bytes())
    second = vault.add(other, recheck=True)
    assert (second.sha256, second.new) == (first.sha256, False)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert len(list(vault.all())) == 1


def test_one_content_under_two_names_at_once_is_one_blob(vault, source, tmp_path):
    other = tmp_path / "other"
    other.write_bytes(source.read_bytes())
    first, second = vault.add_all([source, other])
    assert (first.sha256, first.new, second.new) == (second.sha256, True, False)


def test_many_files_at_once_keep_their_order(vault, tmp_path):
    paths = []
    for number in range(50):
        paths.append(tmp_path / str(number))
        paths[-1].write_bytes(str(number).encode())
    blobs = vault.add_all(paths)
    assert [blob.sha256 for blob in blobs] == [digest_of(path.read_bytes()) for path in paths]
    assert list(vault.all()) == sorted(blob.sha256 for blob in blobs)


def make_link(path):
    path.with_name("real").write_bytes(b"x")
    path.symlink_to("real")


REFUSED = {
    "link": (make_link, "symbolic link"),
    "broken link": (lambda path: path.symlink_to("nowhere"), "symbolic link"),
    "folder": (lambda path: path.mkdir(), "folder"),
    "pipe": (os.mkfifo, "no regular file"),
    "nothing": (lambda path: None, "No such file"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_regular_file_is_refused_at_once(vault, source, tmp_path, kind):
    make, words = REFUSED[kind]
    path = tmp_path / "refused"
    make(path)
    with pytest.raises(InputError, match=words):
        vault.add_all([source, path])
    assert list(vault.all()) == []
    assert files_in(vault) == []


def test_a_device_is_refused(vault):
    with pytest.raises(InputError, match="no regular file"):
        vault.add(Path("/dev/zero"))


def test_every_fault_is_told_at_once(vault, tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError) as told:
        vault.add_all([tmp_path / "folder", tmp_path / "none"])
    assert [fault.file for fault in told.value.faults] == ["folder", "none"]


@pytest.mark.parametrize("change", ["grow", "shrink", "rewrite"])
def test_a_file_that_changes_while_it_is_read_is_refused(vault, tmp_path, change):
    path = tmp_path / "growing"
    path.write_bytes(b"a" * (4 * CHUNK))
    pieces = []

    def meanwhile(count):
        pieces.append(count)
        if len(pieces) != 2:
            return
        if change == "grow":
            with path.open("ab") as file:
                file.write(b"more")
        elif change == "shrink":
            os.truncate(path, 3 * CHUNK)
        else:
            with path.open("r+b") as file:
                file.write(b"b")

    with pytest.raises(InputError, match="changed while it was read"):
        vault.add(path, progress=meanwhile)
    assert files_in(vault) == []


NAMES = (
    "..", "a/b", "صورة.jpg", "a\nb", "-rf", "x" * 255, "\u202egpj.exe", "CON", " ",
    os.fsdecode(b"\xff\xfe"),
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_touches_nothing_but_its_digest(vault, tmp_path, name):
    folder = tmp_path / "sources"
    folder.mkdir()
    path = folder / name
    if name in ("..", "a/b"):
        with pytest.raises(InputError):
            vault.add(path)
        return
    path.write_bytes(b"content")
    blob = vault.add(path)
    assert files_in(vault) == [f"{blob.sha256[:2]}/{blob.sha256}"]


NO_DIGESTS = ("", "..", "../../keys/signing.key", "A" * 64, "a" * 63, "a/" * 32)


@pytest.mark.parametrize("digest", NO_DIGESTS)
def test_only_a_digest_is_looked_up(vault, digest):
    for ask in (vault.open, vault.check, lambda each: list(vault.read(each))):
        with pytest.raises(VaultError, match="no SHA-256"):
            ask(digest)


def test_what_is_not_there_is_a_clear_error(vault):
    digest = digest_of(b"never added")
    assert vault.check(digest) is BlobState.MISSING
    assert list(vault.all()) == []
    with pytest.raises(VaultError, match="holds no") as told:
        vault.open(digest)
    assert isinstance(told.value, RegisterError)


def damage(path, how):
    path.chmod(0o600)
    if how == "flip":
        content = bytearray(path.read_bytes())
        content[3] ^= 1
        path.write_bytes(content)
    elif how == "cut":
        os.truncate(path, 4)
    elif how == "empty":
        os.truncate(path, 0)
    elif how == "link":
        content = path.read_bytes()
        path.unlink()
        path.with_name("elsewhere").write_bytes(content)
        path.symlink_to("elsewhere")


@pytest.mark.parametrize("how", ["flip", "cut", "empty", "link"])
def test_damage_is_found_and_never_handed_out(vault, source, tmp_path, how):
    blob = vault.add(source)
    damage(vault.folder / blob.sha256[:2] / blob.sha256, how)
    assert vault.check(blob.sha256) in (BlobState.DAMAGED, BlobState.UNREADABLE)
    target = tmp_path / "out"
    with pytest.raises(VaultError):
        vault.export(blob.sha256, target)
    assert [
        path.name for path in tmp_path.iterdir() if "out" in path.name or "tmp" in path.name
    ] == []
    with pytest.raises(VaultError, match="damaged"):
        vault.add(source, recheck=True)


def test_an_export_is_the_same_content(vault, source, tmp_path):
    blob = vault.add(source)
    assert vault.export(blob.sha256, tmp_path / "out") == blob.size
    assert (tmp_path / "out").read_bytes() == source.read_bytes()
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o600


@pytest.mark.parametrize("kind", ["file", "folder", "link", "broken link"])
def test_an_export_writes_over_nothing(vault, source, tmp_path, kind):
    blob = vault.add(source)
    target = tmp_path / "out"
    make = {"file": lambda path: path.write_bytes(b"mine"), **{k: v[0] for k, v in REFUSED.items()}}
    make[kind](target)
    before = target.lstat()
    with pytest.raises(InputError, match="there already"):
        vault.export(blob.sha256, target)
    assert target.lstat() == before
    assert not list(tmp_path.glob(".*.tmp"))


def test_an_export_to_a_disk_without_links_writes_over_nothing(
    vault, source, tmp_path, monkeypatch
):
    blob = vault.add(source)

    def no_links(*arguments, **options):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    vault.export(blob.sha256, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == source.read_bytes()
    with pytest.raises(InputError, match="there already"):
        vault.export(blob.sha256, tmp_path / "out")


def test_an_export_to_nowhere_is_a_clear_error(vault, source, tmp_path):
    blob = vault.add(source)
    with pytest.raises(InputError, match="cannot be written"):
        vault.export(blob.sha256, tmp_path / "no" / "folder")


def test_what_a_stopped_writer_left_is_taken_away_and_never_counted(vault, source):
    vault.folder.mkdir()
    left = vault.folder / "0123.tmp"
    left.mkdir()
    (left / "0").write_bytes(b"half")
    (left / "writer").touch()
    (vault.folder / "stray.tmp").write_bytes(b"half")
    (vault.folder / "link.tmp").symlink_to(source.parent)
    assert list(vault.all()) == []
    blob = vault.add(source)
    assert files_in(vault) == [f"{blob.sha256[:2]}/{blob.sha256}"]
    assert source.exists()


def test_a_writer_at_work_is_not_disturbed_by_another(vault, tmp_path):
    slow, quick = tmp_path / "slow", tmp_path / "quick"
    slow.write_bytes(b"s" * (2 * CHUNK))
    quick.write_bytes(b"q")
    begun, go = threading.Event(), threading.Event()

    def hold(count):
        begun.set()
        assert go.wait(30)

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(vault.add, slow, progress=hold)
        assert begun.wait(30)
        vault.add(quick)
        go.set()
        assert job.result().size == 2 * CHUNK
    assert len(list(vault.all())) == 2


def test_the_same_content_from_many_writers_at_once_is_one_blob(vault, source):
    with ThreadPoolExecutor(8) as pool:
        blobs = list(pool.map(vault.add, [source] * 40))
    assert sum(blob.new for blob in blobs) == 1
    assert len(files_in(vault)) == 1


def refusing(number):
    def refuse(*arguments, **options):
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.parametrize(
    ("call", "number", "words"),
    [("write", errno.ENOSPC, "no room"), ("write", errno.EDQUOT, "no room"),
     ("fsync", errno.EIO, "work no further"), ("fsync", errno.ENOSPC, "no room"),
     ("rename", errno.EIO, "work no further"), ("mkdir", errno.EACCES, "Permission")],
)  # fmt: skip
def test_a_disk_that_refuses_is_a_clear_error(vault, source, monkeypatch, call, number, words):
    with monkeypatch.context() as patch:
        patch.setattr(os, call, refusing(number))
        with pytest.raises(VaultError, match=words):
            vault.add(source)
    assert list(vault.all()) == []
    if vault.folder.exists():
        assert files_in(vault) == []
    assert vault.add(source).new


def test_a_flush_that_failed_is_not_tried_again(vault, source, monkeypatch):
    tried = []

    def refuse(descriptor):
        tried.append(descriptor)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(VaultError):
        vault.add(source)
    assert len(tried) == 1


def most_memory(tmp_path, size):
    """Peak memory of a process that adds a sparse file, beyond what an empty one takes."""
    (tmp_path / "casebook").mkdir(exist_ok=True)
    path = tmp_path / f"sparse-{size}"
    path.touch()
    os.truncate(path, size)
    code = f"""
        import resource
        from pathlib import Path
        from tawthiq.register import Vault
        blob = Vault(Path({str(tmp_path / "casebook")!r})).add(Path({str(path)!r}))
        assert blob.size == {size}
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    return int(done.stdout) * 1024


def test_a_large_file_takes_constant_memory(tmp_path, request):
    full = request.config.getoption("full")
    size = 4 * 2**30 if full else 200 * 2**20
    small = most_memory(tmp_path, 4 * CHUNK)
    large = most_memory(tmp_path, size)
    assert large - small < 8 * CHUNK
