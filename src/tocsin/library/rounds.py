"""A round of watching: new or revised reports against the evidence that is there, new evidence against the reports.

In: folders of reports and evidence, a library. Out: what was added, what was judged again, and what is otherwise than
it was. A report is judged again when it is new, when its evidence changed (names, sizes, times of files), or when
tocsin, its knowledge or the rules did; nothing else is touched, and `hunts` does of that only what is new.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tocsin import __version__, knowledge
from tocsin.collecting.store import held, locked
from tocsin.hunting import RuleSet
from tocsin.knowledge.packs import packs
from tocsin.library.adding import Told, add_paths
from tocsin.library.hunts import Hunts
from tocsin.library.store import Library
from tocsin.library.verdicts import Change, changes, keep_verdict, latest, verdict_of
from tocsin.model.errors import UsageError
from tocsin.model.noun import Noun
from tocsin.model.verdict import Verdict


class Announcement(Noun, frozen=True, kw_only=True):
    """A report that was judged, and what is otherwise than before."""

    report: int
    title: str
    verdict: int
    evidence: str
    why: str  # new report, new version, evidence changed, tocsin changed
    was: str | None  # the outcome of the verdict before; None: there was none
    now: str
    statement: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    told: tuple[Told, ...]  # of the reports that were looked at
    judged: int
    left: int  # reports for which nothing had changed
    announcements: tuple[Announcement, ...]
    hunts: Hunts | None = None


@dataclass(slots=True)
class Watched:
    """What is watched, and how."""

    reports: Sequence[Path]
    evidence: Sequence[Path]
    folder: Path  # what is kept between rounds
    rules: RuleSet
    name: str = "evidence"  # what the evidence is called in verdicts
    workers: int | None = None
    reading: dict[str, Any] = field(default_factory=dict[str, Any])


def go_round(library: Library, watched: Watched, *, now: str) -> Round:
    """Do what is to be done; raises `UsageError` if another run watches with the same folder."""
    lock = held(watched.folder, parents=True)
    try:
        if not locked(lock):
            raise UsageError("another run watches here", where=str(watched.folder))
        told = tuple(add_paths(library, [path for path in watched.reports if path.exists()], now=now))
        present = [path for path in watched.evidence if path.exists()]
        made, state = _made_by(watched.rules), state_of(present)
        marked = hashlib.sha256(f"{made}\0{state}".encode()).hexdigest()
        newest = _newest(library)
        due = [number for number in newest if not _is_judged(library, number, watched.name, marked)]
        if not due or not present:
            return Round(told, 0, len(newest) - len(due), ())
        reports = {number: library.report(number) for number in due}
        hunts = Hunts(present, watched.folder, watched.rules, watched.workers, watched.reading)
        hunts.go_on(reports.values())
        announced: list[Announcement] = []
        for number, report in reports.items():
            before = latest(library, number, watched.name)
            earlier = verdict_of(library, before.id) if before is not None else None
            verdict = hunts.verdict(report)
            kept = keep_verdict(library, verdict, number, evidence=watched.name, marked=marked, now=now)
            found = changes(earlier, verdict)
            if found or earlier is None or earlier.outcome is not verdict.outcome:
                why = _why(before.report if before else None, number, earlier, verdict)
                announced.append(_announcement(library, number, kept, watched.name, why, earlier, verdict, found))
        return Round(told, len(due), len(newest) - len(due), tuple(announced), hunts)
    finally:
        lock.close()


def state_of(paths: Sequence[Path]) -> str:
    """Return a checksum of what lies at these paths: names, sizes and times of change of all files."""
    seen = hashlib.sha256()
    for name, size, time in _files(paths):
        seen.update(f"{name}\0{size}\0{time}\n".encode("utf-8", "surrogateescape"))
    return seen.hexdigest()


def _files(paths: Sequence[Path]) -> Iterator[tuple[str, int, int]]:
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for one in inside:
            if one.is_file() and not one.is_symlink():
                status = one.stat()
                yield str(one), status.st_size, status.st_mtime_ns


def _made_by(rules: RuleSet) -> str:
    return json.dumps(
        [__version__, knowledge.base().version, [(pack.id, pack.version) for pack in packs()], rules.digest]
    )


def _newest(library: Library) -> list[int]:
    """Return the newest versions of all reports that name something checkable."""
    rows = library.connection.execute(
        "SELECT id FROM reports r WHERE newer IS NULL"
        " AND EXISTS (SELECT 1 FROM items i WHERE i.report = r.id AND i.kind = 'behaviour') ORDER BY id"
    )
    return [number for (number,) in rows]


def _is_judged(library: Library, number: int, evidence: str, marked: str) -> bool:
    row = library.connection.execute(
        "SELECT marked FROM verdicts WHERE report = ? AND evidence = ? ORDER BY id DESC LIMIT 1", (number, evidence)
    ).fetchone()
    return row is not None and row[0] == marked


def _why(before: int | None, number: int, earlier: Verdict | None, verdict: Verdict) -> str:
    if before is None or earlier is None:
        return "new report"
    if before != number:
        return "new version"
    return "evidence changed" if earlier.versions == verdict.versions else "tocsin changed"


def _announcement(
    library: Library,
    number: int,
    kept: int,
    evidence: str,
    why: str,
    earlier: Verdict | None,
    verdict: Verdict,
    found: Sequence[Change],
) -> Announcement:
    shelved = library.get(number)
    return Announcement(
        report=number,
        title=shelved.title or shelved.name,
        verdict=kept,
        evidence=evidence,
        why=why,
        was=earlier.outcome.value if earlier else None,
        now=verdict.outcome.value,
        statement=verdict.statement,
        changes=tuple(found),
    )
