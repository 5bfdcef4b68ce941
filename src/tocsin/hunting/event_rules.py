"""Which rules are true of single events whose values are known as words.

In: a plan, the profiles of words, and some rows of coded events. Out: (rule, row) for every branch that can be worked
out so, and what is left: rows that only columns tell, and branches that look at derived fields or compare fields in
ways that take more than their texts' numbers. `match` looks at those.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tocsin.collecting.coded import Coded
from tocsin.collecting.windows import NUMBERS
from tocsin.collecting.words import LISTS, Numbers, Words
from tocsin.hunting.algebra import BRANCH, CLAUSE, FOUND, NEEDED, SCOPE, true_branches
from tocsin.hunting.plan import Plan
from tocsin.hunting.profiles import CONDITIONS, Profiles
from tocsin.hunting.programs import DEEPEST
from tocsin.hunting.table import Mask, Rows

INTEGERS = frozenset(range(0x03, 0x0B))
"""Kinds of words that are whole numbers."""

_ROOM = 1 << 14


class EventRules:
    """A plan's branches, ready for the events of one `Words`."""

    def __init__(self, plan: Plan, family: str, words: Words, profiles: Profiles, searched: frozenset[int]) -> None:
        """Take a plan, a family of events without glued fields, and scopes whose keywords are all searched for."""
        self._plan, self._words, self._profiles = plan, words, profiles
        self._squeezed: dict[str, list[int]] = {}
        for place, name in enumerate(plan.by_field):
            if "(" not in name:
                self._squeezed.setdefault(name.replace(" ", ""), []).append(len(plan.atoms) + place)
        self._field_marks, self._field_starts = np.empty(0, np.int64), np.zeros(1, np.int64)
        self._kind_scopes, self._kind_starts = np.empty(0, np.int64), np.zeros(1, np.int64)
        names = {name.replace(" ", ""): None for one in plan.index.same for name in (one.field, one.other)}
        self._compared = {name: place for place, name in enumerate(names)}
        pairs = [[self._compared[name.replace(" ", "")] for name in (one.field, one.other)] for one in plan.index.same]
        self._same = np.array(pairs, np.int64).reshape(-1, 2)
        self._first_same = len(plan.atoms) + len(plan.by_field)
        self._texts = np.zeros((len(self._compared), 2), np.int64)
        self._compared_of: list[int] = []
        self._branches(family, searched)
        self._scopes(family)
        marks = self._first_same + len(self._same) + len(self._scope_marks)
        self._stamps, self._owners = np.zeros(marks, np.int64), np.zeros(marks, np.int64)
        self._clause_stamps = np.zeros(len(plan.clause_starts), np.int64)
        self._candidates = np.zeros(len(plan.branches) + 1, np.int64)
        self._scope_stamps = np.zeros(len(plan.scopes), np.int64)
        self._stack = np.zeros(DEEPEST + 1, np.uint8)
        self._state = np.zeros(3, np.int64)
        self._found = np.empty((_ROOM, 2), np.int64)

    def _branches(self, family: str, searched: frozenset[int]) -> None:
        """Note which branches each atom helps to meet, and which are left to others."""
        plan, count = self._plan, len(self._plan.branches)
        scopes = plan.scopes
        self._scope_of = np.frombuffer(plan.index.scopes, np.int64)
        self._rule_of = np.frombuffer(plan.index.rules, np.int64)
        self._program_starts = np.frombuffer(plan.index.program_starts, np.int64)
        self._programs = np.frombuffer(plan.index.programs, np.int32)
        mine = np.array([scope.family == family for scope in scopes], bool)[self._scope_of]
        odd = np.array([any("(" in name for name, _ in scope.conditions) for scope in scopes], bool)[self._scope_of]
        asking = np.zeros(count, bool)  # for keywords that are no part of profiles, since events are searched for them
        for scope, numbers in plan.index.keywords.items():
            asking[list(numbers)] = scope in searched
        known = mine & ~odd & (np.diff(self._program_starts) > 0)
        self._asking = known & asking
        self.with_keywords = frozenset(np.flatnonzero(self._asking).tolist())
        """Branches that look for such keywords; they are worked out of events in which none stands."""
        self.others = frozenset(np.flatnonzero(mine & ~known).tolist())
        clauses = np.bincount(plan.clause_branch, minlength=count)
        self._counts = np.zeros((count, NEEDED + 1), np.int64)
        self._counts[:, NEEDED] = clauses
        self._always, self._always_starts = _by(
            self._scope_of, np.flatnonzero(known & (clauses == 0)), len(scopes)
        )  # fmt: skip
        sizes = np.diff(plan.clause_starts, append=len(plan.clause_atoms))
        clause_of = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        useful = np.flatnonzero(np.repeat(known[plan.clause_branch], sizes))
        chosen, self._atom_starts = _by(plan.clause_atoms, useful, len(plan.atoms))
        self._meets = np.empty((len(chosen), 3), np.int32)
        self._meets[:, CLAUSE] = clause_of[chosen]
        self._meets[:, BRANCH] = plan.clause_branch[self._meets[:, CLAUSE]]
        self._meets[:, SCOPE] = self._scope_of[self._meets[:, BRANCH]]

    def _scopes(self, family: str) -> None:
        """Give every condition of a scope a mark."""
        first = self._first_same + len(self._same)
        marks: list[int] = []
        starts = [0]
        self._condition_marks = np.zeros(len(self._plan.scopes) * CONDITIONS, np.int64)
        for number, scope in enumerate(self._plan.scopes):
            for place in range(len(scope.conditions) if scope.family == family else 0):
                self._condition_marks[number * CONDITIONS + place] = first + len(marks)
                marks.append(first + len(marks))
            starts.append(len(marks))
        self._scope_marks, self._scope_starts = np.array(marks, np.int64), np.array(starts, np.int64)

    def hold(
        self, coded: Coded, rows: Rows, searched: Mask, scopes: Sequence[tuple[int, ...]]
    ) -> tuple[Numbers, Rows, Mask]:
        """Return (rule, place among the rows), each once, and marks for the rows that are left to others whole.

        `searched` marks rows in which keywords may stand: of these the branches `with_keywords` are left to others.
        `scopes` are those of events of each kind.
        """
        field, row, word = self._members(coded, rows)
        self._learn(scopes)
        odd = self._odd(field, row, word, len(rows))
        starts, atoms = self._profiles.laid_out()
        begins = np.searchsorted(row, np.arange(len(rows) + 1))
        kinds = np.ascontiguousarray(coded.kind_of[rows])
        compared_of = np.array(self._compared_of, np.int64)
        self._state[[0, FOUND]] = 0
        while not true_branches(
            begins, field, word, kinds, self._profiles.of, starts, atoms, self._field_starts, self._field_marks,
            self._kind_starts, self._kind_scopes, self._scope_starts, self._scope_marks, self._condition_marks,
            self._atom_starts, self._meets, self._scope_of, self._always_starts, self._always, self._program_starts,
            self._programs, self._stamps, self._owners, self._clause_stamps, self._counts,
            self._scope_stamps, self._candidates, self._stack, self._state, self._found, odd, self._profiles.alike,
            compared_of, self._same, self._first_same, self._texts,
        ):  # fmt: skip
            self._found = np.concatenate([self._found, np.empty_like(self._found)])
        found = self._found[: self._state[FOUND]]
        found = found[~(self._asking[found[:, 0]] & searched[found[:, 1]])]
        both = np.unique(self._rule_of[found[:, 0]] * np.int64(len(rows)) + found[:, 1])
        return both // len(rows), both % len(rows), odd.view(bool)

    def _members(self, coded: Coded, rows: Rows) -> tuple[Numbers, Numbers, Numbers]:
        field, row, word = coded.members(rows)
        return np.ascontiguousarray(field), row, np.ascontiguousarray(word)

    def _learn(self, scopes: Sequence[tuple[int, ...]]) -> None:
        """Look at fields and kinds of events that are new."""
        for name in self._words.fields[len(self._field_starts) - 1 :]:
            marks = self._squeezed.get(name.replace(" ", ""), [])
            self._compared_of.append(self._compared.get(name.replace(" ", ""), -1))
            self._field_marks = np.concatenate([self._field_marks, np.array(marks, np.int64)])
            self._field_starts = np.append(self._field_starts, len(self._field_marks))
        for some in scopes[len(self._kind_starts) - 1 :]:
            self._kind_scopes = np.concatenate([self._kind_scopes, np.array(some, np.int64)])
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
