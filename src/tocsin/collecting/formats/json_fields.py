"""The fields of a nested JSON object under plain names, as rules have them: `userIdentity.arn`, `target.displayName`.

In: an object. Out: a dictionary of strings and lists of strings. A list gives its members' values under one name (one
member: a string); a list of named values (`[{"Name": "ForwardTo", "Value": "x"}]`) gives each also under its own name
(`Parameters.ForwardTo`). Null is "no such field". Nested fields that rules search as text can be kept as text too.
What is not looked at is not made: a branch that holds no wanted name is never entered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import orjson

Fields = dict[str, "str | list[str]"]

DEEPEST = 16

MOST_FIELDS = 4096
"""More fields than any product writes into a record; those beyond are kept as one text."""

BEYOND = "more_fields"
_LABELS = ("Name", "name", "key", "Key")
_CHANGES = frozenset({"newValue", "oldValue", "NewValue", "OldValue"})
_CONTENTS = frozenset(
    {"Value", "value", "boolValue", "intValue", "multiValue", "multiIntValue", "multiBoolValue"}
    | {"NewValue", "OldValue", "newValue", "oldValue"}
)


class Flattener:
    """Takes the fields that are looked at out of objects of one kind."""

    __slots__ = ("_names", "_texts", "_within")

    def __init__(self, names: Iterable[str] | None, texts: frozenset[str] = frozenset()) -> None:
        """Take the names wanted (None: all), and those of nested fields to be kept as JSON text beside their parts."""
        self._texts = texts
        self._names: frozenset[str] | None = None
        self._within: frozenset[str] = frozenset()
        if names is not None:
            plain = {name.removeprefix("json.") if name.startswith("json._") else name for name in names}
            self._names = frozenset(plain)
            self._within = frozenset(name[:at] for name in plain for at, sign in enumerate(name) if sign == ".")

    def fields(self, value: dict[str, Any]) -> Fields:
        """Return the fields of an object.

        >>> Flattener(None).fields({"a": {"b": True}, "c": [{"d": 1}, {"d": 2}], "e": None, "f": ["x"]})
        {'a.b': 'true', 'c.d': ['1', '2'], 'f': 'x'}
        """
        found: Fields = {}
        self._walk(value, "", found, 0)
        if len(found) > MOST_FIELDS:
            beyond = {name: found.pop(name) for name in list(found)[MOST_FIELDS:]}
            found[BEYOND] = compact(beyond)
        return found

    def _walk(self, value: dict[str, Any], prefix: str, found: Fields, depth: int) -> None:
        names = self._names
        for key, said in value.items():
            name = prefix + key
            kind = type(said)
            if kind is str:
                if names is None or name in names:
                    if name in found:
                        add(found, name, said)
                    else:
                        found[name] = said
            elif kind is dict:
                self._nested(name, said, found, depth)
            elif kind is list:
                self._list(name, said, found, depth)
            elif said is not None and (names is None or name in names):
                add(found, name, scalar(said))

    def _nested(self, name: str, said: dict[str, Any], found: Fields, depth: int) -> None:
        wanted = self._names is None or name in self._names
        deep = depth >= DEEPEST
        if wanted and (deep or name in self._texts or not said):
            add(found, name, compact(said))
        if not deep and (self._names is None or name in self._within):
            self._walk(said, name + ".", found, depth + 1)

    def _list(self, name: str, said: list[Any], found: Fields, depth: int) -> None:
        names = self._names
        wanted, within = names is None or name in names, names is None or name in self._within
        if not wanted and not within:
            return
        text = name in self._texts or depth >= DEEPEST
        if wanted and text:
            add(found, name, compact(said))
        if depth >= DEEPEST:
            return
        for member in said:
            kind = type(member)
            if kind is dict:
                if within:
                    self._walk(member, name + ".", found, depth + 1)
                    self._named(name, member, found, depth)
                elif wanted and not text and not member:
                    add(found, name, "{}")
            elif kind is list:
                self._list(name, member, found, depth + 1)
            elif member is not None and wanted and not text:
                add(found, name, member if kind is str else scalar(member))

    def _named(self, name: str, member: dict[str, Any], found: Fields, depth: int) -> None:
        """Take a member that is a name with its value, or with its old and new one."""
        label = next((member[key] for key in _LABELS if type(member.get(key)) is str), None)
        contents = _CONTENTS.intersection(member)
        if label is None and not _CHANGES.isdisjoint(contents):
            label = member.get("displayName")
        if type(label) is not str or not label or not contents or len(member) > len(contents) + 3:
            return
        own = f"{name}.{label}"
        if len(contents) == 1 and _CHANGES.isdisjoint(contents):
            self._walk({own: member[next(iter(contents))]}, "", found, depth + 1)
        else:
            self._walk({f"{own}.{content}": member[content] for content in sorted(contents)}, "", found, depth + 1)


def add(found: Fields, name: str, value: str) -> None:
    """Set a field, or add one more value to it."""
    known = found.get(name)
    if known is None:
        found[name] = value
    elif isinstance(known, list):
        known.append(value)
    else:
        found[name] = [known, value]


def loaded(text: str) -> Any:
    """Return what a JSON text says; None where it is none."""
    try:
        return orjson.loads(text)
    except ValueError:
        return None


def scalar(value: Any) -> str:
    """Return a JSON value that is no string, object or list as rules write it.

    >>> scalar(True), scalar(12), scalar(1.5)
    ('true', '12', '1.5')
    """
    if value is True:
        return "true"
    return "false" if value is False else repr(value)


def compact(value: Any) -> str:
    """Return JSON without blanks; what cannot be written whole is cut.

    >>> compact({"a": ["ü", 1]})
    '{"a":["ü",1]}'
    """
    try:
        return orjson.dumps(value).decode()
    except (TypeError, ValueError, RecursionError):
        try:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        except (ValueError, RecursionError):
            return "…"
