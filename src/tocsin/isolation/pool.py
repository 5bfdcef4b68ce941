"""Items spread over worker processes, each in a sandbox; a worker that dies takes one item with it.

In: a function, items, and what stands for an item that is lost. Out: what came of each item, in the items' order,
whatever the number of workers. A worker that shows no sign of progress (`tick`) for too long (`watching`: one that a
busy machine lets wait has longer), or wants too much memory, is ended. One that ends for any other reason gets its item
a second time, since it may have been somebody else's fault (a machine short of memory ends whatever is largest). Errors
of the function itself come out here.
"""

from __future__ import annotations

import builtins
import contextlib
import multiprocessing
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

import msgspec

from tocsin.isolation.parcels import UntrustedError, pack, unpack
from tocsin.isolation.sandbox import Bounds, allow_time, enter, prepare
from tocsin.isolation.watching import LOOK_S, Watch
from tocsin.model import errors

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 1024
"""Results that wait for an earlier one, at most."""

_DONE, _NO_MEMORY, _FAILED = b"\0", b"\1", b"\2"
_LARGEST = 1 << 30  # bytes of one result

_ticks: Any = None
_place = 0
_bounds = Bounds()


def tick() -> None:
    """Say that this worker makes progress; outside of one, nothing is said."""
    if _ticks is not None:
        _ticks[_place] += 1
        allow_time(_bounds)


def available() -> bool:
    """Say whether this process may have workers at all: one that is itself a daemon may not."""
    return not multiprocessing.current_process().daemon


def forks() -> bool:
    """Say whether a worker takes some milliseconds to start, and needs nothing handed over."""
    return available() and "fork" in multiprocessing.get_all_start_methods()


@dataclass(frozen=True, slots=True)
class Plan(Generic[Item, Result]):
    """What the workers do and may do."""

    work: Callable[[Item], Result]
    lost: Callable[[Item, str], Result]  # the result of an item that took its worker with it, and why; done here
    classes: tuple[type, ...]  # of which results consist, beside plain data
    bounds: Bounds = field(default_factory=Bounds)
    folders: tuple[str, ...] = ()  # that workers may write to
    readable: tuple[str, ...] | None = None  # files and folders that workers may read, beside those; None: all
    begin: Callable[[], None] | None = None  # done by each worker before anything else


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: Connection
    place: int
    watch: Watch  # since its last sign of progress
    ticks: int = 0
    items: deque[int] = field(default_factory=deque[int])  # handed over, the first of them being worked on
    ended: str = ""  # why it was ended here


def spread(plan: Plan[Item, Result], items: Sequence[Item], count: int) -> Iterator[Result]:
    """Yield what comes of each item, in order; raises what `work` raises."""
    pool = _Pool(plan, items, count)
    try:
        yield from pool.results()
    finally:
        pool.close()


