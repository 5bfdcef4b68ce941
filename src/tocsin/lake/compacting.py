"""The room's second call: `compact(folder)` puts small files of a lake together, as many appends leave them.

In: a lake's folder. Out: the same events in fewer and larger files; hits and coverage are the same. All or nothing, as
with every write: until the lake's own file is replaced, the old files hold.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from tocsin.collecting.lake_index import Group, Kept, Write, read_lake, read_write
from tocsin.collecting.lake_slices import Piece, one_slice
from tocsin.lake.files import GROUP_ROWS
from tocsin.lake.writing import WRITING, Share, alone, clean, commit, placed, write_shares
from tocsin.model.errors import EvidenceError
from tocsin.model.noun import Noun


class Compacting(Noun, frozen=True, kw_only=True):
    """What was put together: files of the lake before and after, all of them, and their bytes."""

    files_before: int
    files: int
    bytes_before: int
    bytes: int


def compact(folder: Path, *, workers: int | None = None) -> Compacting:
    """Put small files of a lake together, if there are several of one log, period and kind.

    Raises `EvidenceError` for what is no lake, one that another run writes, or one of which a file is damaged.
    """
    read_lake(folder)  # or a lock would be put into what is none
    with alone(folder):
        lake = read_lake(folder)
        clean(folder, lake)
        writes = [read_write(folder, name) for name in lake.writes]
        kept = [one for write in writes for one in write.kept]
        before = _files(kept)
        chosen = _chosen(kept)
        if chosen:
            not_read = tuple(dict.fromkeys(one for write in writes for one in write.not_read))
            name = hashlib.sha256("\n".join(("compact", *lake.writes)).encode()).hexdigest()[:24]
            size = _size(folder, before)
            kept = _rewrite(folder, name, kept, chosen, not_read, workers)
            clean(folder, read_lake(folder))
        else:
            size = _size(folder, before)
        after = _files(kept)
        return Compacting(files_before=len(before), files=len(after), bytes_before=size, bytes=_size(folder, after))


def _files(kept: Sequence[Kept]) -> dict[str, int]:
    """Return the Parquet files, with how many events they hold."""
    rows: Counter[str] = Counter()
    for one in kept:
        for group in one.groups:
            rows[group.file] += group.rows
    return dict(rows)


def _size(folder: Path, files: Mapping[str, int]) -> int:
    return sum(path.stat().st_size for name in files if (path := folder / name).is_file())


def _chosen(kept: Sequence[Kept]) -> dict[str, list[str]]:
    """Return small files, by log: those of logs of which a period and kind has several.

    Content that came twice under one path stays as it is: its events would not be told apart any more.
    """
    told = Counter(one.path for one in kept)
    twice = {group.file for one in kept if told[one.path] > 1 for group in one.groups}
    small = sorted(name for name, rows in _files(kept).items() if rows < GROUP_ROWS and name not in twice)
    together = Counter(name.rpartition("-")[0] for name in small)
    logs = {name.split("/")[1] for name in small if together[name.rpartition("-")[0]] > 1}
    chosen: dict[str, list[str]] = defaultdict(list)
    for name in small:
        if (log := name.split("/")[1]) in logs:
            chosen[log].append(name)
    return chosen


def _rewrite(
    folder: Path,
    name: str,
    kept: Sequence[Kept],
    chosen: Mapping[str, Sequence[str]],
    not_read: tuple[object, ...],
    workers: int | None,
) -> list[Kept]:
    old = {file for files in chosen.values() for file in files}
    shares: list[Share] = []
    for log, files in chosen.items():
        own = set(files)
        pieces = [Piece(one.path, group) for one in kept for group in one.groups if group.file in own]
        size = _size(folder, dict.fromkeys(own, 0))
        shares.append(Share(log, (one_slice(str(folder), pieces, size),)))
    staging = folder / f"{WRITING}{secrets.token_hex(6)}"
    staging.mkdir()
    try:
        groups: dict[str, list[Group]] = defaultdict(list)
        for written in write_shares(shares, str(staging), workers):
            lost = next((loss for books in written.survey.books.values() for loss in books.losses), None)
            if lost is not None:
                hint = "make the lake anew from the evidence with 'tocsin lake'"
                raise EvidenceError(f"the lake stays as it is: {lost.reason}", where=str(folder), hint=hint)
            for filed in written.filed:
                groups[filed.path].append(placed(filed.group, name))
        fresh = [
            msgspec.structs.replace(
                one, groups=(*(group for group in one.groups if group.file not in old), *groups[one.path])
            )
            if any(group.file in old for group in one.groups)
            else one
            for one in kept
        ]
        commit(folder, staging, (), name, Write(tuple(fresh), not_read))  # type: ignore[arg-type]
        return fresh
    finally:
        shutil.rmtree(staging, ignore_errors=True)
