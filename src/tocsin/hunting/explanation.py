"""Why a rule is true of one record, or is not: by the reference, part by part, with the record's values.

In: a rule, its outline, and a record. Out: an `Explanation`: whether the record is of the kind that the rule is about
and if not, why; which parts of its condition hold; which fields it asks for that the record does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tocsin.hunting.atoms import (
    AnyOne,
    AnyRun,
    Atom,
    Cidr,
    Compare,
    Exists,
    FieldReference,
    Literal,
    Null,
    Regex,
    Text,
)
from tocsin.hunting.conditions import And, Condition, Not, Test, atoms_of, map_fields
from tocsin.hunting.exclusions import in_names_of
from tocsin.hunting.explain import SHOWN, met_in, modifier
from tocsin.hunting.reference import Event, atom_holds, evaluate, event_view, in_scope, values_of
from tocsin.hunting.rules import Exclusion, Rule
from tocsin.hunting.scopes import Scope, scopes
from tocsin.hunting.selections import Named, Outline
from tocsin.knowledge.logs import log as catalogue_log
from tocsin.model.explanation import Explanation, Part, ScopeAnswer
from tocsin.model.hits import Place

MOST_VALUES = 5
"""Values of a field that are kept."""


class Record(NamedTuple):
    """One record of the evidence."""

    family: str
    log: str | None
    place: Place
    time: str | None
    host: str | None
    event: dict[str, Any]


def explained(rule: Rule, outline: Outline | None, record: Record, exclusions: Iterable[Exclusion] = ()) -> Explanation:
    """Return why a rule is true of a record, or is not."""
    meant = scopes(rule.card.logsource)
    inside = [one for one in meant if in_scope(one, record.family, record.log, record.event)]
    scope = _best(rule, inside or [one for one in meant if one.family == record.family], record)
    condition = map_fields(rule.condition, scope.aliases)
    view = event_view(scope, record.event)
    true = evaluate(condition, view)
    tree = _tree(outline, scope, view, condition, true=true)
    asked = {name: None for atom in atoms_of(condition) for name in _names(atom)}
    return Explanation(
        rule=rule.card.info,
        path=rule.card.path,
        logsource=rule.card.logsource,
        source=record.place,
        time=record.time,
        host=record.host,
        log=record.log,
        holds=bool(inside) and true,
        in_scope=bool(inside),
        condition_holds=true,
        scopes=tuple(_answers(meant, record)),
        conditions=() if outline is None else outline.conditions,
        tree=tree,
        missing=tuple(name for name in asked if not values_of(view, name)),
        excluded_by=tuple(
            f"{one.name} [{one.place}]"
            for one in exclusions
            if rule.card.info.id in one.rules
            and evaluate(map_fields(in_names_of(one.condition, rule.card.logsource), scope.aliases), view)
        ),
    )


def _best(rule: Rule, candidates: list[Scope], record: Record) -> Scope:
    """Return the scope in which the rule is true, else the first; without any, one that renames nothing."""
    for scope in candidates:
        if evaluate(map_fields(rule.condition, scope.aliases), event_view(scope, record.event)):
            return scope
    return candidates[0] if candidates else Scope(record.family, None)


def _tree(outline: Outline | None, scope: Scope, view: Event, condition: Condition, *, true: bool) -> Part:
    if outline is not None:
        tree = _named(outline.tree, scope, view)
        if tree.holds is true:
            return tree
    # a pipeline made of the rule what its selections alone do not say: shown without their names
    return _part(condition, view)


def _named(node: Named, scope: Scope, view: Event) -> Part:
    if node.asks is not None:
        inner = _part(map_fields(node.asks, scope.aliases), view)
        return Part(kind=node.kind, name=node.name, holds=inner.holds, of=(inner,))
    parts = tuple(_named(one, scope, view) for one in node.of)
    return Part(kind=node.kind, name=node.name, holds=_holds(node.kind, parts), of=parts)


def _part(node: Condition, view: Event) -> Part:
    if isinstance(node, Test):
        return _test(node.atom, view)
    parts = (_part(node.of, view),) if isinstance(node, Not) else tuple(_part(one, view) for one in node.of)
    kind = "not" if isinstance(node, Not) else "and" if isinstance(node, And) else "or"
    return Part(kind=kind, holds=_holds(kind, parts), of=parts)


def _holds(kind: str, parts: tuple[Part, ...]) -> bool:
    if kind == "not":
        return not parts[0].holds
    return (all if kind == "and" else any)(part.holds for part in parts)


def _test(atom: Atom, view: Event) -> Part:
    holds = atom_holds(atom, view)
    if atom.field is None:
        met = met_in(atom, view)
        return Part(
            kind="test",
            holds=holds,
            field=met.field,
            modifier=modifier(atom),
            wanted=wanted(atom),
            values=(met.value[:SHOWN],) if holds else (),
        )
    values = values_of(view, atom.field)
    return Part(
        kind="test",
        holds=holds,
        field=atom.field,
        modifier=modifier(atom),
        wanted=wanted(atom),
        values=tuple(value[:SHOWN] for value in values[:MOST_VALUES]),
    )


def wanted(atom: Atom) -> str:
    r"""Return what an atom asks for, in words of the rule.

    >>> wanted(Text("Image", (AnyRun(), Literal("cmd.exe"))))
    'cmd.exe'
    """
    if isinstance(atom, Text):
        signs = {AnyRun: "*", AnyOne: "?"}
        texts = [part.text if isinstance(part, Literal) else signs[type(part)] for part in atom.parts]
        plain = modifier(atom).partition("|")[0] != "like"
        return "".join(text for text, part in zip(texts, atom.parts, strict=True) if not plain or _is_text(part))
    if isinstance(atom, Regex):
        return atom.pattern
    if isinstance(atom, Cidr):
        return atom.network
    if isinstance(atom, FieldReference):
        return atom.other
    if isinstance(atom, Exists):
        return "true" if atom.exists else "false"
    if isinstance(atom, Null):
        return "null"
    if isinstance(atom, Compare):
        return f"{atom.part} {atom.number}" if atom.part else str(atom.number)
    return str(atom.number)


def _is_text(part: object) -> bool:
    return isinstance(part, Literal)


def _names(atom: Atom) -> tuple[str, ...]:
    if isinstance(atom, (Null, Exists)) or atom.field is None:
        return ()
    return (atom.field, atom.other) if isinstance(atom, FieldReference) else (atom.field,)


def _answers(meant: tuple[Scope, ...], record: Record) -> Iterator[ScopeAnswer]:
    for scope in meant:
        entry = catalogue_log(scope.log_id or "")
        title = entry.title if entry is not None else f"any {scope.family} log"
        if scope.event_ids:
            title += f", event {', '.join(map(str, scope.event_ids))}"
        yield ScopeAnswer(log=title, why_not=tuple(_why_not(scope, record)))


def _why_not(scope: Scope, record: Record) -> Iterator[str]:
    """Yield why a record is none that a scope means."""
    if scope.family != record.family:
        yield f"the record is of another kind of log: {record.family}"
        return
    if scope.channels and (record.log or "").casefold() not in scope.channels:
        yield f"the channel is {record.log or 'not known'}"
    for name, allowed in (
        ("Provider_Name", scope.providers),
        ("EventID", tuple(map(str, scope.event_ids))),
        *scope.conditions,
    ):
        found = values_of(record.event, name)
        if allowed and not {value.casefold() for value in found} & {value.casefold() for value in allowed}:
            said = found[0][:SHOWN] if found else "missing"
            yield f"{name} is {said}, not {' or '.join(allowed)}"
