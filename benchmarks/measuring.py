"""Run whole commands and measure them: wall time, processor time and peak memory of the process and all it starts.

Time and memory are measured in different runs, because looking at memory costs time: `run` starts a command and asks
the system for its account at the end; `peak_memory` looks at the tree of processes every few milliseconds. Memory is
the proportional set size (shared pages are divided among those who share them), so that workers forked from one process
do not count its pages twice. Only Linux tells it; elsewhere it is None, never a guess.
"""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_PROC = Path("/proc")


class CommandError(Exception):
    """A command that was to be measured failed: what it was, and the end of what it said."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds on the clock, seconds of processors (all processes), bytes of the largest process."""

    wall: float
    cpu: float
    largest: int


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured of one command: every run, and the peak of memory of the whole tree in a run of its own."""

    runs: tuple[Run, ...]
    memory: int | None = None

    @property
    def wall(self) -> float:
        """Median of the wall times."""
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """Median of the processor times."""
        return median(run.cpu for run in self.runs)


@dataclass(frozen=True, slots=True)
class Command:
    """A command, and the exit codes that mean it did its work."""

    arguments: tuple[str, ...]
    good: tuple[int, ...] = (0,)
    environment: Mapping[str, str] | None = None


def run(command: Command) -> Run:
    """Run a command to its end; raises `CommandError` where it did not do its work."""
    began = time.perf_counter()
    with _started(command) as (process, said):
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        _check(command, process.returncode, said)
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def peak_memory(command: Command, *, every: float = 0.02) -> int | None:
    """Return the peak of memory of the command and of all it starts, in bytes; None where the system does not say."""
    peak = 0
    with _started(command) as (process, said):
        while process.poll() is None:
            peak = max(peak, tree_memory(process.pid))
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(every)
        _check(command, process.returncode, said)
    return peak or None


@contextlib.contextmanager
def _started(command: Command) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], str]]]:
    # a file and not a pipe: nobody reads while the command runs, and a full pipe would stop it
    import tempfile

    with tempfile.TemporaryFile() as errors:

        def said() -> str:
            errors.seek(0)
            return errors.read()[-400:].decode("utf-8", "replace").strip()

        process = subprocess.Popen(
            command.arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={**os.environ, **(command.environment or {})},
        )
        try:
            yield process, said
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _check(command: Command, code: int, said: Callable[[], str]) -> None:
    if code not in command.good:
        raise CommandError(f"{Path(command.arguments[0]).name} … ended with {code}: {said()}")


def tree_memory(root: int) -> int:
    """Return the memory of a process and its descendants in bytes, 0 where nothing is known of it."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            # the name in parentheses may hold anything: the parent is the second word after the last of them
            parent = int(entry.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.parent.name))
    total, waiting = 0, [root]
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        total += _memory(process)
    return total


def processor_time(command: Command, beside: Sequence[int] = (), *, every: float = 0.1) -> Run:
    """Run a command and look at the processor time of all it starts, also of what nobody waits for (Spark's workers).

    `beside` are processes that work for it and are there already: what they and theirs use meanwhile counts, too. What
    a process uses between the last look and its end is missed.
    """
    began = time.perf_counter()
    waited = _waited_for()
    before = _times(beside)
    seen: dict[tuple[int, int], float] = dict(before)
    with _started(command) as (process, said):
        while process.poll() is None:
            seen |= _times([process.pid, *beside], seen)
            time.sleep(every)
        wall = time.perf_counter() - began
        _check(command, process.returncode, said)
    seen |= _times(beside, seen)
    # what was waited for is told exactly; looks may come late on a busy machine
    return Run(wall, max(sum(seen.values()) - sum(before.values()), _waited_for() - waited), 0)


def _waited_for() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _times(roots: Sequence[int], known: Iterable[tuple[int, int]] = ()) -> dict[tuple[int, int], float]:
    """Return the seconds that processes and their descendants have used so far, by process and when it began.

    Those known from an earlier look count, too: one whose parent has ended is nobody's child any more.
    """
    children: dict[int, list[int]] = {}
    used: dict[int, tuple[int, float]] = {}
    tick = os.sysconf("SC_CLK_TCK")
    for entry in _PROC.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            words = entry.read_text("utf-8", "replace").rpartition(")")[2].split()
            process = int(entry.parent.name)
            children.setdefault(int(words[1]), []).append(process)
            used[process] = (int(words[19]), (int(words[11]) + int(words[12])) / tick)
    found: dict[tuple[int, int], float] = {}
    waiting = [*roots, *(process for process, start in known if used.get(process, (None, 0))[0] == start)]
    while waiting:
        process = waiting.pop()
        if process in used and (process, used[process][0]) not in found:
            waiting += children.get(process, [])
            found[process, used[process][0]] = used[process][1]
    return found


def _memory(process: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        for line in (_PROC / str(process) / "smaps_rollup").read_text("ascii", "replace").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def alternating(
    commands: Mapping[str, Command],
    *,
    times: int,
    memory: bool | Container[str] = True,
    warm: Mapping[str, Command] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Figure]:
    """Run each command once to warm it up, then all of them in turn, `times` times; then once more for memory.

    `warm` are shorter commands that warm up as well (rules are compiled, whatever the evidence); `memory` may name
    those whose memory is asked for.
    """
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(times + 1):
        for name, command in (commands if turn or warm is None else warm).items():
            done = run(command)
            say(f"{name}: {done.wall:.2f} s{' (to warm up, not counted)' if not turn else ''}")
            if turn:
                runs[name].append(done)

    def asked(name: str) -> bool:
        return memory if isinstance(memory, bool) else name in memory

    return {
        name: Figure(tuple(runs[name]), peak_memory(command) if asked(name) else None)
        for name, command in commands.items()
    }


def once(command: Command) -> Figure:
    """Run a command a single time, for what takes too long to be repeated."""
    return Figure((run(command),))


def described(arguments: Sequence[str]) -> str:
    """Return a command without the folders of this machine.

    >>> described(["/opt/bin/python", "-m", "benchmarks.hunt", "--rules", "/srv/sigma-rules.tar.gz"])
    'python -m benchmarks.hunt --rules sigma-rules.tar.gz'
    """
    return " ".join(Path(word).name if word.startswith(("/", ".")) or "/" in word else word for word in arguments)
