"""How fast and in how much memory logs are read, against libraries that read them as plain data.

    python -m benchmarks.collect [--size smoke|default|full] [--only PART] [--page PAGE] [--out DIR] [--work DIR]

It makes its own logs: JSON lines of Windows events, IIS, Exchange HttpProxy, a web proxy's CSV, syslog. Ratios are of
one run on one machine; all ways of reading take turns, each in a process of its own, and read as many records. Memory
is that of `tocsin coverage` and all processes it starts. Exits 1 where the number of records differs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks import containers
from benchmarks.log_corpora import KINDS, write_log
from benchmarks.machine import machine, versions
from benchmarks.measuring import Command, CommandError, described, peak_memory, run
from benchmarks.results import Report, Section, has_marks, marks, megabytes, seconds

NAME = "collect"


@dataclass(frozen=True, slots=True)
class Size:
    """How much is read, how often."""

    megabytes: float
    repeats: int
    memory: tuple[float, ...]  # megabytes of each log


SIZES = {
    "smoke": Size(0.2, 1, (0.1, 0.3)),
    "default": Size(100, 3, (100, 1000)),
    "full": Size(400, 7, (100, 1000, 5000)),
}
TITLES = {
    "jsonl": "JSON lines, Windows events",
    "iis": "IIS",
    "httpproxy": "Exchange HttpProxy",
    "csv": "CSV of a web proxy",
    "syslog": "syslog",
}
OTHERS = {"jsonl": "polars.read_ndjson", "iis": "pyarrow.csv", "httpproxy": "pyarrow.csv", "csv": "pyarrow.csv"}


@dataclass(frozen=True, slots=True)
class Bench:
    """Where logs are made, and how much is measured."""

    folder: Path
    size: Size
    seed: int
    say: Callable[[str], None]

    def log(self, kind: str, size: float) -> tuple[Path, int]:
        """Make a log; returns it and its number of records."""
        self.say(f"making {size:g} MB of {kind}")
        return write_log(KINDS[kind], self.folder / f"{kind}-{size:g}", size, seed=self.seed)

    def read(self, way: str, log: Path, small: Path) -> dict[str, float]:
        """Read a log in a process of its own; returns seconds, seconds of processors, and records."""
        result = self.folder / "result.json"
        run(Command((sys.executable, "-m", "benchmarks.reading_driver", way, str(log), str(result), str(small))))
        return json.loads(result.read_text("ascii"))


def speed(bench: Bench) -> Section:
    """Measure logs against libraries that read them as plain data."""
    section = Section(
        "Reading logs",
        "Seconds of reading alone, started and imported beforehand; medians of runs in turn. *Coverage* is what"
        " `tocsin coverage` does, on all cores; *every field* makes Arrow columns of all there is, in one process. The"
        " library reads the same file on all cores.",
        ("log", "MB", "records", "library", "s", "coverage s", "times", "every field s", "times", "times its CPU"),
    )
    for kind, other in OTHERS.items():
        log, records = bench.log(kind, bench.size.megabytes)
        small, _ = bench.log(kind, min(1.0, bench.size.megabytes))
        found: dict[str, list[dict[str, float]]] = {kind: [], "coverage": [], "events": []}
        for _ in range(bench.size.repeats):
            for way, runs in found.items():
                runs.append(bench.read(way, log, small))
                bench.say(f"{kind}, {way}: {runs[-1]['seconds']:.2f} s")
                if int(runs[-1]["records"]) != records:
                    section.wrong.append(f"{kind}, {way}: {runs[-1]['records']} records and not {records}")
        wall = {way: median(one["seconds"] for one in runs) for way, runs in found.items()}
        cpu = {way: median(one["cpu"] for one in runs) for way, runs in found.items()}
        section.rows.append(
            (
                TITLES[kind], f"{log.stat().st_size / 1e6:,.0f}", f"{records:,}", other, seconds(wall[kind]),
                seconds(wall["coverage"]), _times(wall["coverage"], wall[kind]),
                seconds(wall["events"]), _times(wall["events"], wall[kind]), _times(cpu["events"], cpu[kind]),
            )
        )  # fmt: skip
        section.raw[kind] = found
        shutil.rmtree(log.parents[len(Path(KINDS[kind].path).parts) - 1])
    return section


def _times(one: float, other: float) -> str:
    return f"{one / max(other, 1e-9):.2f}"


def packed(bench: Bench) -> Section:
    """Measure what an archive costs over unpacking it."""
    section = Section(
        "Reading out of archives",
        "An IIS log, packed: seconds of processor of the library that unpacks it by itself, and of tocsin's stream,"
        " with its limits and guards. Both read to the end and do nothing with it.",
        ("packed", "MB", "alone s", "tocsin s", "times"),
    )
    for kind, (alone, through) in containers.measured(bench.size.megabytes / 2, bench.size.repeats).items():
        section.rows.append(
            (
                kind,
                f"{bench.size.megabytes / 2:g}",
                seconds(alone),
                seconds(through),
                f"{through / max(alone, 1e-9):.2f}",
            )
        )
        section.raw[kind] = {"alone": alone, "tocsin": through}
    return section


def memory(bench: Bench) -> Section:
    """Measure peak memory as logs grow."""
    section = Section(
        "Memory",
        "Peak of `tocsin coverage` and all processes it starts, pages that they share counted once.",
        ("log", *(f"{size:,g} MB" for size in bench.size.memory)),
    )
    for kind in ("jsonl", "iis", "httpproxy", "syslog"):
        peaks = [_peak(bench, kind, size) for size in bench.size.memory]
        section.rows.append((TITLES[kind], *map(megabytes, peaks)))
        section.raw[kind] = peaks
    peaks = [_peak_of_zip(bench, size) for size in bench.size.memory]
    section.rows.append(("a zip of all four", *map(megabytes, peaks)))
    section.raw["zip"] = peaks
    section.notes.append("Sizes are of each log, and of all four together in the zip, unpacked.")
    return section


def _peak(bench: Bench, kind: str, size: float) -> int | None:
    log, _ = bench.log(kind, size)
    folder = bench.folder / f"{kind}-{size:g}"
    try:
        return _watched(bench, log)
    finally:
        shutil.rmtree(folder)


def _peak_of_zip(bench: Bench, size: float) -> int | None:
    path = bench.folder / "logs.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for kind in ("jsonl", "iis", "httpproxy", "syslog"):
            log, _ = bench.log(kind, size / 4)
            archive.write(log, KINDS[kind].path)
            shutil.rmtree(bench.folder / f"{kind}-{size / 4:g}")
    try:
        return _watched(bench, path)
    finally:
        path.unlink()


def _watched(bench: Bench, path: Path) -> int | None:
    out = bench.folder / "coverage.json"
    words = (sys.executable, "-m", "tocsin", "coverage", str(path), "--format", "json", "-o", str(out), "--force")
    peak = peak_memory(Command(words), every=0.1)  # it lasts: looking more often would only slow it down
    bench.say(f"{path.name}: {megabytes(peak)} MB")
    return peak


PARTS: dict[str, Callable[[Bench], Section]] = {"speed": speed, "packed": packed, "memory": memory}


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=sorted(SIZES), default="default", help="how much is read")
    parser.add_argument("--only", action="append", choices=list(PARTS), default=[], help="only this part")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=None, help="folder for collect.json and collect.md")
    parser.add_argument("--page", type=Path, default=None, help="page of the documentation to put the figures into")
    parser.add_argument(
        "--work", type=Path, default=None, help="folder for the logs, on the disk that is to be read from"
    )
    options = parser.parse_args(given)
    for part in options.only or PARTS:
        name = f"{NAME}, {part}"
        if options.page is not None and not (options.page.exists() and has_marks(options.page, name)):
            parser.error(f"{options.page} is no page with the marks {' and '.join(marks(name))}")
    return options


def main(given: Sequence[str] | None = None) -> int:
    """Measure what the command line asks for; returns the exit code."""
    options = arguments(given)
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > 0.5:
        print(f"WARNING: the machine is busy (load {os.getloadavg()[0]:.1f}): times are worth little", file=sys.stderr)
    words = ["python", "-m", "benchmarks.collect", *(sys.argv[1:] if given is None else given)]
    made = {"from": "made logs", "seed": str(options.seed)}
    report = Report(described(words), f"{datetime.now(UTC):%Y-%m-%d}", options.size, machine(), versions(), made)
    with tempfile.TemporaryDirectory(dir=options.work, prefix="collect-") as folder:
        bench = Bench(Path(folder), SIZES[options.size], options.seed, lambda line: print(line, file=sys.stderr))
        for name in options.only or list(PARTS):
            try:
                report.sections.append(PARTS[name](bench))
            except CommandError as error:
                report.sections.append(Section(name, f"Not measured: {error}", wrong=[f"{name}: {error}"]))
            if options.page is not None:  # each part by itself: what is measured again does not cost the others
                replace(report, sections=report.sections[-1:]).into_page(options.page, f"{NAME}, {name}")
    if options.out is not None:
        report.write(options.out, NAME)
    if options.out is None:
        print(report.as_markdown())
    for line in report.wrong:
        print(f"WRONG: {line}", file=sys.stderr)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
