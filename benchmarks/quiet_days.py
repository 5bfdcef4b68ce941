"""Logs without an attack: made-up Exchange servers with their harmless look-alikes, and sign-ins, mail and web beside.

`python -m benchmarks.quiet_days OUT [--servers 3] [--days 21] [--scale 0.001] [--seed 1]` writes them below OUT, the
same ones every time. On these, `tocsin rules test --recordings DIR --benign OUT` counts every hit as a false alarm.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tocsin.demo.keeping import Keeping
from tocsin.demo.others import live_beside
from tocsin.demo.scene import DAY, at
from tocsin.demo.servers import Server, make_server

from benchmarks.staged_cases import SOURCES

END = at("2021-03-10")


def write(out: Path, *, servers: int = 3, days: int = 21, scale: float = 0.001, seed: int = 1) -> int:
    """Write the logs; returns how many records there are."""
    begin = END - days * DAY
    keeping = Keeping(dict.fromkeys(SOURCES["everything"], begin))
    records = 0
    for number in range(servers):
        server = Server(f"EX{number + 1:02}", begin, END, keeping, scale=scale)
        records += make_server(server, out / server.name, seed, number).rows
    return records + live_beside(out, begin, END, seed, scale, frozenset({"entra", "mail", "web"}))


def main() -> int:
    """Write them where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("out", type=Path)
    parser.add_argument("--servers", type=int, default=3)
    parser.add_argument("--days", type=int, default=21)
    parser.add_argument("--scale", type=float, default=0.001)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"{write(given.out, servers=given.servers, days=given.days, scale=given.scale, seed=given.seed):,} records")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
