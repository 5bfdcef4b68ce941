"""Programs: the conditions of branches as numbers, for a compiled loop to work out event by event.

In: a branch's node, and the numbers that say of an event that it has a field, or that two of its fields have the same
text. Out: a program, or None where a condition asks for what cannot be told so: derived fields, other comparisons of
fields, that there is no text at all. That of a branch with keywords is right for events whose profiles tell of them, or
in which none of them stands.
A program is the node in reverse Polish order: `n` and n marks (at least one of them stands; `-1 - m` means that mark m
does not), or one of the numbers below with how many results it takes from the stack. A mark is an atom's number, a
field's, or that of two fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tocsin.hunting.atoms import Atom, Exists, FieldReference, Null
from tocsin.hunting.nodes import KEYWORD, All, AnyOf, Never, Node, Reference

EVERY, SOME, NOT = -1, -2, -3
"""All of n results are true; at least one is; one is not."""

DEEPEST = 64
"""Results that may wait on the stack."""


def by_whole_text(atom: FieldReference) -> bool:
    """Say whether fields are compared as whole texts in any case, so that a number for each text is enough."""
    return atom.relation == "equals" and not atom.cased and "(" not in atom.field + atom.other


def program_of(
    node: Node, atoms: Sequence[Atom], fields: Mapping[str, int], same: Mapping[FieldReference, int]
) -> list[int] | None:
    """Return the program of a node.

    `fields` gives the mark that an event has a field, `same` the one that two of its fields have the same text.
    """
    steps = list(_steps(node, atoms, fields, same))
    known = [step for step in steps if step is not None]
    return known if len(known) == len(steps) and _depth(known) <= DEEPEST else None


def _steps(
    node: Node, atoms: Sequence[Atom], fields: Mapping[str, int], same: Mapping[FieldReference, int]
) -> Iterator[int | None]:
    if isinstance(node, AnyOf):
        silent = node.field == KEYWORD and any(isinstance(atoms[number], (Null, Exists)) for number in node.atoms)
        if "(" in node.field or silent:  # no event has the field of keywords
            yield None
            return
        yield len(node.atoms)
        yield from (_mark(number, atoms[number], fields[node.field]) for number in node.atoms)
    elif isinstance(node, Never):
        yield from _steps(node.of, atoms, fields, same)
        yield from (NOT, 1)
    elif isinstance(node, Reference):
        yield from (1, same.get(node.atom))
    else:
        for part in node.of:
            yield from _steps(part, atoms, fields, same)
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
