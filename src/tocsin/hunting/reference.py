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
from tocsin.hunting.conditions import And, Condition, Not, Or

Event = Mapping[str, Any]


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
        return any(holds(atom, value) for name in event for value in values_of(event, name))
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
        value = next((event[name] for name in event if name.replace(" ", "") == squeezed), None)
    if value is None:
        return []
    return (
        [as_text(part) for part in value if part is not None] if isinstance(value, (list, tuple)) else [as_text(value)]
    )


def as_text(value: Any) -> str:
    """Return a value as the log would write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
