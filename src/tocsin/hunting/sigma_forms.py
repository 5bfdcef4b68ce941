"""Rules in the forms that authors use, brought into the one that pySigma takes.

In: a rule's document as it stands in YAML. Out: the same, with modifiers in an order and under names that pySigma
knows, numbers where numbers are asked for and texts where texts are, and small letters in the words of a condition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from tocsin.hunting.sigma_modifiers import AGAIN, OWN_NAMES
from tocsin.hunting.yaml_documents import WrittenInt

PARTS_OF_TIME = frozenset({"minute", "hour", "day", "week", "month", "year"})
NUMBERS = frozenset({"lt", "lte", "gt", "gte"}) | PARTS_OF_TIME
TEXTS = frozenset({"contains", "startswith", "endswith", "re", "fieldref", *OWN_NAMES})
_DECIMAL = re.compile(r"[+-]?\d{1,400}(\.\d{1,400})?")
_WORD = re.compile(r"[\w*-]+")
_WORDS = frozenset({"and", "or", "not", "of", "them", "all", "any"})


def in_pysigma_form(document: dict[Any, Any]) -> dict[Any, Any]:
    """Return a rule's document as pySigma takes it."""
    whole = {key: plain(value) for key, value in document.items() if key not in ("detection", "tags")}
    tags = document.get("tags")
    if isinstance(tags, list):
        whole["tags"] = [tag for tag in tags if isinstance(tag, str) and "." in tag]  # others have no namespace
    detection = document.get("detection")
    if not isinstance(detection, dict):
        return whole if "detection" not in document else {**whole, "detection": plain(detection)}
    names = {str(name) for name in detection}
    found: dict[Any, Any] = {}
    for name, value in detection.items():
        if name == "condition":
            found[name] = _conditions(value, names)
        elif name != "timeframe":  # of aggregations, which have been taken out by now; it is no selection
            found[name] = _selection(value)
    return {**whole, "detection": found}


def plain(value: Any) -> Any:
    """Return a value without the memory of how numbers were written."""
    if isinstance(value, dict):
        return {plain(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return int(value) if isinstance(value, WrittenInt) else value


def _conditions(value: Any, names: set[str]) -> Any:
    if isinstance(value, list):
        return [_conditions(one, names) for one in value]
    if not isinstance(value, str):
        return plain(value)

    def small(word: re.Match[str]) -> str:
        return word[0].lower() if word[0].lower() in _WORDS and word[0] not in names else word[0]

    return _WORD.sub(small, value)


def _selection(value: Any) -> Any:
    if isinstance(value, list):
        return [_selection(one) for one in value]
    if not isinstance(value, dict):
        return plain(value)
    found: dict[Any, Any] = {}
    for key, inner in value.items():
        name, asked = _item(key, inner)
        while name in found:  # two ways to write the same must both hold
            name = f"{name}|{AGAIN}"
        found[name] = asked
    return found


def _item(key: Any, value: Any) -> tuple[Any, Any]:
    if not isinstance(key, str) or "|" not in key:
        return plain(key), _selection(value) if isinstance(value, dict) else plain(value)
    field, *modifiers = key.split("|")
    if not NUMBERS.isdisjoint(modifiers):
        value = _each(value, _as_number)
    elif not TEXTS.isdisjoint(modifiers):
        value = _each(value, _as_text)
    if "fieldref" in modifiers:
        modifiers = ["fieldref", *_without(modifiers, ("fieldref",))]
    elif "re" in modifiers:
        value, modifiers = _expression(value, modifiers)
    elif not PARTS_OF_TIME.isdisjoint(modifiers):
        modifiers = sorted(modifiers, key=lambda name: name not in PARTS_OF_TIME)
    return "|".join((field, *(OWN_NAMES.get(name, name) for name in modifiers))), plain(value)


def _expression(value: Any, modifiers: list[str]) -> tuple[Any, list[str]]:
    """Return an expression that is anchored where `startswith` and `endswith` ask for it; `cased` it is anyway."""
    if "startswith" in modifiers:
        value = _each(value, lambda text: rf"\A(?:{text})" if isinstance(text, str) else text)
    if "endswith" in modifiers:
        value = _each(value, lambda text: rf"(?:{text})\z" if isinstance(text, str) else text)
    return value, ["re", *_without(modifiers, ("re", "startswith", "endswith", "contains", "cased"))]


def _without(modifiers: Iterable[str], names: tuple[str, ...]) -> list[str]:
    return [name for name in modifiers if name not in names]


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    return [change(one) for one in value] if isinstance(value, list) else change(value)


def _as_number(value: Any) -> Any:
    """Return a number that stands in quotes as one."""
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value.strip()):
        return value
    return float(value) if "." in value else int(value)


def _as_text(value: Any) -> Any:
    """Return a whole number as it was written."""
    return str(value) if isinstance(value, WrittenInt) else value
