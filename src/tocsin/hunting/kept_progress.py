"""What a hunt has done already, kept in a folder, so that one that was killed goes on where it was.

In: the work, units with the digests of their content, outcomes. Out: outcomes that an earlier run kept, for the same
work and the same bytes only. The folder is the user's alone. It holds batches of outcomes, written whole or not at all
(hits that lie in files first, then the batch, then its name), and a lock that every run shares: who ends last removes
the folder. Where nothing can be written, the hunt goes on without; `problem` says why.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import time
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from tocsin import __version__
from tocsin.collecting.coverage import SURVEY_CLASSES
from tocsin.collecting.store import LOCK, held, locked, locked_now
from tocsin.collecting.whole_files import settle, settle_folder
from tocsin.hunting.hit_tables import Away
from tocsin.hunting.outcomes import Outcome
from tocsin.isolation.parcels import UntrustedError, pack, unpack
from tocsin.model.errors import UsageError

FORM = 1
"""Counts up when what is kept takes another form."""

EVERY_S = 2.0
BATCH_BYTES = 16 << 20
"""After how much a batch is written: so much work is lost at most."""

_FORGOTTEN_S = 14 * 86_400  # after which progress that nobody went on with is removed
_SUFFIX = ".batch"


class Keeping(NamedTuple):
    """Where progress is kept, and from how much evidence on."""

    folder: Path
    least: int = 0  # bytes


class _Entry(msgspec.Struct, array_like=True):
    unit: str
    content: str
    outcome: bytes
    files: list[tuple[str, int]]  # of hits: name and size


class _Batch(msgspec.Struct, array_like=True):
    digest: bytes
    entries: msgspec.Raw


class KeptProgress:
    """The folder of one work; `hits` is where its hits lie."""

    def __init__(self, base: Path, work: str) -> None:
        """Open it, made where it is not there; raises `UsageError` for a folder that others may write to."""
        self.problem: str | None = None
        self.folder = base / hashlib.sha256(f"{FORM} {__version__} {work}".encode()).hexdigest()[:32]
        self._known: dict[str, tuple[str, Path]] = {}  # unit -> its content then, and the batch that it is in
        self._open: tuple[Path | None, dict[str, bytes]] = (None, {})  # the batch that was looked at last
        self._waiting: list[_Entry] = []
        self._held, self._since = 0, time.monotonic()
        self._lock: IO[bytes] | None = None
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._check_owner()
            self._lock = held(self.folder, shared=True, parents=True)
            weakref.finalize(self, self._lock.close)
            _remove_forgotten(base, self.folder)
            self._read()
        except OSError as error:
            self.problem = (error.strerror or str(error)).lower()

    def _check_owner(self) -> None:
        status = self.folder.stat()
        if hasattr(os, "geteuid") and (status.st_uid != os.geteuid() or status.st_mode & 0o022):
            hint = "name another folder with --state"
            raise UsageError("progress cannot be kept where others may write", where=str(self.folder), hint=hint)

    @property
    def known(self) -> dict[str, str]:
        """Return the units of which something is kept, with the content that they had."""
        return {unit: content for unit, (content, _) in self._known.items()}

    def outcome(self, unit: str) -> Outcome | None:
        """Return what became of a unit; None where it is not known any more."""
        _, batch = self._known.get(unit, ("", None))
        if batch is None:
            return None
        if self._open[0] != batch:
            self._open = (batch, {entry.unit: entry.outcome for entry in _entries(batch)})
        try:
            return unpack(self._open[1][unit], (Outcome, Away, *SURVEY_CLASSES))
        except (UntrustedError, KeyError):
            return None

    def keep(self, unit: str, content: str, outcome: Outcome) -> None:
        """Keep what became of a unit: together with others, some seconds later."""
        if self.problem is not None:
            return
        files = [one.path for one in outcome.hits if isinstance(one, Away)]
        entry = _Entry(unit, content, pack(outcome), [(path, Path(path).stat().st_size) for path in files])
        self._waiting.append(entry)
        self._held += len(entry.outcome)
        if self._held >= BATCH_BYTES or time.monotonic() - self._since >= EVERY_S:
            self.settle()

    def settle(self) -> None:
        """Write what waits."""
        waiting, self._waiting, self._held = self._waiting, [], 0
        if not waiting or self.problem is not None:
            return
        made = self.folder / f"{secrets.token_hex(8)}.new"
        try:
            for entry in waiting:
                for path, _ in entry.files:
                    with Path(path).open("rb") as file:
                        os.fsync(file.fileno())
            data = msgspec.msgpack.encode(waiting)
            with made.open("wb") as file:
                file.write(msgspec.msgpack.encode(_Batch(hashlib.sha256(data).digest(), msgspec.Raw(data))))
                settle(file)
            made.replace(made.with_suffix(_SUFFIX))
            settle_folder(self.folder)
        except OSError as error:
            self.problem = (error.strerror or str(error)).lower()
            with contextlib.suppress(OSError):
                made.unlink()
        self._since = time.monotonic()

    def _read(self) -> None:
        """Take in what earlier runs kept; a batch that is damaged, or whose hits are gone, is as good as none."""
        for batch in sorted(self.folder.glob(f"*{_SUFFIX}")):
            for entry in _entries(batch):
                if all(_has_size(path, size) for path, size in entry.files):
                    self._known[entry.unit] = (entry.content, batch)

    def forget(self) -> None:
        """Remove everything, unless another run still works with it: then that one does."""
        lock, self._lock = self._lock, None
        if lock is not None and locked(lock):
            shutil.rmtree(self.folder, ignore_errors=True)
            with contextlib.suppress(OSError):
                self.folder.parent.rmdir()  # the last one
        if lock is not None:
            lock.close()


def _entries(batch: Path) -> Iterable[_Entry]:
    try:
        kept = msgspec.msgpack.decode(batch.read_bytes(), type=_Batch)
        if hashlib.sha256(kept.entries).digest() != kept.digest:
            return []
        return msgspec.msgpack.decode(kept.entries, type=list[_Entry])
    except (OSError, msgspec.DecodeError, RecursionError):
        return []


def _has_size(path: str, size: int) -> bool:
    try:
        return Path(path).stat().st_size == size
    except OSError:
        return False


def _remove_forgotten(base: Path, but: Path) -> None:
    for folder in base.iterdir():
        if folder == but or len(folder.name) != len(but.name):
            continue
        with contextlib.suppress(OSError), (folder / LOCK).open("rb") as lock:
            if time.time() - folder.stat().st_mtime > _FORGOTTEN_S and locked_now(lock, folder):
                shutil.rmtree(folder, ignore_errors=True)
