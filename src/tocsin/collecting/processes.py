"""Units of evidence spread over processes of this machine.

In: what is done with a unit, and units. Out: what came of each unit, or of each slice of a large one, in their order,
whatever the number of processes.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

import pyarrow as pa

from tocsin.collecting.batches import Unit
from tocsin.collecting.memory import keep_freed
from tocsin.model.errors import EvidenceError

PARALLEL_BYTES = 16 << 20
"""From how much evidence on more than one process pays."""

Result = TypeVar("Result")

_task: Callable[[Unit], Any] | None = None


def _begin(task: Callable[[Unit], Any]) -> None:
    global _task
    _task = task
    keep_freed()
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own keeps for itself what a block needed at most
    gc.freeze()  # what was made before the fork is shared as long as the collector does not look at it


def _one(unit: Unit) -> Any:
    if _task is None:
        raise RuntimeError("the worker was not given its task")
    return _task(unit)


def spread(task: Callable[[Unit], Result], units: Sequence[Unit], workers: int | None = None) -> Iterator[Result]:
    """Yield what a task gives for each unit or slice, in order; `workers` None: as many as there are cores.

    Raises `EvidenceError` when a process is ended from outside.
    """
    slices = [part for unit in units for part in unit.slices()]
    count = min(workers or os.cpu_count() or 1, len(slices))
    if count < 2 or (workers is None and sum(unit.size for unit in units) < PARALLEL_BYTES):
        keep_freed()
        yield from map(task, slices)
        return
    # a forked worker has everything already that was made ready; where there is no fork, it is handed over
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    try:
        with ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(task,)) as pool:
            yield from pool.map(_one, slices)
    except BrokenProcessPool as error:
        hint = "give it one file at a time, or --workers 1, and see which one it is"
        raise EvidenceError("a process that read evidence was ended (by lack of memory?)", hint=hint) from error
