"""Why a rule is true of an event: the atoms that held, and those that did not.

In: a rule and an event. Out: `Matched`, in the order of the rule's condition. Made from the reference, for the few hits
that somebody looks at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

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
from tocsin.hunting.sweep_reference import stands, texts_of
from tocsin.model.hits import Matched
from tocsin.model.report import Indicator

SHOWN = 300
"""Characters of a matched value that are kept."""


class Held(NamedTuple):
    """An atom that held, the field of the event it was met in, and the whole value that met it."""

    field: str
    atom: Atom
    value: str


def matched(rule: Rule, family: str, event: Mapping[str, Any]) -> tuple[Matched, ...]:
    """Return the atoms of a rule that held for an event of a family, each once."""
    told = (
        Matched(field="" if one.atom.field is None else one.field, modifier=modifier(one.atom), value=one.value[:SHOWN])
        for one in held(rule, family, event)
    )
    return tuple(dict.fromkeys(told))


def held(rule: Rule, family: str, event: Mapping[str, Any]) -> tuple[Held, ...]:
    """Return the atoms that held and that the rule being true rests on, in its own order."""
    for number, scope in enumerate(scopes(rule.card.logsource)):
        if scope.family != family:
            continue
        view = event_view(scope, event)
        atoms = _positive(_asked_of(rule, number), view)
        if atoms is not None:
            return tuple(dict.fromkeys(met_in(atom, view) for atom in atoms))
    return ()


@lru_cache(maxsize=4096)
def _asked_of(rule: Rule, number: int) -> Condition:
    """Return a rule's condition with the fields' names of one of its scopes."""
    return map_fields(rule.condition, scopes(rule.card.logsource)[number].aliases)


def indicator_matched(indicator: str, event: Mapping[str, Any]) -> tuple[Matched, ...]:
    """Return the fields of an event in which an indicator (`type:value`) stands."""
    found = (
        Matched(field=name, modifier="indicator", value=value[:SHOWN]) for name, value in standing(indicator, event)
    )
    kind, value = split(indicator)
    return tuple(dict.fromkeys(found)) or (Matched(field=kind, modifier="indicator", value=value[:SHOWN]),)


def standing(indicator: str, event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (field, value) for each text of an event in which an indicator stands."""
    kind, value = split(indicator)
    wanted = Indicator(type=kind, value=value, start=0, end=0, defanged=False)
    for name, found in event.items():
        for text in texts_of(found):
            if stands(wanted, text):
                yield name, text


def split(indicator: str) -> tuple[str, str]:
    """Return an indicator's type and value.

    >>> split("file:name:a.exe"), split("ipv4-addr:192.0.2.1")
    (('file:name', 'a.exe'), ('ipv4-addr', '192.0.2.1'))
    """
    kind, _, value = indicator.partition(":")
    if kind in _TWO_PARTS:
        second, _, value = value.partition(":")
        kind = f"{kind}:{second}"
    return kind, value


_TWO_PARTS = frozenset({"file", "email-message"})


def _positive(condition: Condition, event: Event) -> list[Atom] | None:
    """Return the atoms that hold and that the condition being true rests on; None where it is not true."""
    if isinstance(condition, Not):
        return None if evaluate(condition.of, event) else []
    if isinstance(condition, And):
        every: list[Atom] = []
        for part in condition.of:
            if (atoms := _positive(part, event)) is None:
                return None
            every += atoms
        return every
    if isinstance(condition, Or):
        found = [atoms for part in condition.of if (atoms := _positive(part, event)) is not None]
        return [atom for atoms in found for atom in atoms] if found else None
    return [condition.atom] if atom_holds(condition.atom, event) else None


def met_in(atom: Atom, event: Event) -> Held:
    """Return where an atom that holds is met: the first value that meets it alone, else the field's first."""
    if atom.field is None:
        found = ((name, value) for name in event for value in values_of(event, name) if _alone(atom, value))
        name, value = next(found, ("", ""))
        return Held(name, atom, value)
    values = values_of(event, atom.field)
    value = next((value for value in values if _alone(atom, value)), (values or [""])[0])
    return Held(_of_event(atom.field, event), atom, value)


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