class _Pool(Generic[Item, Result]):
    def __init__(self, plan: Plan[Item, Result], items: Sequence[Item], count: int) -> None:
        method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
        self._context: Any = multiprocessing.get_context(method)
        self._plan, self._items = plan, items
        self._ticks = self._context.RawArray("q", count)
        self._waiting = deque(range(len(items)))
        self._again: set[int] = set()
        self._done: dict[int, Result] = {}
        self._next = 0
        self._looked = 0.0
        self._workers: list[_Worker] = []
        prepare()
        for place in range(count):
            self._workers.append(self._started(place))

    def _started(self, place: int) -> _Worker:
        ours, theirs = self._context.Pipe()
        # a forked process has the pipes of all others, and would keep them open
        others = [ours, *(one.pipe for one in self._workers)] if self._context.get_start_method() == "fork" else []
        given = (theirs, others, self._plan, self._items, self._ticks, place)
        process = self._context.Process(target=_serve, args=given, daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours, place, Watch(process.pid), self._ticks[place])

    def results(self) -> Iterator[Result]:
        while self._next < len(self._items):
            self._hand_out()
            pipes: dict[Any, _Worker] = {worker.pipe: worker for worker in self._workers}
            for pipe in wait(list(pipes), LOOK_S):
                self._hear(pipes[pipe])
            self._look()
            while self._next in self._done:
                yield self._done.pop(self._next)
                self._next += 1

    def _hand_out(self) -> None:
        # a second item beside the one that is worked on saves waiting, but near the end another worker may have time
        deep = 2 if len(self._waiting) > 8 * len(self._workers) else 1
        for depth in range(1, deep + 1):
            for worker in self._workers:
                if self._waiting and len(worker.items) < depth and self._waiting[0] < self._next + AHEAD:
                    if not worker.items:
                        worker.watch.progress()
                    number = self._waiting.popleft()
                    worker.items.append(number)
                    with contextlib.suppress(OSError):  # it died: `_hear` finds out
                        worker.pipe.send(number)

    def _hear(self, worker: _Worker) -> None:
        """Take what a worker says; one that says nothing more has died. Raises what the work raised."""
        try:
            said = worker.pipe.recv_bytes(_LARGEST)
        except (EOFError, OSError):
            self._replace(worker)
            return
        kind, answer = said[:1], said[1:]
        if not worker.items:
            self._replace(worker)  # nobody asked it
        elif kind == _DONE:
            try:
                result = unpack(answer, self._plan.classes)
            except UntrustedError as error:
                worker.ended = f"the process that read it did not give an answer of the kind expected: {error}"
                self._replace(worker)
                return
            self._done[worker.items.popleft()] = result
            worker.watch.progress()
        elif kind == _NO_MEMORY:
            # once more in a process of its own: what this one did before may have left too little
            if worker.items[0] in self._again:
                worker.ended = f"it takes more than {self._plan.bounds.memory >> 20} MB of memory"
            self._replace(worker)
        else:
            raise _error_of(answer)

    def _look(self) -> None:
        """End workers that show no sign of progress."""
        now = time.monotonic()
        if now - self._looked < LOOK_S:
            return
        self._looked = now
        for worker in list(self._workers):
            if not worker.items or self._ticks[worker.place] != worker.ticks:
                worker.ticks = self._ticks[worker.place]
                worker.watch.progress()
            elif worker.watch.late(self._plan.bounds.seconds):
                worker.ended = f"nothing came of it for {self._plan.bounds.seconds} s"
                self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        """Put another worker in a dead one's place; what it worked on is tried again, or lost."""
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        why = worker.ended or _why(worker.process.exitcode, self._plan.bounds)
        if worker.items:
            number = worker.items.popleft()
            if worker.ended or worker.process.exitcode == -getattr(signal, "SIGXCPU", 0) or number in self._again:
                self._done[number] = self._plan.lost(self._items[number], why)
            else:
                self._again.add(number)
                worker.items.appendleft(number)
        self._waiting.extendleft(reversed(worker.items))
        self._waiting = deque(sorted(self._waiting))
        self._workers[worker.place] = self._started(worker.place)

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()


def _why(code: int, bounds: Bounds) -> str:
    if code == -getattr(signal, "SIGXCPU", 0):
        return f"nothing came of it for {max(bounds.seconds // 2, 1)} s of processor time"
    try:
        return f"the process that read it was ended by {signal.Signals(-code).name} (by lack of memory?)"
    except ValueError:
        return f"the process that read it ended by itself ({code})"


def _serve(
    pipe: Connection, others: list[Connection], plan: Plan[Any, Any], items: Sequence[Any], ticks: Any, place: int
) -> None:
    """Be a worker: take numbers of items, give results."""
    global _ticks, _place, _bounds
    _ticks, _place, _bounds = ticks, place, plan.bounds
    for other in others:
        with contextlib.suppress(OSError):
            other.close()
    if plan.begin is not None:
        plan.begin()
    enter(plan.bounds, plan.folders, plan.readable)
    with contextlib.suppress(EOFError, OSError):  # nobody listens any more
        while True:
            number = pipe.recv()
            tick()
            try:
                answer = _DONE + pack(plan.work(items[number]))
            except MemoryError:
                pipe.send_bytes(_NO_MEMORY)
                return
            except Exception as error:  # noqa: BLE001 - a worker's edge: it is raised again where the pool is
                answer = _FAILED + _error_said(error)
            pipe.send_bytes(answer)


class _Said(msgspec.Struct):
    """An error on its way from a worker: as data, since what a worker sends is not to be trusted."""

    kind: str
    message: str
    where: str | None
    hint: str | None
    trace: str


def _error_said(error: Exception) -> bytes:
    kind, text = type(error).__name__, str(getattr(error, "message", error))
    where, hint = getattr(error, "where", None), getattr(error, "hint", None)
    said = _Said(kind, text, where, hint, "".join(traceback.format_exception(error)))
    return msgspec.json.encode(said)


def _error_of(said: bytes) -> Exception:
    """Return an error of a worker: of tocsin's or Python's own kinds as it was, all others as a `RuntimeError`."""
    try:
        told = msgspec.json.decode(said, type=_Said)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return RuntimeError("a worker failed, and did not say why")
    own = getattr(errors, told.kind, None)
    if isinstance(own, type) and issubclass(own, errors.TocsinError):
        return own(told.message, where=told.where, hint=told.hint)
    kind = getattr(builtins, told.kind, None)
    if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, UnicodeError):
        error: Exception = kind(told.message)
    else:
        error = RuntimeError(f"{told.kind}: {told.message}")
    error.add_note(f"in a worker:\n{told.trace}")
    return error
