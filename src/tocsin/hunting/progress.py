"""How far the work is: counted by those who do it, in whatever process; drawn by nobody here.

In: phases, and steps done in them. Out: a `State`, for whoever looks. Counting is some additions a batch, so that it is
always on where somebody asked for it; results never depend on it. Each process counts in a place of its own, without a
lock: a worker that is ended while it counts, or is not what it was, cannot make others wait.
"""

from __future__ import annotations

import contextlib
import os
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.model.evidence import Rejected

if TYPE_CHECKING:
    from tocsin.collecting.batches import EventBatch, Unit


class Phase(IntEnum):
    """What is being done; a step is a file of rules, a rule, an indicator or a byte of evidence."""

    STARTING = 0
    PARSING = 1  # rules, file by file
    COMPILING = 2  # rules into one plan
    INDICATORS = 3  # compiling them
    HUNTING = 4  # evidence, byte by byte
    JUDGING = 5  # correlations, order, coverage
    FINDING = 6  # evidence, file by file


class State(NamedTuple):
    """A moment of the work: `done` of `total` steps of a phase (0: not known), and the events read so far."""

    phase: Phase
    done: int
    total: int
    events: int


_PLACES = 61  # of processes, by their numbers; two that share one may lose a count
_PHASE, _TOTAL, _BEFORE = range(3)  # what the parent writes; then for each place steps and events
_FIRST = 3


class Progress:
    """Counters; `shared` ones are counted in by workers, too, where the system has what that needs."""

    def __init__(self, *, shared: bool = True) -> None:
        """Begin with nothing done."""
        size = _FIRST + 2 * _PLACES
        self._counts: Any = [0] * size
        if shared:
            import multiprocessing
            from ctypes import c_int64

            method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
            with contextlib.suppress(OSError, ImportError):  # no shared memory
                self._counts = multiprocessing.get_context(method).RawArray(c_int64, size)

    def begin(self, phase: Phase, total: int = 0) -> None:
        """Begin a phase of so many steps; no worker may be counting."""
        self._counts[_BEFORE] = sum(self._counts[_FIRST::2])
        self._counts[_TOTAL], self._counts[_PHASE] = total, int(phase)

    def add(self, steps: int = 1, events: int = 0) -> None:
        """Count steps that were done, and events that were read."""
        place = _FIRST + 2 * (os.getpid() % _PLACES)
        self._counts[place] += steps
        self._counts[place + 1] += events

    def state(self) -> State:
        """Return the moment."""
        counts = self._counts[:]
        total, done = counts[_TOTAL], sum(counts[_FIRST::2]) - counts[_BEFORE]
        done = max(min(done, total) if total else done, 0)
        return State(Phase(counts[_PHASE]), done, total, sum(counts[_FIRST + 1 :: 2]))


class Reader:
    """Counts what is read of one unit, by where its batches stand in the file."""

    def __init__(self, progress: Progress | None, unit: Unit) -> None:
        """Begin at the begin of the unit, which may be a part of a file."""
        self._progress, self._at, self._left = progress, getattr(unit, "begin", 0), unit.size

    def read(self, part: EventBatch | Rejected) -> None:
        """Count a batch, up to where its last record begins."""
        if self._progress is None:
            return
        if isinstance(part, Rejected):
            place, events = part.offset, 0
        else:
            events = part.events.num_rows
            place = part.events.column("_offset")[events - 1].as_py() if events else self._at
        steps = min(max(place - self._at, 0), self._left)
        self._at, self._left = self._at + steps, self._left - steps
        self._progress.add(steps, events)

    def end(self) -> None:
        """Count the rest: what stands behind the last record."""
        if self._progress is not None:
            self._progress.add(self._left)
            self._left = 0
