"""A Spark cluster of this machine: a master and some workers, each a process of its own, on loopback.

    python -m benchmarks.spark_cluster --workers 2        prints its URL, and runs until it is ended

Spark's own classes out of the installed package; nothing is downloaded. For tests and figures, not for work.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

STARTING_S = 120
_LOOPBACK = "127.0.0.1"
_URL = re.compile(r"Starting Spark master at (spark://\S+)")
_REGISTERED = "Registering worker"


class ClusterError(Exception):
    """A cluster that could not be started, and what its processes said."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster: its URL, and the processes of its workers."""

    url: str
    workers: tuple[subprocess.Popen[bytes], ...]


def missing() -> str | None:
    """Say what is missing for a cluster; None: nothing."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "pyspark is not installed"
    return None if shutil.which("java") else "there is no Java"


@contextlib.contextmanager
def cluster(workers: int = 2, *, cores: int = 1, memory: str = "2g") -> Generator[Cluster]:
    """Give a cluster of so many workers with so many cores and so much memory each, and end it."""
    with tempfile.TemporaryDirectory(prefix="tocsin-spark-") as folder:
        started: list[subprocess.Popen[bytes]] = []
        try:
            said = Path(folder) / "master"
            started.append(
                _start(folder, said, "master.Master", ["--host", _LOOPBACK, "--port", "0", "--webui-port", "0"])
            )
            url = _await(said, _URL.pattern, 1)
            given = ["--host", _LOOPBACK, "--webui-port", "0", "--cores", str(cores), "--memory", memory]
            for number in range(workers):
                place = Path(folder) / f"worker-{number}"
                own = [*given, "--work-dir", str(place), url]
                started.append(_start(folder, Path(f"{place}.said"), "worker.Worker", own))
            _await(said, _REGISTERED, workers)
            yield Cluster(url, tuple(started[1:]))
        finally:
            for process in reversed(started):
                process.kill()
                process.wait()


def _start(folder: str, said: Path, name: str, given: list[str]) -> subprocess.Popen[bytes]:
    import pyspark

    jars = Path(pyspark.__file__).parent / "jars"
    options = [
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "-Xmx512m",
    ]
    command = ["java", "-cp", f"{jars}/*", *options, f"org.apache.spark.deploy.{name}", *given]
    environment = os.environ | {
        "SPARK_HOME": str(jars.parent),
        "SPARK_SCALA_VERSION": "2.13",  # else Spark looks for it in the folders of its own build
        "SPARK_LOCAL_IP": _LOOPBACK,
        "SPARK_LOCAL_DIRS": folder,
        "PYSPARK_PYTHON": sys.executable,
    }
    with said.open("wb") as out:
        return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=folder, env=environment)


def _await(said: Path, pattern: str, count: int) -> str:
    """Return the first group of what is waited for, once it was said so often."""
    end = time.monotonic() + STARTING_S
    while time.monotonic() < end:
        text = said.read_text(encoding="utf-8", errors="replace")
        found = list(re.finditer(pattern, text))
        if len(found) >= count:
            return found[0].group(1) if found[0].groups() else found[0].group()
        time.sleep(0.2)
    raise ClusterError(f"no cluster after {STARTING_S} s: {said.read_text(encoding='utf-8', errors='replace')[-500:]}")


def main() -> None:
    """Run a cluster until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--memory", default="2g")
    given = parser.parse_args()
    with cluster(given.workers, cores=given.cores, memory=given.memory) as running:
        print(running.url, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            for worker in running.workers:
                worker.wait()


if __name__ == "__main__":
    main()
