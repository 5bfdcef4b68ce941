"""What a web page says about itself: title, date, publisher and language, from its metadata.

Sources in order of trust: schema.org JSON-LD, Open Graph and citation tags, HTML's own elements.
"""

from __future__ import annotations

import re
from typing import Any, TypedDict
from urllib.parse import urlsplit

import msgspec

_MOMENT = re.compile(r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_DATE_TAGS = (
    "article:published_time",
    "datepublished",
    "dc.date.issued",
    "dc.date",
    "citation_publication_date",
    "date",
)
_JSON_LIMIT = 512 * 1024


class Particulars(TypedDict):
    """Keyword arguments of `Extracted`."""

    title: str | None
    published: str | None
    publisher: str | None
    language: str | None


def particulars(root: Any) -> Particulars:
    """Read the particulars out of a parsed page."""
    meta = _meta(root)
    linked = _json_ld(root)
    times = root.xpath("//time[@datetime][not(ancestor::aside)]/@datetime")
    dates = [linked.get("datePublished"), *(meta.get(tag) for tag in _DATE_TAGS), *times[:1]]
    language = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip().lower()
    return Particulars(
        title=linked.get("headline")
        or meta.get("og:title")
        or meta.get("citation_title")
        or _text(root, "//h1", "//title"),
        published=next((match.group() for date in dates if date and (match := _MOMENT.match(date.strip()))), None),
        publisher=linked.get("publisher") or meta.get("og:site_name") or meta.get("dc.publisher") or _host(root, meta),
        language=language[:2] if re.match(r"[a-z]{2}(-|$)", language) else None,
    )


def _meta(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.xpath("//meta[@content]"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        value = " ".join(element.get("content").split())
        if key and value:
            found.setdefault(key, value)
    return found


def _text(root: Any, *paths: str) -> str | None:
    for path in paths:
        for element in root.xpath(path)[:1]:
            if text := " ".join("".join(element.itertext()).split()):
                return text[:500]
    return None


def _host(root: Any, meta: dict[str, str]) -> str | None:
    address = next(iter(root.xpath("//link[@rel='canonical']/@href")), None) or meta.get("og:url") or ""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _json_ld(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in root.xpath("//script[@type='application/ld+json']/text()"):
        if len(text) > _JSON_LIMIT:
            continue
        try:
            content: Any = msgspec.json.decode(text.encode("utf-8", "replace"))
        except (msgspec.DecodeError, RecursionError):
            continue
        for thing in _things(content):
            for key in ("headline", "datePublished"):
                if isinstance(thing.get(key), str):
                    found.setdefault(key, thing[key].strip())
            publisher = thing.get("publisher")
            if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
                found.setdefault("publisher", publisher["name"].strip())
    return found


def _things(content: Any) -> list[dict[str, Any]]:
    things: list[Any] = content if isinstance(content, list) else [content]
    for thing in things:
        if isinstance(thing, dict) and isinstance(thing.get("@graph"), list):
            things = [*things, *thing["@graph"]]
    return [thing for thing in things if isinstance(thing, dict)]
