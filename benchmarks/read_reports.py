"""How long reading a report takes: `python -m benchmarks.read_reports REPORT... [--rounds N]`.

Cold: `tocsin read REPORT` as a process, its output thrown away. Warm: all reports in turn in one process, so that
what is kept of the last text serves none of them; the first round is not counted. For each the least of all rounds, in
seconds: on the clock, and of processor time, which says more on a machine that does other work, too.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def least(rounds: int, run: Callable[[], object], who: int) -> tuple[float, float]:
    """Return the least time on the clock and of processors that `run` takes, by this process or its children."""
    clock: list[float] = []
    processor: list[float] = []
    for _ in range(rounds):
        began, before = time.perf_counter(), resource.getrusage(who)
        run()
        after = resource.getrusage(who)
        clock.append(time.perf_counter() - began)
        processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(clock), min(processor)


def cold(report: Path, rounds: int) -> tuple[float, float]:
    """Return how long a process takes that reads a report."""
    command = [sys.executable, "-m", "tocsin", "read", str(report)]
    return least(
        rounds, lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True), resource.RUSAGE_CHILDREN
    )


def warm(reports: list[Path], rounds: int) -> dict[Path, tuple[float, float]]:
    """Return how long each report takes in a process that has read all of them before."""
    from tocsin.reading import read

    found: dict[Path, tuple[float, float]] = {}
    for number in range(rounds + 1):
        for report in reports:
            took = least(1, lambda report=report: read(report), resource.RUSAGE_SELF)
            if number:
                before = found.get(report, took)
                found[report] = (min(before[0], took[0]), min(before[1], took[1]))
    return found


def main() -> None:
    """Print a table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("reports", type=Path, nargs="+")
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    again = warm(given.reports, given.rounds)
    print("| report | cold s | cold CPU s | warm s | warm CPU s |\n| --- | --- | --- | --- | --- |")
    for report in given.reports:
        first = cold(report, given.rounds)
        print(f"| {report.name} | {first[0]:.2f} | {first[1]:.2f} | {again[report][0]:.2f} | {again[report][1]:.2f} |")


if __name__ == "__main__":
    main()
