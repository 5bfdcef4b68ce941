"""Several whole commands at once, with one folder of state, one cache and one temporary folder for all of them.

In: command lines without `--state`, and what each writes when it is alone. Out: how each ended. Whoever ends last
removes what was kept; nobody may take from another what that one still needs, even if one of them is killed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.faults.kills import PROGRAM


@dataclass(frozen=True, slots=True)
class Ended:
    """How one of them ended: exit code (negative: by a signal), and what it said."""

    code: int
    said: str


def together(
    commands: Sequence[list[str]],
    state: Path,
    cache: Path,
    *,
    apart: Sequence[float] = (),
    killed: tuple[int, float] | None = None,
) -> list[Ended]:
    """Run commands at once; `apart` are seconds between one's begin and the next's; `killed`: which, after how long."""
    environment = os.environ | {"TOCSIN_CACHE": str(cache), "TMPDIR": str(cache)}
    runs: list[subprocess.Popen[bytes]] = []
    files: list[IO[bytes]] = [tempfile.TemporaryFile() for _ in commands]  # noqa: SIM115 - closed below
    try:
        for number, (command, said) in enumerate(zip(commands, files, strict=True)):
            if number and apart:
                time.sleep(apart[number - 1])
            arguments = [*PROGRAM, *command, "--state", str(state)]
            runs.append(subprocess.Popen(arguments, stdout=said, stderr=said, env=environment))
        if killed is not None:
            time.sleep(killed[1])
            runs[killed[0]].send_signal(signal.SIGKILL)
        return [Ended(run.wait(), _said(said)) for run, said in zip(runs, files, strict=True)]
    finally:
        for run in runs:
            run.kill()
            run.wait()
        for said in files:
            said.close()


def _said(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def moments(chance: random.Random, longest: float, turn: int) -> tuple[float, tuple[int, float] | None]:
    """Return how far two runs begin apart, and which of them is killed when: none in the first of three turns."""
    apart = chance.uniform(0, longest / 4)
    return apart, None if turn % 3 == 0 else (turn % 2, chance.uniform(0, longest))
