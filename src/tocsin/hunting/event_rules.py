"""Which rules are true of single events whose values are known as words.

In: a plan, the profiles of words, and some rows of coded events. Out: (rule, row) for every branch that can be worked
out so, and what is left: rows that only columns tell, and branches that look for keywords, compare fields or look at
derived ones. `match` looks at those.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from tocsin.collecting.coded import Coded
from tocsin.collecting.windows import NUMBERS
from tocsin.collecting.words import LISTS, Numbers, Words
from tocsin.hunting.algebra import FOUND, true_branches
from tocsin.hunting.plan import Plan
from tocsin.hunting.profiles import CONDITIONS, Profiles
from tocsin.hunting.programs import DEEPEST
from tocsin.hunting.table import Mask, Rows

INTEGERS = frozenset(range(0x03, 0x0B))
"""Kinds of words that are whole numbers."""

_NEVER = np.int64(1) << 40
_ROOM = 1 << 14


class EventRules:
    """A plan's branches, ready for the events of one `Words`; `scopes_of` gives the scopes of a kind's number."""

    def __init__(self, plan: Plan, family: str, words: Words, profiles: Profiles) -> None:
        """Take a plan, and a family of events without glued fields."""
        self._plan, self._words, self._profiles = plan, words, profiles
        self._squeezed: dict[str, list[int]] = {}
        for place, name in enumerate(plan.by_field):
            if "(" not in name:
                self._squeezed.setdefault(name.replace(" ", ""), []).append(len(plan.atoms) + place)
        self._field_marks, self._field_starts = np.empty(0, np.int64), np.zeros(1, np.int64)
        self._kind_scopes, self._kind_starts = np.empty(0, np.int64), np.zeros(1, np.int64)
        self._branches(family)
        self._scopes(family)
        marks = len(plan.atoms) + len(plan.by_field) + len(self._scope_marks)
        self._stamps, self._owners = np.zeros(marks, np.int64), np.zeros(marks, np.int64)
        self._clause_stamps = np.zeros(len(plan.clause_starts), np.int64)
        self._branch_stamps, self._branch_counts, self._candidates = np.zeros((3, len(plan.branches) + 1), np.int64)
        self._scope_stamps = np.zeros(len(plan.scopes), np.int64)
        self._stack = np.zeros(DEEPEST + 1, np.uint8)
        self._state = np.zeros(3, np.int64)
        self._found = np.empty((_ROOM, 2), np.int64)

    def _branches(self, family: str) -> None:
        """Note which branches each atom helps to meet, and which are left to others."""
        plan, count = self._plan, len(self._plan.branches)
        self._scope_of = np.frombuffer(plan.index.scopes, np.int64)
        self._rule_of = np.frombuffer(plan.index.rules, np.int64)
        self._program_starts = np.frombuffer(plan.index.program_starts, np.int64)
        self._programs = np.frombuffer(plan.index.programs, np.int32)
        scopes = plan.scopes
        mine = np.array([scope.family == family for scope in scopes], bool)[self._scope_of]
        odd = np.array([any("(" in name for name, _ in scope.conditions) for scope in scopes], bool)[self._scope_of]
        known = mine & ~odd & (np.diff(self._program_starts) > 0)
        self.others = frozenset(np.flatnonzero(mine & ~known).tolist())
        clauses = np.bincount(plan.clause_branch, minlength=count)
        self._needed = np.where(known, clauses, _NEVER)
        self._always, self._always_starts = _by(
            self._scope_of, np.flatnonzero(known & (clauses == 0)), len(scopes)
        )  # fmt: skip
        sizes = np.diff(plan.clause_starts, append=len(plan.clause_atoms))
        clause_of = np.repeat(np.arange(len(sizes)), sizes)
        useful = np.flatnonzero(known[plan.clause_branch[clause_of]])
        self._atom_clauses, self._atom_starts = _by(plan.clause_atoms, useful, len(plan.atoms))
        self._atom_clauses = clause_of[self._atom_clauses]

    def _scopes(self, family: str) -> None:
        """Give every condition of a scope a mark."""
        first = len(self._plan.atoms) + len(self._plan.by_field)
        marks: list[int] = []
        starts = [0]
        self._condition_marks = np.zeros(len(self._plan.scopes) * CONDITIONS, np.int64)
        for number, scope in enumerate(self._plan.scopes):
            for place in range(len(scope.conditions) if scope.family == family else 0):
                self._condition_marks[number * CONDITIONS + place] = first + len(marks)
                marks.append(first + len(marks))
            starts.append(len(marks))
        self._scope_marks, self._scope_starts = np.array(marks, np.int64), np.array(starts, np.int64)

    def hold(self, coded: Coded, rows: Rows, scopes_of: Callable[[int], tuple[int, ...]]) -> tuple[Numbers, Rows, Mask]:
        """Return (rule, place among the rows), each once, and marks for the rows that are left to others whole.

        `scopes_of` gives the scopes of events of a kind, by its number.
        """
        field, row, word = self._members(coded, rows)
        self._learn(len(coded.kinds), scopes_of)
        odd = self._odd(field, row, word, len(rows))
        starts, atoms = self._profiles.laid_out()
        begins = np.searchsorted(row, np.arange(len(rows) + 1))
        kinds = np.ascontiguousarray(coded.kind_of[rows])
        self._state[[0, FOUND]] = 0
        while not true_branches(
            begins, field, word, kinds, self._profiles.of, starts, atoms, self._field_starts, self._field_marks,
            self._kind_starts, self._kind_scopes, self._scope_starts, self._scope_marks, self._condition_marks,
            self._atom_starts, self._atom_clauses, self._plan.clause_branch, self._needed, self._scope_of,
            self._always_starts, self._always, self._program_starts, self._programs, self._stamps, self._owners,
            self._clause_stamps, self._branch_stamps, self._branch_counts, self._scope_stamps, self._candidates,
            self._stack, self._state, self._found, odd,
        ):  # fmt: skip
            self._found = np.concatenate([self._found, np.empty_like(self._found)])
        found = self._found[: self._state[FOUND]]
        both = np.unique(self._rule_of[found[:, 0]] * np.int64(len(rows)) + found[:, 1])
        return both // len(rows), both % len(rows), odd.view(bool)

    def _members(self, coded: Coded, rows: Rows) -> tuple[Numbers, Numbers, Numbers]:
        field, row, word = coded.members(rows)
        return np.ascontiguousarray(field), row, np.ascontiguousarray(word)

    def _learn(self, kinds: int, scopes_of: Callable[[int], tuple[int, ...]]) -> None:
        """Look at fields and kinds of events that are new."""
        for name in self._words.fields[len(self._field_starts) - 1 :]:
            marks = self._squeezed.get(name.replace(" ", ""), [])
            self._field_marks = np.concatenate([self._field_marks, np.array(marks, np.int64)])
            self._field_starts = np.append(self._field_starts, len(self._field_marks))
        for kind in range(len(self._kind_starts) - 1, kinds):
            self._kind_scopes = np.concatenate([self._kind_scopes, np.array(scopes_of(kind), np.int64)])
            self._kind_starts = np.append(self._kind_starts, len(self._kind_scopes))

    def _odd(self, field: Numbers, row: Numbers, word: Numbers, rows: int) -> npt.NDArray[np.uint8]:
        """Mark rows with an empty list, or with what is no whole number where one should be."""
        kinds = self._words.table[word, 1] & 0xFF
        numbers = np.array([name.replace(" ", "") in NUMBERS for name in self._words.fields], bool)
        odd = numbers[field] & ((kinds < min(INTEGERS)) | (kinds > max(INTEGERS)))
        odd |= (kinds == LISTS) & (self._words.table[word, 3] == 0)
        marks = np.zeros(rows, np.uint8)
        marks[row[odd]] = 1
        return marks


def _by(owner: Numbers, chosen: Numbers, owners: int) -> tuple[Numbers, Numbers]:
    """Return what was chosen by its owner, and where that of each owner begins (and the last ends)."""
    order = chosen[np.argsort(owner[chosen], kind="stable")]
    return order, np.searchsorted(owner[order], np.arange(owners + 1))
