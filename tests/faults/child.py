"""A process that has everything imported, and starts a command in a child of its own on request.

A child waits until it is told to go: by then strace watches it, and sees the command alone, not
the start of an interpreter. One request is one line of JSON; the answers are the number of the
child's process, and how it ended.
"""

import contextlib
import importlib.util
import io
import json
import os
import sys
import types
from datetime import UTC, datetime
from pathlib import Path


def command(request):
    """Runs the program as a user does."""
    from tawthiq.cli.main import main

    sys.argv = ["tawthiq", *request["arguments"]]
    main()


def writer(request):
    """Adds evidence and places without end, and says after each that it is there."""
    from tawthiq.casebook import open_casebook
    from tawthiq.intake.entry import Entry
    from tawthiq.intake.evidence import add_evidence
    from tawthiq.intake.places import PlaceSpec, add_place

    with open_casebook(request["casebook"]) as book:
        for number in range(request["first"], request["first"] + 1000):
            entry = Entry(actor="invented", at=datetime(2026, 1, 1, tzinfo=UTC))
            name = f"invented_{number}"
            path = Path(request["sources"]) / name
            path.write_text(name * 1000)
            add_evidence(book, [path], entry=entry)
            add_place(
                book,
                PlaceSpec(name, name_en=name, name_ar=f"مختلق-{number}", parent="hama"),
                entry=entry,
            )
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


def vault(request):
    """Adds files to the vault and nothing else."""
    from tawthiq.register import Vault

    Vault(Path("casebook")).add_all([Path(name) for name in request["arguments"]])


def keep(request):
    """Keeps the checkpoint of an invented state."""
    from tawthiq.register import Checkpoint, State
    from tawthiq.register.keeping import Keeping

    keeping = Keeping(Path("casebook"))
    signer = keeping.signer()
    keeping.keep(Checkpoint(signer.name, State(999, "00" * 32)).sign(signer))


JOBS = {"command": command, "writer": writer, "vault": vault, "keep": keep}


def mutate(module, old, new):
    """Puts a module of the project in place with one part of its text replaced."""
    spec = importlib.util.find_spec(module)
    text = Path(spec.origin).read_text("utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{module} holds {text.count(old)} times: {old}")
    changed = types.ModuleType(module)
    changed.__file__ = spec.origin
    sys.modules[module] = changed
    exec(compile(text.replace(old, new), spec.origin, "exec"), changed.__dict__)
    for name in [each for each in sys.modules if each.startswith("tawthiq")]:
        for key, value in list(vars(sys.modules[name]).items()):
            if getattr(value, "__module__", None) == module and hasattr(changed, key):
                setattr(sys.modules[name], key, getattr(changed, key))


def run(request, go, ready):
    os.environ["XDG_STATE_HOME"] = request["state"]
    os.chdir(request["folder"])
    for number, name in ((1, "stdout"), (2, "stderr")):
        path = Path(request["output"]) / name
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.write(ready, b"x")
    os.read(go, 1)
    code = 0
    try:
        for each in request.get("mutations", ()):
            mutate(*each)
        JOBS[request["job"]](request)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def warm(folder):
    """Runs every command once, so that nothing is left to be imported."""
    for arguments in json.loads(os.environ["WARM"]):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
            command({"arguments": [*arguments, "-C", folder]})


def main():
    answers = os.fdopen(os.dup(1), "w")
    warm(sys.argv[1])
    answers.write("ready\n")
    answers.flush()
    for line in sys.stdin:
        request = json.loads(line)
        waiting, go = os.pipe()
        prepared, ready = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(go)
            run(request, waiting, ready)
        os.close(waiting)
        os.read(prepared, 1)  # strace shall see nothing of the preparation
        os.close(prepared)
        os.close(ready)
        answers.write(f"{process}\n")
        answers.flush()
        sys.stdin.readline()
        os.write(go, b"x")
        os.close(go)
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        answers.write(f"{status}\n")
        answers.flush()


if __name__ == "__main__":
    main()
