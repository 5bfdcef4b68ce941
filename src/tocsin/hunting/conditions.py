"""Conditions: what a rule asks of an event, as a frozen tree over atoms that can be kept on disk."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tocsin.hunting.atoms import Atom, FieldReference
from tocsin.hunting.derived import renamed


class Test(Struct, frozen=True, tag="test"):
    """An atom."""

    __test__ = False  # not a test of the test suite

    atom: Atom


class And(Struct, frozen=True, tag="and"):
    """All of these."""

    of: tuple[Condition, ...]


class Or(Struct, frozen=True, tag="or"):
    """At least one of these."""

    of: tuple[Condition, ...]


class Not(Struct, frozen=True, tag="not"):
    """Anything but this."""

    of: Condition


Condition = Test | And | Or | Not


def size(condition: Condition) -> int:
    """Return of how many parts a condition is made."""
    if isinstance(condition, Test):
        return 1
    return 1 + (size(condition.of) if isinstance(condition, Not) else sum(map(size, condition.of)))


def map_fields(condition: Condition, aliases: Mapping[str, str]) -> Condition:
    """Return the condition with fields under the names that a log has for them.

    >>> from tocsin.hunting.atoms import Null
    >>> map_fields(Test(Null("Image")), {"Image": "NewProcessName"}).atom.field
    'NewProcessName'
    """
    if isinstance(condition, And):
        return And(tuple(map_fields(part, aliases) for part in condition.of))
    if isinstance(condition, Or):
        return Or(tuple(map_fields(part, aliases) for part in condition.of))
    if isinstance(condition, Not):
        return Not(map_fields(condition.of, aliases))
    return Test(_renamed(condition.atom, aliases))


def _renamed(atom: Atom, aliases: Mapping[str, str]) -> Atom:
    from msgspec.structs import replace

    if atom.field is None:
        return atom
    name = renamed(atom.field, aliases)
    if isinstance(atom, FieldReference):
        return replace(atom, field=name, other=renamed(atom.other, aliases))
    return atom if name == atom.field else replace(atom, field=name)


def atoms_of(condition: Condition) -> tuple[Atom, ...]:
    """Return every atom of a condition, in order of appearance, each once."""
    found: dict[Atom, None] = {}
    waiting = [condition]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, Test):
            found[node.atom] = None
        elif isinstance(node, Not):
            waiting.insert(0, node.of)
        else:
            waiting[:0] = node.of
    return tuple(found)
