"""Why a rule is true of an event: the atoms that held, and those that did not.

In: a rule and an event. Out: `Matched`, in the order of the rule's condition. Made from the reference, for the few hits
that somebody looks at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tocsin.hunting.atoms import (
    AnyRun,
    Atom,
    Cidr,
    Compare,
    Exists,
    FieldReference,
    Literal,
    Null,
    Number,
    Regex,
    Text,
    TimePart,
)
from tocsin.hunting.conditions import And, Condition, Not, Or, map_fields
from tocsin.hunting.derived import FIRST, derived
from tocsin.hunting.reference import Event, atom_holds, evaluate, event_view, values_of
from tocsin.hunting.rules import Rule
from tocsin.hunting.scopes import scopes
from tocsin.model.hits import Matched

SHOWN = 300
"""Characters of a matched value that are kept."""


def matched(rule: Rule, family: str, event: dict[str, Any]) -> tuple[Matched, ...]:
    """Return the atoms of a rule that held for an event of a family, each once."""
    for scope in scopes(rule.card.logsource):
        if scope.family != family:
            continue
        condition = map_fields(rule.condition, scope.aliases)
        view = event_view(scope, event)
        if evaluate(condition, view):
            found = dict.fromkeys(_told(atom, view) for atom in _positive(condition, view))
            return tuple(found)
    return ()


def _positive(condition: Condition, event: Event) -> Iterator[Atom]:
    """Yield atoms that hold and that the condition being true rests on."""
    if isinstance(condition, Not):
        return
    if isinstance(condition, (And, Or)):
        for part in condition.of:
            if evaluate(part, event):
                yield from _positive(part, event)
    elif atom_holds(condition.atom, event):
        yield condition.atom


def _told(atom: Atom, event: Event) -> Matched:
    if atom.field is not None:
        values = [value for value in values_of(event, atom.field) if _alone(atom, value)] or values_of(
            event, atom.field
        )
    else:
        values = [value for name in event for value in values_of(event, name) if _alone(atom, value)]
    name = "" if atom.field is None else _of_event(atom.field, event)
    return Matched(field=name, modifier=modifier(atom), value=(values or [""])[0][:SHOWN])


def _of_event(name: str, event: Event) -> str:
    """Return the field that an event has of those that a derived one is the first of."""
    made = derived(name)
    if made is None or made.function != FIRST:
        return name
    return next((_of_event(one, event) for one in made.of if values_of(event, one)), name)


def _alone(atom: Atom, value: str) -> bool:
    if isinstance(atom, FieldReference):
        return True
    return atom_holds(atom, {atom.field or "": value})


def modifier(atom: Atom) -> str:
    """Return the Sigma modifier that an atom stands for.

    >>> modifier(Text("Image", (AnyRun(), Literal("cmd.exe"))))
    'endswith'
    """
    if isinstance(atom, Text):
        shape = "".join(
            "t" if isinstance(part, Literal) else "*" if isinstance(part, AnyRun) else "?" for part in atom.parts
        )
        name = {"*t*": "contains", "t*": "startswith", "*t": "endswith", "t": "equals", "": "equals"}.get(shape, "like")
        return f"{name}|cased" if atom.cased else name
    if isinstance(atom, Compare):
        return atom.relation
    if isinstance(atom, TimePart):
        return atom.part
    names: dict[type[Atom], str] = {
        Number: "equals",
        Regex: "re",
        Cidr: "cidr",
        Exists: "exists",
        Null: "null",
        FieldReference: "fieldref",
    }
    return names.get(type(atom), "equals")
