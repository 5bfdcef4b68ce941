"""What lists of indicators call the types of their values: `indicator_types.yaml`, read strictly."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import msgspec

ADDRESS, HASH, ANYTHING = "address", "hash", "anything"
"""Types that the value itself has to tell."""


class _Types(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    called: dict[str, str]
    no_values: str
    stix_paths: dict[str, str]
    file_endings: str


@cache
def _table() -> _Types:
    import yaml

    text = files("tocsin.hunting").joinpath("indicator_types.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), _Types)


@cache
def _kinds() -> dict[str, str]:
    return {name: kind for kind, names in _table().called.items() for name in names.split()}


def kind_called(name: str) -> str | None:
    """Return what a type is called here; None for one that is not known.

    >>> kind_called("FileHash-SHA256"), kind_called("ip-dst"), kind_called("colour")
    ('file:sha256', 'address', None)
    """
    return _kinds().get(re.sub(r"[^a-z0-9]", "", name.lower()))


@cache
def own_kinds() -> frozenset[str]:
    """Return the types as tocsin writes them before a value."""
    return frozenset({*_table().called, "ipv4-addr", "ipv6-addr"} - {ADDRESS, HASH, ANYTHING})


@cache
def without_values() -> frozenset[str]:
    """Return the types of MISP attributes that are no value to look for."""
    return frozenset(_table().no_values.split())


def of_stix_path(path: str) -> str | None:
    """Return what the value at an object path of a STIX pattern is called; None: nothing that can be looked for."""
    return _table().stix_paths.get(path)


@cache
def file_endings() -> frozenset[str]:
    """Return the endings by which a dotted name is a file."""
    return frozenset(_table().file_endings.split())
