"""A load on `tocsin serve`: so many requests at a time over loopback, for so long; errors, and how long answers took.

    python -m benchmarks.serve [--reports 10000] [--seconds 60] [--at-once 50] [--seed 7] [--work DIR]

In: nothing; it makes a library (`benchmarks.library.Made`) and the verdict of `tocsin demo`. Each of the callers asks
for the next thing as soon as it has an answer: the first page, searches for one or two words, reports, incidents, a
verdict, the same as JSON, pages of TAXII objects. Out: a line for each kind of request and for all: how many, errors,
the median, the 95th percentile and the longest, in milliseconds, seen by the caller.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tocsin.library import Library
from tocsin.library.incident import incidents

from benchmarks.library import NOW, Made
from benchmarks.machine import machine

Draw = Callable[[random.Random], str]


@dataclass
class Seen:
    """What callers saw: seconds of each request, by its kind; and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)


def make(folder: Path, reports: int, seed: int) -> tuple[Path, list[str]]:
    """Make a library, and return it with words to search for."""
    made = Made(seed)
    path = folder / "library.sqlite"
    if not path.exists():
        with Library(path) as library:
            for number in range(reports):
                library.add(made.report(number), f"report{number}.txt", now=NOW)
    return path, made.words


@contextlib.contextmanager
def serving(library: Path, results: Path) -> Generator[tuple[str, int]]:
    """Run a server, and hand out its address and the number of its process."""
    command = [sys.executable, "-m", "tocsin", "serve", "--port", "0"]
    command += ["--library", str(library), "--results", str(results)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        said = server.stderr
        line = said.readline() if said else ""
        if " at http://" not in line:
            raise SystemExit(line + (said.read() if said else ""))
        try:
            yield line.partition(" at ")[2].partition(" ")[0].rstrip("/"), server.pid
        finally:
            server.terminate()


def kinds(library: Path, words: list[str]) -> list[tuple[str, int, Draw]]:
    """Return what is asked for: its kind, how often beside the others, and how a path of it is drawn."""
    with Library(library) as shelf:
        about = [one.id for one in incidents(shelf)][:20]
        last = len(shelf)

    def some(draw: random.Random) -> str:
        return quote(" ".join(draw.choices(words[:3000], k=draw.randint(1, 2))))

    return [
        ("first page", 2, lambda draw: "/"),
        ("search", 4, lambda draw: f"/?q={some(draw)}"),
        ("report", 4, lambda draw: f"/reports/{draw.randint(1, last)}"),
        ("incident", 3, lambda draw: f"/incidents/{draw.choice(about)}"),
        ("verdict", 2, lambda draw: "VERDICT"),
        ("JSON: search", 2, lambda draw: f"/api/v1/reports?q={some(draw)}"),
        ("JSON: incident", 1, lambda draw: f"/api/v1/incidents/{draw.choice(about)}"),
        ("JSON: report", 2, lambda draw: f"/api/v1/reports/{draw.randint(1, last)}"),
        (
            "TAXII",
            1,
            lambda draw: f"/taxii2/library/collections/all/objects/?limit=50&next={draw.randrange(20 * last)}",
        ),
    ]


async def load(address: str, asked: list[tuple[str, int, Draw]], at_once: int, seconds: float, seed: int) -> Seen:
    """Ask for so long, so many at a time; returns what was seen."""
    seen = Seen()
    ends = time.perf_counter() + seconds
    await asyncio.gather(*(_caller(address, asked, ends, random.Random(seed + one), seen) for one in range(at_once)))
    return seen


async def _caller(
    address: str, asked: list[tuple[str, int, Draw]], ends: float, draw: random.Random, seen: Seen
) -> None:
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    weights = [weight for _, weight, _ in asked]
    begin = 0.0
    while begin < ends:  # each asks once at least, however late it came
        ((kind, _, path),) = draw.choices(asked, weights)
        begin = time.perf_counter()
        wanted = path(draw)
        writer.write(f"GET {wanted} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: */*\r\n\r\n".encode())
        await writer.drain()
        try:
            status, _ = await answer(reader)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            seen.errors.append(f"{kind}: {error!r}")
            reader, writer = await asyncio.open_connection(host, int(port))
            continue
        seen.seconds[kind].append(time.perf_counter() - begin)
        if status != 200:
            seen.errors.append(f"{kind}: {wanted}: {status}")
    writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Read one answer: its status and its body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    length = next(int(line.partition(":")[2]) for line in head if line.lower().startswith("content-length:"))
    return int(head[0].split(" ")[1]), await reader.readexactly(length)


def lines(seen: Seen) -> Iterator[str]:
    """Yield a line for each kind, and for all."""
    everything = {**seen.seconds, "all": [one for group in seen.seconds.values() for one in group]}
    for kind, group in everything.items():
        ms = sorted(1000 * one for one in group)
        p95 = ms[min(int(len(ms) * 0.95), len(ms) - 1)]
        median = statistics.median(ms)
        yield f"{kind:<15} {len(ms):>7,} requests  median {median:7.1f}  p95 {p95:7.1f}  max {ms[-1]:7.1f}"
    yield f"errors: {len(seen.errors)}" + "".join(f"\n  {one}" for one in seen.errors[:10])


def measure(work: Path, reports: int, seconds: float, at_once: int, seed: int) -> Seen:
    """Make what is served in a folder, serve it, and load it."""
    library, words = make(work, reports, seed)
    if not (work / "demo" / "result" / "verdict.json").exists():
        command = [sys.executable, "-m", "tocsin", "demo", "--out", str(work / "demo"), "--quiet"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with serving(library, work / "demo") as (address, pid):
        asked = kinds(library, words)
        first = asyncio.run(_get(address, "/api/v1/verdicts"))
        verdict = f"/verdicts/{json.loads(first)['results'][0]['id']}"
        asked = [(kind, weight, _fixed(verdict) if kind == "verdict" else path) for kind, weight, path in asked]
        begin = time.perf_counter()
        asyncio.run(_get(address, "/taxii2/library/collections/all/objects/?limit=1"))
        print(f"first TAXII request: {time.perf_counter() - begin:.1f} s")
        seen = asyncio.run(load(address, asked, at_once, seconds, seed))
        print(f"memory of the server: {_memory(pid) >> 20} MB")
    return seen


def _fixed(path: str) -> Draw:
    return lambda draw: path


async def _get(address: str, path: str) -> bytes:
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: */*\r\n\r\n".encode())
    status, body = await answer(reader)
    writer.close()
    if status != 200:
        raise SystemExit(f"{path}: {status}")
    return body


def _memory(pid: int) -> int:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next(int(line.split()[1]) << 10 for line in told.splitlines() if line.startswith("Pss:"))


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--reports", type=int, default=10_000)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--at-once", type=int, default=50)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--work", type=Path, default=None, help="Keep what is made here, for the next time.")
    given = options.parse_args()
    for name, value in machine().items():
        print(f"{name}: {value}")
    with tempfile.TemporaryDirectory() as made:
        work = given.work or Path(made)
        work.mkdir(parents=True, exist_ok=True)
        seen = measure(work, given.reports, given.seconds, given.at_once, given.seed)
    print("\n".join(lines(seen)))
    sys.exit(1 if seen.errors else 0)


if __name__ == "__main__":
    main()
