"""Every rule on every recording: what the engine finds against what the reference evaluator finds.

    python -m benchmarks.compare_reference --rules sigma-rules.tar.gz [--workers 2] [--seconds 600] EVIDENCE...

The engine works by columns over a whole batch; the reference takes one event and one rule at a time and knows no
plan, no scanner and no cache. Two things are compared with it: the engine on every field of every event, and a whole
hunt, which reads only the fields that rules ask for. Prints how many rules x events were compared and every difference;
exits 1 if there is one. There is no list of intended differences, because none is intended. With `--seconds`, files are
taken in an order that `--seed` decides, and what was not reached is counted.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tocsin.collecting import collect
from tocsin.collecting.batches import EventBatch, Unit
from tocsin.collecting.evidence import Evidence
from tocsin.hunting import hunt
from tocsin.hunting.conditions import Condition, map_fields
from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.reference import evaluate, event_view, in_scope
from tocsin.hunting.rules import RuleSet, load_rules
from tocsin.hunting.scopes import Scope, scopes

Found = set[tuple[str, int]]
"""(id of the rule, row of the batch)."""
Place = tuple[str, int]
"""(path, offset) of an event."""


@dataclass(slots=True)
class Comparison:
    """What was compared, and what differed."""

    events: int = 0
    in_scope: int = 0  # pairs of rule and event that the rule's logsource means: their conditions were evaluated
    hits: int = 0
    not_reached: int = 0  # files, or parts of large ones, that there was no time for, in whole or in part
    differences: list[str] = field(default_factory=list[str])
    true: set[tuple[str, Place]] = field(default_factory=set[tuple[str, Place]])  # what the reference says, by rule
    reached: set[Place] = field(default_factory=set[Place])

    def add(self, other: Comparison) -> None:
        """Take over what was compared elsewhere."""
        self.events += other.events
        self.in_scope += other.in_scope
        self.hits += other.hits
        self.not_reached += other.not_reached
        self.differences += other.differences
        self.true |= other.true
        self.reached |= other.reached


class Reference:
    """The rules by scope, so that an event is asked once for each scope whether it is meant."""

    def __init__(self, rules: RuleSet) -> None:
        """Take a rule set."""
        self._scopes: dict[str, Scope] = {}
        self._rules: dict[str, list[tuple[str, Condition]]] = {}
        for rule in rules.rules:
            for scope in scopes(rule.card.logsource):
                key = repr(scope)
                self._scopes[key] = scope
                condition = map_fields(rule.condition, scope.aliases)
                self._rules.setdefault(key, []).append((rule.card.info.id, condition))

    def hits(self, batch: EventBatch, comparison: Comparison, end: float) -> tuple[Found, int]:
        """Return what is true of the events of a batch, and how many events there was time for."""
        found: Found = set()
        for row, (log, event) in enumerate(events_of(batch)):
            if time.monotonic() > end:
                return found, row
            for key, scope in self._scopes.items():
                if in_scope(scope, batch.family, log, event):
                    view = event_view(scope, event)
                    comparison.in_scope += len(self._rules[key])
                    found |= {(rule, row) for rule, condition in self._rules[key] if evaluate(condition, view)}
        return found, batch.events.num_rows


def events_of(batch: EventBatch) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """Yield each event of a batch: the name of its log, and the fields it has."""
    logs = batch.events.column("_log").to_pylist()
    fields = [name for name in batch.events.schema.names if not name.startswith("_")]
    rows = batch.events.select(fields).to_pylist()
    for log, row in zip(logs, rows, strict=True):
        yield log, {name: value for name, value in row.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Bench:
    """Engine and reference with the same rules, and until when they may run."""

    rules: RuleSet
    matcher: Matcher
    reference: Reference
    end: float  # by the monotonic clock, which all processes of a machine share

    def compare(self, unit: Unit) -> Comparison:
        """Compare both on one unit of evidence."""
        comparison = Comparison()
        for part in unit.read() if time.monotonic() < self.end else ():
            if isinstance(part, EventBatch) and not self._part(part, comparison):
                break
        else:
            if time.monotonic() < self.end:
                return comparison
        comparison.not_reached = 1
        return comparison

    def _part(self, part: EventBatch, comparison: Comparison) -> bool:
        """Compare both on a batch; says whether there was time for all of it."""
        by_reference, reached = self.reference.hits(part, comparison, self.end)
        by_engine = {
            (self.rules.rules[number].card.info.id, row)
            for number, rows in self.matcher.match(part)
            for row in rows.tolist()
            if row < reached
        }
        comparison.events += reached
        comparison.hits += len(by_reference)
        records = part.events.column("_record").to_pylist()
        places = [(part.path, offset) for offset in part.events.column("_offset").to_pylist()]
        comparison.reached |= set(places[:reached])
        comparison.true |= {(rule, places[row]) for rule, row in by_reference}
        for rule, row in sorted(by_engine ^ by_reference):
            only = "the engine" if (rule, row) in by_engine else "the reference"
            comparison.differences.append(f"{part.path}, record {records[row]}, rule {rule}: only {only}")
        return reached == part.events.num_rows


_bench: Bench | None = None


def _begin(bench: Bench) -> None:
    global _bench
    _bench = bench


def _compare_one(unit: Unit) -> Comparison:
    if _bench is None:
        raise RuntimeError("the worker was not given its work")
    return _bench.compare(unit)


def compare(
    rules: RuleSet,
    evidence: Sequence[Path],
    *,
    engine: str = "auto",
    workers: int = 1,
    seconds: float | None = None,
    seed: int = 1,
) -> Comparison:
    """Compare engine and reference on every event of the evidence, or on those for which there is time."""
    collected = collect(list(evidence))
    units = [part for unit in collected.units for part in unit.slices()]
    if seconds is not None:
        random.Random(seed).shuffle(units)
    matcher = Matcher(compile_plan(rules), engine=engine)
    end = float("inf") if seconds is None else time.monotonic() + seconds
    bench = Bench(rules, matcher, Reference(rules), end)
    whole = Comparison()
    if workers > 1:
        with multiprocessing.get_context("fork").Pool(workers, _begin, (bench,)) as pool:
            for one in pool.imap(_compare_one, units):
                whole.add(one)
    else:
        for unit in units:
            whole.add(bench.compare(unit))
    whole.differences += _hunted(rules, collected, whole, workers) if engine == "auto" else []
    whole.differences.sort()
    return whole


def _hunted(rules: RuleSet, evidence: Evidence, comparison: Comparison, workers: int) -> Iterator[str]:
    """Yield what a whole hunt finds otherwise than the reference, in the events that were reached."""
    paths = {path for path, _ in comparison.reached}
    reached = Evidence([unit for unit in evidence.units if unit.path in paths], ())
    hits = hunt(reached, rules, workers=workers).columns("rule", "path", "offset")
    asked = {rule.card.info.id for rule in rules.rules} - rules.hidden
    found = {
        (rule, (path, offset))
        for rule, path, offset in zip(*(hits.column(name).to_pylist() for name in hits.column_names), strict=True)
        if rule in asked and (path, offset) in comparison.reached
    }
    due = {one for one in comparison.true if one[0] in asked}
    for rule, (path, offset) in found ^ due:
        only = "the hunt" if (rule, (path, offset)) in found else "the reference, not the hunt"
        yield f"{path}, offset {offset}, rule {rule}: only {only}"


def main() -> int:
    """Run the comparison that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evidence", nargs="+", type=Path)
    parser.add_argument("--rules", action="append", type=Path, required=True)
    parser.add_argument("--engine", choices=["auto", "hyperscan", "re2"], default="auto")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--seconds", type=float, default=None, help="compare for about so long")
    parser.add_argument("--seed", type=int, default=1, help="which files are taken first with --seconds")
    given = parser.parse_args()
    rules = load_rules(given.rules, packs=False)
    began = time.perf_counter()
    done = compare(
        rules, given.evidence, engine=given.engine, workers=given.workers, seconds=given.seconds, seed=given.seed
    )
    for line in done.differences:
        print(line)
    print(
        f"{len(rules.rules):,} rules x {done.events:,} events = {len(rules.rules) * done.events:,} pairs, "
        f"{done.in_scope:,} of them within a rule's logsource; {done.hits:,} hits; "
        f"{len(done.differences):,} differences; {time.perf_counter() - began:,.0f} s; "
        f"{len(rules.unusable):,} rules not usable"
    )
    if done.not_reached:
        print(f"{done.not_reached:,} files were not compared, or not to their end: no time left")
    return 1 if done.differences else 0


if __name__ == "__main__":
    sys.exit(main())
