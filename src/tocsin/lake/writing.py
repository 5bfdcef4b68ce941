"""Shares of evidence written into a lake by several processes, and the one step in which what was written holds.

In: parts of evidence that one process reads in one go. Out: files in a folder of their own, then in their places. The
lake's own file, replaced in one step, says that they hold; a run that is ended before leaves the lake as it was.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

import msgspec
import numpy as np
from msgspec.structs import replace as replace_fields

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Unit, Wanted
from tocsin.collecting.contents import sha256_of
from tocsin.collecting.coverage import Survey, kept_survey
from tocsin.collecting.lake_index import LAKE_FILE, SCHEMA, Group, Lake, Write, index_path, read_write
from tocsin.collecting.processes import spread
from tocsin.collecting.whole_files import settle, settle_folder, written
from tocsin.lake.files import Filed, Piece, write_files
from tocsin.lake.parting import parts_of
from tocsin.model.errors import EvidenceError, UsageError
from tocsin.model.evidence import Rejected

HELD_BYTES = 384 << 20
"""How many bytes of events a process holds before it writes them."""

_SETTLING = 8
"""How many files are waited for at once until they lie on disk."""

WRITING = ".writing-"
"""How the name of a folder begins in which files stand that do not hold yet."""


@dataclass(frozen=True, slots=True)
class Share:
    """Some units, or slices of them, that one process reads in one go; has a path if it is one unit's."""

    label: str
    parts: tuple[Unit, ...]
    summed: bool = False  # only the checksum of its one unit is asked for

    @property
    def path(self) -> str:
        """Path of the only unit; empty for several."""
        return self.parts[0].path if len(self.parts) == 1 else ""

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(part.size for part in self.parts)

    def slices(self) -> tuple[Share, ...]:
        """Return the share itself."""
        return (self,)

    def read(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        """Yield the events of all parts."""
        for part in self.parts:
            yield from part.read(wanted)

    def apart(self) -> list[Share]:
        """Return its units each by itself."""
        return [Share(f"{self.label}-{number}", (part,)) for number, part in enumerate(self.parts)]


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a share; `lost` if the process that read several units was ended by one of them."""

    filed: tuple[Filed, ...] = ()
    survey: Survey = field(default_factory=Survey)
    lost: bool = False
    sha256: str | None = None


def write_shares(shares: Sequence[Share], folder: str, workers: int | None) -> Iterator[Written]:
    """Yield what came of each share; one that was lost is read again unit by unit, so that only the culprit is."""
    task = partial(_write_share, folder=folder)
    units = cast("Sequence[Unit]", shares)
    for share, one in zip(shares, spread(task, units, workers, classes=_CLASSES, folders=[folder]), strict=True):
        if one.lost:
            yield from write_shares(share.apart(), folder, workers)
        else:
            yield one


def _write_share(share: Any, *, folder: str) -> Written:
    """Read a share and write its events; runs in a process of its own."""
    if share.summed:
        return Written(sha256=sha256_of(share.parts[0]))
    filed: list[Filed] = []
    survey = Survey()
    held: list[Piece] = []
    size, times = 0, 0
    known = all(kept_survey(part) is not None for part in share.parts)  # of what a lake has, it was kept
    for part in share.read(ALL_FIELDS):
        if not part.path:
            return Written(lost=True)
        if not known or isinstance(part, Rejected):
            survey.take(part)
        if isinstance(part, EventBatch):
            for one in _by_path(part):
                for own in parts_of(one):
                    held.append(Piece(one.path, own))
                    size += own.events.nbytes
        del part
        if size >= HELD_BYTES:
            filed += write_files(held, Path(folder), f"{share.label}/{times}")
            held.clear()
            size, times = 0, times + 1
    filed += write_files(held, Path(folder), f"{share.label}/{times}")
    return Written(tuple(filed), survey)


_CLASSES = (Written, Filed, Group)


def _by_path(batch: EventBatch) -> Iterator[EventBatch]:
    """Yield the events of a batch file of the evidence by file."""
    if batch.paths is None:
        yield batch
        return
    codes = np.asarray(batch.paths.indices)
    begins = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist()]
    for begin, end in zip(begins, [*begins[1:], len(codes)], strict=True):
        path = batch.paths.dictionary[int(codes[begin])].as_py()
        yield replace(batch, path=path, events=batch.events.slice(begin, end - begin), paths=None, fetch=None)


def own_file(lake: Lake) -> bytes:
    """Return what the lake's own file says."""
    from tocsin import __version__

    header = {"tocsin": {"version": __version__, "format": 1}}
    return msgspec.json.format(msgspec.json.encode(header | msgspec.to_builtins(lake)), indent=1) + b"\n"


def placed(group: Group, name: str) -> Group:
    """Return a group that a write of this name put into a file, with the file's name in the lake."""
    return replace_fields(group, file=_placed(group.file, name))


def _placed(file: str, name: str) -> str:
    """Return a file's name in the lake: unlike those of all other writes, the same for the same evidence."""
    bucket = file.rpartition("-")[0]
    return f"{bucket}-{hashlib.sha256(f'{name}/{file}'.encode()).hexdigest()[:16]}.parquet"


def commit(folder: Path, staging: Path, holding: Sequence[str], name: str, write: Write) -> None:
    """Put what was written into its place, and say that it holds from now on, beside the writes of `holding`.

    The groups of `write` are `placed`.
    """
    files = sorted(staging.rglob("*.parquet"))
    with ThreadPoolExecutor(_SETTLING) as pool:  # a disk takes many such requests at once
        list(pool.map(_settle, files))
    folders: set[Path] = set()
    for file in files:
        target = folder / _placed(file.relative_to(staging).as_posix(), name)
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)
        folders.update(one for one in target.parents if one == folder or folder in one.parents)
    for one in sorted(folders):
        settle_folder(one)
    index = index_path(folder, name)
    index.parent.mkdir(exist_ok=True)
    replace_file(index, msgspec.json.encode(write))
    replace_file(folder / LAKE_FILE, own_file(Lake(SCHEMA, (*holding, name))))


def _settle(path: Path) -> None:
    with path.open("rb") as done:
        settle(done)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, also after a loss of power."""
    with written(path) as file:
        file.write(content)


def clean(folder: Path, lake: Lake) -> None:
    """Remove what runs that were ended left: files that no write of the lake names."""
    for left in folder.glob(f"{WRITING}*"):
        shutil.rmtree(left, ignore_errors=True)
    named = {group.file for write in lake.writes for kept in read_write(folder, write).kept for group in kept.groups}
    for file in folder.glob("events/*/*/*.parquet"):
        if str(file.relative_to(folder).as_posix()) not in named:
            file.unlink(missing_ok=True)
    for file in folder.glob("index/*.json"):
        if file.stem not in lake.writes:
            file.unlink(missing_ok=True)


@contextlib.contextmanager
def alone(folder: Path) -> Generator[None]:
    """Hold the lake's lock; raises `EvidenceError` when another run has it."""
    try:
        lock: IO[bytes] = (folder / "lock").open("ab")
    except OSError as error:
        raise UsageError(
            f"the lake cannot be written: {error.strerror}",
            where=str(folder),
            hint="look whether there is room, and whether you may write there, or name another place",
        ) from None
    with lock:
        try:
            import fcntl

            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            pass  # a system without such locks
        except OSError:
            hint = "wait until it has ended"
            raise EvidenceError("another run writes this lake", where=str(folder), hint=hint) from None
        yield
