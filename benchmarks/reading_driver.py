"""Read one log in one way, in a process of its own, and say how long that took: what `benchmarks.collect` starts.

    python -m benchmarks.reading_driver WAY LOG RESULT SMALL

In: a way, a file, where to write what came of it, a small file of that kind. Out: JSON, `seconds`, `cpu` and `records`.
The seconds are those of reading alone: the small file is read before, so that all is imported. Ways: `coverage` is what
`tocsin coverage` does, on all cores; `events` reads every field of every event, in one process; the others are
libraries by themselves.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def coverage(log: Path) -> int:
    """Read what coverage needs, in as many processes as there are cores; returns events and rejections."""
    from tocsin.collecting import collect

    return sum(file.events + file.rejected for file in collect([log]).inventory().files)


def events(log: Path) -> int:
    """Read every field of every event in this process."""
    from tocsin.collecting import collect
    from tocsin.collecting.batches import EventBatch

    parts = collect([log]).scan()
    return sum(part.events.num_rows if isinstance(part, EventBatch) else part.records for part in parts)


def _arrow(log: Path, names: Sequence[str], head: int, delimiter: str, *, quoted: bool) -> int:
    from pyarrow import csv

    return csv.read_csv(
        log,
        csv.ReadOptions(column_names=list(names), skip_rows=head),
        csv.ParseOptions(delimiter=delimiter, quote_char='"' if quoted else False),
    ).num_rows


def arrow_iis(log: Path) -> int:
    """Read an IIS log as values parted by blanks, types inferred, on all cores."""
    with log.open("rb") as file:
        head = [file.readline() for _ in range(4)]
    return _arrow(log, head[-1].decode("ascii").split()[1:], len(head), " ", quoted=False)


def arrow_httpproxy(log: Path) -> int:
    """Read a log of Exchange's front end as CSV, types inferred, on all cores."""
    with log.open("rb") as file:
        head = [file.readline() for _ in range(5)]
    return _arrow(
        log, head[-1].decode("ascii").strip().removeprefix("#Fields: ").split(","), len(head), ",", quoted=True
    )


def arrow_csv(log: Path) -> int:
    """Read a CSV file with a header, types inferred, on all cores."""
    from pyarrow import csv

    return csv.read_csv(log).num_rows


def polars_ndjson(log: Path) -> int:
    """Read lines of JSON on all cores; names that the first hundred lines do not have are left out."""
    import polars

    return polars.read_ndjson(log).height


WAYS: dict[str, Callable[[Path], int]] = {
    "coverage": coverage,
    "events": events,
    "iis": arrow_iis,
    "httpproxy": arrow_httpproxy,
    "csv": arrow_csv,
    "jsonl": polars_ndjson,
}


def main(given: Sequence[str]) -> None:
    """Read the small log, then the one that is asked for, and write down how long that took."""
    way = WAYS[given[0]]
    log, result, small = map(Path, given[1:])
    way(small)
    began, used = time.perf_counter(), _used()
    records = way(log)
    seconds, cpu = time.perf_counter() - began, _used() - used
    result.write_text(json.dumps({"seconds": seconds, "cpu": cpu, "records": records}), encoding="ascii")


def _used() -> float:
    """Return the processor time of this process and of those that it waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


if __name__ == "__main__":
    main(sys.argv[1:])
