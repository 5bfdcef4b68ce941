"""Reading: a document becomes a Report: who claims what of whom, and what of it would leave traces.

Nothing is fetched, nothing in a document is executed, and every statement has a span in the document's text.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.model.report import Report

if TYPE_CHECKING:
    from tocsin.reading.document_formats.extracted import Limits

__all__ = ["read"]


def read(source: str | Path, *, stdin: bytes | None = None, limits: Limits | None = None) -> Report:
    """Return the Report of a document: a path, or `-` for standard input (`stdin`: its bytes, if already read).

    Raises `DocumentError` when it cannot be read or holds no text, `LimitError` when it is beyond the limits.
    """
    from tocsin.reading.cycles import seldom_looked_for
    from tocsin.reading.documents import DEFAULT, open_document
    from tocsin.reading.report import read_document

    given = limits or DEFAULT
    with seldom_looked_for():
        return read_document(open_document(source, stdin=stdin, limits=given), prose=given.prose)
