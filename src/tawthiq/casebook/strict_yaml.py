"""Reads YAML without its surprises: no date guessing, no key that silently wins over another."""

from __future__ import annotations

from typing import Any

import yaml

from tawthiq.errors import Fault, InputError


class _Loader(yaml.CSafeLoader):
    """A safe loader that leaves dates and odd numbers as text and refuses a key given twice."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, shape) for tag, shape in resolvers if tag.rsplit(":", 1)[1] != "timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key.value!r} stands twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class _TextLoader(_Loader):
    """Takes everything that is written for text: also `No`, `12` and what stands before a colon."""


_TextLoader.yaml_implicit_resolvers = {}


def read_yaml(text: str, *, file: str, as_text: bool = False) -> Any:
    """Returns the content of a YAML text; `as_text` leaves numbers and words such as `no` as text.

    PyYAML keeps the last of two equal keys and says nothing: here that is a fault, since a
    number would be lost.

    Raises:
        InputError: The text is no YAML, or holds a key twice.
    """
    try:
        loader = _TextLoader if as_text else _Loader
        return yaml.load(text, Loader=loader)  # noqa: S506  (subclasses of SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        mark = getattr(fault, "problem_mark", None)
        problem = getattr(fault, "problem", None) or str(fault) or "it is nested too deeply"
        raise InputError(
            [
                Fault(
                    file=file,
                    row=None if mark is None else mark.line + 1,
                    column=None,
                    value=None,
                    reason=f"This is no readable YAML: {problem}",
                    remedy="Correct the line.",
                )
            ]
        ) from fault
