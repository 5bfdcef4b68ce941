"""The same hits and the same verdict, wherever events lie and whoever does the work: told corpus by corpus.

    python -m benchmarks.same_everywhere EVIDENCE... --rules RULES [--report REPORT]

Each corpus is hunted in raw and as a lake (made for it): by the local engine (several workers; one, in a lake with what
was found before), by Spark in one process (`local[2]`), and by a master with two workers, each a process of its own.
Hits are compared line by line, in their order; only the fields of an event stand in another order in a lake. With a
report, the verdict is compared, too. It ends with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.spark_cluster import cluster, missing

SPARK = ("--engine", "spark", "--master")
LOCAL_SPARK, CLUSTER = "Spark local[2]", "Spark, master and two workers"
_OWN = frozenset({"tocsin", "evidence"})
"""What a verdict says of its own making, and of where the evidence lies: the only parts that may differ."""


_GOOD = (0, 1, 3, 4)
"""Nothing, something; of `check` also: blind, attempted."""


class FailedError(Exception):
    """A run that was to be compared did not do its work."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one way of working says: how many hits, a digest of them, a digest of the verdict (None: not asked)."""

    hits: int
    digest: str
    verdict: str | None


def compared(corpus: Path, rules: Sequence[Path], report: Path | None, ways: Mapping[str, Sequence[str]]) -> bool:
    """Hunt (and check) in a corpus in every way; print what each says, and return whether all say the same."""
    said: dict[str, Said] = {}
    with tempfile.TemporaryDirectory(prefix="tocsin-same-") as folder:
        lake = Path(folder) / "lake"
        _run(["lake", str(corpus), "--out", str(lake)])
        for name, more in ways.items():
            for place, evidence in (("raw", corpus), ("lake", lake)):
                said[f"{place}, {name}"] = _said(evidence, rules, report, more, Path(folder))
    same = len(set(said.values())) == 1
    first = next(iter(said.values()))
    verdict = "" if first.verdict is None else f", verdict {first.verdict[:12]}"
    print(
        f"{corpus.name}: {'identical' if same else 'DIFFERENT'} in {len(said)} ways: "
        f"{first.hits:,} hits {first.digest[:12]}{verdict}",
        flush=True,
    )
    if not same:
        for name, one in said.items():
            print(f"    {name}: {one.hits:,} hits {one.digest[:12]} verdict {one.verdict and one.verdict[:12]}")
    return same


def _said(evidence: Path, rules: Sequence[Path], report: Path | None, more: Sequence[str], folder: Path) -> Said:
    out = folder / "hits.jsonl"
    named = [word for path in rules for word in ("--rules", str(path))]
    _run(["hunt", str(evidence), *named, "--format", "jsonl", "-o", str(out), "--force", *more])
    count, digest = 0, hashlib.sha256()
    for line in _ordered(out):
        digest.update(line)
        count += 1
    if report is None:
        return Said(count, digest.hexdigest(), None)
    _run(["check", str(report), str(evidence), "--out", str(folder / "check"), "--force", *more])
    verdict = json.loads((folder / "check" / "verdict.json").read_bytes())
    told = json.dumps({name: part for name, part in verdict.items() if name not in _OWN}, sort_keys=True)
    return Said(count, digest.hexdigest(), hashlib.sha256(told.encode()).hexdigest())


def _ordered(path: Path) -> Iterator[bytes]:
    """Yield the lines, the fields of each in order of their names."""
    with path.open("rb") as file:
        for line in file:
            row: Any = json.loads(line)
            yield json.dumps(row, sort_keys=True).encode() + b"\n"


def _run(words: Sequence[str]) -> None:
    command = [sys.executable, "-m", "tocsin", *words, "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode not in _GOOD:
        raise FailedError(f"tocsin {' '.join(words[:2])} ended with {done.returncode}: {done.stderr.strip()[-300:]}")


def different(given: argparse.Namespace, ways: Mapping[str, Sequence[str]]) -> int:
    """Compare corpus by corpus; return 1 where anything differs."""
    return int(sum(not compared(one, given.rules, given.report, ways) for one in given.evidence) > 0)


def main() -> int:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("evidence", type=Path, nargs="+")
    parser.add_argument("--rules", type=Path, action="append", required=True)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--only", action="append", choices=["local", "local again, 1 worker", LOCAL_SPARK, CLUSTER])
    given = parser.parse_args()
    ways: dict[str, Sequence[str]] = {"local": (), "local again, 1 worker": ("--workers", "1")}
    why = missing()
    if why is not None:
        print(f"without Spark: {why}")
        return different(given, ways)
    ways[LOCAL_SPARK] = (*SPARK, "local[2]")
    with cluster(2) if CLUSTER in (given.only or [CLUSTER]) else contextlib.nullcontext() as running:
        if running is not None:
            ways[CLUSTER] = (*SPARK, running.url)
        return different(given, {name: ways[name] for name in given.only or ways})


if __name__ == "__main__":
    sys.exit(main())
