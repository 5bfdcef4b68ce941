"""Run a hostile input as a user would, in a process of its own, and say what came of it: time, memory, what was said."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tocsin.cli.main import run

from tests.hostile import archives, documents, logs, rules
from tests.hostile.inputs import Input

LONGEST_S = 10.0
LARGEST_MB = 1024
FRESH_MB = 256
"""What the process of a command holds by itself, at most; one that is forked here begins with all that this one holds."""


def inputs() -> list[Input]:
    """Return every hostile input."""
    return [*logs.inputs(), *archives.inputs(), *documents.inputs(), *rules.inputs()]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one input."""

    code: int  # of the command; negative: ended by a signal
    seconds: float  # on the clock
    processor: float  # seconds of processor time, workers included
    megabytes: int  # the most that one process held
    said: str  # on standard error
    result: str  # on standard output

    @property
    def wrong(self) -> str | None:
        """Say what must not be; None: all is well."""
        if self.code not in (0, 1, 2, 3, 4):
            return f"exit code {self.code}"
        if "Traceback" in self.said or "fault of tocsin" in self.said + self.result:
            return "an error of tocsin's own"
        if self.code == 2 and not self.said.startswith("tocsin: "):
            return "an error without a line that says which"
        if min(self.seconds, self.processor) > LONGEST_S:
            return f"{self.seconds:.1f} s"
        return f"{self.megabytes} MB" if self.megabytes > LARGEST_MB else None


def command(one: Input, path: Path, beside: Path) -> list[str]:
    """Return the command line for an input at a path; `beside` is good evidence."""
    return {
        "evidence": ["coverage", str(path), "--format", "json"],
        "document": ["read", str(path), "--format", "json"],
        "rule": ["hunt", str(beside), "--rules", str(path), "--format", "jsonl", "--exit-zero"],
        "indicators": ["hunt", str(beside), "--indicators", str(path), "--format", "jsonl", "--exit-zero"],
        "mapping": ["coverage", str(beside), "--map", str(path)],
    }[one.kind]


def resident() -> int:
    """Return the bytes that this process holds now; 0 where that cannot be told."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def measured(arguments: list[str], folder: Path) -> Outcome:
    """Run a command line in a forked process."""
    said, result = folder / "said", folder / "result"
    begun, held = time.monotonic(), resident() >> 20
    child = os.fork()
    if not child:
        code = 99
        try:
            with said.open("w") as err, result.open("w") as out:
                os.dup2(err.fileno(), 2)
                os.dup2(out.fileno(), 1)
                sys.stdout = io.TextIOWrapper(os.fdopen(os.dup(1), "wb"), encoding="utf-8")
                sys.stderr = io.TextIOWrapper(os.fdopen(os.dup(2), "wb"), encoding="utf-8", write_through=True)
                code = run(arguments)
        except BaseException:  # noqa: BLE001 - what came through is what is looked for
            import traceback

            with contextlib.suppress(OSError, ValueError):
                traceback.print_exc()
        finally:
            with contextlib.suppress(Exception):
                sys.stdout.flush()
            os._exit(code)
    _, status, used = os.wait4(child, 0)
    return Outcome(
        os.waitstatus_to_exitcode(status),
        time.monotonic() - begun,
        used.ru_utime + used.ru_stime,
        (used.ru_maxrss >> 10) - max(held - FRESH_MB, 0),
        said.read_text(errors="replace"),
        result.read_text(errors="replace")[:1_000_000],
    )
