"""Fuzzing led by coverage, for hours: atheris (libFuzzer) on the targets of `python -m tests.fuzz`.

    pip install atheris
    python -m tests.fuzz.guided --seconds 3600 [--target log-iis] [--corpus DIR]

In: the targets' good inputs, as a corpus in DIR (kept between runs; without it, one for this run). Each target has a
process of its own and its share of the time. Errors that are raised on purpose are none here. What crashes, or takes more
than 10 s or 1 GB, is left beside as `crash-...`; exit 1 then. Without atheris it says so and ends with 3.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from tocsin.model.errors import TocsinError

SKIPPED = 3


def one(name: str, corpus: Path, seconds: int) -> None:
    """Fuzz one target in this process; libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=["tocsin"]):
        from tests.fuzz.__main__ import targets

    inputs, run = targets()[name]
    folder = corpus / name
    folder.mkdir(parents=True, exist_ok=True)
    for data in inputs:
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)

    def tried(data: bytes) -> None:
        with contextlib.suppress(TocsinError):
            run(data)

    options = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=1024", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(folder)], tried)
    atheris.Fuzz()


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--target", default="")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.alone is not None:
        one(given.alone, given.corpus, given.seconds)
        return 0
    try:
        import atheris  # noqa: F401 - whether it is there
    except ImportError:
        print("SKIPPED: atheris is not installed (pip install atheris)")
        return SKIPPED
    from tests.fuzz.__main__ import targets

    chosen = [name for name in targets() if given.target in name]
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as made:
        corpus = str(given.corpus or made)
        for name in chosen:
            share = str(max(given.seconds // len(chosen), 1))
            command = [
                sys.executable,
                "-m",
                "tests.fuzz.guided",
                "--alone",
                name,
                "--corpus",
                corpus,
                "--seconds",
                share,
            ]
            if subprocess.run(command, check=False).returncode:
                failed.append(name)
                print(f"FAILED {name}", flush=True)
    print(f"{len(chosen)} targets, {len(failed)} failures: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
