"""Branches are worked out for single events, as a plain function and compiled."""

from __future__ import annotations

import numpy as np
import pytest

from tocsin.hunting.algebra import BELOW, FOUND, NEEDED, ROW, true_branches
from tocsin.hunting.programs import EVERY, NOT, SOME

from tests.collecting.formats.coded_files import needs_kernels

# atoms 0 to 3 of fields 0 and 1 (marks 4 and 5), one condition of scope 1 (mark 6), both fields the same (mark 7)
BRANCHES = [
    # scope, clauses, program
    (0, [[0], [1, 2]], [1, 0, 2, 1, 2, EVERY, 2]),  # 0 and (1 or 2)
    (0, [[0]], [1, 0, 1, 3, NOT, 1, EVERY, 2]),  # 0 and not 3
    (1, [[1]], [1, 1]),
    (0, [], [1, -1 - 5, 1, 3, SOME, 2]),  # without field 1, or 3
    (0, [[0]], []),  # for others
    (0, [], [1, 7]),
]
EVENTS = [
    # kind, (field of the log, profile) of each value
    (0, [(0, 1), (1, 2)]),
    (0, [(0, 1)]),
    (1, [(0, 4), (1, 2)]),
    (1, [(1, 2)]),
    (0, [(0, 1), (2, 1)]),  # two fields of the log are field 0
    (0, [(0, 3), (1, 0)]),
    (0, [(0, 5), (1, 5)]),
    (0, [(0, 6)]),  # a list
    (0, [(1, 2), (1, 2)]),  # two values of a field that is compared
]
PROFILES = [[], [0], [1], [0, 3], [-BELOW - 64], [0, 2, -1, -(1 << 40)], []]
ALIKE = np.array([9, 8, 8, 3, 3, 4, -1], np.int32)


def laid_out(lists: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.cumsum([0, *map(len, lists)]), np.array([one for many in lists for one in many], np.int64)


@pytest.mark.parametrize("compiled", [pytest.param(True, marks=needs_kernels), False])
@pytest.mark.parametrize("room", [16, 1])
def test_branches_are_true_of_events(compiled: bool, room: int) -> None:
    run = true_branches if compiled else true_branches.function
    begins, pairs = laid_out([[n for n, _ in enumerate(values)] for _, values in EVENTS])
    assert len(pairs) == begins[-1]
    fields = np.array([field for _, values in EVENTS for field, _ in values])
    words = np.array([profile for _, values in EVENTS for _, profile in values])
    clauses = [(branch, atoms) for branch, (_, all_of, _) in enumerate(BRANCHES) for atoms in all_of]
    atom_starts, met = laid_out([[n for n, (_, of) in enumerate(clauses) if atom in of] for atom in range(4)])
    meets = np.array([(n, branch, BRANCHES[branch][0]) for n, (branch, _) in enumerate(clauses)], np.int32)[met]
    program_starts, programs = laid_out([program for _, _, program in BRANCHES])
    counts = np.zeros((len(BRANCHES), 3), np.int64)
    counts[:, NEEDED] = [len(all_of) if program else 99 for _, all_of, program in BRANCHES]
    conditions = np.zeros(128, np.int64)
    conditions[64] = 6
    found, odd, state = np.zeros((room, 2), np.int64), np.zeros(len(EVENTS), np.uint8), np.zeros(3, np.int64)
    stamps = [np.zeros(size, np.int64) for size in (8, 8, len(clauses))]
    finished = run(
        begins, fields, words, np.array([kind for kind, _ in EVENTS]), np.arange(7, dtype=np.int32),
        *laid_out(PROFILES), *laid_out([[4], [5], [4]]), *laid_out([[0], [1, 0]]), *laid_out([[], [6]]), conditions,
        atom_starts, meets, np.array([scope for scope, _, _ in BRANCHES]), *laid_out([[3, 5], []]),
        program_starts, programs.astype(np.int32), *stamps, counts,
        np.zeros(2, np.int64), np.zeros(len(BRANCHES), np.int64), np.zeros(65, np.uint8), state, found, odd,
        ALIKE, np.array([0, 1, -1]), np.array([[0, 1]]), 7, np.zeros((2, 2), np.int64),
    )  # fmt: skip

    expected = [(0, 0), (1, 0), (5, 0), (1, 1), (3, 1), (2, 2), (3, 5), (0, 6), (1, 6), (5, 6)]
    if room == 1:
        assert not finished
        assert (state[ROW], state[FOUND]) == (0, 0)
        return
    assert finished
    assert sorted(map(tuple, found[: state[FOUND]].tolist())) == sorted(expected)
    assert odd.tolist() == [0, 0, 0, 0, 1, 0, 0, 1, 1]
