"""Hits as JSON Lines: one hit a line, as `tocsin hunt --format jsonl` and `hits.jsonl` have it.

A hit of a correlation carries `events` (each with time, host, rule and place) in place of `source` and `event`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tocsin.model.hits import Hit
from tocsin.model.json_form import json_bytes, to_builtins


def lines(hits: Iterable[Hit]) -> Iterator[bytes]:
    """Yield each hit as one line of JSON, line end included."""
    for hit in hits:
        yield json_bytes(as_json(hit)) + b"\n"


def from_line(line: bytes) -> Hit:
    """Read a hit back from its line; `msgspec.DecodeError` for what is none."""
    given = msgspec.json.decode(line)
    if isinstance(given, dict) and "source" not in given:
        given["correlated"] = given.pop("events", [])
        given["events"] = [one.get("source") for one in given["correlated"]]
        given |= {"source": None, "event": None}
    return msgspec.convert(given, Hit)


def as_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as plain dictionaries and lists, the fields that do not apply left out."""
    whole = to_builtins(hit)
    if hit.source is None:
        whole["events"] = whole["correlated"]
        whole = {name: value for name, value in whole.items() if name not in ("source", "event")}
    else:
        del whole["events"]
    del whole["correlated"]
    return {
        name: value
        for name, value in whole.items()
        if not (name in ("log_id", "indicator") and value is None) and not (name == "matched" and not value)
    }
