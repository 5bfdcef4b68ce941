"""STIX 2.0/2.1 bundles: what their objects say, written out as text so that it is read like any other report.

One block an object: its type and name, its description, and for indicators the values of the pattern.
Relations become sentences ("GroupX uses ToolY"). Order is the bundle's own. Source: OASIS STIX 2.1.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from tocsin.model.errors import DocumentError
from tocsin.reading.document_formats.encodings import decode
from tocsin.reading.document_formats.extracted import DocumentFormat, Extracted, Limits

_BUNDLE = re.compile(rb'"type"\s{0,20}:\s{0,20}"bundle"')
_VALUE = re.compile(r"([\w:.'\[\]*-]{1,200})\s{0,5}(?:=|LIKE|IN|MATCHES)\s{0,5}\(?'((?:[^'\\]|\\.){1,4000})'")


def recognise(head: bytes, name: str) -> bool:
    """Look for an object that says it is a bundle (or has STIX ids)."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and (_BUNDLE.search(head) is not None or b'"bundle--' in head)


def read(data: bytes, name: str, limits: Limits) -> Extracted:
    """Return the bundle as text; title, date and publisher from its report, where it has one."""
    text, _ = decode(data)
    try:
        bundle: Any = msgspec.json.decode(text.lstrip("\ufeff").encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise DocumentError(f"the bundle is not valid JSON: {error}", where=name) from None
    raw: Any = bundle.get("objects") if isinstance(bundle, dict) else None
    objects: list[dict[str, Any]] = [thing for thing in raw if isinstance(thing, dict)] if isinstance(raw, list) else []
    if not objects:
        raise DocumentError("the bundle holds no objects", where=name)
    names = {str(thing.get("id")): _name(thing) for thing in objects}
    report = next((thing for thing in objects if thing.get("type") == "report"), {})
    blocks = [block for thing in objects if (block := _block(thing, names))]
    publisher = names.get(str(report.get("created_by_ref", "")))
    published = report.get("published")
    return Extracted(
        "\n\n".join(blocks),
        title=_said(report, "name"),
        published=published if isinstance(published, str) else None,
        publisher=publisher or None,
        version=_said(report, "modified"),
    )


def _said(thing: dict[str, Any], key: str) -> str | None:
    value = thing.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _name(thing: dict[str, Any]) -> str:
    return _said(thing, "name") or _said(thing, "value") or ""


def _block(thing: dict[str, Any], names: dict[str, str]) -> str:
    kind = str(thing.get("type", ""))
    if kind == "relationship":
        ends = [names.get(str(thing.get(key)), "") for key in ("source_ref", "target_ref")]
        verb = str(thing.get("relationship_type", "")).replace("-", " ")
        return f"{ends[0]} {verb} {ends[1]}." if all(ends) else ""
    lines = [_name(thing), _said(thing, "description") or "", *_aliases(thing), *_identifiers(thing)]
    if kind == "indicator" and isinstance(thing.get("pattern"), str):
        lines += [value.replace("\\'", "'").replace("\\\\", "\\") for _, value in _VALUE.findall(thing["pattern"])]
    if isinstance(thing.get("hashes"), dict):
        lines += [str(value) for value in thing["hashes"].values()]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _aliases(thing: dict[str, Any]) -> list[str]:
    listed = thing.get("aliases")
    names = [str(alias) for alias in listed] if isinstance(listed, list) else []
    return [f"Also known as: {', '.join(names)}"] if names else []


def _identifiers(thing: dict[str, Any]) -> list[str]:
    listed: Any = thing.get("external_references")
    references: list[Any] = listed if isinstance(listed, list) else []
    return [str(r["external_id"]) for r in references if isinstance(r, dict) and isinstance(r.get("external_id"), str)]


FORMAT = DocumentFormat("stix", recognise, read)
