"""Security advisories in CSAF 2.0 (Common Security Advisory Framework), written out as text to be read like any other.

Notes and titles are paragraphs; each vulnerability begins with its CVE and title, then its notes, threats, remedies and
the products known to be affected. Aliases, scores and references to elsewhere are left out. Source: OASIS CSAF 2.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from tocsin.model.errors import DocumentError
from tocsin.reading.document_formats.encodings import decode
from tocsin.reading.document_formats.extracted import DocumentFormat, Extracted, Limits

_CSAF = re.compile(rb'"(?:csaf_version|vulnerabilities|product_tree|tracking)"\s{0,20}:')
_DOCUMENT = re.compile(rb'"document"\s{0,20}:\s{0,20}\{')
_PRODUCTS = 20  # names of affected products that are written out for a vulnerability


def recognise(head: bytes, name: str) -> bool:
    """Look for the `document` of an object, and a part that only an advisory has."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and _DOCUMENT.search(head) is not None and _CSAF.search(head) is not None


def read(data: bytes, name: str, limits: Limits) -> Extracted:
    """Return the advisory as text; title, dates, publisher and version from its `document`."""
    text, _ = decode(data)
    try:
        advisory: Any = msgspec.json.decode(text.lstrip("\ufeff").encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise DocumentError(f"the advisory is not valid JSON: {error}", where=name) from None
    document = _part(advisory, "document")
    if not document:
        raise DocumentError("the advisory has no document part", where=name)
    tracking, publisher = _part(document, "tracking"), _part(document, "publisher")
    products = dict(_products(_part(advisory, "product_tree")))
    blocks = [_said(document, "title"), *_notes(document)]
    for vulnerability in _listed(advisory, "vulnerabilities"):
        blocks += _vulnerability(vulnerability, products)
    return Extracted(
        "\n\n".join(block for block in blocks if block),
        title=_said(document, "title") or None,
        published=_said(tracking, "current_release_date") or _said(tracking, "initial_release_date") or None,
        publisher=_said(publisher, "name") or None,
        language=_said(document, "lang")[:2].lower() or None,
        version=_said(tracking, "version") or None,
    )


def _part(thing: Any, key: str) -> dict[str, Any]:
    part: Any = thing.get(key) if isinstance(thing, dict) else None
    return part if isinstance(part, dict) else {}


def _listed(thing: Any, key: str) -> list[dict[str, Any]]:
    items: Any = thing.get(key) if isinstance(thing, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _said(thing: dict[str, Any], key: str) -> str:
    value = thing.get(key)
    return value.strip() if isinstance(value, str) else ""


def _notes(thing: dict[str, Any]) -> list[str]:
    return [
        "\n".join(filter(None, (_said(note, "title"), _said(note, "text"))))
        for note in _listed(thing, "notes")
        if _said(note, "category") != "legal_disclaimer"
    ]


def _vulnerability(thing: dict[str, Any], products: dict[str, str]) -> list[str]:
    head = " ".join(filter(None, (_said(thing, "cve"), _said(thing, "title"))))
    told = [_said(part, "details") for key in ("threats", "remediations") for part in _listed(thing, key)]
    status: Any = thing.get("product_status")
    affected: Any = status.get("known_affected") if isinstance(status, dict) else None
    names = [products[one] for one in affected if one in products] if isinstance(affected, list) else []
    more = f" and {len(names) - _PRODUCTS} more" if len(names) > _PRODUCTS else ""
    hit = f"Known to be affected: {', '.join(names[:_PRODUCTS])}{more}." if names else ""
    return [head, *_notes(thing), *dict.fromkeys(told), hit]


def _products(tree: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield id and name of every product in a tree of branches."""
    waiting: list[dict[str, Any]] = [tree]
    while waiting:
        branch = waiting.pop()
        for product in (_part(branch, "product"), *_listed(branch, "full_product_names")):
            if _said(product, "product_id") and _said(product, "name"):
                yield _said(product, "product_id"), _said(product, "name")
        waiting += _listed(branch, "branches")


FORMAT = DocumentFormat("csaf", recognise, read)
