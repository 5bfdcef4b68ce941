"""The plan: all rules compiled together, so that each atom is tested once however many rules share it.

In: a rule set. Out: a `Plan`: the atoms by field, and for each rule and scope a branch: its condition over numbered
atoms, with the clauses that must be met for it to be true at all. A clause is a set of atoms of which at least one must
be found; a branch with an unmet clause costs nothing. Clauses may only over-approximate.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
from msgspec import DecodeError, Struct, msgpack
from msgspec.structs import replace

from tocsin.collecting import kept as disk
from tocsin.hunting.atoms import Atom, Exists, FieldReference, Null
from tocsin.hunting.conditions import And, Condition, Not, Test, map_fields
from tocsin.hunting.derived import sources
from tocsin.hunting.field_tests import FieldTests, sort_tests
from tocsin.hunting.raw_keywords import searchable
from tocsin.hunting.rules import Rule, RuleSet
from tocsin.hunting.scopes import WINDOWS, Scope, scopes
from tocsin.knowledge.logs import logs

KEPT_FROM = 200
"""From how many rules on their plan is kept on disk."""

FORM = 2
"""Number of the form in which plans are kept: another one whenever `_Kept`, or what `sort_tests` does, changes."""

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


class Branch(Struct, frozen=True):
    """A rule in one scope."""

    rule: int
    scope: int
    node: Node
    clauses: tuple[tuple[int, ...], ...]
    fields: frozenset[str]


@dataclass
class Plan:
    """Everything that a worker needs to hunt."""

    rules: tuple[Rule, ...]
    scopes: list[Scope] = field(default_factory=list[Scope])
    atoms: list[Atom] = field(default_factory=list[Atom])
    by_field: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    branches: list[Branch] = field(default_factory=list[Branch])
    unscoped: list[int] = field(default_factory=list[int])  # rules whose logsource no log of the catalogue is
    clause_atoms: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    clause_starts: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    clause_branch: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    tests: dict[str, FieldTests] = field(default_factory=dict[str, FieldTests])

    @property
    def families(self) -> frozenset[str]:
        """Families of events that some rule looks at."""
        return frozenset(scope.family for scope in self.scopes)

    @cached_property
    def fields_in(self) -> dict[int, frozenset[str]]:
        """The fields that the branches of each scope look at."""
        found: dict[int, set[str]] = {}
        for branch in self.branches:
            found.setdefault(branch.scope, set()).update(branch.fields)
        return {scope: frozenset(names) for scope, names in found.items()}

    @cached_property
    def with_keywords(self) -> dict[int, list[Branch]]:
        """The branches that look for keywords, by their scopes."""
        found: dict[int, list[Branch]] = {}
        for branch in self.branches:
            if KEYWORD in branch.fields:
                found.setdefault(branch.scope, []).append(branch)
        return found

    @cached_property
    def raw_keywords(self) -> dict[int, Atom]:
        """The keywords that can be searched for in raw bytes of Windows events, by their numbers."""
        found: dict[int, Atom] = {}
        for scope, branches in self.with_keywords.items():
            if self.scopes[scope].family == WINDOWS:
                found |= {number: self.atoms[number] for branch in branches for number in keywords_of(branch.node)}
        return {number: atom for number, atom in sorted(found.items()) if searchable(atom)}

    def needs_every_field(self, branch: Branch, *, raw: bool) -> bool:
        """Say whether a branch looks for keywords in so many events that every field had better be read.

        With `raw`, raw bytes can be searched for keywords first.
        """
        return not _is_narrow(self.scopes[branch.scope]) and self.looks_everywhere(branch, raw=raw)

    def looks_everywhere(self, branch: Branch, *, raw: bool) -> bool:
        """Say whether a branch looks for keywords in every field; with `raw`, for some that bytes cannot tell."""
        if KEYWORD not in branch.fields:
            return False
        return not raw or any(number not in self.raw_keywords for number in keywords_of(branch.node))

    def wanted(self, family: str, *, raw: bool = False) -> frozenset[str] | None:
        """Return the fields that rules look at in a family's events; None: every field, for keywords in all of them."""
        names: set[str] = set()
        for branch in self.branches:
            scope = self.scopes[branch.scope]
            if scope.family == family:
                if self.needs_every_field(branch, raw=raw):
                    return None
                names |= fields_of(branch, scope)
        return sources(names)

    def clauses(self, counts: npt.NDArray[np.int64]) -> Clauses:
        """Weigh the clauses of all branches; `counts` says of each atom in how many rows it holds."""
        possible = np.ones(len(self.branches), bool)
        rows = np.empty(0, np.int64)
        if len(self.clause_starts):
            rows = np.add.reduceat(counts[self.clause_atoms], self.clause_starts)
            possible[self.clause_branch[rows == 0]] = False
        return Clauses(self, np.flatnonzero(possible), rows)


