"""Matching: the plan against one batch of events, by columns.

In: a plan and a batch. Out: (rule, rows) for each rule that is true of some of them. A pure function: nothing is kept
from batch to batch but compiled matchers. Only rules whose every clause was met by some value are looked at, and of the
batch only the rows that their rarest clause leaves.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import pc
from tocsin.hunting.atoms import Exists, FieldReference, Null, reference_holds
from tocsin.hunting.field_tests import sort_tests
from tocsin.hunting.matchers import FieldMatcher, Numbers
from tocsin.hunting.nodes import KEYWORD, All, AnyOf, Never, Node, Reference, Some
from tocsin.hunting.plan import Branch, Plan
from tocsin.hunting.raw_keywords import RawKeywords, dull, dull_clocks
from tocsin.hunting.scopes import WINDOWS, Scope
from tocsin.hunting.table import Field, Mask, Rows, Table
from tocsin.hunting.texts import Texts
from tocsin.hunting.wanted import FieldsOfKinds

if TYPE_CHECKING:
    from tocsin.hunting.coded_match import CodedMatch
    from tocsin.hunting.word_table import WordTable

Kind = tuple[str | None, str | None, str | None]
"""Log, provider and event id of events, folded; None where they have none."""


_MOST_KEYWORDS = 64
"""For how many sets of scopes keywords are made ready by themselves."""


class Matcher:
    """A plan ready to be run: one matcher a field, compiled when a batch first has the field."""

    def __init__(self, plan: Plan, *, engine: str = "auto") -> None:
        """Take a plan; `engine` chooses the multi-pattern engine (see `patterns.Scanner`)."""
        self.plan = plan
        self._engine = engine
        self._matchers: dict[str, FieldMatcher] = {}
        self._keywords: dict[tuple[int, ...], FieldMatcher] = {}  # by the numbers of their atoms
        self._raw: dict[int, RawKeywords | None] = {}
        self._wanted: dict[tuple[str, bool, frozenset[str]], Wanted] = {}
        self._scopes: dict[tuple[str, Kind], tuple[int, ...]] = {}
        self._coded: CodedMatch | None = None

    def fields(self, name: str) -> FieldMatcher:
        """Return the matcher of a field."""
        if name not in self._matchers:
            self._matchers[name] = FieldMatcher(self.plan.atoms, self.plan.tests_of(name), engine=self._engine)
        return self._matchers[name]

    def keywords(self, scopes: Iterable[int]) -> FieldMatcher:
        """Return the matcher of the keywords that some scopes' rules look for."""
        numbers = tuple(sorted({one for scope in scopes for one in self.plan.keywords_of(scope)}))
        if numbers not in self._keywords:
            if len(self._keywords) == _MOST_KEYWORDS:
                return self.fields(KEYWORD)
            tests = sort_tests({number: self.plan.atoms[number] for number in numbers})
            self._keywords[numbers] = FieldMatcher(self.plan.atoms, tests, engine=self._engine)
        return self._keywords[numbers]

    def raw(self, scope: int) -> RawKeywords | None:
        """Return the keywords of a scope's rules that raw bytes can be searched for."""
        if scope not in self._raw:
            numbers = self.plan.keywords_of(scope)
            cores = {number: core for number, core in self.plan.raw_keywords.items() if number in numbers}
            self._raw[scope] = RawKeywords(cores) if cores else None
        return self._raw[scope]

    def wanted(self, family: str, *, raw: bool, more: frozenset[str]) -> Wanted:
        """Return the fields of a family's events to read for the rules, and `more`; see `Plan.wanted`."""
        key = family, raw, more
        if key not in self._wanted:
            asked = self.plan.wanted(family, raw=raw)
            kinds = FieldsOfKinds(self.plan, raw=raw, more=more) if family == WINDOWS else None
            fields = None if asked is None else asked | more
            keywords = self.plan.raw_keywords
            self._wanted[key] = Wanted(
                fields,
                kinds,
                coded=raw and fields is not None,
                searched=bool(keywords),
                dull=dull(),
                dull_clocks=dull_clocks(keywords.values()),
            )
        return self._wanted[key]

    def scopes_of(self, family: str, kind: Kind) -> tuple[int, ...]:
        """Return the scopes that mean events of a family with this log, provider and event id (folded; None: none)."""
        key = family, kind
        if key not in self._scopes:
            self._scopes[key] = tuple(
                number
                for number, scope in enumerate(self.plan.scopes)
                if scope.family == family and _means(scope, *kind)
            )
        return self._scopes[key]

    def match(self, batch: EventBatch) -> Iterator[tuple[int, Rows]]:
        """Yield (number of the rule, rows of the batch), by rule; a rule comes once."""
        if not batch.events.num_rows:
            return
        if batch.coded is None:
            yield from _Run(self, batch, None).hits()
            return
        from tocsin.hunting.coded_match import CodedMatch

        if self._coded is None or self._coded.file is not batch.coded.file:
            scopes_of = partial(self.scopes_of, batch.family)
            if (
                self._coded is not None
            ):  # what is known of a file refers to itself, and goes before the next one's grows
                self._coded = None
                gc.collect()
            self._coded = CodedMatch(
                batch.coded, self.plan, batch.family, self.fields, scopes_of, self.raw, self._match_words
            )
        yield from self._coded.match(batch, batch.coded)

    def _match_words(
        self, batch: EventBatch, table: WordTable, branches: frozenset[int] | None
    ) -> Iterator[tuple[int, Rows]]:
        return _Run(self, batch, table).hits(branches)


