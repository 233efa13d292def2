"""The checkpoint beside the register only ever moves forward, whoever writes it last."""

import multiprocessing

from register.test_register import WHO, place, write
from tawthiq.register import Register
from tawthiq.register.checkpoint import Checkpoint
from tawthiq.register.keeping import Keeping


def made(tmp_path):
    return Register.create(f"sqlite:///{tmp_path / 'register.sqlite'}", folder=tmp_path)


def kept(tmp_path):
    keeping = Keeping(tmp_path)
    note = (tmp_path / "checkpoint").read_text("utf-8")
    return Checkpoint.parse(note, [keeping.verifier()]).state.tree_size


def test_an_older_checkpoint_is_not_written_over_a_newer_one(tmp_path):
    register = made(tmp_path)
    write(register, place("a"))
    older = (tmp_path / "checkpoint").read_text("utf-8")
    write(register, place("b"))
    newer = (tmp_path / "checkpoint").read_text("utf-8")
    for keep in (register.keeping.keep, register.keeping.remember):
        keep(older)
    assert (tmp_path / "checkpoint").read_text("utf-8") == newer
    register.close()
    assert register.keeping.seen().state.tree_size == kept(tmp_path) == 4


def test_what_is_no_checkpoint_of_this_register_is_written_over(tmp_path):
    register = made(tmp_path)
    write(register, place("a"))
    for text in ("", "no checkpoint", "x" * 10_000):
        (tmp_path / "checkpoint").write_text(text)
        write(register, place("a", [text[:5], str(len(text))]))
        assert kept(tmp_path) == register.state().tree_size
    register.close()


def writer(folder, number, count):
    register = Register.open(f"sqlite:///{folder / 'register.sqlite'}", folder=folder)
    for each in range(count):
        register.write([place(f"w{number}-{each}")], **WHO)
    register.close()


def test_two_writers_never_move_the_checkpoint_back(tmp_path, request, counted):
    count = 400 if request.config.getoption("--full") else 60
    register = made(tmp_path)
    write(register, place("a"))
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=writer, args=(tmp_path, each, count)) for each in (1, 2)]
    for each in writers:
        each.start()
    seen = [kept(tmp_path)]
    reads = 0
    while any(each.is_alive() for each in writers):
        reads += 1
        seen.append(kept(tmp_path))
    assert [each.exitcode for each in writers] == [0, 0]
    assert seen == sorted(seen)
    assert kept(tmp_path) == register.state().tree_size == 2 + 4 * count
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    register.close()
    counted(f"2 writers x {count} batches, the checkpoint file read {reads} times: never back")
