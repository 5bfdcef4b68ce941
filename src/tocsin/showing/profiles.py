"""Layouts of hits that people's scripts and spreadsheets already know.

`hayabusa`: the columns of Hayabusa's standard profile, with its short levels and its separator. `ecs`: Elastic Common
Schema 8. `timesketch`: what its import asks for. In: hits. Out: for each the cells by column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

import orjson

from tocsin.model.hits import Hit, Place
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleInfo
from tocsin.showing.escape import csv_cell

SEPARATOR = " ¦ "
SHORT_LEVELS = {"informational": "info", "medium": "med", "critical": "crit"}


def place_of(hit: Hit) -> Place | None:
    """Return where a hit stands; of correlated events, the first."""
    return hit.source or next(iter(hit.events), None)


def _hayabusa(hit: Hit) -> dict[str, Any]:
    event, place = hit.event or {}, place_of(hit)
    held = {one.field for one in hit.matched}
    head = {"Channel", "EventID", "Computer"}
    return {
        "Timestamp": hit.time or "",
        "RuleTitle": hit.rule.title,
        "Level": SHORT_LEVELS.get(hit.rule.level, hit.rule.level),
        "Computer": hit.host or "",
        "Channel": event.get("Channel") or "",
        "EventID": event.get("EventID") if event.get("EventID") is not None else "",
        "RecordID": "" if place is None or place.record is None else place.record,
        "Details": _fields((name, value) for name, value in event.items() if name in held - head),
        "ExtraFieldInfo": _fields((name, value) for name, value in event.items() if name not in held | head),
        "RuleID": hit.rule.id,
    }


def _ecs(hit: Hit) -> dict[str, Any]:
    event, place = hit.event or {}, place_of(hit)
    return {
        "@timestamp": hit.time or "",
        "event.kind": "alert",
        "event.code": "" if event.get("EventID") is None else str(event["EventID"]),
        "event.provider": event.get("Provider_Name") or "",
        "host.name": hit.host or "",
        "log.file.path": "" if place is None else place.path,
        "log.offset": "" if place is None else place.offset,
        "rule.id": hit.rule.id,
        "rule.name": hit.rule.title,
        "rule.ruleset": "sigma",
        "tags": SEPARATOR.join(hit.rule.tags),
        "message": _fields(event.items()),
    }


def _fields(fields: Iterable[tuple[str, Any]]) -> str:
    return SEPARATOR.join(f"{name}: {_text(value)}" for name, value in fields if value is not None)


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def timesketch(hit: Hit) -> dict[str, Any]:
    """Return what Timesketch wants of a hit, but for the event's own fields: `message`, `datetime`, `timestamp_desc`.

    Its import needs a time of every line, so that a hit without one stands at 1970 and says so.
    """
    place = place_of(hit)
    return {
        "message": f"{hit.rule.title} on {hit.host}" if hit.host else hit.rule.title,
        "datetime": (hit.time or "1970-01-01T00:00:00Z").replace("Z", "+00:00"),
        "timestamp_desc": "Event recorded" if hit.time else "Time not recorded",
        "rule": hit.rule.title,
        "rule_id": hit.rule.id,
        "level": hit.rule.level,
        "tag": list(hit.rule.tags),
        "computer": hit.host,
        "source_file": None if place is None else place.path,
        "record": None if place is None else place.record,
        "offset": None if place is None else place.offset,
    }


def _timesketch_row(hit: Hit) -> dict[str, Any]:
    whole = timesketch(hit)
    return {**whole, "tag": ",".join(whole["tag"]), "details": _fields((hit.event or {}).items())}


PROFILES: dict[str, Callable[[Hit], dict[str, Any]]] = {
    "hayabusa": _hayabusa,
    "ecs": _ecs,
    "timesketch": _timesketch_row,
}


_NO_HIT = Hit(
    time=None, host=None, rule=RuleInfo(id="", title="", level=""), source=None, logsource=LogSource(), event=None
)


def write_profile(hits: Iterable[Hit], out: BinaryIO, *, profile: str, form: str) -> None:
    """Write hits in a profile's columns, as `csv` or `jsonl`."""
    row = PROFILES[profile]
    if form == "csv":
        out.write((",".join(row(_NO_HIT)) + "\r\n").encode())
    for hit in hits:
        cells = row(hit)
        if form == "csv":
            out.write((",".join(map(csv_cell, cells.values())) + "\r\n").encode())
        else:
            out.write(orjson.dumps(cells) + b"\n")
