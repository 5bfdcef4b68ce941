"""What reading out of an archive costs over unpacking it alone: ratios of CPU time, in one run on one machine.

    python -m benchmarks.containers [--megabytes 100] [--times 3]

In: an IIS log made here, packed in each way. Out: for each the seconds of the library that unpacks it by itself, those
of tocsin's stream, and the ratio. Both read the same bytes to the end, and nothing else is done with them.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import random
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from tocsin.collecting.archives import Place, Step, open_place
from tocsin.collecting.limits import DEFAULT

LINE = "2021-03-02 {:02}:{:02}:{:02} 192.0.2.1 GET /owa/{} - 443 - 203.0.113.{} Mozilla/5.0 - 200 0 0 {}\r\n"
COPY = 1 << 20


def log(megabytes: float, seed: int = 1) -> bytes:
    """Return an IIS log of about that size."""
    chance = random.Random(seed)
    many = int(megabytes * (1 << 20) / len(LINE.format(1, 1, 1, 100_000, 9, 133)))
    return "".join(
        LINE.format(
            number * 24 // many, number % 60, number % 57, chance.randrange(10**6), number % 250, chance.randrange(999)
        )
        for number in range(many)
    ).encode()


def alone(kind: str, path: Path) -> int:
    """Unpack with the library of that kind; returns the bytes that came out."""
    size = 0
    if kind == "zip":
        with zipfile.ZipFile(path) as archive, archive.open("x.log") as member:
            while data := member.read(COPY):
                size += len(data)
        return size
    with {"gz": gzip.open, "bz2": bz2.open}[kind](path) as stream:
        while data := stream.read(COPY):
            size += len(data)
    return size


def through_tocsin(kind: str, path: Path) -> int:
    """Read what is packed as collecting does; returns the bytes that came out."""
    with open_place(Place(str(path), (Step(kind),), path.stat().st_size), DEFAULT) as stream:
        while stream.read(4 * COPY):
            pass
        if stream.failure is not None:
            raise OSError(stream.failure)
        return stream.position


def pack(kind: str, data: bytes, path: Path) -> None:
    """Write data packed in some way."""
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x.log", data)
    else:
        path.write_bytes({"gz": gzip.compress, "bz2": bz2.compress}[kind](data))


def seconds(work: Callable[[str, Path], int], kind: str, path: Path, times: int) -> float:
    """Return the least CPU time of some runs."""
    best = float("inf")
    for _ in range(times):
        begun = time.process_time()
        work(kind, path)
        best = min(best, time.process_time() - begun)
    return best


def measured(megabytes: float, times: int) -> dict[str, tuple[float, float]]:
    """Return for each kind of packing the seconds alone and through tocsin; both must read the same."""
    data = log(megabytes)
    found: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("zip", "gz", "bz2"):
            path = Path(folder) / f"x.{kind}"
            pack(kind, data, path)
            if alone(kind, path) != through_tocsin(kind, path):
                raise ValueError(f"{kind}: not the same bytes")
            found[kind] = (seconds(alone, kind, path, times), seconds(through_tocsin, kind, path, times))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=100)
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    print(f"{given.megabytes:g} MiB of an IIS log, the best of {given.times}, seconds of CPU\n")
    print(f"{'packed':<8}{'alone':>8}{'tocsin':>8}{'ratio':>8}")
    for kind, (own, through) in measured(given.megabytes, given.times).items():
        print(f"{kind:<8}{own:>8.2f}{through:>8.2f}{through / max(own, 1e-9):>8.2f}")


if __name__ == "__main__":
    main()
