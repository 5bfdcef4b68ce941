"""RSS and Atom feeds: their items, one after the other, each with its title, date and text.

The markup inside an item is read as the article of a page would be. Entities and external parts of the XML are never
resolved. Sources: RSS 2.0, RFC 4287.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from tocsin.model.errors import DocumentError
from tocsin.reading.document_formats.extracted import DocumentFormat, Extracted, Limits

_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)\b[^>]{0,2000}>", re.IGNORECASE)
_BODIES = ("encoded", "content", "description", "summary")  # the fullest first
_DATES = ("pubDate", "published", "updated", "date")


def recognise(head: bytes, name: str) -> bool:
    """Look for the root element of a feed."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:4096]
    return start.startswith(b"<") and _ROOT.search(start) is not None and b"<html" not in start.lower()


def read(data: bytes, name: str, limits: Limits) -> Extracted:
    """Return the items as text; the title is the feed's, or the item's where there is but one."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root: Any = etree.fromstring(data.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"the feed is broken: {error}", where=name) from None
    parts: list[Any] = [] if root is None else list(root.iter())
    items = [one for one in parts if _local(one) in ("item", "entry")]
    if not items:
        raise DocumentError("the feed holds no items", where=name, hint="give a feed with entries, or one article")
    channel = next((one for one in parts if _local(one) in ("channel", "feed")), root)
    alone = items[0] if len(items) == 1 else None
    blocks = ["\n\n".join(part for part in _item(one) if part) for one in items]
    return Extracted(
        "\n\n".join(block for block in blocks if block),
        title=_text(alone if alone is not None else channel, ("title",)) or None,
        published=_text(alone if alone is not None else items[0], _DATES) or None,
        publisher=_text(channel, ("title",)) or None,
        language=_text(channel, ("language",))[:2].lower() or None,
        notes=(f"{len(items)} items of a feed are read as one document",) if alone is None else (),
    )


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(element: Any, names: tuple[str, ...]) -> str:
    """Return the text of the first child with one of these names, the names tried in order."""
    for name in names:
        for child in element:
            if _local(child) == name and (text := "".join(child.itertext()).strip()):
                return text
    return ""


def _item(element: Any) -> tuple[str, str, str]:
    return _plain(_text(element, ("title",))), _text(element, _DATES), _plain(_text(element, _BODIES))


def _plain(markup: str) -> str:
    if "<" not in markup and "&" not in markup:
        return markup
    from tocsin.reading.document_formats.html import article, parsed

    root = parsed(markup)
    return "" if root is None else article(root).strip()


FORMAT = DocumentFormat("feed", recognise, read)
