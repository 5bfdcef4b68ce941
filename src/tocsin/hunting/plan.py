"""The plan: all rules compiled together, so that each atom is tested once however many rules share it.

In: a rule set. Out: a `Plan`: the atoms by field, and for each rule and scope a branch: its condition over numbered
atoms, with the clauses that must be met for it to be true at all. A clause is a set of atoms of which at least one must
be found; a branch with an unmet clause costs nothing. Clauses may only over-approximate.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import DecodeError, Struct, msgpack
from msgspec.structs import replace

from tocsin.hunting.atoms import Atom, Exists, FieldReference, Null
from tocsin.hunting.conditions import And, Condition, Not, Test, map_fields
from tocsin.hunting.decoded import Decoded
from tocsin.hunting.derived import sources
from tocsin.hunting.field_tests import FieldTests, sort_tests
from tocsin.hunting.nodes import KEYWORD, All, AnyOf, Never, Node, Reference, Some, keywords_of, references_of
from tocsin.hunting.patterns import hyperscan
from tocsin.hunting.plan_key import KIND, plan_key
from tocsin.hunting.programs import by_whole_text, program_of
from tocsin.hunting.raw_keywords import core_of
from tocsin.hunting.rules import Rule, RuleSet
from tocsin.hunting.scopes import WINDOWS, Scope, scopes
from tocsin.knowledge import kept as disk


class Branch(Struct, frozen=True):
    """A rule in one scope."""

    rule: int
    scope: int
    node: Node
    clauses: tuple[tuple[int, ...], ...]
    fields: frozenset[str]


class Index(Struct, frozen=True):
    """What is known of all branches without looking at one; numbers are those of scopes, branches and atoms."""

    atoms: bytes = b""  # of all clauses end to end (int64)
    starts: bytes = b""  # of each clause (int64)
    owners: bytes = b""  # branch of each clause (int64)
    fields: dict[int, frozenset[str]] = {}  # that the branches of a scope look at
    keywords: dict[int, tuple[int, ...]] = {}  # branches of a scope that look for keywords
    sought: dict[int, tuple[int, ...]] = {}  # the keywords that they look for
    cores: dict[int, str] = {}  # of keywords in Windows events that raw bytes can be searched for; see `raw_keywords`
    references: dict[int, tuple[FieldReference, ...]] = {}  # from field to field, in the branches of a scope
    programs: bytes = b""  # of all branches end to end (int32); see `programs`
    program_starts: bytes = b""  # of each branch, and the end of the last (int64)
    scopes: bytes = b""  # of each branch (int64)
    rules: bytes = b""  # of each branch (int64)
    same: tuple[FieldReference, ...] = ()  # the references by whole text, in the order of their marks


@dataclass
class Plan:
    """Everything that a worker needs to hunt."""

    rules: tuple[Rule, ...]
    scopes: list[Scope] = field(default_factory=list[Scope])
    atoms: Decoded[Atom] = field(default_factory=lambda: Decoded[Atom](Atom))
    by_field: dict[str, array[int]] = field(default_factory=dict[str, "array[int]"])
    branches: Decoded[Branch] = field(default_factory=lambda: Decoded[Branch](Branch))
    unscoped: list[int] = field(default_factory=list[int])  # rules whose logsource no log of the catalogue is
    index: Index = field(default_factory=Index)
    tests: Decoded[FieldTests] = field(default_factory=lambda: Decoded[FieldTests](FieldTests))
    """Of the fields in the order of `by_field`; none where nothing was kept."""

    _keywords: dict[int, frozenset[int]] = field(init=False, default_factory=dict[int, frozenset[int]])  # by scope

    @cached_property
    def clause_atoms(self) -> npt.NDArray[np.int64]:
        """The atoms of all clauses, end to end."""
        return np.frombuffer(self.index.atoms, np.int64)

    @cached_property
    def clause_starts(self) -> npt.NDArray[np.int64]:
        """Where each clause begins."""
        return np.frombuffer(self.index.starts, np.int64)

    @cached_property
    def clause_branch(self) -> npt.NDArray[np.int64]:
        """The branch of each clause."""
        return np.frombuffer(self.index.owners, np.int64)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.by_field)}

    def tests_of(self, name: str) -> FieldTests:
        """Return the tests of a field."""
        place = self._places.get(name)
        if place is not None and len(self.tests):
            return self.tests[place]
        return sort_tests({number: self.atoms[number] for number in self.by_field.get(name, ())})

    @property
    def families(self) -> frozenset[str]:
        """Families of events that some rule looks at."""
        return frozenset(scope.family for scope in self.scopes)

    @property
    def raw_keywords(self) -> dict[int, str]:
        """What raw bytes of Windows events are searched for, by the numbers of the keywords that can be."""
        return {} if hyperscan is None else self.index.cores

    def keywords_of(self, scope: int) -> frozenset[int]:
        """Return the numbers of the keywords that a scope's branches look for."""
        if scope not in self._keywords:
            self._keywords[scope] = frozenset(self.index.sought.get(scope, ()))
        return self._keywords[scope]

    def needs_every_field(self, scope: int, *, raw: bool) -> bool:
        """Say whether a scope's rules look for keywords in so many events that every field had better be read.

        With `raw`, raw bytes can be searched for keywords first.
        """
        return not _is_narrow(self.scopes[scope]) and self.looks_everywhere(scope, raw=raw)

    def looks_everywhere(self, scope: int, *, raw: bool) -> bool:
        """Say whether a scope's rules look for keywords in every field; with `raw`, for some that bytes cannot tell."""
        return scope in self.index.keywords and (
            not raw or any(one not in self.raw_keywords for one in self.keywords_of(scope))
        )

    def fields_of(self, scope: int) -> set[str]:
        """Return the fields of an event that a scope and its rules look at."""
        names = set(self.index.fields.get(scope, ())) - {KEYWORD}
        names.update(name for name, _ in self.scopes[scope].conditions)
        for parts in self.scopes[scope].joined.values():
            names.update(parts)
        return names

    def wanted(self, family: str, *, raw: bool = False) -> frozenset[str] | None:
        """Return the fields that rules look at in a family's events; None: every field, for keywords in all of them."""
        names: set[str] = set()
        for scope in self.index.fields:
            if self.scopes[scope].family == family:
                if self.needs_every_field(scope, raw=raw):
                    return None
                names |= self.fields_of(scope)
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


