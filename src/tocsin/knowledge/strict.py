"""Reads a YAML file of the project into a frozen type: unknown, doubled, missing or mistyped keys are refused by line.

In: a path, or text, and a msgspec type. Out: a value of that type. Dates stay text. Aliases and tags are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from tocsin.model.errors import TocsinError, UsageError

T = TypeVar("T")

MAX_DEPTH = 40

_STEP = re.compile(r"\[(\d+|\.\.\.)\]|\.([^.\[]+)")
_FIELD = re.compile(r"field `([^`]+)`")
_SCALARS: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:bool": lambda text: text.lower() in ("true", "yes", "on"),
    "tag:yaml.org,2002:int": lambda text: int(text, 0),
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": str,
    "tag:yaml.org,2002:timestamp": str,
    "tag:yaml.org,2002:value": str,
    "tag:yaml.org,2002:merge": str,
}

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads YAML into plain data only; the two differ in what they take (a `?` in a word), so that all use the same."""


def read_yaml(path: Path, kind: type[T], *, error: type[TocsinError] = UsageError) -> T:
    """Read a file into `kind`; raises `error` with `path:line`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as reason:
        raise error(f"cannot be read: {reason}", where=str(path)) from reason
    return parse_yaml(text, kind, where=str(path), error=error)


def parse_yaml(text: str, kind: type[T], *, where: str = "text", error: type[TocsinError] = UsageError) -> T:
    """Read text into `kind`; raises `error` whose `where` is `where:line`.

    >>> parse_yaml("a: [1, 2]", dict[str, tuple[int, ...]])
    {'a': (1, 2)}
    """
    try:
        loader = LOADER(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as reason:
        line = reason.problem_mark.line + 1 if reason.problem_mark else 1
        raise error(f"not YAML: {reason.problem}", where=f"{where}:{line}") from reason
    except (yaml.YAMLError, RecursionError) as reason:
        raise error(f"not YAML: {reason}", where=f"{where}:1") from reason
    if node is None:
        raise error("is empty", where=f"{where}:1")
    value = _plain(node, set(), where, error)
    try:
        return msgspec.convert(value, type=kind)
    except msgspec.ValidationError as reason:
        raise error(str(reason), where=f"{where}:{_line(node, str(reason))}") from reason


def _plain(node: yaml.Node, above: set[int], where: str, error: type[TocsinError], depth: int = 0) -> Any:
    place = f"{where}:{node.start_mark.line + 1}"
    if depth > MAX_DEPTH:
        raise error(f"YAML nested deeper than {MAX_DEPTH}", where=place)
    if id(node) in above:
        raise error("a YAML alias is not allowed here", where=place)
    above.add(id(node))  # never taken out again: the same node twice is an alias
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Any, Any] = {}
        for key, value in node.value:
            name = _plain(key, above, where, error, depth + 1)
            if not isinstance(name, str | int):
                raise error("a key must be a word", where=f"{where}:{key.start_mark.line + 1}")
            if name in mapping:
                raise error(f"the key `{name}` is given twice", where=f"{where}:{key.start_mark.line + 1}")
            mapping[name] = _plain(value, above, where, error, depth + 1)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, above, where, error, depth + 1) for child in node.value]
    if node.tag not in _SCALARS:
        raise error(f"the tag {node.tag} is not allowed here", where=place)
    try:
        return _SCALARS[node.tag](node.value)
    except ValueError as reason:
        raise error(str(reason), where=place) from reason


def _line(node: yaml.Node, message: str) -> int:
    """Return the line that a validation message is about, as near as its path leads."""
    _, _, path = message.partition(" - at `$")
    for index, key in _STEP.findall(path.rstrip("`")):
        if index and index != "..." and isinstance(node, yaml.SequenceNode):
            node = node.value[int(index)]
        elif key and isinstance(node, yaml.MappingNode):
            node = next((value for name, value in node.value if name.value == key), node)
    field = _FIELD.search(message)
    if field and isinstance(node, yaml.MappingNode):
        for name, _ in node.value:
            if name.value == field.group(1):
                return name.start_mark.line + 1
    return node.start_mark.line + 1
