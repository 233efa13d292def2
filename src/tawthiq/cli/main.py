"""The program: runs a command, and turns every fault into one clear message."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from types import FrameType

from tawthiq.errors import InputError, TawthiqError

EXIT_FAULT = 1
EXIT_INTERNAL = 70


def main() -> None:
    """Runs `tawthiq` and ends the process: 0 done, 1 refused, 2 wrong use, 70 an own fault."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        from tawthiq.cli.commands import app  # here, so that a stop while importing is caught

        app(prog_name="tawthiq")
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
