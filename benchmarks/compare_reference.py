"""Every rule on every recording: what the engine finds against what the reference evaluator finds.

    python -m benchmarks.compare_reference --rules sigma-rules.tar.gz EVIDENCE...

The engine works by columns over a whole batch; the reference takes one event and one rule at a time and knows no
plan, no scanner and no cache. Prints how many rules x events were compared and every difference; exits 1 if there is
one. There is no list of intended differences, because none is intended.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tocsin.collecting import collect
from tocsin.collecting.batches import EventBatch
from tocsin.hunting.conditions import Condition, map_fields
from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.reference import evaluate, event_view, in_scope
from tocsin.hunting.rules import RuleSet, load_rules
from tocsin.hunting.scopes import Scope, scopes

Found = set[tuple[str, int]]
"""(id of the rule, row of the batch)."""


@dataclass(slots=True)
class Comparison:
    """What was compared, and what differed."""

    events: int = 0
    in_scope: int = 0  # pairs of rule and event that the rule's logsource means: their conditions were evaluated
    hits: int = 0
    differences: list[str] = field(default_factory=list[str])


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

    def hits(self, batch: EventBatch, comparison: Comparison) -> Found:
        """Return what is true of the events of a batch."""
        found: Found = set()
        for row, (log, event) in enumerate(events_of(batch)):
            for key, scope in self._scopes.items():
                if in_scope(scope, batch.family, log, event):
                    view = event_view(scope, event)
                    comparison.in_scope += len(self._rules[key])
                    found |= {(rule, row) for rule, condition in self._rules[key] if evaluate(condition, view)}
        return found


def events_of(batch: EventBatch) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """Yield each event of a batch: the name of its log, and the fields it has."""
    logs = batch.events.column("_log").to_pylist()
    fields = [name for name in batch.events.schema.names if not name.startswith("_")]
    rows = batch.events.select(fields).to_pylist()
    for log, row in zip(logs, rows, strict=True):
        yield log, {name: value for name, value in row.items() if value is not None}


def compare(rules: RuleSet, evidence: Sequence[Path], *, engine: str = "auto") -> Comparison:
    """Compare engine and reference on every event of the evidence."""
    matcher, reference = Matcher(compile_plan(rules), engine=engine), Reference(rules)
    comparison = Comparison()
    for part in collect(list(evidence)).scan():
        if not isinstance(part, EventBatch):
            continue
        by_engine = {
            (rules.rules[number].card.info.id, row) for number, rows in matcher.match(part) for row in rows.tolist()
        }
        by_reference = reference.hits(part, comparison)
        comparison.events += part.events.num_rows
        comparison.hits += len(by_reference)
        records = part.events.column("_record").to_pylist()
        for rule, row in sorted(by_engine ^ by_reference):
            only = "the engine" if (rule, row) in by_engine else "the reference"
            comparison.differences.append(f"{part.path}, record {records[row]}, rule {rule}: only {only}")
    return comparison


def main() -> int:
    """Run the comparison that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evidence", nargs="+", type=Path)
    parser.add_argument("--rules", action="append", type=Path, required=True)
    parser.add_argument("--engine", choices=["auto", "hyperscan", "re2"], default="auto")
    given = parser.parse_args()
    rules = load_rules(given.rules, packs=False)
    began = time.perf_counter()
    done = compare(rules, given.evidence, engine=given.engine)
    for line in done.differences:
        print(line)
    print(
        f"{len(rules.rules):,} rules x {done.events:,} events = {len(rules.rules) * done.events:,} pairs, "
        f"{done.in_scope:,} of them within a rule's logsource; {done.hits:,} hits; "
        f"{len(done.differences):,} differences; {time.perf_counter() - began:,.0f} s; "
        f"{len(rules.unusable):,} rules not usable"
    )
    return 1 if done.differences else 0


if __name__ == "__main__":
    sys.exit(main())
