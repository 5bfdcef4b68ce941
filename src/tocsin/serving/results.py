"""Results that lie in folders: verdicts as `check --out` writes them, and coverage as JSON.

In: folders that the user named. Out: what is in them, by an id made of where it lies. No path that a request holds is
ever opened: ids are looked up among what was found. A file that is none of ours, or cannot be read, is listed with why.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from tocsin.model.evidence import Inventory
from tocsin.model.json_form import from_json
from tocsin.model.noun import Noun
from tocsin.model.verdict import Verdict

FOUND = 5_000
"""Files of results that are looked for, at most."""

LARGEST = 512 << 20
DEEP = 6
LOOK_S = 1.0
"""Between two looks at the folders."""

N = TypeVar("N", bound=Noun)

_SKIPPED = frozenset({"node_modules", "__pycache__"})


class Result(Noun, frozen=True, kw_only=True):
    """A file of results, and what of it stands in lists; `why` it cannot be shown, else None."""

    id: str
    name: str  # where it lies in the folder that was named
    kind: str  # verdict, coverage
    outcome: str | None = None
    stage: str | None = None
    title: str | None = None
    statement: str | None = None
    hosts: int = 0
    why: str | None = None


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str
    kind: str
    mark: tuple[int, int]


class Results:
    """What lies in the folders now."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Look from time to time into these folders."""
        self._folders = folders
        self._lock = threading.Lock()
        self._looked = -LOOK_S
        self._files: dict[str, _File] = {}
        self._told: dict[str, tuple[_File, Result]] = {}

    def mark(self) -> int:
        """Return what differs when files come, go or change."""
        return hash(tuple(self._now().items()))

    def listed(self, kind: str) -> list[Result]:
        """Return the results of a kind, by name."""
        return sorted((self._result(id_, file) for id_, file in self._now().items() if file.kind == kind), key=_name)

    def verdict(self, id_: str) -> Verdict | None:
        """Return a verdict; None: there is none of that id, or it cannot be read."""
        file = self._now().get(id_)
        return _read(file.path, Verdict) if file is not None and file.kind == "verdict" else None

    def inventories(self) -> Iterator[tuple[str, Inventory]]:
        """Yield coverage by name: of files of coverage, and of verdicts."""
        for file in sorted(self._now().values(), key=lambda one: one.name):
            if file.kind == "coverage":
                inventory = _read(file.path, Inventory)
            else:
                verdict = _read(file.path, Verdict)
                inventory = verdict and Inventory(
                    coverage=verdict.coverage, files=verdict.files, not_read=verdict.not_read
                )
            if inventory is not None:
                yield file.name, inventory

    def _now(self) -> dict[str, _File]:
        with self._lock:
            if time.monotonic() - self._looked >= LOOK_S:
                self._files = dict(_found(self._folders))
                self._looked = time.monotonic()
            return self._files

    def _result(self, id_: str, file: _File) -> Result:
        known = self._told.get(id_)
        if known is None or known[0] != file:
            known = self._told[id_] = (file, _summary(id_, file))
        return known[1]


def _name(result: Result) -> str:
    return result.name


def _found(folders: tuple[Path, ...]) -> Iterator[tuple[str, _File]]:
    number = 0
    for folder in folders:
        root = folder.resolve()
        for path in _below(root, DEEP):
            kind = _kind(path)
            if kind is None:
                continue
            number += 1
            if number > FOUND:
                return
            told = path.stat()
            name = path.relative_to(root.parent).as_posix().encode("utf-8", "replace").decode()
            id_ = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:16]
            yield id_, _File(path, name, kind, (told.st_size, told.st_mtime_ns))


def _below(folder: Path, deep: int) -> Iterator[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return
    for path in inside:
        if path.is_symlink() or path.name.startswith(".") or path.name in _SKIPPED:
            continue
        if path.is_dir():
            if deep:
                yield from _below(path, deep - 1)
        elif path.suffix == ".json" and path.is_file():
            yield path


def _kind(path: Path) -> str | None:
    if path.name == "verdict.json":
        return "verdict"
    return "coverage" if path.name.endswith("coverage.json") else None


def _read(path: Path, noun: type[N]) -> N | None:
    try:
        return from_json(path.read_bytes(), noun) if path.stat().st_size <= LARGEST else None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, ValueError, RecursionError):
        return None


def _summary(id_: str, file: _File) -> Result:
    made = Result(id=id_, name=file.name, kind=file.kind)
    if file.kind == "verdict":
        verdict = _read(file.path, Verdict)
        if verdict is None:
            return msgspec.structs.replace(made, why="not a verdict of this tocsin, or it cannot be read")
        return msgspec.structs.replace(
            made,
            outcome=verdict.outcome.value,
            stage=verdict.stage.value if verdict.stage else None,
            title=verdict.report.document.title,
            statement=verdict.statement,
            hosts=len(verdict.hosts),
        )
    inventory = _read(file.path, Inventory)
    if inventory is None:
        return msgspec.structs.replace(made, why="not coverage of this tocsin, or it cannot be read")
    return msgspec.structs.replace(made, hosts=len({one.host for one in inventory.coverage}))
