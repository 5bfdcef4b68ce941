"""The room's first call: `keep(evidence, folder)` adds evidence to a lake, each content once.

In: evidence, and a folder that is a lake, or will be one. Out: Parquet files and an index in it. What is written stands
in a folder of its own until all of it is there; the lake's own file, replaced in one step, then says that it holds. A
run that is ended before leaves the lake as it was.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tocsin.collecting.batches import Unit
from tocsin.collecting.coverage import Survey, times_of
from tocsin.collecting.evidence import Evidence
from tocsin.collecting.lake_index import LAKE_FILE, SCHEMA, Group, Kept, Lake, Write, is_lake, read_lake, read_write
from tocsin.collecting.survey_form import form_of, parted
from tocsin.collecting.units import FileUnit
from tocsin.collecting.whole_files import BESIDE
from tocsin.lake.files import Filed
from tocsin.lake.writing import WRITING, Share, alone, clean, commit, own_file, placed, replace_file, write_shares
from tocsin.model.errors import UsageError
from tocsin.model.evidence import NotRead
from tocsin.model.noun import Noun

TASK_BYTES = (32 << 20, 384 << 20)
"""How much evidence a process reads before it writes files: at least, if there is as much, and at most."""

_TASKS = 4


class Keeping(Noun, frozen=True, kw_only=True):
    """What one run put into a lake."""

    files: int  # of the evidence, that were added
    known: int  # that the lake held already
    events: int
    rejected: int
    evidence_bytes: int
    lake_bytes: int  # of the Parquet files written
    not_read: tuple[NotRead, ...]


def keep(evidence: Evidence, folder: Path, *, workers: int | None = None) -> Keeping:
    """Add evidence to a lake; what it holds already, by content, stays as it is.

    Raises `UsageError` for a folder that holds something else, `EvidenceError` for a lake that cannot be read or that
    another run writes.
    """
    _prepare(folder)
    with alone(folder):
        lake = read_lake(folder)
        known = _contents(folder, lake)
        clean(folder, lake)
        units = [unit for unit in evidence.units if isinstance(unit, FileUnit)]
        if len(units) < len(evidence.units):
            raise UsageError("a lake cannot be made from a lake", where=str(folder), hint="give the raw evidence")
        fresh, digests = units, None
        if known:  # copies within one evidence stay: in raw evidence each is hunted in
            told = write_shares(_sums(units), str(folder), workers)
            new = [(unit, one.sha256 or "") for unit, one in zip(units, told, strict=True)]
            new = [(unit, sha256) for unit, sha256 in new if _key(unit, sha256) not in known]
            fresh, digests = [unit for unit, _ in new], [sha256 for _, sha256 in new]
        held = len(units) - len(fresh)
        if not fresh:
            return _told((), (), held, 0)
        return _add(folder, lake, fresh, digests, evidence.not_read, held, workers)


def _add(
    folder: Path,
    lake: Lake,
    fresh: Sequence[FileUnit],
    digests: Sequence[str] | None,
    not_read: tuple[NotRead, ...],
    held: int,
    workers: int | None,
) -> Keeping:
    """Write units, of which the checksums are known or are worked out meanwhile."""
    staging = folder / f"{WRITING}{secrets.token_hex(6)}"
    staging.mkdir()
    try:
        sums = _sums(fresh) if digests is None else []
        summed: list[str] = []
        filed: list[Filed] = []
        survey = Survey()
        for written in write_shares([*sums, *_shares(fresh)], str(staging), workers):
            summed += () if written.sha256 is None else (written.sha256,)
            survey.merge(written.survey)
            filed += written.filed
        digests = summed if digests is None else digests
        keys = [_key(unit, sha256) for unit, sha256 in zip(fresh, digests, strict=True)]
        name = hashlib.sha256("\n".join(keys).encode()).hexdigest()[:24]
        groups: dict[str, list[Group]] = defaultdict(list)
        for one in filed:
            groups[one.path].append(placed(one.group, name))
        surveys = parted(survey)
        kept = tuple(
            _kept(unit, sha256, surveys.get(unit.path, Survey()), groups[unit.path])
            for unit, sha256 in zip(fresh, digests, strict=True)
        )
        size = sum(file.stat().st_size for file in staging.rglob("*.parquet"))
        commit(folder, staging, lake.writes, name, Write(kept, not_read))
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return _told(kept, not_read, held, size)


def _told(kept: Sequence[Kept], not_read: tuple[NotRead, ...], held: int, size: int) -> Keeping:
    books = [books for one in kept for books in one.survey.books]
    return Keeping(
        files=len(kept),
        known=held,
        events=sum(one.events for one in books),
        rejected=sum(one.rejected for one in books),
        evidence_bytes=sum(one.size for one in kept),
        lake_bytes=size,
        not_read=not_read,
    )


def _sums(units: Sequence[FileUnit]) -> list[Share]:
    """Return what asks for the checksum of each unit's content, as a whole however it may be divided for reading."""
    return [Share("", (unit,), summed=True) for unit in units]


def _key(unit: FileUnit, digest: str) -> str:
    """Return what is the same for the same content, read in the same way."""
    return repr((digest, unit.format, unit.host, unit.timezone))


def _contents(folder: Path, lake: Lake) -> set[str]:
    return {
        repr((kept.sha256, kept.format, kept.host, kept.timezone))
        for write in lake.writes
        for kept in read_write(folder, write).kept
    }


def _shares(units: Sequence[FileUnit]) -> list[Share]:
    """Return what processes read in one go: neighbours, so that files of the lake are few and large."""
    parts = [part for unit in units for part in _whole_or_slices(unit)]
    least, most = TASK_BYTES
    wanted = min(max(sum(part.size for part in parts) // _TASKS, least), most)
    shares: list[list[Unit]] = [[]]
    size = 0
    for part in parts:
        if shares[-1] and size + part.size > wanted:
            shares.append([])
            size = 0
        shares[-1].append(part)
        size += part.size
    return [Share(str(number), tuple(share)) for number, share in enumerate(shares)]


def _whole_or_slices(unit: FileUnit) -> tuple[Unit, ...]:
    return unit.slices() if unit.size > TASK_BYTES[0] else (unit,)


def _kept(unit: FileUnit, digest: str, survey: Survey, groups: Sequence[Group]) -> Kept:
    return Kept(
        path=unit.path,
        sha256=digest,
        format=unit.format,
        why=unit.why,
        size=unit.size,
        survey=form_of(survey),
        groups=tuple(groups),
        host=unit.host,
        host_from_path=unit.host_from_path,
        timezone=unit.timezone,
        modified=unit.modified,
        times=times_of(unit),
    )


def _prepare(folder: Path) -> None:
    """Make a folder a lake, if it is none yet; raises `UsageError` if it holds something else."""
    if is_lake(folder):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(entry.name != "lock" and not entry.name.startswith((WRITING, BESIDE)) for entry in folder.iterdir()):
            raise UsageError("the folder is not empty, and no lake", where=str(folder), hint="name another one")
        replace_file(folder / LAKE_FILE, own_file(Lake(SCHEMA)))
    except OSError as error:
        raise UsageError(
            f"the lake cannot be written: {error.strerror}",
            where=str(folder),
            hint="look whether there is room, and whether you may write there, or name another place",
        ) from None
