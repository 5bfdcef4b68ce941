"""Placeholders of rules (`%Name%` with `expand`) replaced by the user's values.

In: a value as pySigma parsed it, or a detection before it is parsed. Out: the values that it stands for. Networks,
numbers and encodings must have their values before they are parsed; texts and expressions have them put in afterwards,
so that `all` asks for one value of each placeholder and not for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any

from sigma.types import Placeholder, SigmaRegularExpression, SigmaString

from tocsin.hunting.sigma_modifiers import AGAIN
from tocsin.hunting.values import Values
from tocsin.model.errors import RuleError

MAX_VALUES = 10_000
_NAME = re.compile(r"%([^%\\]+)%")
_EARLY = frozenset(
    ("cidr", "lt", "lte", "gt", "gte", "base64", "base64offset", "wide", "utf16", "utf16le", "utf16be", "windash")
)


def spelled_out(value: Any, values: Values) -> tuple[Any, ...]:
    """Return the values that a parsed value stands for: itself where it has no placeholder.

    Raises `RuleError` for a placeholder without values.
    """
    if isinstance(value, SigmaRegularExpression):
        if not value.contains_placeholder():
            return (value,)

        def options(placeholder: Placeholder) -> Iterator[str]:
            yield from _of(placeholder.name, values)

        return tuple(value.replace_placeholders(options))
    if not isinstance(value, SigmaString) or not value.contains_placeholder():
        return (value,)
    choices = [
        [SigmaString(text).s for text in _of(part.name, values)] if isinstance(part, Placeholder) else [(part,)]
        for part in value.s
    ]
    _bound([len(choice) for choice in choices])
    found: list[SigmaString] = []
    for chosen in product(*choices):
        one = type(value)()
        one.s = [part for parts in chosen for part in parts]
        found.append(one)
    return tuple(found)


def filled(node: Any, values: Values) -> Any:
    """Return a detection with values in place of the placeholders that must have them before they are parsed."""
    if isinstance(node, list):
        return [filled(part, values) for part in node]
    if not isinstance(node, dict):
        return node
    whole: dict[Any, Any] = {}
    for key, value in node.items():
        name, *modifiers = str(key).split("|")
        if "expand" not in modifiers or _EARLY.isdisjoint(modifiers):
            whole[key] = filled(value, values)
            continue
        given = value if isinstance(value, list) else [value]
        texts = [text for one in given for text in _texts(one, values)]
        kept = [modifier for modifier in modifiers if modifier != "expand"]
        if "all" not in kept or len(texts) == len(given):
            whole["|".join((name, *kept))] = texts
            continue
        if "neq" in kept:
            raise RuleError(f"'{key}': all of several values of a placeholder cannot be asked for with these modifiers")
        one_of = [modifier for modifier in kept if modifier != "all"]
        for number, one in enumerate(given):  # one of each placeholder's values: a key for each
            whole["|".join((name, *one_of, *[AGAIN] * number))] = _texts(one, values)
    return whole


def _texts(value: Any, values: Values) -> list[Any]:
    if not isinstance(value, str):
        return [value]
    parts = _NAME.split(value)  # text, name, text, name, ..., text
    choices = [_of(part, values) if number % 2 else (part,) for number, part in enumerate(parts)]
    _bound([len(choice) for choice in choices])
    return ["".join(chosen) for chosen in product(*choices)]


def _bound(counts: list[int]) -> None:
    if prod(counts) > MAX_VALUES:
        raise RuleError(f"its placeholders make more than {MAX_VALUES:,} values")


def _of(name: str, values: Values) -> tuple[str, ...]:
    found = values.get(name)
    if found is None:
        raise RuleError(
            f"the placeholder '%{name}%' has no values: give a file that has '{name}: [value, ...]' (--values)"
        )
    return found
