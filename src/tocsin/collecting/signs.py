"""Signs in events that a log was cleared, stopped or changed, and that a clock stood wrong.

Which events are signs is data (`knowledge/signs.yaml`). In Windows an event id counts together with its provider only:
an id alone means nothing. The few events that are signs are fetched with all their fields, whatever was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.columns import pc
from tocsin.collecting.times import MOMENT, moments
from tocsin.knowledge.signs import audit_kind, sign_rules
from tocsin.model.logs import SignRule

CLOCK_FIELD = "UtcTime"
HALF_HOUR_US = 1_800_000_000
NEAR_US = 180_000_000
UNLIKE = 1 << 40
"""In place of half hours: the two times differ by something that is no number of half hours."""

SHOWN = 120
_POLICY_CHANGES = {
    "8448": "success removed",
    "8449": "success added",
    "8450": "failure removed",
    "8451": "failure added",
}


@dataclass(frozen=True, slots=True, order=True)
class Sign:
    """A sign: when (microseconds; -1: not known), which, and in words; `about` is what it switched off, if anything."""

    time: int
    kind: str
    detail: str
    about: str = ""


def signs(batch: EventBatch, kinds: Set[str]) -> list[tuple[int, Sign]]:
    """Return the signs in a batch, each with its row; `kinds` are the event ids of Windows events."""
    rules = sign_rules(batch.family)
    if not rules:
        return []
    rows = _windows_rows(batch, rules, kinds) if batch.family == "windows" else _rows_where(batch, rules)
    if not len(rows):
        return []
    found: list[tuple[int, Sign]] = []
    for row, event in zip(rows.tolist(), batch.details(rows).to_pylist(), strict=True):
        rule = next((rule for rule in rules if _is_sign(event, rule)), None)
        if rule is not None:
            found.append((row, _sign(event, rule)))
    return found


def _windows_rows(batch: EventBatch, rules: tuple[SignRule, ...], kinds: Set[str]) -> NDArray[np.int64]:
    numbers = {number for rule in rules for number in rule.event_ids if str(number) in kinds}
    if not numbers or "Provider_Name" not in batch.events.schema.names:
        return np.empty(0, np.int64)
    providers = tuple(name for rule in rules for name in rule.providers)
    known = _true(pc.is_in(batch.events.column("EventID"), value_set=pa.array(sorted(numbers), pa.int64())))
    return np.flatnonzero(known & _where(batch, "Provider_Name", _equal_to(providers)))


def _rows_where(batch: EventBatch, rules: tuple[SignRule, ...]) -> NDArray[np.int64]:
    """Return the rows that may be what some rule describes: few, since each is looked at by itself afterwards."""
    found = np.zeros(batch.events.num_rows, np.bool_)
    for rule in rules:
        first = next(iter(rule.where))
        marks = np.full(batch.events.num_rows, first in batch.events.schema.names)
        for conditions, test in ((rule.where, _equal_to), (rule.contains, _containing)):
            for name, values in conditions.items():
                if marks.any():
                    marks &= _where(batch, name, test(values))
        found |= marks
    return np.flatnonzero(found)


Test = Callable[[pa.Array], pa.Array]


def _equal_to(values: tuple[str, ...]) -> Test:
    wanted = pa.array(sorted({value.lower() for value in values}))
    return lambda texts: pc.is_in(pc.utf8_lower(texts), value_set=wanted)


def _containing(values: tuple[str, ...]) -> Test:
    def test(texts: pa.Array) -> pa.Array:
        found = pc.match_substring(texts, values[0])
        for value in values[1:]:
            found = pc.or_(found, pc.match_substring(texts, value))
        return found

    return test


def _where(batch: EventBatch, name: str, test: Test) -> NDArray[np.bool_]:
    """Mark the rows in which a field, or one of its several values, passes a test; what is not seen here may pass."""
    if name not in batch.events.schema.names:
        return np.full(batch.events.num_rows, batch.fetch is not None)
    column = batch.events.column(name)
    if pa.types.is_dictionary(column.type):
        known = column.dictionary.cast(pa.string())
        return _true(test(known).take(column.indices))
    if pa.types.is_string(column.type):
        return _true(test(column))
    if pa.types.is_list(column.type) and pa.types.is_string(column.type.value_type):
        found = np.zeros(len(column), np.bool_)
        found[np.asarray(pc.list_parent_indices(column))[_true(test(pc.list_flatten(column)))]] = True
        return found
    return np.ones(len(column), np.bool_)


def _true(marks: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(pc.fill_null(marks, False))


def _is_sign(event: dict[str, Any], rule: SignRule) -> bool:
    if rule.event_ids and event.get("EventID") not in rule.event_ids:
        return False
    if rule.providers and str(event.get("Provider_Name")).lower() not in (name.lower() for name in rule.providers):
        return False
    equal = all(
        any(said.lower() == value.lower() for said in _texts(event.get(name)) for value in values)
        for name, values in rule.where.items()
    )
    return equal and all(
        any(value in said for said in _texts(event.get(name)) for value in values)
        for name, values in rule.contains.items()
    )


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [] if value is None else [str(value)]


def _sign(event: dict[str, Any], rule: SignRule) -> Sign:
    time = -1 if event["_time"] is None else round(event["_time"].timestamp() * 1_000_000)
    number = f"event {event['EventID']}: " if rule.event_ids else ""
    said, about = [], ""
    for name in rule.tells:
        value = " ".join(_texts(event.get(name)))
        if not value:
            continue
        if name == "SubcategoryGuid":
            kind = audit_kind(value)
            about = kind.name if kind else ""
            value = about or value
        elif name == "AuditPolicyChanges":
            value = _changes(value)
        said.append(f"{name} {value[:SHOWN]}")
    if "removed" not in " ".join(said):
        about = ""
    told = f"; {', '.join(said)}" if said else ""
    return Sign(time, rule.kind, f"{number}{rule.says} (record {event['_record']}{told})", about)


def _changes(text: str) -> str:
    """Return what was changed in words: Windows writes numbers of messages.

    >>> _changes("%%8448, %%8450")
    'success removed, failure removed'
    """
    parts = [part.strip() for part in text.split(",")]
    return ", ".join(_POLICY_CHANGES.get(part.lstrip("%"), part) for part in parts)


def with_clock(events: pa.RecordBatch) -> pa.RecordBatch:
    """Return events with the times that `UtcTime` says in place of its text, each distinct text read once.

    A reader may have put times there already.
    """
    if CLOCK_FIELD not in events.schema.names:
        return events
    written = events.column(CLOCK_FIELD)
    if pa.types.is_timestamp(written.type):
        return events
    if pa.types.is_dictionary(written.type):
        said = moments(written.dictionary.cast(pa.string())).take(written.indices)
    else:
        said = moments(written) if pa.types.is_string(written.type) else pa.nulls(events.num_rows, MOMENT)
    return events.set_column(events.schema.get_field_index(CLOCK_FIELD), CLOCK_FIELD, said)


def clock_halves(events: pa.RecordBatch, micros: NDArray[np.int64], told: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return, for each event `with_clock` that has both times, by how many half hours its own is behind `UtcTime`."""
    said = events.column(CLOCK_FIELD)
    both = told & np.asarray(pc.is_valid(said))
    behind = np.asarray(pc.fill_null(pc.cast(said, pa.int64()), 0))[both] - micros[both]
    halves = np.rint(behind / HALF_HOUR_US).astype(np.int64)
    return np.where(np.abs(behind - halves * HALF_HOUR_US) <= NEAR_US, halves, UNLIKE)