@dataclass(frozen=True, slots=True)
class Clauses:
    """The branches all whose clauses are met, and in how many rows (at most) each clause of the plan is."""

    plan: Plan
    possible: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]

    def rarest(self, branch: int) -> tuple[int, ...] | None:
        """Return the clause of a branch that the fewest rows meet; None when it has none."""
        clauses = self.plan.branches[branch].clauses
        if not clauses:
            return None
        first = int(np.searchsorted(self.plan.clause_branch, branch))
        return clauses[int(np.argmin(self.rows[first : first + len(clauses)]))]


def fields_of(branch: Branch, scope: Scope) -> set[str]:
    """Return the fields of an event that a branch looks at, those of its scope among them."""
    names = set(branch.fields) - {KEYWORD}
    names.update(name for name, _ in scope.conditions)
    for parts in scope.joined.values():
        names.update(parts)
    return names


def _is_narrow(scope: Scope) -> bool:
    return bool(scope.channels or scope.event_ids)


def keywords_of(node: Node) -> Iterator[int]:
    """Yield the numbers of the keyword atoms below a node."""
    if isinstance(node, AnyOf):
        yield from node.atoms if node.field == KEYWORD else ()
    elif isinstance(node, Never):
        yield from keywords_of(node.of)
    elif not isinstance(node, Reference):
        for part in node.of:
            yield from keywords_of(part)


def compile_plan(rules: RuleSet) -> Plan:
    """Compile a rule set."""
    plan = Plan(rules.rules)
    numbers: dict[Atom, int] = {}
    places: dict[str, int] = {}
    for number, rule in enumerate(rules.rules):
        found = scopes(rule.card.logsource)
        if not found:
            plan.unscoped.append(number)
        for scope in found:
            key = repr(replace(scope, aliases={}))
            place = places.setdefault(key, len(plan.scopes))
            if place == len(plan.scopes):
                plan.scopes.append(scope)
            condition = map_fields(rule.condition, scope.aliases) if scope.aliases else rule.condition
            fields: set[str] = set()
            node = _node(condition, plan, numbers, fields)
            plan.branches.append(Branch(number, place, node, _clauses(node, plan.atoms), frozenset(fields)))
    _index(plan)
    return plan


class _Kept(Struct, frozen=True):
    """A plan as it is kept on disk, without its rules."""

    scopes: list[Scope]
    atoms: list[Atom]
    branches: list[Branch]
    unscoped: list[int]
    tests: dict[str, FieldTests]


