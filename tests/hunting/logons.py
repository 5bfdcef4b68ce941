"""Logons as JSON lines, and correlation rules over them, for tests that say when what happened and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from tocsin.collecting import collect
from tocsin.hunting import Hits, hunt, load_rules

FAILED, WORKED, LOCKED = 4625, 4624, 4740
BASES = [
    {
        "title": name,
        "name": name,
        "id": f"0000000{number}-0000-4000-8000-000000000000",
        "logsource": {"product": "windows", "service": "security"},
        "detection": {"sel": {"EventID": event_id}, "condition": "sel"},
        "level": "low",
    }
    for number, (name, event_id) in enumerate({"failed": FAILED, "worked": WORKED, "locked": LOCKED}.items(), 1)
]
IDS = {str(base["name"]): str(base["id"]) for base in BASES}


def event(second: float, event_id: int = FAILED, user: str | None = "bob", **more: Any) -> dict[str, Any]:
    """Return a logon at so many seconds after seven."""
    whole, micro = divmod(round(second * 1_000_000), 1_000_000)
    time = f"2021-03-02T{7 + whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{micro:06}Z"
    known = {
        "EventID": event_id,
        "Channel": "Security",
        "Provider_Name": "Microsoft-Windows-Security-Auditing",
        "Computer": "DC01",
        "TimeCreated": time,
        "TargetUserName": user,
        **more,
    }
    return {name: value for name, value in known.items() if value is not None}


def write(path: Path, events: Iterable[dict[str, Any]]) -> Path:
    """Write events, numbered unless they say otherwise."""
    numbered = ({"EventRecordID": number, **event} for number, event in enumerate(events, 1))
    path.write_text("".join(json.dumps(event) + "\n" for event in numbered))
    return path


def correlation(kind: str, rules: Any, **more: Any) -> dict[str, Any]:
    """Return a correlation rule; keys of `more` with `_` stand for those with `-`."""
    outer = {name: more.pop(name) for name in ("name", "id", "level") if name in more}
    asked = {"type": kind, "rules": rules, "timespan": "1m", **{key.replace("_", "-"): more[key] for key in more}}
    return {"title": outer.get("name", "many"), "level": "high", **outer, "correlation": asked}


def rules_of(folder: Path, *documents: dict[str, Any], **given: Any) -> Any:
    """Read the three base rules and further documents."""
    path = folder / "rules.yml"
    path.write_text(yaml.safe_dump_all([*BASES, *documents], sort_keys=False))
    return load_rules([path], packs=False, **given)


def hits_of(folder: Path, events: Iterable[dict[str, Any]], *documents: dict[str, Any], **given: Any) -> Hits:
    """Hunt in events with the base rules and further documents."""
    rules = rules_of(folder, *documents)
    assert not rules.unusable, rules.unusable
    return hunt(collect([write(folder / "events.jsonl", events)]), rules, **given)


def records(hits: Hits) -> list[list[int | None]]:
    """Return for each hit the records of its events."""
    return [[place.record for place in hit.events or (hit.source,) if place is not None] for hit in hits]
