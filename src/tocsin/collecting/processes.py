"""Units of evidence spread over worker processes, each in a sandbox (`tocsin.isolation`).

In: what is done with a unit, and units. Out: what came of each unit, or of each slice of a large one, in their order,
whatever the number of processes. What a unit does to the process that reads it costs that unit (or slice): then the
task is given a unit in its place that holds nothing but the loss. So does a reader that fails.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pyarrow as pa

from tocsin.collecting.archives import PACKED, Place
from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Unit, Wanted
from tocsin.collecting.content import content_of, name_of, stamp_of
from tocsin.collecting.coverage import SURVEY_CLASSES
from tocsin.collecting.lakes import parts_of
from tocsin.collecting.memory import keep_freed
from tocsin.collecting.pandas_apart import keep_pandas_out
from tocsin.collecting.store import Store
from tocsin.isolation import pool
from tocsin.isolation.sandbox import Bounds
from tocsin.knowledge import kept
from tocsin.knowledge.installed import folder as installed_folder
from tocsin.knowledge.signs import sign_families
from tocsin.knowledge.tables import user_folder
from tocsin.model.evidence import Rejected

PARALLEL_BYTES = 16 << 20
"""From how much evidence on more than one process pays."""

_RULES = 64
"""Up to how many places workers are allowed to read one by one; of more, the folders they lie in."""

Result = TypeVar("Result")


class Identified(Unit, Protocol):
    """A unit as a task is given it."""

    def stamp(self) -> tuple[int, int, int] | None:
        """Return what changes when its file is written to; None: it has none."""
        ...

    def identity(self) -> tuple[str | None, str | None]:
        """Return names of the unit and of its content, both None where nothing made of it may be kept."""
        ...


@dataclass(frozen=True, slots=True)
class _Read:
    """A unit as workers read it: each part is a sign of progress, a reader that fails ends it and is told."""

    unit: Unit

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unit, name)

    def identity(self) -> tuple[str | None, str | None]:
        return name_of(self.unit), content_of(self.unit)

    def stamp(self) -> tuple[int, int, int] | None:
        return stamp_of(self.unit)

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        place = getattr(self.unit, "begin", 0)
        try:
            for part in self.unit.read(wanted):
                pool.tick()
                if isinstance(part, Rejected):
                    place = part.offset
                elif part.events.num_rows:
                    place = part.events.column("_offset")[part.events.num_rows - 1].as_py() or place
                yield part
                del part  # or it would be in memory together with the next one
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - a worker's edge: one file, and what is wrong with it is told
            reason = f"the reader failed, which is a fault of tocsin's: {type(error).__name__}: {error}"
            yield Rejected(path=self.unit.path, offset=place, reason=reason)


@dataclass(frozen=True, slots=True)
class _Lost:
    """A unit that could not be read, in its place."""

    unit: Unit
    why: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unit, name)

    def identity(self) -> tuple[str | None, str | None]:
        return None, None

    def stamp(self) -> tuple[int, int, int] | None:
        return None

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        del wanted
        begin = getattr(self.unit, "begin", 0)
        yield Rejected(path=self.unit.path, offset=begin, reason=f"{self.why}: given up", size=self.unit.size)


@dataclass(frozen=True, slots=True)
class _Task:
    """What is done with a unit in a worker, and with the loss of one."""

    task: Callable[[Any], Any]

    def work(self, unit: Unit) -> Any:
        return self.task(_Read(unit))

    def lost(self, unit: Unit, why: str) -> Any:
        return self.task(_Lost(unit, why))


def begin() -> None:
    """Make a process ready to do nothing but work on units: how it keeps memory, and what it does not load."""
    keep_freed()
    keep_pandas_out()
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own keeps for itself what a block needed at most
    gc.set_threshold(200_000, 50, 50)  # most objects of a batch die at once
    gc.freeze()  # what was made before the fork is shared as long as the collector does not look at it


def _readable(units: Sequence[Unit]) -> tuple[str, ...] | None:
    """Return what workers must be able to read: the evidence, or folders of it; None where that cannot be told."""
    places: set[str] = set()
    for unit in units:
        place: Place | None = getattr(unit, "place", None)
        lake: str | None = getattr(unit, "folder", None)
        if place is None:
            if lake is None:
                return None
            places.add(lake)
            continue
        file = os.path.realpath(place.file) if os.path.islink(place.file) else place.file  # noqa: PTH114
        # who reads an image or an artefact may want the files beside it
        places.add(str(Path(file).parent) if _has_parts(place) else file)
    return readable(places)


def readable(places: Collection[str]) -> tuple[str, ...]:
    """Return what workers may read: files or folders of the evidence, and what tocsin keeps."""
    known = set(places)
    while len(known) > _RULES:
        known = {str(Path(place).parent) for place in known}
    return (*sorted(known), *map(str, (kept.folder(), user_folder(), installed_folder())))


def _has_parts(place: Place) -> bool:
    return any(step.kind not in ("zip", "tar", "7z", *PACKED) for step in place.steps)


def spread(
    task: Callable[[Identified], Result],
    units: Sequence[Unit],
    workers: int | None = None,
    *,
    classes: tuple[type, ...] = (),
    folders: Sequence[str] = (),
    bounds: Bounds | None = None,
) -> Iterator[Result]:
    """Yield what a task gives for each unit or slice, in order; `workers` None: as many as there are cores.

    Results consist of plain data, Arrow tables, what a survey is made of, and `classes`. Workers write below `folders`.
    """
    slices = parts_of(units)
    small = sum(unit.size for unit in units) < PARALLEL_BYTES
    count = min(1 if workers is None and small else workers or os.cpu_count() or 1, len(slices))
    given = _Task(task)
    keep_freed()
    # where there is no fork, a process of its own costs more than a little evidence takes
    if not slices or not pool.available() or (count < 2 and not pool.forks()):
        yield from map(given.work, slices)
        return
    sign_families()  # read before the fork, or every worker would read the table for itself
    scratch = Store()
    stores = {store for unit in units if (store := getattr(getattr(unit, "place", None), "store", None)) is not None}
    plan = pool.Plan(
        given.work,
        given.lost,
        (*SURVEY_CLASSES, *classes),
        bounds or Bounds(),
        (scratch.ready(), *folders, *sorted(stores)),
        _readable(units),
        begin,
    )
    yield from pool.spread(plan, slices, count)
