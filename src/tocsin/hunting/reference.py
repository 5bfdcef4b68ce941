"""The reference: a condition evaluated for one event at a time, as a reader can check by eye.

In: a condition and an event as a dictionary of field to value (text, numbers, lists of text; None is "no such field").
Out: is it true. The engine is compared with this on every sample and on generated rules and events.
Semantics: a field with several values meets an atom when one of them does; an atom on a field that the event lacks is
false (but for `null` and `exists: false`), so that `not` over a missing field is true; a keyword is looked for in every
field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tocsin.hunting.atoms import Atom, FieldReference, holds, reference_holds
from tocsin.hunting.conditions import And, Condition, Not, Or, map_fields
from tocsin.hunting.derived import FIRST, PARTS, Derived, derived
from tocsin.hunting.rules import Rule
from tocsin.hunting.scopes import Scope, scopes

Event = Mapping[str, Any]


def fires(rule: Rule, family: str, log: str | None, event: Event) -> bool:
    """Say whether a rule is true of an event of a family that stands in a log of this name."""
    return any(
        in_scope(scope, family, log, event)
        and evaluate(map_fields(rule.condition, scope.aliases), event_view(scope, event))
        for scope in scopes(rule.card.logsource)
    )


def in_scope(scope: Scope, family: str, log: str | None, event: Event) -> bool:
    """Say whether an event is one of those a scope means."""

    def one_of(field: str, wanted: tuple[Any, ...]) -> bool:
        allowed = {str(value).casefold() for value in wanted}
        return not wanted or any(value.casefold() in allowed for value in values_of(event, field))

    return (
        scope.family == family
        and (not scope.channels or (log or "").casefold() in scope.channels)
        and one_of("Provider_Name", scope.providers)
        and one_of("EventID", scope.event_ids)
        and all(one_of(field, wanted) for field, wanted in scope.conditions)
    )


class Glued(dict[str, Any]):
    """An event with glued fields; `own` is the event itself, in which alone keywords are looked for."""

    def __init__(self, event: Event) -> None:
        super().__init__(event)
        self.own = event


def event_view(scope: Scope, event: Event) -> Event:
    """Return an event as a rule of the scope sees it: with glued fields as further values."""
    if not scope.joined:
        return event
    view = Glued(event)
    for name, parts in scope.joined.items():
        present = [values[0] for part in parts if (values := values_of(event, part))]
        view[name] = [*values_of(event, name), *(["?".join(present)] if present else [])]
    return view


def evaluate(condition: Condition, event: Event) -> bool:
    """Say whether the condition is true of the event."""
    if isinstance(condition, And):
        return all(evaluate(part, event) for part in condition.of)
    if isinstance(condition, Or):
        return any(evaluate(part, event) for part in condition.of)
    if isinstance(condition, Not):
        return not evaluate(condition.of, event)
    return atom_holds(condition.atom, event)


def atom_holds(atom: Atom, event: Event) -> bool:
    """Say whether one atom holds for the event."""
    if atom.field is None:
        own = event.own if isinstance(event, Glued) else event
        return any(holds(atom, value) for name in own for value in values_of(own, name))
    values = values_of(event, atom.field)
    if isinstance(atom, FieldReference):
        others = values_of(event, atom.other)
        return any(reference_holds(atom, value, other) for value in values for other in others)
    if not values:
        return holds(atom, None)
    return any(holds(atom, value) for value in values)


def values_of(event: Event, field: str) -> list[str]:
    """Return a field's values as text; fields may be written with or without blanks (`Threat Name`, `ThreatName`)."""
    value = event.get(field)
    if value is None:
        squeezed = field.replace(" ", "")
        named = (event[name] for name in event if name.replace(" ", "") == squeezed)
        value = next((one for one in named if one is not None), None)
    if value is None:
        made = derived(field)
        return [] if made is None else _derived_values(event, made)
    return (
        [as_text(part) for part in value if part is not None] if isinstance(value, (list, tuple)) else [as_text(value)]
    )


def _derived_values(event: Event, made: Derived) -> list[str]:
    if made.function == FIRST:
        return next((values for name in made.of if (values := values_of(event, name))), [])
    parts = map(PARTS[made.function], values_of(event, made.of[0]))
    return [part for part in parts if part is not None]


def as_text(value: Any) -> str:
    """Return a value as the log would write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
