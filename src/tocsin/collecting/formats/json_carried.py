"""Records inside what a SIEM or shipper puts around them: Splunk's `_raw`, Elastic's `_source`, a `message` of JSON.

In: an object. Out: the objects that it carries, the nearest first, each with what stands beside it under `carrier.`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

Event = dict[str, Any]

DEEPEST = 3
WHOLE = ("result", "_source", "detail", "json", "event_data")
"""Members that are the record itself."""

TEXTS = (
    "_raw",
    "message",
    "@message",
    "Message",
    "original",
    "log",
    "RawData",
    "rawData",
    "RawEventData",
    "Properties",
)
"""Members that hold the record as text."""

ANSWERS = ("response", "data", "result", "body", "payload")
"""Members in which an interface puts its list of records."""

NEAR = ("event", "data", "body")
"""Members in which one of the above may stand."""


def carried(value: Event, depth: int = 0) -> Iterator[Event]:
    """Yield what an object carries.

    >>> [one["a"] for one in carried({"result": {"_raw": '{"a": 1}', "host": "h"}}) if "a" in one]
    [1]
    """
    if depth >= DEEPEST:
        return
    for name in WHOLE + NEAR:
        inner = value.get(name)
        if isinstance(inner, dict) and inner:
            if name in WHOLE:
                yield _with_carrier(inner, value, name)
            yield from (_with_carrier(one, value, name) for one in carried(inner, depth + 1))
    for name in TEXTS:
        said = value.get(name)
        if isinstance(said, str) and said[:1] == "{":
            try:
                inner = orjson.loads(said)
            except ValueError:
                continue
            if isinstance(inner, dict) and inner:
                yield _with_carrier(inner, value, name)
                yield from carried(inner, depth + 1)


def answered(value: Event) -> list[Event] | None:
    """Return the objects of a list inside the answer of an interface; None: there is none.

    >>> answered({"stat": "OK", "response": {"authlogs": [{"a": 1}], "metadata": {}}})
    [{'a': 1}]
    """
    for name in ANSWERS:
        inner = value.get(name)
        for said in inner.values() if isinstance(inner, dict) else ():
            if isinstance(said, list) and said and all(isinstance(one, dict) for one in said):
                return said
    return None


def _with_carrier(inner: Event, outer: Event, name: str) -> Event:
    beside = {key: said for key, said in outer.items() if key != name and isinstance(said, (str, int, float))}
    known = inner.get("carrier")
    if isinstance(known, dict):
        beside |= known
    return {**inner, "carrier": beside} if beside and (known is None or isinstance(known, dict)) else inner
