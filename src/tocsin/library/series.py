"""Which reports are versions of one another.

In: a document. Out: a key that its versions share: the identifier their publisher gave them, else what the place they
came from calls them (the id of a STIX object, of a MISP event, of an item in a feed), else title and publisher. A
revision that has another title and no identifier is another report.
"""

from __future__ import annotations

import re

from tocsin.model.report import Document

_HEAD = 1500
_IDENTIFIERS = re.compile(
    r"\b(?:AA\d{2}-\d{3}[A-Z]|TA\d{2}-\d{3}[A-Z]|(?:ICSA|MAR|AR)-?\d{2}-\d{3}(?:-\d{2})?[A-Z]?|JCSA-\d{8}-\d+)\b"
)


def series_of(document: Document, key: str | None = None) -> str:
    """Return what the versions of a document have in common; `key` is what the place it came from calls it.

    >>> from tocsin.model.report import Document
    >>> def told(title, text): return series_of(Document(title=title, published=None, publisher="x", language="en",
    ...     version=None, sha256="", characters=len(text), text=text))
    >>> told("Alert (AA21-062A)", "...") == told(None, "Mitigate ... AA21-062A, revised")
    True
    >>> told("A  Title", "x") == told("a title", "y")
    True
    """
    for text in (document.title or "", document.text[:_HEAD]):
        found = _IDENTIFIERS.search(text)
        if found:
            return found.group().upper()
    if key:
        return key
    if document.title:
        words = " ".join(document.title.casefold().split())
        return f"{(document.publisher or '').casefold().strip()}: {words}"
    return document.sha256
