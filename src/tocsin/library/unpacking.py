"""What a file or an answer holds: one document, or many (a feed's items, MISP events, the reports of a STIX bundle).

In: bytes and a name. Out: parts, each a document of its own with the key that its versions share, or a report that
another tocsin has read already. What cannot be used is a part with the reason, never nothing. Feeds, which are XML of
strangers, are taken apart in a process of their own that can do little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from tocsin.isolation import pool
from tocsin.isolation.sandbox import Bounds
from tocsin.library.attribution_csv import is_attributions, reports_of_csv
from tocsin.library.bundles import bundles, newest, objects_of, whole_reports
from tocsin.library.feeds import items_of_feed, looks_like_feed
from tocsin.model.errors import DocumentError
from tocsin.model.report import Report

MOST = 20_000
"""Parts of one file."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Part:
    """A document in a file: what it is called, its bytes or the report made of it, and what its versions share."""

    name: str
    data: bytes
    kind: str = "file"  # file, stix, misp, feed, table
    key: str | None = None
    report: Report | None = None
    why: str | None = None  # why it cannot be used
    place: str | None = None  # its own address


def parts(data: bytes, name: str) -> Iterator[Part]:
    """Yield the documents in these bytes."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in (b"{", b"["):
        yield from _of_json(data, name)
    elif looks_like_feed(head):
        yield from _of_feed(data, name)
    elif is_attributions(head):
        for told in reports_of_csv(data, name):
            yield Part(told.name, told.data, "table", told.key, told.report, told.why)
    else:
        yield Part(name, data)


def manifest_of(content: Any) -> dict[str, dict[str, Any]] | None:
    """Return the events of a MISP feed's manifest by UUID; None if it is none."""
    if not isinstance(content, dict) or not content:
        return None
    fits = all(_UUID.fullmatch(str(key)) and isinstance(one, dict) and "info" in one for key, one in content.items())
    return content if fits else None


def parts_of_objects(objects: list[dict[str, Any]], name: str) -> Iterator[Part]:
    """Yield the reports of STIX objects, each by the id of its object."""
    found = newest(objects)
    done: set[str] = set()
    for number, report in whole_reports(found):
        done.add(number)
        if isinstance(report, str):
            yield Part(number, b"", "stix", number, why=f"what it carries of its own cannot be used: {report}")
        else:
            # a revision of a report that a tocsin wrote is another document, which has its own series
            yield Part(number, b"", "stix", None, report)
    for number, bundle in bundles(found):
        if number not in done:
            document = msgspec.json.encode(bundle)
            yield Part(number or f"{name} (objects of no report)", document, "stix", number)


def _of_json(data: bytes, name: str) -> Iterator[Part]:
    try:
        content: Any = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError):
        yield Part(name, data)
        return
    if manifest_of(content) is not None:
        yield Part(name, data, "misp", why="the manifest of a feed: its events are files beside it")
        return
    events = _events(content)
    objects = objects_of(content)
    if events:
        for event in events:
            document = data if len(events) == 1 else msgspec.json.encode({"Event": event})
            yield Part(_name_of(event, name), document, "misp", f"misp:{event.get('uuid') or event.get('id') or name}")
    elif objects and content.get("type", "bundle") == "bundle":
        found = list(parts_of_objects(objects, name))
        # one report, and nothing that tocsin wrote: the file is the document, as it stands
        one = len(found) == 1 and found[0].report is None and found[0].why is None
        yield from [Part(name, data, "stix", found[0].key)] if one else found
    else:
        yield Part(name, data)


def _events(content: Any) -> list[dict[str, Any]]:
    wrapped: Any = content.get("response", content) if isinstance(content, dict) else content
    items: list[Any] = wrapped if isinstance(wrapped, list) else [wrapped]
    return [item["Event"] for item in items if isinstance(item, dict) and isinstance(item.get("Event"), dict)]


def _name_of(event: dict[str, Any], name: str) -> str:
    info = event.get("info")
    return info[:200] if isinstance(info, str) and info else name


def _of_feed(data: bytes, name: str) -> Iterator[Part]:
    def lost(_: bytes, why: str) -> list[tuple[str, bytes, str, str | None]]:
        raise DocumentError(f"the feed cannot be read: {why}", where=name)

    if pool.forks():
        plan = pool.Plan(items_of_feed, lost, (), Bounds(memory=1 << 30, seconds=60))
        items = next(pool.spread(plan, [data], 1))
    else:
        items = items_of_feed(data)
    for title, document, key, place in items[:MOST]:
        yield Part(title or name, document, "feed", f"feed:{key}", place=place)
