"""Archives, disk images and artefacts are entered in worker processes: their directories are written by strangers, too.

In: files on disk that are such, and who looks into one. Out: what was found in each, in order. What a file does to the
process that looks into it costs that file. Of what such a process says only units in the very file are believed, with
the limits, the password and the plugins that hold for all.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tocsin.collecting.archives import Place, Step
from tocsin.collecting.limits import Limits
from tocsin.collecting.mapping import FileMap
from tocsin.collecting.processes import readable
from tocsin.collecting.store import Store
from tocsin.collecting.units import FileUnit
from tocsin.isolation import pool
from tocsin.model.errors import TocsinError
from tocsin.model.evidence import NotRead

_UNEXPECTED = "the process that looked into it did not give an answer of the kind expected"

Inside = FileUnit | NotRead


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that is to be entered; with `beside`, files that lie beside it belong to it."""

    place: Place
    path: str  # as shown
    size: int
    modified: int | None
    beside: bool


@dataclass(frozen=True, slots=True)
class Believed:
    """What every unit has that is found in a file."""

    limits: Limits
    password: str | None
    plugins: tuple[str, ...]
    entries: Mapping[int, FileMap]  # of the mapping file, by number


Looked = tuple[list[tuple[Inside, int | None]], list[int]]
"""What was found, units with the number of their mapping entry in place of it; and the entries that found a file."""


def apart() -> bool:
    """Say whether files are entered in processes of their own here."""
    return pool.forks()


def entered(
    waiting: Sequence[Waiting],
    look: Callable[[Waiting], tuple[list[Inside], set[int]]],
    believed: Believed,
    store: Store | None,
) -> list[tuple[list[Inside], set[int]]]:
    """Return what each file holds, and which entries of the mapping file found something; raises what `look` raises."""

    def work(one: Waiting) -> Looked:
        try:
            found, used = look(one)
        except (TocsinError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - a worker's edge: one archive, and what is wrong with it is told
            reason = f"looking into it failed, which is a fault of tocsin's: {type(error).__name__}: {error}"
            return [(NotRead(path=one.path, reason=reason, size=one.size), None)], []
        return [_on_its_way(each) for each in found], sorted(used)

    def lost(one: Waiting, why: str) -> Looked:
        return [(NotRead(path=one.path, reason=f"it cannot be looked into: {why}", size=one.size), None)], []

    if store is not None:
        with contextlib.suppress(OSError):  # whoever needs it says so
            store.ready()
    places = {str(Path(one.place.file).parent) if one.beside else one.place.file for one in waiting}
    folders = () if store is None else (store.path,)
    classes = (FileUnit, NotRead, Place, Step, Limits)
    plan = pool.Plan(work, lost, classes, folders=folders, readable=readable(places))
    count = min(os.cpu_count() or 1, len(waiting))
    return [
        (_checked(one, looked, believed), set(looked[1]))
        for one, looked in zip(waiting, pool.spread(plan, waiting, count), strict=True)
    ]


def _on_its_way(found: Inside) -> tuple[Inside, int | None]:
    if isinstance(found, NotRead) or found.mapping is None:
        return found, None
    return replace(found, mapping=None), found.mapping.number


def _checked(one: Waiting, looked: Looked, believed: Believed) -> list[Inside]:
    """Return what is believed of an answer."""
    found: list[Inside] = []
    for inside, number in looked[0]:
        if isinstance(inside, NotRead):
            found.append(inside)
            continue
        same = inside.place.file == one.place.file and inside.place.store == one.place.store
        if not same or inside.plugin not in (None, *believed.plugins):
            return [NotRead(path=one.path, reason=_UNEXPECTED, size=one.size)]
        mapping = None if number is None else believed.entries[number]
        found.append(replace(inside, limits=believed.limits, password=believed.password, mapping=mapping))
    return found
