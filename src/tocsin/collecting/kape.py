"""KAPE's lists of files: what it copied, what it did not, and why. A list never shows that a log was watched.

In: a `…_CopyLog.csv` or `…_SkipLog.csv`. Out: the files that it names.
Source: KAPE's documentation (ericzimmerman.github.io/KapeDocs); columns as its version 1.x writes them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_COPY_LOG = re.compile(r"(^|[_/\\])copylog\.csv$", re.IGNORECASE)
_SKIP_LOG = re.compile(r"(^|[_/\\])skiplog\.csv$", re.IGNORECASE)
LIST_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that a list names: its path on the host, where it was copied to, or why it was not."""

    source: str
    destination: str | None
    reason: str | None


def list_kind(path: str, head: bytes) -> str | None:
    """Return `copied` or `skipped` for one of KAPE's lists, by name and by its header; None: it is none.

    >>> list_kind("2021-03-03T101010_SkipLog.csv", b"SourceFile,SourceFileSha1,Reason")
    'skipped'
    """
    first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].lower()
    if b"sourcefile" not in first:
        return None
    if _COPY_LOG.search(path) and b"destinationfile" in first:
        return "copied"
    return "skipped" if _SKIP_LOG.search(path) else None


def listed(data: bytes) -> Iterator[Listed]:
    """Yield every row of a list that names a file."""
    text = data.decode("utf-8-sig", "replace").replace("\0", "")
    rows = csv.reader(io.StringIO(text, newline=""))
    names: list[str] = []
    for row in _rows(rows):
        if not names:
            names = [name.strip().lower() for name in row]
            continue
        values = dict(zip(names, row, strict=False))
        source = values.get("sourcefile", "").strip()
        if source:
            yield Listed(source, values.get("destinationfile") or None, values.get("reason", "").strip() or None)


def _rows(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error:  # a field beyond all measure: what came before it counts
        return
