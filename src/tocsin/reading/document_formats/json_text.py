"""Any other JSON advisory (OSV, GitHub, a vendor's own): the texts in it, in order, a line or paragraph each.

Names of fields are not text; numbers and switches are left out. The title is the first of the usual fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tocsin.reading.document_formats.encodings import decode
from tocsin.reading.document_formats.extracted import DocumentFormat, Extracted, Limits
from tocsin.reading.document_formats.text import FORMAT as PLAIN

_TITLES = ("title", "name", "headline", "summary", "subject")
_DATES = ("published", "date_published", "publication_date", "date", "modified", "updated")
_PUBLISHERS = ("publisher", "author", "source", "organization", "vendor")
_LONG = 120  # characters from which on a text is a paragraph of its own


def recognise(head: bytes, name: str) -> bool:
    """Take what begins as an object or list of JSON and is named so."""
    return name.lower().endswith(".json") and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def read(data: bytes, name: str, limits: Limits) -> Extracted:
    """Return the texts of the file; a file that is no JSON after all is read as plain text."""
    text, notes = decode(data)
    try:
        content: Any = msgspec.json.decode(text.lstrip("\ufeff").encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError):
        return PLAIN.read(data, name, limits)
    first: Any = content[0] if isinstance(content, list) and content else content
    return Extracted(
        "".join(_lines(content)),
        title=_first(first, _TITLES),
        published=_first(first, _DATES),
        publisher=_first(first, _PUBLISHERS),
        notes=notes,
    )


def _first(thing: Any, keys: tuple[str, ...]) -> str | None:
    if not isinstance(thing, dict):
        return None
    return next((thing[key].strip() for key in keys if isinstance(thing.get(key), str) and thing[key].strip()), None)


def _lines(content: Any) -> Iterator[str]:
    waiting: list[Any] = [content]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, dict):
            waiting += reversed(list(thing.values()))
        elif isinstance(thing, list):
            waiting += reversed(thing)
        elif isinstance(thing, str) and thing.strip():
            yield f"\n{thing.strip()}\n\n" if len(thing) > _LONG else f"{thing.strip()}\n"


FORMAT = DocumentFormat("json", recognise, read)
