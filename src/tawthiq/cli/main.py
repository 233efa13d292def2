"""The program: runs a command, and turns every fault into one clear message."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from types import FrameType
from typing import TYPE_CHECKING

from tawthiq.errors import InputError, TawthiqError

if TYPE_CHECKING:
    from typer import Typer

EXIT_FAULT = 1
EXIT_INTERNAL = 70


def main() -> None:
    """Runs `tawthiq` and ends the process: 0 done, 1 refused, 2 wrong use, 70 an own fault."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        _app()(prog_name="tawthiq")  # loaded here, so that a stop while importing is caught
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except TawthiqError as fault:
        _report(fault)
        sys.exit(EXIT_FAULT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FAULT)
    except Exception as fault:  # noqa: BLE001  (the one place that may)
        if os.environ.get("TAWTHIQ_DEBUG"):
            traceback.print_exc()
        _complain(
            f"Tawthiq stopped at a fault of its own ({type(fault).__name__}). Nothing was left "
            "half written. Set TAWTHIQ_DEBUG=1 to see where, and report it without your records."
        )
        sys.exit(EXIT_INTERNAL)


def _app() -> Typer:
    """Returns all commands; of those that check, these alone, which are there much sooner."""
    if sys.argv[1:2] == ["verify"]:
        from tawthiq.cli.trust import trust

        return trust
    from tawthiq.cli.commands import app

    return app


def _terminate(number: int, _frame: FrameType | None) -> None:
    """Ends as Ctrl-C does, so that what is half done is taken away."""
    sys.exit(128 + number)


def _report(fault: TawthiqError) -> None:
    if "--json" in sys.argv:
        faults = fault.faults if isinstance(fault, InputError) else ()
        rows = [{name: getattr(each, name) for name in each.__slots__} for each in faults]
        body = {"error": type(fault).__name__, "message": str(fault), "faults": rows}
        sys.stdout.write(json.dumps(body, ensure_ascii=False, indent=2) + "\n")
    else:
        _complain(fault)


def _complain(fault: TawthiqError | str) -> None:
    from tawthiq.cli.screen import complain

    complain(fault)
