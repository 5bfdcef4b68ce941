"""Very large evidence: one EVTX file of 4 GB, one file of JSON lines of 20 GB, 200,000 small files.

    python -m benchmarks.large SAMPLES... [--only evtx,json,files] [--evtx-gb 4] [--json-gb 20] [--files 200000]
        [--work DIR] [--workers N]

A hunt must come to its end within the memory it may take, count every record, and say on the way how far it is.
In: EVTX samples that the large file is made of (`benchmarks.evtx_corpus`). Out: a line for each, exit 1 if records are
missing, too much memory was taken, or nothing was drawn. The command runs behind a terminal of its own, whose drawings
are counted. Memory: that of the whole tree of processes, each page counted once, looked at twice a second. What was
made is removed as soon as it was measured; `--work` must have room for the largest.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tocsin.isolation.sandbox import Bounds

from benchmarks import evtx_corpus, log_corpora
from benchmarks.machine import machine
from benchmarks.measuring import tree_memory

LARGEST_BYTES = 2 << 30
"""The processes together; each reader may take `Bounds.memory` over what it begins with."""

RULE = """title: A failed logon
id: 0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c
logsource: {product: windows, service: security}
detection: {sel: {EventID: 4625, LogonType: 77}, condition: sel}
level: low
"""
SMALL = (
    "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2021-03-02 00:00:00\r\n"
    "#Fields: date time s-ip cs-method cs-uri-stem c-ip sc-status\r\n"
    "2021-03-02 07:00:{second:02} 192.0.2.1 GET /owa/auth/{number}.js 203.0.113.9 200\r\n"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One run behind a terminal."""

    code: int
    wall: float
    processor: float
    memory: int  # bytes, at most, of all processes together
    drawings: int  # different states of progress
    said: str


def watched(arguments: list[str]) -> Measured:
    """Run tocsin behind a terminal of its own."""
    import pty

    begun = time.monotonic()
    child, terminal = pty.fork()
    if not child:
        with contextlib.suppress(OSError):
            os.execv(sys.executable, [sys.executable, "-m", "tocsin", *arguments])  # noqa: S606 - our own program
        os._exit(99)
    peak, done = [0], threading.Event()

    def look() -> None:
        while not done.wait(0.5):
            peak[0] = max(peak[0], tree_memory(child))

    looking = threading.Thread(target=look)
    looking.start()
    said = bytearray()
    with contextlib.suppress(OSError):  # the end of a terminal is an error
        while more := os.read(terminal, 65536):
            said += more
    _, status, used = os.wait4(child, 0)
    done.set()
    looking.join()
    os.close(terminal)
    text = said.decode(errors="replace")
    drawn = set(re.findall(r"\r\x1b\[K([^\r\n]+)", text))
    rest = re.sub(r"\r\x1b\[K[^\r\n]*(?=\r)", "", text).replace("\r", "").replace("\x1b[K", "")
    code = os.waitstatus_to_exitcode(status)
    return Measured(code, time.monotonic() - begun, used.ru_utime + used.ru_stime, peak[0], len(drawn), rest)


def evtx(folder: Path, given: argparse.Namespace) -> int:
    """Make one EVTX file; return its records."""
    chunks = evtx_corpus.chunks_of(given.samples)
    wanted = min(int(given.evtx_gb * 1e9) // evtx_corpus.CHUNK, 65_535)
    each = sum(chunk.records for chunk in chunks) / len(chunks)
    return evtx_corpus.write_corpus(folder, chunks, events=int(wanted * each), chunks_a_file=65_535)


def json_lines(folder: Path, given: argparse.Namespace) -> int:
    """Make one file of JSON lines; return its records."""
    return log_corpora.write_log(log_corpora.KINDS["jsonl"], folder, given.json_gb * 1000)[1]


def files(folder: Path, given: argparse.Namespace) -> int:
    """Make many small files in folders of a thousand; return their records."""
    for number in range(given.files):
        place = folder / f"host{number // 1000:03}"
        if number % 1000 == 0:
            place.mkdir(parents=True)
        (place / f"u_ex{number:06}.log").write_text(SMALL.format(number=number, second=number % 60), newline="")
    return int(given.files)


KINDS: dict[str, Callable[[Path, argparse.Namespace], int]] = {"files": files, "evtx": evtx, "json": json_lines}


def measure(kind: str, work: Path, given: argparse.Namespace) -> bool:
    """Make the evidence of a kind, hunt in it, say what came of it; return whether all is well."""
    folder = work / kind
    folder.mkdir()
    try:
        expected = KINDS[kind](folder, given)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        (work / "rule.yml").write_text(RULE)
        command = ["hunt", str(folder), "--rules", str(work / "rule.yml"), "--format", "jsonl", "--exit-zero"]
        command += ["--out", str(work / f"{kind}.jsonl"), "--force", "--state", str(work / "state")]
        command += ["--workers", str(given.workers)] if given.workers else []
        found = watched(command)
    finally:
        shutil.rmtree(folder)
    read = re.search(r"Records: [\d,]+ = ([\d,]+) events", found.said)
    events = int(read[1].replace(",", "")) if read else -1
    took = f"{found.wall:,.0f} s on the clock, {found.processor:,.0f} s of processor time, {found.memory >> 20:,} MB"
    print(
        f"{kind}: {size / 1e9:.2f} GB, {events:,} of {expected:,} records, exit {found.code}, {took} at most, "
        f"{found.drawings:,} drawings of progress",
        flush=True,
    )
    well = events == expected and found.code == 0 and found.memory <= LARGEST_BYTES and found.drawings > 2
    if not well:
        print(found.said[-3000:], flush=True)
    return well


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("samples", nargs="*", type=Path)
    parser.add_argument("--only", default=",".join(KINDS))
    parser.add_argument("--evtx-gb", type=float, default=4)
    parser.add_argument("--json-gb", type=float, default=20)
    parser.add_argument("--files", type=int, default=200_000)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--workers", type=int)
    given = parser.parse_args()
    print(machine())
    print(
        f"each reader may take {Bounds().memory >> 20:,} MB more than at its start, all here {LARGEST_BYTES >> 20:,} MB"
    )
    with tempfile.TemporaryDirectory(dir=given.work) as name:
        well = [measure(kind, Path(name), given) for kind in KINDS if kind in given.only.split(",")]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
