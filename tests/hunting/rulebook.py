"""Rules and events for tests, made of what a test wants to say and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from tocsin.collecting.batches import EventBatch
from tocsin.hunting.conditions import Condition, atoms_of
from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.reference import fires
from tocsin.hunting.rules import Rule, RuleSet, load_rules
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleCard, RuleInfo

START = datetime(2021, 3, 2, 7, tzinfo=UTC)
ANY_WINDOWS = {"product": "windows"}


def text_of(detection: Any, logsource: dict[str, str] | None = None, **keys: Any) -> str:
    """Return a rule as YAML."""
    if "condition" not in detection:
        detection = {**detection, "condition": "all of them"}
    return yaml.safe_dump({"title": "t", "logsource": logsource or ANY_WINDOWS, "detection": detection, **keys})


def load_text(folder: Path, text: str, name: str = "rule.yml") -> RuleSet:
    """Read a rule set of one file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_rules([path], packs=False)


def rule_of(condition: Condition, source: LogSource | None = None, name: str = "rule") -> Rule:
    """Return a rule that asks this."""
    fields = tuple(sorted({atom.field for atom in atoms_of(condition) if atom.field is not None}))
    info = RuleInfo(id=name, title=name, level="high")
    return Rule(
        RuleCard(info=info, logsource=source or LogSource(product="windows"), path=name, fields=fields), condition
    )


def set_of(*rules: Rule) -> RuleSet:
    """Return a rule set."""
    return RuleSet(rules, (), "test")


def column(values: Sequence[Any]) -> pa.Array:
    """Return a column of the type its values have; anything mixed becomes text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {list}:
        return pa.array(values, pa.list_(pa.string()))
    if kinds in ({int}, {float}, {bool}):
        return pa.array(values, {int: pa.int64(), float: pa.float64(), bool: pa.bool_()}[kinds.pop()])
    return pa.array([None if value is None else str(value) for value in values], pa.string())


def batch_of(events: Sequence[dict[str, Any]], *, family: str = "windows", log: str | None = "Security") -> EventBatch:
    """Return events as a reader would hand them out; `_log` in an event names its own log."""
    names = list(dict.fromkeys(name for event in events for name in event if not name.startswith("_")))
    count = len(events)
    own = {
        "_record": pa.array(range(1, count + 1), pa.int64()),
        "_offset": pa.array([number * 100 for number in range(count)], pa.int64()),
        "_time": pa.array([START + timedelta(seconds=number) for number in range(count)], pa.timestamp("us", tz="UTC")),
        "_host": pa.array([event.get("_host", "EXCH01") for event in events], pa.string()),
        "_log": pa.array([event.get("_log", log) for event in events], pa.string()),
    }
    fields = {name: column([event.get(name) for event in events]) for name in names}
    return EventBatch("a.evtx", family, pa.RecordBatch.from_pydict(own | fields))


def rows_of(rules: RuleSet, batch: EventBatch, *, engine: str = "auto") -> dict[str, list[int]]:
    """Return for each rule that fires the rows on which it does, as the engine says."""
    matcher = Matcher(compile_plan(rules), engine=engine)
    return {rules.rules[number].card.info.id: rows.tolist() for number, rows in matcher.match(batch)}


def by_reference(rules: RuleSet, batch: EventBatch) -> dict[str, list[int]]:
    """Return the same as the reference says."""
    logs = batch.events.column("_log").to_pylist()
    fields = [name for name in batch.events.schema.names if not name.startswith("_")]
    found: dict[str, list[int]] = {}
    for row, event in enumerate(batch.events.select(fields).to_pylist()):
        for rule in rules.rules:
            if fires(rule, batch.family, logs[row], event):
                found.setdefault(rule.card.info.id, []).append(row)
    return found


def said_of(folder: Path, detection: Any, events: Sequence[dict[str, Any]], **more: Any) -> list[bool]:
    """Say of each event whether a rule with this detection is true of it; engine and reference must agree."""
    rules = load_text(folder, text_of(detection, **more))
    assert not rules.unusable, rules.unusable
    batch = batch_of(events)
    engine, reference = rows_of(rules, batch), by_reference(rules, batch)
    assert engine == reference
    rows = next(iter(engine.values()), [])
    return [row in rows for row in range(len(events))]
