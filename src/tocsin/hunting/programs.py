"""Programs: the conditions of branches as numbers, for a compiled loop to work out event by event.

In: a branch's node, and the numbers that say of an event that it has a field. Out: a program, or None where a
condition asks for what cannot be known value by value: keywords, derived fields, one field compared with another.
A program is the node in reverse Polish order: `n` and n marks (at least one of them stands; `-1 - m` means that mark m
does not), or one of the numbers below with how many results it takes from the stack. A mark is an atom's number, or a
field's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tocsin.hunting.atoms import Atom, Exists, Null
from tocsin.hunting.nodes import KEYWORD, All, AnyOf, Never, Node, Reference

EVERY, SOME, NOT = -1, -2, -3
"""All of n results are true; at least one is; one is not."""

DEEPEST = 64
"""Results that may wait on the stack."""


def program_of(node: Node, atoms: Sequence[Atom], fields: Mapping[str, int]) -> list[int] | None:
    """Return the program of a node; `fields` gives the mark that an event has a field."""
    steps = list(_steps(node, atoms, fields))
    known = [step for step in steps if step is not None]
    return known if len(known) == len(steps) and _depth(known) <= DEEPEST else None


def _steps(node: Node, atoms: Sequence[Atom], fields: Mapping[str, int]) -> Iterator[int | None]:
    if isinstance(node, AnyOf):
        if node.field == KEYWORD or "(" in node.field:
            yield None
            return
        yield len(node.atoms)
        yield from (_mark(number, atoms[number], fields[node.field]) for number in node.atoms)
    elif isinstance(node, Never):
        yield from _steps(node.of, atoms, fields)
        yield from (NOT, 1)
    elif isinstance(node, Reference):
        yield None
    else:
        for part in node.of:
            yield from _steps(part, atoms, fields)
        yield from (EVERY if isinstance(node, All) else SOME, len(node.of))


def _mark(number: int, atom: Atom, field: int) -> int:
    if isinstance(atom, Null) or (isinstance(atom, Exists) and not atom.exists):
        return -1 - field
    return field if isinstance(atom, Exists) else number


def _depth(program: list[int]) -> int:
    """Return how many results wait on the stack at most."""
    at = waiting = deepest = 0
    while at < len(program):
        step = program[at]
        waiting += 1 if step >= 0 else 1 - program[at + 1]
        at += 1 + step if step >= 0 else 2
        deepest = max(deepest, waiting)
    return deepest
