"""A command that is killed at random moments and begun again until it comes to its end.

In: a command line, and what it writes. Out: how often it was killed, and whether something was left beside the result.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PROGRAM = (sys.executable, "-m", "tocsin")


@dataclass(slots=True)
class Killed:
    """What came of it: how often killed, exit code of the last run, seconds of all runs together."""

    kills: int = 0
    code: int | None = None
    seconds: float = 0.0
    said: str = ""


def killed(
    arguments: list[str], chance: random.Random, kills: int, longest: float, cache: Path, sent: int = signal.SIGKILL
) -> Killed:
    """Run a command, kill it after some part of `longest` seconds, and so on; then let it come to its end."""
    found = Killed()
    environment = os.environ | {"TOCSIN_CACHE": str(cache), "TMPDIR": str(cache)}
    while found.code is None:
        begun = time.monotonic()
        with tempfile.TemporaryFile() as said:
            run = subprocess.Popen([*PROGRAM, *arguments], stdout=said, stderr=said, env=environment)
            try:
                wait = chance.uniform(0, longest) if found.kills < kills else None
                found.code = run.wait(wait)
            except subprocess.TimeoutExpired:
                run.send_signal(sent)
                run.wait()
                found.kills += 1
            said.seek(0)
            found.said = said.read().decode(errors="replace")
        found.seconds += time.monotonic() - begun
    return found


def left_over(*folders: Path, but: set[str]) -> list[str]:
    """Return the names in some folders that are neither the result nor kept for the next run (plans, machine code)."""
    kept = (
        "kernel",
        "literals-",
        "expressions-",
        "plan-",
        "rules-",
        "rule-digests-",
        "indicators-",
        "sweep-",
        "list-",
        "logs-",
    )
    inside = [folder / "kernels" for folder in folders]
    names = [path.name for folder in (*folders, *inside) if folder.exists() for path in folder.iterdir()]
    return sorted(name for name in names if name not in but and not name.startswith(kept))
