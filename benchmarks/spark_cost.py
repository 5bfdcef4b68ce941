"""What Spark costs over the local engine: processor time of everything that runs, and what a second core brings.

    python -m benchmarks.spark_cost EVIDENCE --rules RULES        local, local[1], local[2], a cluster of two workers

Hits of all of them are compared; one that differs ends it. Processor time is that of the process and all it starts,
the Java machine and its Python workers among them, and of the cluster's own processes.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.measuring import Command, Run, processor_time
from benchmarks.spark_cluster import cluster

ENGINES = {
    "local, 1 worker": ("--workers", "1"),
    "local, 2 workers": ("--workers", "2"),
    "Spark local[1]": ("--engine", "spark", "--master", "local[1]"),
    "Spark local[2]": ("--engine", "spark", "--master", "local[2]"),
}
CLUSTER = "Spark, master and two workers"


def measure(
    evidence: Path, rules: Path, chosen: Sequence[str], say: Callable[[str], None] = print
) -> dict[str, tuple[Run, str]]:
    """Run the chosen engines one after the other; return for each what it took, and the digest of its hits."""
    found: dict[str, tuple[Run, str]] = {}
    with tempfile.TemporaryDirectory(prefix="tocsin-spark-cost-") as folder:
        out = Path(folder) / "hits.jsonl"

        def hunt(name: str, more: Sequence[str], beside: Sequence[int] = ()) -> None:
            asked = ("hunt", str(evidence), "--rules", str(rules), "--format", "jsonl", "-o", str(out), "--force", "-q")
            command = Command((sys.executable, "-m", "tocsin", *asked, *more), good=(0, 1))
            run = processor_time(command, beside)
            found[name] = (run, hashlib.sha256(out.read_bytes()).hexdigest())
            say(f"{name:30} {run.wall:8.1f} s on the clock {run.cpu:8.1f} s of processors  {found[name][1][:16]}")

        for name in chosen:
            if name == CLUSTER:
                with cluster(2) as running:
                    master = ("--engine", "spark", "--master", running.url)
                    hunt(name, master, [worker.pid for worker in running.workers])
            else:
                hunt(name, ENGINES[name])
    return found


def main() -> int:
    """Measure and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("evidence", type=Path)
    parser.add_argument("--rules", type=Path, required=True)
    parser.add_argument("--only", action="append", choices=[*ENGINES, CLUSTER])
    given = parser.parse_args()
    found = measure(given.evidence, given.rules, given.only or [*ENGINES, CLUSTER])
    if len({digest for _, digest in found.values()}) > 1:
        print("the hits differ")
        return 1
    local = next((run for name, (run, _) in found.items() if name.startswith("local")), None)
    for name, (run, _) in found.items():
        if local is not None and not name.startswith("local"):
            print(f"{name}: {run.cpu / local.cpu:.2f} x the processor time of the local engine")
    one, two = (found.get(f"Spark local[{cores}]") for cores in (1, 2))
    if one is not None and two is not None:
        print(f"two cores: {one[0].wall / two[0].wall:.2f} x as fast as one")
    return 0


if __name__ == "__main__":
    sys.exit(main())
