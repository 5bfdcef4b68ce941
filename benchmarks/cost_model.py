"""What a hunt costs, from figures measured on this machine: checked against larger runs, then asked about worlds.

    python -m benchmarks.cost_model RUNS.json --add "local, raw" EVIDENCE RULES [--held] [--option=--workers=1]
    python -m benchmarks.cost_model RUNS.json

The processor time of a run is taken as bilinear: `start + rules * a + events * (b + rules * c)`, for each way of
hunting (an engine over raw logs or over a lake). The four are found from four small runs (few and many events, few and
many rules), and say what larger runs will take, which are then measured. `docs/scale.md` has the figures.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured run: the way of hunting, millions of events, thousands of rules, seconds of processors."""

    way: str
    events: float
    rules: float
    seconds: float
    held: bool = False  # kept out of the fit, to be predicted


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way of hunting takes, in seconds of processors."""

    start: float
    by_rules: float  # for each thousand rules
    by_events: float  # for each million events
    by_both: float  # for each million events and thousand rules

    def seconds(self, events: float, rules: float) -> float:
        """Return the seconds for so many millions of events and thousands of rules."""
        return self.start + self.by_rules * rules + events * (self.by_events + self.by_both * rules)


def fitted(samples: Sequence[Sample]) -> Cost:
    """Return the cost that is nearest to some runs, none of it below nothing; raises `ValueError` for too few."""
    if len({(one.events, one.rules) for one in samples}) < 4:
        raise ValueError("four runs are needed that differ in events and rules")
    table = np.array([[1, one.rules, one.events, one.events * one.rules] for one in samples])
    seconds = np.array([one.seconds for one in samples])
    weights = 1 / np.maximum(seconds, 0.1)  # what counts is the relative error
    chosen = list(range(4))
    while True:  # whatever would be below nothing is left out, and the others are found again
        found, *_ = np.linalg.lstsq(table[:, chosen] * weights[:, None], seconds * weights, rcond=None)
        if (found >= 0).all() or len(chosen) == 1:
            break
        chosen.pop(int(np.argmin(found)))
    parts = np.zeros(4)
    parts[chosen] = np.maximum(found, 0)
    return Cost(*parts.tolist())


def checked(samples: Iterable[Sample]) -> list[tuple[Sample, float]]:
    """Return the runs that were kept out of the fit, each with the seconds that are predicted for it."""
    every = list(samples)
    costs = {way: fitted([one for one in every if one.way == way and not one.held]) for way in {o.way for o in every}}
    return [(one, costs[one.way].seconds(one.events, one.rules)) for one in every if one.held]


@dataclass(frozen=True, slots=True)
class World:
    """What is to be hunted in: hosts, days, events of a host and a day, and how many bytes a million events take."""

    hosts: int
    days: int
    events: int
    raw_bytes: float  # of a million events as EVTX
    lake_bytes: float  # of a million events in a lake

    @property
    def millions(self) -> float:
        """Return all events, in millions."""
        return self.hosts * self.days * self.events / 1e6


def told(world: World, costs: dict[str, Cost], rules: float, cores: Sequence[int]) -> str:
    """Return what a world takes, as a table in Markdown: processor hours, and hours with so many cores."""
    lines = [
        f"{world.hosts:,} hosts, {world.days} days, {world.events:,} events a host and day:"
        f" {world.millions:,.0f} million events, {world.millions * world.raw_bytes / 1e12:,.1f} TB raw,"
        f" {world.millions * world.lake_bytes / 1e12:,.2f} TB as a lake; {rules * 1000:,.0f} rules",
        "",
        "| way | processor hours | " + " | ".join(f"{count:,} cores" for count in cores) + " |",
        "| --- | " + "--- | " * (1 + len(cores)),
    ]
    for way, cost in sorted(costs.items()):
        hours = cost.seconds(world.millions, rules) / 3600
        times = " | ".join(f"{hours / count:,.1f} h" for count in cores)
        lines.append(f"| {way} | {hours:,.0f} | {times} |")
    return "\n".join(lines)


def measured(way: str, evidence: Path, rules: Path, more: Sequence[str], held: bool) -> Sample:
    """Run one hunt and return what it took."""
    from tocsin.collecting import collect
    from tocsin.hunting import load_rules

    from benchmarks.measuring import Command, processor_time

    with tempfile.TemporaryDirectory(prefix="tocsin-cost-") as folder:
        out = str(Path(folder) / "hits.jsonl")
        asked = ("hunt", str(evidence), "--rules", str(rules), "--format", "jsonl", "-o", out, "-q")
        run = processor_time(Command((sys.executable, "-m", "tocsin", *asked, *more), good=(0, 1)))
    events = sum(file.events for file in collect([evidence]).files()) / 1e6
    return Sample(way, events, len(load_rules([rules], packs=False).rules) / 1e3, run.cpu, held)


def main() -> int:
    """Measure runs into a file, or tell what the runs of one say; fails where a prediction is off by more than 25 %."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("runs", type=Path, help="file of measured runs")
    parser.add_argument("--add", nargs=3, metavar=("WAY", "EVIDENCE", "RULES"), action="append", default=[])
    parser.add_argument("--held", action="store_true", help="what --add measures is kept out of the fit")
    parser.add_argument("--option", action="append", default=[], help="option of 'tocsin hunt' for what --add measures")
    given = parser.parse_args()
    samples = [Sample(**one) for one in json.loads(given.runs.read_text())] if given.runs.is_file() else []
    for way, evidence, rules in given.add:
        samples.append(measured(way, Path(evidence), Path(rules), given.option, given.held))
        print(samples[-1], flush=True)
        given.runs.write_text(json.dumps([asdict(one) for one in samples], indent=1))
    return 0 if given.add else tell(samples)


def tell(samples: Sequence[Sample]) -> int:
    """Print the constants, each prediction beside what was measured, and what a large world takes."""
    costs: dict[str, Cost] = {}
    for way in sorted({one.way for one in samples}):
        costs[way] = fitted([one for one in samples if one.way == way and not one.held])
        print(f"{way:20} {costs[way]}")
    worst = 0.0
    for one, predicted in checked(samples):
        error = predicted / one.seconds - 1
        worst = max(worst, abs(error))
        print(
            f"{one.way:20} {one.events:7.2f} million events {one.rules * 1000:6.0f} rules:"
            f" predicted {predicted:8.1f} s, measured {one.seconds:8.1f} s ({error:+.0%})"
        )
    print()
    print(told(World(10_000, 90, 200_000, 2.53e9, 23e6), costs, 3.1, (64, 512, 4096)))
    return 0 if worst <= 0.25 else 1


if __name__ == "__main__":
    sys.exit(main())
