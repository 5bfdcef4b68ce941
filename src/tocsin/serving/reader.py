"""Uploaded documents are read in a process that can do little: one at a time, ended when it takes too long.

In: bytes that a stranger sent, and the name they had. Out: a `Report`, or a `TocsinError` in one line. The process that
starts the sandboxed ones (`isolation`) is itself one of its own: it has one thread, so that it can be forked, and has
loaded what reading needs, so that a short document takes no longer than reading it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import tempfile
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec

from tocsin.isolation import pool
from tocsin.isolation.sandbox import Bounds
from tocsin.model.errors import DocumentError, TocsinError
from tocsin.model.json_form import from_json, to_json
from tocsin.model.report import Report

SECONDS = 120
"""How long reading one document may take."""

BOUNDS = Bounds(memory=2 << 30, seconds=SECONDS)
WAITING = 8
"""Documents that wait for their turn, at most."""


class BusyError(TocsinError):
    """More documents wait than should."""


class Reader:
    """Reads uploads; close it."""

    def __init__(self, reading: Callable[[str], Report] | None = None) -> None:
        """Start nothing yet; `reading` reads the document at a path (`tocsin.read`, unless a test has another)."""
        self._reading = reading
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(WAITING)
        self._process: Any = None
        self._pipe: Connection | None = None

    def warm(self) -> None:
        """Start the process, so that the first document does not wait for it."""
        with self._turn:
            self._started()

    def read(self, data: bytes, name: str) -> Report:
        """Return the report; raises `TocsinError` when it cannot be read, `BusyError` when too many wait."""
        if not self._places.acquire(blocking=False):
            raise BusyError("several documents are being read already", hint="try again in a minute")
        try:
            with self._turn:
                return self._read(data, name)
        finally:
            self._places.release()

    def _read(self, data: bytes, name: str) -> Report:
        pipe = self._started()
        try:
            pipe.send_bytes(msgspec.msgpack.encode((name, data)))
            if not pipe.poll(2 * SECONDS + 30):
                raise TimeoutError
            whole, said = msgspec.msgpack.decode(pipe.recv_bytes(), type=tuple[bool, bytes])
        except (EOFError, OSError):
            self._end()
            raise DocumentError("it cannot be read: the process that read it came to an end", where=name) from None
        if not whole:
            raise DocumentError(said.decode("utf-8", "replace"), where=name)
        try:
            return from_json(said, Report)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise DocumentError("it cannot be read: the process that read it gave no report", where=name) from None

    def _started(self) -> Connection:
        if self._pipe is not None and self._process.is_alive():
            return self._pipe
        self._end()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._reading))
        self._process.start()
        theirs.close()
        self._pipe = ours
        return ours

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._process.kill()
            self._process.join()
            self._process.close()
        self._pipe = self._process = None

    def close(self) -> None:
        """End the process, and what it reads."""
        process = self._process
        if process is not None:
            with contextlib.suppress(ValueError):  # closed meanwhile
                process.kill()
        with self._turn:
            self._end()


def _serve(pipe: Connection, reading: Callable[[str], Report] | None) -> None:
    """Read what comes, until nobody listens any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's; it ends this process
    reading = reading or _loaded()
    while True:
        try:
            name, data = msgspec.msgpack.decode(pipe.recv_bytes(), type=tuple[str, bytes])
            pipe.send_bytes(msgspec.msgpack.encode(_answer(reading, name, data)))
        except (EOFError, OSError):
            return


def _loaded() -> Callable[[str], Report]:
    from tocsin.reading import read

    with tempfile.TemporaryDirectory(prefix="tocsin-") as folder:
        # a first document loads the parser, which every later one then has
        short = Path(folder) / "first.txt"
        short.write_text("On Monday the ministry accused Group X of the attack.\n", encoding="utf-8")
        read(short)
    return read


def _answer(reading: Callable[[str], Report], name: str, data: bytes) -> tuple[bool, bytes]:
    with tempfile.TemporaryDirectory(prefix="tocsin-") as folder:
        path = Path(folder) / ("upload" + _ending(name))
        path.write_bytes(data)

        def work(one: str) -> tuple[bool, bytes]:
            try:
                return True, to_json(reading(one), header=False, indent=0)
            except TocsinError as error:
                hint = f" ({error.hint})" if error.hint else ""
                return False, f"{error.message}{hint}".encode()
            except MemoryError:
                raise  # told by the pool
            except Exception as error:  # noqa: BLE001 - a worker's edge: what it raised is told, and the next is read
                return False, f"it cannot be read: {type(error).__name__}".encode()

        def lost(one: str, why: str) -> tuple[bool, bytes]:
            return False, f"it cannot be read: {why}".encode()

        if not pool.forks():
            return work(str(path))
        return next(pool.spread(pool.Plan(work, lost, (), BOUNDS, (folder,)), [str(path)], 1))


def _ending(name: str) -> str:
    """Return the end of a file's name, if it is a plain one: the kind of a document is told by its bytes first.

    >>> _ending("report.PDF"), _ending("../../x/.."), _ending("a.b/c"), _ending("x." + "y" * 40)
    ('.pdf', '', '', '')
    """
    end = Path(name).suffix.lower()
    return end if end[1:].isalnum() and end.isascii() and len(end) < 8 else ""
