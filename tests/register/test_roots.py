"""Roots of many revisions: helpers give the same ones, and what ends them leaves nothing half."""

import os
import secrets
import signal
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tawthiq.errors import RegisterError
from tawthiq.records import Place
from tawthiq.register import Register
from tawthiq.register.entry import commitment_root
from tawthiq.register.register import EMPTY
from tawthiq.register.roots import Sealed, with_roots
from tawthiq.register.verification import Found
from tawthiq.register.verify import verify_register

WHO = {"actor": "invented", "reason": "test", "at": datetime(2026, 1, 1, tzinfo=UTC)}
MANY = 13_000
"""More than are done without helpers."""

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="only Linux tells the processes of a process"
)


def helpers():
    """Returns the processes that this one has started and not ended."""
    listed = Path("/proc/self/task").glob("*/children")
    return {int(number) for path in listed for number in path.read_text().split()}


def sealed(count):
    return [
        Sealed(number, {"kind": '"place"', "fields/names": f'{{"ar":"مكان {number}"}}'},
               secrets.token_bytes(32))
        for number in range(count)
    ]  # fmt: skip


def roots_of(revisions):
    return [(each, commitment_root(each.encoded, key=each.key)) for each in revisions]


def places(count):
    for number in range(count):
        names = {"en": f"invented {number}", "ar": f"مختلق {number}"}
        yield Place(id=f"p{number}", code=f"p{number}", level="town", names=names)


def is_whole(address, folder):
    found = Found()
    return verify_register(address, folder=folder, found=found) and not found.items


@pytest.mark.parametrize("count", [0, 1, 7, 8, 1_007, 1_008, 1_009, 9_500])
@pytest.mark.parametrize("helping", [0, 1, 2])
def test_helpers_give_the_roots_that_are_computed_here(count, helping):
    revisions = sealed(count)
    found = list(with_roots(revisions, small=8, helpers=helping))
    assert found == roots_of(revisions)


@needs_proc
def test_helpers_end_with_the_last_root():
    before = helpers()
    list(with_roots(sealed(3_000), small=8, helpers=2))
    assert helpers() == before


@needs_proc
def test_helpers_end_when_nobody_reads_on():
    before = helpers()
    with closing(with_roots(sealed(9_000), small=8, helpers=2)) as rooted:
        for _ in range(10):
            next(rooted)
        assert len(helpers() - before) == 2
    assert helpers() == before


@needs_proc
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_killed_helper_leaves_is_computed_here(how):
    revisions = sealed(12_000)
    before = helpers()
    with closing(with_roots(revisions, small=8, helpers=2)) as rooted:
        found = [next(rooted) for _ in range(10)]
        for helper in helpers() - before:
            os.kill(helper, how)
        found += rooted
    assert found == roots_of(revisions)
    assert helpers() == before


def test_a_value_that_is_no_text_is_refused_with_helpers_as_without():
    revisions = [*sealed(1_500), Sealed(1_500, {"kind": '"\ud800"'}, bytes(32))]
    for helping in (0, 1):
        with pytest.raises(UnicodeEncodeError):
            list(with_roots(revisions, small=8, helpers=helping))


@needs_proc
def test_a_large_batch_is_whole_when_its_helpers_are_killed(address, tmp_path):
    def killing():
        for number, place in enumerate(places(MANY)):
            if number == MANY - 500:
                for helper in helpers() - before:
                    os.kill(helper, signal.SIGKILL)
            yield place

    before = helpers()
    with closing(Register.create(address, folder=tmp_path)) as register:
        result = register.write(killing(), **WHO)
    assert len(result.created) == MANY
    assert is_whole(address, tmp_path)


@needs_proc
@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError, OSError])
def test_a_large_batch_that_fails_leaves_nothing(address, tmp_path, fault):
    def failing():
        yield from places(MANY - 100)
        raise fault

    before = helpers()
    with closing(Register.create(address, folder=tmp_path)) as register:
        with pytest.raises(fault):
            register.write(failing(), **WHO)
        assert helpers() == before
        assert register.state() == EMPTY
        assert register.entries() == []
        assert len(register.write(places(3), **WHO).created) == 3
    assert is_whole(address, tmp_path)


def test_a_large_batch_with_a_repeated_record_leaves_nothing(address, tmp_path):
    def repeating():
        yield from places(MANY)
        yield from places(1)

    with closing(Register.create(address, folder=tmp_path)) as register:
        with pytest.raises(RegisterError, match="p0 twice"):
            register.write(repeating(), **WHO)
        assert register.state() == EMPTY


@needs_proc
def test_a_small_batch_starts_no_helper():
    before = helpers()
    with closing(with_roots(sealed(9_000))) as rooted:
        for _ in rooted:
            assert helpers() == before
