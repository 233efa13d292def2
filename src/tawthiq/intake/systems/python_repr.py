"""Values as Python writes them in `repr`, read from the tree of the text; nothing of it is run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

LONGEST = 1_000_000
"""So many letters are read; deeper or longer texts are made to do harm."""

MOST_VALUES = 50_000
"""So many values: the tree of a text takes far more memory than the text."""


class ReprError(ValueError):
    """A text is no value, or holds what would have to be run."""


def read_repr(text: str) -> Any:
    """Returns the value that a text writes: numbers, texts, lists, dicts, days and times.

    A time in the zone of the machine that wrote it (`tzlocal()`) has none: that zone is not told.

    >>> read_repr("{'a': [1, None, datetime.datetime(2017, 10, 4, 14, 30, tzinfo=tzlocal())]}")
    {'a': [1, None, datetime.datetime(2017, 10, 4, 14, 30)]}

    Raises:
        ReprError: It is no such value, or calls anything else.
    """
    if len(text) > LONGEST:
        raise ReprError(f"it has more than {LONGEST:,} characters")
    if sum(map(text.count, ",[({")) > MOST_VALUES:
        raise ReprError(f"it has more than {MOST_VALUES:,} values")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that Python will not know for ever
            tree = ast.parse(text.strip(), mode="eval")
        return _value(tree.body)
    except ReprError:
        raise
    except (SyntaxError, ValueError, TypeError, OverflowError) as fault:
        raise ReprError("it is no value as Python writes it: it may be cut off") from fault
    except (RecursionError, MemoryError) as fault:
        raise ReprError("it is nested too deeply") from fault


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=str() | int() | float() | None as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return [_value(part) for part in parts]
        case ast.Dict(keys=keys, values=values) if None not in keys:
            names = [_value(key) for key in keys if key is not None]
            return dict(zip(map(str, names), map(_value, values), strict=True))
        case ast.Attribute() if ast.unparse(node) == "datetime.timezone.utc":
            return UTC
        case ast.Call(func=func, args=args, keywords=named):
            return _made(ast.unparse(func), args, named)
    raise ReprError(f"it holds {ast.unparse(node)[:40]!r}, which is no value")


def _made(name: str, args: list[ast.expr], named: list[ast.keyword]) -> Any:
    make = _MAKES.get(name)
    if make is None:
        raise ReprError(f"it calls {name[:40]!r}, which is not run")
    more = {each.arg: _value(each.value) for each in named if each.arg is not None}
    if len(more) != len(named):
        raise ReprError("it holds a call that is not run")
    return make(*map(_value, args), **more)


def _path(text: str) -> str:
    return text


def _no_zone() -> None:
    return None


_MAKES: dict[str, Callable[..., Any]] = {
    "datetime.datetime": datetime,
    "datetime.timedelta": timedelta,
    "datetime.timezone": timezone,
    "tzutc": lambda: UTC,
    "tzlocal": _no_zone,
    "set": list,
    "PosixPath": _path,
    "WindowsPath": _path,
}
"""What stands for a value in spite of looking like a call."""