def plan_of(rules: RuleSet) -> Plan:
    """Return the plan of a rule set as `load_rules` gave it; that of many rules is kept on disk by their content."""
    if len(rules.rules) < KEPT_FROM:
        return compile_plan(rules)
    catalogue = hashlib.sha256(msgpack.encode(logs())).hexdigest()
    key = hashlib.sha256(f"{FORM} {rules.digest} {len(rules.rules)} {catalogue}".encode()).hexdigest()
    stored = disk.load("plan", key)
    if stored is not None:
        try:
            kept = msgpack.decode(stored, type=_Kept)
        except (DecodeError, RecursionError):
            disk.forget("plan", key)
        else:
            plan = Plan(rules.rules, kept.scopes, kept.atoms, branches=kept.branches, unscoped=kept.unscoped)
            plan.tests = kept.tests
            for number, atom in enumerate(plan.atoms):
                plan.by_field.setdefault(KEYWORD if atom.field is None else atom.field, []).append(number)
            _index(plan)
            return plan
    plan = compile_plan(rules)
    for name, numbers in plan.by_field.items():
        plan.tests[name] = sort_tests({number: plan.atoms[number] for number in numbers})
    kept = _Kept(plan.scopes, plan.atoms, plan.branches, plan.unscoped, plan.tests)
    disk.store("plan", key, msgpack.encode(kept))
    return plan


def _index(plan: Plan) -> None:
    """Lay the clauses of all branches end to end."""
    flat: list[int] = []
    starts: list[int] = []
    owners: list[int] = []
    for number, branch in enumerate(plan.branches):
        for clause in branch.clauses:
            starts.append(len(flat))
            flat += clause
            owners.append(number)
    plan.clause_atoms, plan.clause_starts, plan.clause_branch = (
        np.array(values, np.int64) for values in (flat, starts, owners)
    )


def _node(condition: Condition, plan: Plan, numbers: dict[Atom, int], fields: set[str]) -> Node:
    if isinstance(condition, Not):
        return Never(_node(condition.of, plan, numbers, fields))
    if isinstance(condition, Test):
        atom = condition.atom
        if isinstance(atom, FieldReference):
            fields.update((atom.field, atom.other))
            return Reference(atom)
        return AnyOf(_name(atom, fields), (_number(atom, plan, numbers),))
    nodes = [_node(part, plan, numbers, fields) for part in condition.of]
    if isinstance(condition, And):
        return nodes[0] if len(nodes) == 1 else All(tuple(nodes))
    return _either(nodes)


def _either(nodes: list[Node]) -> Node:
    """Join alternatives; those on one field become one node."""
    by_field: dict[str, list[int]] = {}
    others: list[Node] = []
    for node in nodes:
        if isinstance(node, AnyOf):
            by_field.setdefault(node.field, []).extend(node.atoms)
        elif isinstance(node, Some):
            others += node.of
        else:
            others.append(node)
    joined: list[Node] = [AnyOf(name, tuple(dict.fromkeys(atoms))) for name, atoms in by_field.items()]
    joined += others
    return joined[0] if len(joined) == 1 else Some(tuple(joined))


def _name(atom: Atom, fields: set[str]) -> str:
    name = KEYWORD if atom.field is None else atom.field
    fields.add(name)
    return name


def _number(atom: Atom, plan: Plan, numbers: dict[Atom, int]) -> int:
    number = numbers.setdefault(atom, len(plan.atoms))
    if number == len(plan.atoms):
        plan.atoms.append(atom)
        plan.by_field.setdefault(KEYWORD if atom.field is None else atom.field, []).append(number)
    return number


def _clauses(node: Node, atoms: list[Atom]) -> tuple[tuple[int, ...], ...]:
    """Return sets of atoms, each of which must have at least one member that holds, for the node to be true."""
    if isinstance(node, AnyOf):
        silent = any(isinstance(atoms[number], (Null, Exists)) for number in node.atoms)
        return () if silent else (node.atoms,)
    if isinstance(node, All):
        return tuple(clause for part in node.of for clause in _clauses(part, atoms))
    if isinstance(node, Some):
        chosen = [min(_clauses(part, atoms), key=len, default=None) for part in node.of]
        if any(clause is None for clause in chosen):
            return ()
        return (tuple(dict.fromkeys(number for clause in chosen if clause for number in clause)),)
    return ()
