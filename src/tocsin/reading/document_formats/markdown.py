"""Markdown: kept as written, so that spans are offsets into the file; front matter and headings give particulars.

Only the two ways a Markdown file names itself are read: a `---` block of `key: value` lines, and the first heading.
"""

from __future__ import annotations

import re

from tocsin.reading.document_formats.encodings import decode
from tocsin.reading.document_formats.extracted import DocumentFormat, Extracted, Limits

_HEADING = re.compile(r"^#{1,2}[ \t]+([^\n]{1,300}?)[ \t#]*\r?$", re.MULTILINE)
_KEY = re.compile(r"^(title|date|published|author|publisher|lang|language|version)[ \t]*:[ \t]*([^\r\n]{1,300})", re.M)
_FRONT_LINES = 4_000


def recognise(head: bytes, name: str) -> bool:
    """Take files whose name says so: Markdown is text without a signature."""
    return name.lower().endswith((".md", ".markdown", ".mdown"))


def read(data: bytes, name: str, limits: Limits) -> Extracted:
    """Return the file as written, with the particulars of its front matter or first heading."""
    text, notes = decode(data)
    front = _front_matter(text)
    heading = _HEADING.search(text)
    return Extracted(
        text,
        title=front.get("title") or (heading.group(1).strip() if heading else None),
        published=front.get("published") or front.get("date"),
        publisher=front.get("publisher") or front.get("author"),
        language=front.get("language") or front.get("lang"),
        version=front.get("version"),
        notes=notes,
    )


def _front_matter(text: str) -> dict[str, str]:
    head = text[:_FRONT_LINES].lstrip("\ufeff")
    if not head.startswith("---"):
        return {}
    end = head.find("\n---", 3)
    return {key.lower(): value.strip().strip("\"'") for key, value in _KEY.findall(head[: max(end, 0)])}


FORMAT = DocumentFormat("markdown", recognise, read)