class _Run:
    """One batch being matched; `table` has its fields where these have been tested already."""

    def __init__(self, matcher: Matcher, batch: EventBatch, table: WordTable | None) -> None:
        self.matcher, self.plan, self.batch = matcher, matcher.plan, batch
        self.joined = next((s.joined for s in self.plan.scopes if s.family == batch.family and s.joined), {})
        self.tested = table
        self.table = Table(batch.events, self.joined) if table is None else table
        self.rows = batch.events.num_rows
        self.scope_rows: dict[int, Rows] = {}
        self.scope_masks: dict[int, Mask] = {}
        self.counts = np.zeros(len(self.plan.atoms), np.int64)  # rows, or members of rows, in which an atom holds
        self.values: dict[int, Numbers] = {}
        self.tables: dict[tuple[str, tuple[int, ...]], Mask] = {}
        self.keyword_rows: dict[int, Mask] = {}

    def hits(self, only: frozenset[int] | None = None) -> Iterator[tuple[int, Rows]]:
        """Yield (rule, rows); with `only`, no more than these branches are looked at."""
        for number, inside in self._scoped():
            rows = np.flatnonzero(inside)
            if len(rows):
                self.scope_rows[number], self.scope_masks[number] = rows, inside
        names = self._asked(only)
        if not names:
            return
        self._test_fields(set().union(*names))
        clauses = self.plan.clauses(self.counts)
        by_rule: dict[int, list[Rows]] = {}
        for number in clauses.possible.tolist():
            if only is not None and number not in only:
                continue
            branch = self.plan.branches[number]
            if branch.scope in self.scope_rows:
                rows = self._branch(branch, clauses.rarest(number))
                if len(rows):
                    by_rule.setdefault(branch.rule, []).append(rows)
        for rule in sorted(by_rule):
            parts = by_rule[rule]
            yield rule, parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts))

    def _asked(self, only: frozenset[int] | None) -> list[frozenset[str]]:
        """Return the fields that branches (with `only`, of these) look at in the events that are there."""
        if only is None:
            fields = self.plan.index.fields
            return [fields[scope] for scope in self.scope_rows if scope in fields]
        branches = [self.plan.branches[number] for number in sorted(only)]
        return [branch.fields for branch in branches if branch.scope in self.scope_rows]

    def _scoped(self) -> Iterator[tuple[int, Mask]]:
        """Yield each scope that means some of the rows, with a mark for those: worked out by kinds of event."""
        kind_of = np.zeros(self.rows, np.int64)
        kinds: list[tuple[str | None, ...]] = [()]
        for name in ("_log", "Provider_Name", "EventID"):
            field = self.table.field(name) if name != "_log" else self._log()
            values: list[str | None] = [None]
            codes = np.zeros(self.rows, np.int64)
            if field is not None and field.offsets is not None:  # several values in one event: only hostile ones
                yield from self._scoped_one_by_one()
                return
            if field is not None:
                values += field.texts.folded.to_pylist()
                codes += field.codes + 1
            pairs, kind_of = _numbered(kind_of * len(values) + codes, len(kinds) * len(values))
            kinds = [(*kinds[pair // len(values)], values[pair % len(values)]) for pair in pairs.tolist()]
        meant: dict[int, list[int]] = {}
        for number, (log, provider, event_id) in enumerate(kinds):
            for scope in self.matcher.scopes_of(self.batch.family, (log, provider, event_id)):
                meant.setdefault(scope, []).append(number)
        for scope in sorted(meant):
            marks = np.zeros(len(kinds), bool)
            marks[meant[scope]] = True
            inside = marks[kind_of]
            for name, values_meant in self.plan.scopes[scope].conditions:
                inside &= self._equal(name, frozenset(value.casefold() for value in values_meant))
            yield scope, inside

    def _scoped_one_by_one(self) -> Iterator[tuple[int, Mask]]:
        for number, scope in enumerate(self.plan.scopes):
            if scope.family != self.batch.family:
                continue
            inside = np.ones(self.rows, bool)
            if scope.channels:
                log = self._log()
                inside &= np.zeros(self.rows, bool) if log is None else _among(log, scope.channels)
            asked: list[tuple[str, tuple[str, ...]]] = [*scope.conditions]
            asked += [("Provider_Name", scope.providers)] if scope.providers else []
            asked += [("EventID", tuple(map(str, scope.event_ids)))] if scope.event_ids else []
            for name, values in asked:
                inside &= self._equal(name, frozenset(value.casefold() for value in values))
            yield number, inside

    def _equal(self, name: str, values: frozenset[str]) -> Mask:
        field = self.table.field(name)
        if field is None:
            return np.zeros(self.rows, bool)
        return _among(field, values)

    def _log(self) -> Field | None:
        from tocsin.hunting.table import as_field

        column = self.batch.events.column("_log")
        return None if column.null_count == self.rows else as_field(column)

    def _test_fields(self, names: set[str]) -> None:
        for name in sorted(names - {KEYWORD}):
            field = self.table.field(name)
            if field is None or name not in self.plan.by_field:
                continue
            pairs = None if self.tested is None else self.tested.pairs(name)
            self._note(field, *(self.matcher.fields(name).pairs(field.texts) if pairs is None else pairs))
        if KEYWORD in names:
            self._test_keywords()

    def _note(self, field: Field, atoms: Numbers, values: Numbers) -> None:
        if not len(atoms):
            return
        begins = np.flatnonzero(np.diff(atoms, prepend=-1))
        owners = atoms[begins]
        self.counts[owners] = np.add.reduceat(field.counts()[values], begins)
        ends = [*begins[1:].tolist(), len(atoms)]
        for atom, begin, end in zip(owners.tolist(), begins.tolist(), ends, strict=True):
            self.values[atom] = values[begin:end]

    def _test_keywords(self) -> None:
        """Test keywords in every field of the events that some rule with keywords looks at."""
        scopes = [scope for scope in self.scope_rows if scope in self.plan.index.keywords]
        looked_at = np.zeros(self.rows, bool)
        for scope in scopes:
            looked_at[self._rows_with_keywords(scope)] = True
        rows = np.flatnonzero(looked_at)
        if not len(rows):
            return
        complete = len(rows) == self.rows and self.batch.fetch is None and not self.joined
        whole = self.table if complete else Table(self.batch.details(rows), {})
        fields = [field for name in whole.names() if (field := whole.field(name)) is not None]
        if not fields:
            return
        texts = Texts(pa.concat_arrays([field.texts.array for field in fields]))
        atoms, values = self.matcher.keywords(scopes).pairs(texts)
        if not len(atoms):
            return
        ends = np.cumsum([len(field.texts) for field in fields])
        begins = np.flatnonzero(np.diff(atoms, prepend=-1)).tolist()
        for begin, end in zip(begins, [*begins[1:], len(atoms)], strict=True):
            atom, found = int(atoms[begin]), values[begin:end]
            mask = np.zeros(self.rows, bool)
            for number, owned in _parted(found, ends):
                mask[rows[fields[number].rows_with(owned)]] = True
            self.keyword_rows[atom] = mask
            self.counts[atom] = np.count_nonzero(mask)

    def _rows_with_keywords(self, scope: int) -> Rows:
        """Return the rows of a scope in which keywords of its branches may stand."""
        rows = self.scope_rows[scope]
        raw, search = self.matcher.raw(scope), self.batch.search
        if search is None or raw is None or not self.plan.keywords_of(scope) <= raw.atoms:
            return rows
        return rows[search(raw.find, rows)]

    def _branch(self, branch: Branch, clause: tuple[int, ...] | None) -> Rows:
        rows = self.scope_rows[branch.scope]
        if clause is not None:
            rows = self._rows(clause)
            rows = rows[self.scope_masks[branch.scope][rows]]
        return rows[self._holds(branch.node, rows)] if len(rows) else rows

    def _rows(self, clause: tuple[int, ...]) -> Rows:
        """Return the rows in which at least one of some atoms holds, in order."""
        parts: list[Rows] = []
        values: dict[str, list[Numbers]] = {}
        for atom in clause:
            if atom in self.keyword_rows:
                parts.append(np.flatnonzero(self.keyword_rows[atom]))
            elif self.counts[atom]:
                values.setdefault(self.plan.atoms[atom].field or "", []).append(self.values[atom])
        for name, found in values.items():
            field = self.table.field(name)
            if field is not None:
                parts.append(field.rows_with(found[0] if len(found) == 1 else np.unique(np.concatenate(found))))
        return parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts))

    def _holds(self, node: Node, rows: Rows) -> Mask:
        """Say for each of the rows whether a node is true."""
        if isinstance(node, AnyOf):
            return self._any_of(node, rows)
        if isinstance(node, Never):
            return ~self._holds(node.of, rows)
        if isinstance(node, Reference):
            return self._reference(node.atom, rows)
        return self._every(node, rows) if isinstance(node, All) else self._some(node, rows)

    def _every(self, node: All, rows: Rows) -> Mask:
        result = np.ones(len(rows), bool)
        for part in node.of:
            result &= self._holds(part, rows)
            if not result.any():
                break
        return result

    def _some(self, node: Some, rows: Rows) -> Mask:
        result = np.zeros(len(rows), bool)
        for part in node.of:
            result |= self._holds(part, rows)
            if result.all():
                break
        return result

    def _any_of(self, node: AnyOf, rows: Rows) -> Mask:
        if node.field == KEYWORD:
            result = np.zeros(len(rows), bool)
            for atom in node.atoms:
                if atom in self.keyword_rows:
                    result |= self.keyword_rows[atom][rows]
            return result
        field = self.table.field(node.field)
        marks = self._marks(node, field)
        if field is None:
            return np.full(len(rows), bool(marks[-1]))
        return field.holds(marks, rows)

    def _marks(self, node: AnyOf, field: Field | None) -> Mask:
        """Mark the values that meet one of the atoms; the last mark is for rows without the field."""
        key = (node.field, node.atoms)
        marks = self.tables.get(key)
        if marks is None:
            marks = np.zeros((0 if field is None else len(field.texts)) + 1, bool)
            for number in node.atoms:
                atom = self.plan.atoms[number]
                if isinstance(atom, Null) or (isinstance(atom, Exists) and not atom.exists):
                    marks[-1] = True
                elif isinstance(atom, Exists):
                    marks[:-1] = True
                elif self.counts[number]:
                    marks[self.values[number]] = True
            self.tables[key] = marks
        return marks

    def _reference(self, atom: FieldReference, rows: Rows) -> Mask:
        mine, theirs = self.table.field(atom.field), self.table.field(atom.other)
        if mine is None or theirs is None:
            return np.zeros(len(rows), bool)
        if mine.offsets is not None or theirs.offsets is not None:
            return np.array([_related(atom, _of_row(mine, row), _of_row(theirs, row)) for row in rows.tolist()], bool)
        pairs = (mine.codes[rows] + 1).astype(np.int64) * (len(theirs.texts) + 1) + theirs.codes[rows] + 1
        distinct, again = np.unique(pairs, return_inverse=True)
        own, other = ["", *mine.values], ["", *theirs.values]
        width = len(theirs.texts) + 1
        held = [
            pair >= width and pair % width > 0 and reference_holds(atom, own[pair // width], other[pair % width])
            for pair in distinct.tolist()
        ]
        return np.array(held, bool)[again]


def _numbered(numbers: Numbers, bound: int) -> tuple[Numbers, Numbers]:
    """Return the distinct numbers in order, and the place of each there; all of them are below a bound."""
    if bound > len(numbers):
        return np.unique(numbers, return_inverse=True)
    there = np.zeros(bound, bool)
    there[numbers] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[numbers]


def _among(field: Field, values: Iterable[str]) -> Mask:
    """Say of which rows a value is one of these (folded)."""
    known = pc.is_in(field.texts.folded, value_set=pa.array(list(values), pa.string()))
    rows = len(field.codes) if field.offsets is None else len(field.offsets) - 1
    return field.holds(np.append(np.asarray(known), False), np.arange(rows))


def _parted(values: Numbers, ends: Numbers) -> Iterator[tuple[int, Numbers]]:
    """Yield the fields that values, numbered through all fields, belong to, with their numbers in that field."""
    owner = np.searchsorted(ends, values, "right")
    for number in np.unique(owner).tolist():
        yield number, values[owner == number] - (ends[number - 1] if number else 0)


def _means(scope: Scope, log: str | None, provider: str | None, event_id: str | None) -> bool:
    if scope.channels and log not in scope.channels:
        return False
    if scope.providers and provider not in {name.casefold() for name in scope.providers}:
        return False
    return not scope.event_ids or event_id in {str(number) for number in scope.event_ids}


def _related(atom: FieldReference, values: list[str], others: list[str]) -> bool:
    return any(reference_holds(atom, one, other) for one in values for other in others)


def _of_row(field: Field, row: int) -> list[str]:
    if field.offsets is None:
        code = int(field.codes[row])
        return [field.values[code]] if code >= 0 else []
    return [field.values[code] for code in field.codes[field.offsets[row] : field.offsets[row + 1]].tolist()]
