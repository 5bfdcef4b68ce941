"""MISP events: their attributes and objects, written out as text so that it is read like any other report.

One attribute a line, its comment behind it. Attributes marked as deleted are left out. Source: MISP core format.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from tocsin.model.errors import DocumentError
from tocsin.reading.document_formats.encodings import decode
from tocsin.reading.document_formats.extracted import DocumentFormat, Extracted, Limits

_EVENT = re.compile(rb'"Event"\s{0,20}:')
_TAG = re.compile(r'^misp-galaxy:[\w-]+="([^"]+)"$')


def recognise(head: bytes, name: str) -> bool:
    """Look for an object (or the list of a response) that holds an Event."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and _EVENT.search(head) is not None


def read(data: bytes, name: str, limits: Limits) -> Extracted:
    """Return the first event as text; its title, date, organisation and version."""
    text, _ = decode(data)
    try:
        content: Any = msgspec.json.decode(text.lstrip("\ufeff").encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise DocumentError(f"the event is not valid JSON: {error}", where=name) from None
    events = _events(content)
    if not events:
        raise DocumentError("no MISP event in it", where=name)
    event = events[0]
    lines = [_said(event, "info"), *_galaxies(event), *_attributes(event)]
    for thing in _listed(event, "Object"):
        lines += [_said(thing, "comment"), *_attributes(thing)]
    notes = (f"{len(events) - 1} further events are not read",) if len(events) > 1 else ()
    owner = event.get("Orgc")
    return Extracted(
        "\n".join(line for line in lines if line),
        title=_said(event, "info") or None,
        published=_said(event, "date") or None,
        publisher=(_said(owner, "name") or None) if isinstance(owner, dict) else None,
        version=_said(event, "timestamp") or None,
        notes=notes,
    )


def _events(content: Any) -> list[dict[str, Any]]:
    wrapped: Any = content.get("response", content) if isinstance(content, dict) else content
    items: list[Any] = wrapped if isinstance(wrapped, list) else [wrapped]
    return [item["Event"] for item in items if isinstance(item, dict) and isinstance(item.get("Event"), dict)]


def _said(thing: dict[str, Any], key: str) -> str:
    value = thing.get(key)
    return value.strip() if isinstance(value, str) else ""


def _listed(thing: dict[str, Any], key: str) -> list[dict[str, Any]]:
    items: Any = thing.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _attributes(thing: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for attribute in _listed(thing, "Attribute"):
        if attribute.get("deleted") is True:
            continue
        # composite types (filename|sha256) hold both values with a bar between them
        value = _said(attribute, "value").replace("|", "\t")
        comment = _said(attribute, "comment")
        lines.append(f"{value}\t{comment}" if comment else value)
    return lines


def _galaxies(event: dict[str, Any]) -> list[str]:
    return [match.group(1) for tag in _listed(event, "Tag") if (match := _TAG.match(_said(tag, "name")))]


FORMAT = DocumentFormat("misp", recognise, read)
