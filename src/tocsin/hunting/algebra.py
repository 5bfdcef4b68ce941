"""The algebra of rules over single events, compiled: which branches are true of an event, given what its values met.

In: for some events the words of their fields, and the profiles of those. Out: pairs (rule, event). An event's atoms
point to the clauses they meet, met clauses to branches, and only branches all of whose clauses are met have their
program worked out (`programs`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tocsin.collecting.compiled import kernel, part
from tocsin.hunting.programs import EVERY, NOT

ROW, STAMP, FOUND = 0, 1, 2
"""Places in `state`: the next row, the last stamp given, pairs found."""

BELOW = 1 << 20
"""In a profile, `-BELOW - n` stands for a scope's condition n; other numbers below 0 say nothing here."""

CLAUSE, BRANCH, SCOPE = 0, 1, 2
"""Columns of `meets`: what an atom helps to meet."""

STAMPED, MET, NEEDED = 0, 1, 2
"""Columns of `counts`, by branch: the last event that met a clause of it, how many it met, and how many there are."""


@part
def true_of(program: Any, begin: Any, end: Any, stamps: Any, stamp: Any, stack: Any) -> Any:
    """Say whether a program is true of the event whose marks bear a stamp."""
    waiting = 0
    at = begin
    while at < end:
        step = np.int64(program[at])
        count = np.int64(program[at + 1]) if step < 0 else step
        if step >= 0:
            held = False
            for place in range(at + 1, at + 1 + count):
                mark = np.int64(program[place])
                held = stamps[mark] == stamp if mark >= 0 else stamps[-1 - mark] != stamp
                if held:
                    break
            at += 1 + count
        elif step == NOT:
            held = stack[waiting - 1] == 0
            waiting -= 1
            at += 2
        else:
            held = step == EVERY
            for place in range(waiting - count, waiting):
                if (stack[place] != 0) != held:
                    held = not held
                    break
            waiting -= count
            at += 2
        stack[waiting] = 1 if held else 0
        waiting += 1
    return stack[0] != 0


@kernel(
    "int64[::1]; int64[::1]; int64[::1]; int64[::1]; int32[::1]; int64[::1]; int64[::1]; int64[::1]; int64[::1]; "
    "int64[::1]; int64[::1]; int64[::1]; int64[::1]; int64[::1]; "
    "int64[::1]; int32[:, ::1]; int64[::1]; int64[::1]; int64[::1]; int64[::1]; int32[::1]; "
    "int64[::1]; int64[::1]; int64[::1]; int64[:, ::1]; int64[::1]; int64[::1]; uint8[::1]; int64[::1]; "
    "int64[:, ::1]; uint8[::1]; int32[::1]; int64[::1]; int64[:, ::1]; int64; int64[:, ::1]"
)
def true_branches(  # noqa: C901 - one loop: a call for each step would cost more than the step
    begins: Any,
    fields: Any,
    words: Any,
    kind_of: Any,
    profile_of: Any,
    profile_starts: Any,
    profile_atoms: Any,
    field_starts: Any,
    field_marks: Any,
    kind_starts: Any,
    kind_scopes: Any,
    scope_starts: Any,
    scope_marks: Any,
    condition_marks: Any,
    atom_starts: Any,
    meets: Any,
    branch_scope: Any,
    always_starts: Any,
    always: Any,
    program_starts: Any,
    programs: Any,
    stamps: Any,
    owners: Any,
    clause_stamps: Any,
    counts: Any,
    scope_stamps: Any,
    candidates: Any,
    stack: Any,
    state: Any,
    found: Any,
    odd: Any,
    alike: Any,
    compared_of: Any,
    same: Any,
    first_same: Any,
    texts: Any,
) -> Any:
    """Fill `found` with (branch, row) from row `state[ROW]` on; False where there is no room, and rows are left.

    The values of row r are `fields[begins[r] : begins[r + 1]]` and as many `words`. `odd` marks rows in which two
    fields of the log are one to rules: which of them counts is not known here. `alike` are the words' numbers of their
    texts, `compared_of` says of fields as which one they are compared with others (-1: not), and `same` which two have
    the mark `first_same` or one of those behind it when their texts are the same. `texts` is room for an event's.
    """
    for row in range(state[ROW], len(begins) - 1):
        before = state[FOUND]
        state[STAMP] += 1
        stamp = state[STAMP]
        kind = kind_of[row]
        for place in range(kind_starts[kind], kind_starts[kind + 1]):
            scope_stamps[kind_scopes[place]] = stamp
        waiting = 0
        for place in range(begins[row], begins[row + 1]):
            field = fields[place]
            for at in range(field_starts[field], field_starts[field + 1]):
                mark = field_marks[at]
                if stamps[mark] == stamp and owners[mark] != field:
                    odd[row] = 1
                stamps[mark] = stamp
                owners[mark] = field
            compared = compared_of[field]
            if compared >= 0:
                if alike[words[place]] <= 0 or texts[compared, 0] == stamp:
                    odd[row] = 1
                texts[compared, 0] = stamp
                texts[compared, 1] = alike[words[place]]
            profile = profile_of[words[place]]
            for at in range(profile_starts[profile], profile_starts[profile + 1]):
                atom = profile_atoms[at]
                if atom < 0:
                    atom = -atom - BELOW
                    if 0 <= atom < len(condition_marks):
                        stamps[condition_marks[atom]] = stamp
                    continue
                if stamps[atom] == stamp:
                    continue
                stamps[atom] = stamp
                for met in range(atom_starts[atom], atom_starts[atom + 1]):
                    if scope_stamps[meets[met, SCOPE]] != stamp:
                        continue
                    clause = meets[met, CLAUSE]
                    if clause_stamps[clause] == stamp:
                        continue
                    clause_stamps[clause] = stamp
                    branch = meets[met, BRANCH]
                    if counts[branch, STAMPED] != stamp:
                        counts[branch, STAMPED] = stamp
                        counts[branch, MET] = 0
                    counts[branch, MET] += 1
                    if counts[branch, MET] == counts[branch, NEEDED]:
                        candidates[waiting] = branch
                        waiting += 1
        if odd[row] != 0:
            continue
        for place in range(len(same)):
            one = same[place, 0]
            other = same[place, 1]
            if texts[one, 0] == stamp and texts[other, 0] == stamp and texts[one, 1] == texts[other, 1]:
                stamps[first_same + place] = stamp
        for place in range(kind_starts[kind], kind_starts[kind + 1]):
            scope = kind_scopes[place]
            for at in range(scope_starts[scope], scope_starts[scope + 1]):
                if stamps[scope_marks[at]] != stamp:
                    scope_stamps[scope] = stamp - 1
                    break
            if scope_stamps[scope] == stamp:
                for at in range(always_starts[scope], always_starts[scope + 1]):
                    candidates[waiting] = always[at]
                    waiting += 1
        for place in range(waiting):
            branch = candidates[place]
            if scope_stamps[branch_scope[branch]] != stamp:
                continue
            if not true_of(programs, program_starts[branch], program_starts[branch + 1], stamps, stamp, stack):
                continue
            if state[FOUND] == len(found):
                state[FOUND] = before
                state[ROW] = row
                return False
            found[state[FOUND], 0] = branch
            found[state[FOUND], 1] = row
            state[FOUND] += 1
    state[ROW] = len(begins) - 1
    return True
