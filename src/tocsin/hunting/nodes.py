"""The condition of a rule in one scope, over numbered atoms.

Nodes: `AnyOf` of some atoms of one field, `All`, `Some`, `Never`, and `Reference` from field to field.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tocsin.hunting.atoms import FieldReference

KEYWORD = ""
"""Name of the field that stands for all fields of an event."""


class AnyOf(Struct, frozen=True, gc=False, tag="any"):
    """At least one of these atoms holds for the field."""

    field: str
    atoms: tuple[int, ...]


class All(Struct, frozen=True, gc=False, tag="all"):
    """All of these nodes are true."""

    of: tuple[Node, ...]


class Some(Struct, frozen=True, gc=False, tag="some"):
    """At least one of these nodes is true."""

    of: tuple[Node, ...]


class Never(Struct, frozen=True, gc=False, tag="not"):
    """Anything but this node."""

    of: Node


class Reference(Struct, frozen=True, gc=False, tag="reference"):
    """A field stands so to another field of the event."""

    atom: FieldReference


Node = AnyOf | All | Some | Never | Reference


def keywords_of(node: Node) -> Iterator[int]:
    """Yield the numbers of the keyword atoms below a node."""
    if isinstance(node, AnyOf):
        yield from node.atoms if node.field == KEYWORD else ()
    elif isinstance(node, Never):
        yield from keywords_of(node.of)
    elif not isinstance(node, Reference):
        for part in node.of:
            yield from keywords_of(part)


def references_of(node: Node) -> Iterator[FieldReference]:
    """Yield what compares fields below a node."""
    if isinstance(node, Reference):
        yield node.atom
    elif isinstance(node, Never):
        yield from references_of(node.of)
    elif not isinstance(node, AnyOf):
        for part in node.of:
            yield from references_of(part)
