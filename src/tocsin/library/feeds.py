"""RSS and Atom feeds taken apart: each item becomes a feed of one item, which is read like any other.

In: bytes. Out: (title, document, key, link) of each item, the same bytes for the same item whatever stands beside it.
Sources: RSS 2.0, RFC 4287.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from tocsin.model.errors import DocumentError

_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)


def looks_like_feed(head: bytes) -> bool:
    """Say whether a file begins as a feed does."""
    begin = head[:4096]
    return begin.startswith(b"<") and _ROOT.search(begin) is not None and b"<html" not in begin.lower()


def items_of_feed(data: bytes) -> list[tuple[str, bytes, str, str | None]]:
    """Return the items of a feed; raises `DocumentError` for one that is broken or empty."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root: Any = etree.fromstring(data.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"the feed is broken: {error}") from None
    elements: list[Any] = [] if root is None else list(root.iter())
    items = [one for one in elements if _local(one) in ("item", "entry")]
    if not items:
        raise DocumentError("the feed holds no items", hint="give a feed with entries, or one article")
    channel = next((one for one in elements if _local(one) in ("channel", "feed")), root)
    return [_item(one, _child(channel, "title")) for one in items]


def _item(item: Any, publisher: str) -> tuple[str, bytes, str, str | None]:
    link = _link(item)
    title = _child(item, "title")
    alone = etree.Element("rss", version="2.0")
    channel = etree.SubElement(alone, "channel")
    etree.SubElement(channel, "title").text = publisher
    item.tail = None
    channel.append(item)
    document: bytes = etree.tostring(alone, encoding="utf-8", xml_declaration=True)
    key = _child(item, "guid") or _child(item, "id") or link or hashlib.sha256(title.encode()).hexdigest()
    return title[:300], document, key, link


def _link(item: Any) -> str | None:
    for child in item:
        if _local(child) == "link":
            found = (child.get("href") or "".join(child.itertext())).strip()
            if child.get("rel", "alternate") == "alternate" and found.startswith(("http://", "https://")):
                return found
    return None


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _child(element: Any, name: str) -> str:
    found = next((one for one in element if _local(one) == name), None)
    return "" if found is None else " ".join("".join(found.itertext()).split())