def _is_narrow(scope: Scope) -> bool:
    return bool(scope.channels or scope.event_ids)


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
    plan.index = _index(plan)
    return plan


class _Kept(Struct, frozen=True):
    """A plan as it is kept on disk, without its rules."""

    scopes: list[Scope]
    atoms: tuple[memoryview, bytes]  # see `Decoded.encoded`
    by_field: dict[str, bytes]  # int64
    branches: tuple[memoryview, bytes]
    unscoped: list[int]
    index: Index
    tests: tuple[memoryview, bytes]


def plan_of(rules: RuleSet) -> Plan:
    """Return the plan of a rule set as `load_rules` gave it; that of many rules is kept on disk by their content."""
    key = plan_key(rules)
    if key is None:
        return compile_plan(rules)
    stored = disk.load(KIND, key)
    if stored is not None:
        try:
            kept = msgpack.decode(stored, type=_Kept)
        except (DecodeError, RecursionError):
            disk.forget(KIND, key)
        else:
            return Plan(
                rules.rules,
                kept.scopes,
                Decoded[Atom].of(Atom, *kept.atoms),
                {name: array("q", numbers) for name, numbers in kept.by_field.items()},
                Decoded[Branch].of(Branch, *kept.branches),
                kept.unscoped,
                kept.index,
                Decoded[FieldTests].of(FieldTests, *kept.tests),
            )
    plan = compile_plan(rules)
    plan.tests = Decoded(FieldTests, list(map(plan.tests_of, plan.by_field)))
    by_field = {name: numbers.tobytes() for name, numbers in plan.by_field.items()}
    kept = _Kept(
        plan.scopes, _packed(plan.atoms), by_field, _packed(plan.branches), plan.unscoped, plan.index,
        _packed(plan.tests),
    )  # fmt: skip
    disk.store(KIND, key, msgpack.encode(kept))
    return plan


def _packed(members: Decoded[Any]) -> tuple[memoryview, bytes]:
    data, ends = members.encoded()
    return memoryview(data), ends


def _index(plan: Plan) -> Index:
    """Lay the clauses of all branches end to end, and note what each scope's branches look at."""
    flat: list[int] = []
    starts: list[int] = []
    owners: list[int] = []
    fields: dict[int, set[str]] = {}
    keywords: dict[int, list[int]] = {}
    references: dict[int, dict[FieldReference, None]] = {}
    for number, branch in enumerate(plan.branches):
        for clause in branch.clauses:
            starts.append(len(flat))
            flat += clause
            owners.append(number)
        fields.setdefault(branch.scope, set()).update(branch.fields)
        if KEYWORD in branch.fields:
            keywords.setdefault(branch.scope, []).append(number)
        for one in references_of(branch.node):
            references.setdefault(branch.scope, {})[one] = None
    sought = {
        scope: tuple(dict.fromkeys(one for number in numbers for one in keywords_of(plan.branches[number].node)))
        for scope, numbers in keywords.items()
    }
    windows = {one for scope in sought if plan.scopes[scope].family == WINDOWS for one in sought[scope]}
    cores = {one: core for one in sorted(windows) if (core := core_of(plan.atoms[one])) is not None}
    marks = {name: len(plan.atoms) + place for place, name in enumerate(plan.by_field)}
    same = {one: None for found in references.values() for one in found if by_whole_text(one)}
    first = len(plan.atoms) + len(plan.by_field)
    same_marks = {one: first + place for place, one in enumerate(same)}
    programs = [program_of(branch.node, plan.atoms, marks, same_marks) or () for branch in plan.branches]
    atoms, begins, branches = (np.array(values, np.int64).tobytes() for values in (flat, starts, owners))
    return Index(
        atoms,
        begins,
        branches,
        {scope: frozenset(names) for scope, names in fields.items()},
        {scope: tuple(numbers) for scope, numbers in keywords.items()},
        sought,
        cores,
        {scope: tuple(found) for scope, found in references.items()},
        np.array([step for program in programs for step in program], np.int32).tobytes(),
        np.cumsum([0, *map(len, programs)]).astype(np.int64).tobytes(),
        np.array([branch.scope for branch in plan.branches], np.int64).tobytes(),
        np.array([branch.rule for branch in plan.branches], np.int64).tobytes(),
        tuple(same),
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
        plan.by_field.setdefault(KEYWORD if atom.field is None else atom.field, array("q")).append(number)
    return number


def _clauses(node: Node, atoms: Sequence[Atom]) -> tuple[tuple[int, ...], ...]:
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
