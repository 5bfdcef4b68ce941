"""A limit of time on the EVTX parser: damaged chunks are parsed in a process that is ended when it takes too long.

In: a file made of chunks, and the record numbers expected in it. Out: results as `evtx_child` gives them;
`TimeoutError` when the parser did not come to an end. Chunks whose checksums are right come from Windows and need no
guard. The process is started for the first damaged chunk and kept; it ends with this one. Where none can be started,
the parser runs here, without a limit.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from tocsin.collecting.formats.evtx_child import RESULT, SIZES, Result, results
from tocsin.isolation.pool import tick
from tocsin.isolation.watching import LOOK_S, Watch

LONGEST_S = 20.0
"""Seconds of processor time (`isolation.watching`) for a few chunks: the parser needs a millisecond for each."""

_PROGRAM = Path(__file__).with_name("evtx_child.py")


class Guard:
    """The process, and how to ask it."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()

    def ask(self, file: bytes, numbers: Sequence[int], longest: float) -> list[Result]:
        """Return the results; raises `TimeoutError` if they take too long, `OSError` if the process cannot be used."""
        child = self._ready()
        requests, answers = child.stdin, child.stdout
        assert requests is not None  # noqa: S101 - both are pipes
        assert answers is not None  # noqa: S101
        late, done = threading.Event(), threading.Event()
        watch = Watch(child.pid)

        def end_when_late() -> None:
            while not done.wait(min(LOOK_S, longest)):
                tick()  # who waits for it does not stand still
                if watch.late(longest):
                    late.set()
                    child.kill()
                    return

        watching = threading.Thread(target=end_when_late, daemon=True)
        watching.start()
        try:
            requests.write(SIZES.pack(len(file), len(numbers)) + file + struct.pack(f"<{len(numbers)}Q", *numbers))
            requests.flush()
            return _answer(answers)
        except (OSError, EOFError) as error:
            self.close()
            if late.is_set():
                raise TimeoutError(f"the parser took more than {longest:g} s") from None
            raise OSError("the parser's process came to an end") from error
        finally:
            done.set()
            watching.join()

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-I", "-X", "utf8", str(_PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._child

    def close(self) -> None:
        """End the process."""
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _answer(answers: IO[bytes]) -> list[Result]:
    size, _ = SIZES.unpack(_exactly(answers, SIZES.size))
    body = _exactly(answers, size)
    found: list[Result] = []
    place = 0
    while place < size:
        good, length = RESULT.unpack_from(body, place)
        place += RESULT.size
        found.append((bool(good), body[place : place + length].decode()))
        place += length
    return found


def _exactly(answers: IO[bytes], size: int) -> bytes:
    data = answers.read(size)
    if len(data) < size:
        raise EOFError
    return data


_guards: dict[int, Guard] = {}
"""One for each process: a worker does not share that of its parent."""


def guarded(file: bytes, numbers: Sequence[int], longest: float = LONGEST_S) -> list[Result]:
    """Parse within a limit of time; raises `TimeoutError`."""
    guard = _guards.get(os.getpid())
    if guard is None:
        guard = _guards[os.getpid()] = Guard()
        atexit.register(guard.close)
    try:
        return guard.ask(file, numbers, longest)
    except TimeoutError:
        raise
    except OSError:
        return results(file, numbers)
