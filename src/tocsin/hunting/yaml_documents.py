"""The YAML documents of a rule file, with bounds that hold before anything is built from them.

In: the bytes of a file. Out: (line, document). Aliases are weighed with what they stand for, so that a file of a few
lines cannot grow into millions of values; a rule is weighed with what its modifiers make of its values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from tocsin.knowledge.strict import LOADER
from tocsin.model.errors import RuleError

MAX_DEPTH = 40
MAX_WEIGHT = 50_000  # values of a document, or of a rule when its modifiers have made several of one
MAX_REFERENCES = 2_000_000  # values that all names in a condition stand for together
WINDASH_FORMS = 5

_DASH = re.compile(r"\B[-/–—―]\b")


class WrittenInt(int):
    """A whole number that remembers how it was written (`0x1F`, `007`)."""

    written: str

    def __str__(self) -> str:
        return self.written


class Doubled(NamedTuple):
    """Stands for a document in which a key is given twice, so that one of the two would be lost."""

    key: str
    line: int


class _RuleLoader(LOADER):
    pass


def _written_int(loader: Any, node: Any) -> WrittenInt:
    found = WrittenInt(loader.construct_yaml_int(node))
    found.written = node.value
    return found


_RuleLoader.add_constructor("tag:yaml.org,2002:int", _written_int)


def documents(content: bytes) -> Iterator[tuple[int, Any]]:
    """Yield (line, document); whole numbers are `WrittenInt`.

    Raises `yaml.YAMLError` or `UnicodeDecodeError` for what is no YAML, `RuleError` for what is beyond the bounds.
    """
    _weigh_nodes(content)
    loader = _RuleLoader(content)
    try:
        while loader.check_node():
            node = loader.get_node()
            yield node.start_mark.line + 1, _doubled(node) or loader.construct_document(node)
    finally:
        loader.dispose()


def _doubled(node: Any) -> Doubled | None:
    """Return a key that is given twice in a mapping."""
    waiting, seen = [node], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, yaml.MappingNode):
            keys: set[tuple[str, Any]] = set()
            for key, value in one.value:
                if isinstance(key, yaml.ScalarNode):
                    if (key.tag, key.value) in keys:
                        return Doubled(key.value, key.start_mark.line + 1)
                    keys.add((key.tag, key.value))
                waiting.append(value)
        elif isinstance(one, yaml.SequenceNode):
            waiting += one.value
    return None


def _weigh_nodes(content: bytes) -> None:
    """Count the values of each document, an alias as often as what it stands for."""
    weights: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    total = 0
    for event in yaml.parse(content, Loader=LOADER):
        if isinstance(event, yaml.DocumentStartEvent):
            weights, total = {}, 0
        elif isinstance(event, yaml.AliasEvent):
            total += weights.get(event.anchor or "", MAX_WEIGHT)  # an alias inside what it names has no end
        elif isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((event.anchor, total))
            total += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_nodes.pop()
            if anchor is not None:
                weights[anchor] = total - before
        elif isinstance(event, yaml.ScalarEvent):
            total += 1
            if event.anchor is not None:
                weights[event.anchor] = 1
        if len(open_nodes) > MAX_DEPTH:
            raise RuleError(f"YAML nested deeper than {MAX_DEPTH}")
        if total > MAX_WEIGHT:
            raise RuleError(f"more than {MAX_WEIGHT:,} values")


def weigh_detection(detection: Any) -> None:
    """Refuse a detection that would grow beyond bounds once its modifiers and its condition are applied.

    Raises `RuleError`.
    """
    weight = _weight(detection, "")
    if weight > MAX_WEIGHT:
        raise RuleError(f"its modifiers make more than {MAX_WEIGHT:,} values")
    condition = detection.get("condition") if isinstance(detection, dict) else None
    names = len(re.findall(r"[\w*]+", str(condition)))
    if names * weight > MAX_REFERENCES:
        raise RuleError("its condition names too many values too often")


def _weight(value: Any, key: str) -> int:
    if isinstance(value, dict):
        return sum(_weight(inner, str(name)) for name, inner in value.items())
    if isinstance(value, list):
        return sum(_weight(inner, key) for inner in value)
    modifiers = key.split("|")[1:]
    weight = 3 if "base64offset" in modifiers else 1
    if "windash" in modifiers and isinstance(value, str):
        weight *= WINDASH_FORMS ** min(len(_DASH.findall(value)), 6)
    return weight
