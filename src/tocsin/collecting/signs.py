"""Signs in Windows events that a log was cleared, stopped or changed, and that a clock stood wrong.

Which events are signs is told by event id together with provider: an id alone means nothing.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.collecting.columns import pc
from tocsin.collecting.times import moments

CLOCK_FIELD = "UtcTime"
HALF_HOUR_US = 1_800_000_000
NEAR_US = 180_000_000
UNLIKE = 1 << 40
"""In place of half hours: the two times differ by something that is no number of half hours."""

_EVENTLOG = "microsoft-windows-eventlog"
SIGNS: dict[tuple[int, str], tuple[str, str]] = {
    (1102, _EVENTLOG): ("cleared", "event 1102: the audit log was cleared"),
    (104, _EVENTLOG): ("cleared", "event 104: a log was cleared"),
    (1100, _EVENTLOG): ("stopped", "event 1100: the event logging service shut down"),
    (4719, "microsoft-windows-security-auditing"): ("audit-policy-changed", "event 4719: the audit policy was changed"),
    (16, "microsoft-windows-sysmon"): ("audit-policy-changed", "event 16: Sysmon's configuration was changed"),
}
_IDS = {str(number) for number, _ in SIGNS}


@dataclass(frozen=True, slots=True, order=True)
class Sign:
    """A sign: when (microseconds; -1: not known), which, and in words."""

    time: int
    kind: str
    detail: str


def signs(events: pa.RecordBatch, kinds: Set[str]) -> list[Sign]:
    """Return the signs among Windows events; `kinds` are their event ids."""
    if _IDS.isdisjoint(kinds) or "Provider_Name" not in events.schema.names:
        return []
    numbers: pa.Array = events.column("EventID")
    rows = np.flatnonzero(np.asarray(pc.fill_null(pc.is_in(numbers, pa.array([number for number, _ in SIGNS])), False)))
    found: list[Sign] = []
    for row in events.select(["EventID", "Provider_Name", "_time", "_record"]).take(pa.array(rows)).to_pylist():
        sign = SIGNS.get((row["EventID"], str(row["Provider_Name"]).lower()))
        if sign is not None:
            time = -1 if row["_time"] is None else round(row["_time"].timestamp() * 1_000_000)
            found.append(Sign(time, sign[0], f"{sign[1]} (record {row['_record']})"))
    return found


def clock_halves(events: pa.RecordBatch, micros: NDArray[np.int64], told: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return, for each event that has both times, by how many half hours the record's own is behind its `UtcTime`."""
    written = events.column(CLOCK_FIELD)
    if pa.types.is_dictionary(written.type):
        written = written.cast(pa.string())
    if not pa.types.is_string(written.type):
        return np.empty(0, np.int64)
    said = moments(written)
    both = told & np.asarray(pc.is_valid(said))
    behind = np.asarray(pc.fill_null(pc.cast(said, pa.int64()), 0))[both] - micros[both]
    halves = np.rint(behind / HALF_HOUR_US).astype(np.int64)
    return np.where(np.abs(behind - halves * HALF_HOUR_US) <= NEAR_US, halves, UNLIKE)
