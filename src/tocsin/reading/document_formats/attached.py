"""What is attached to a message: documents in it are read behind its body, everything else is named.

In: names and bytes. Out: text and notes. A message inside a message is named, not opened; so is what no format knows.
"""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.model.errors import DocumentError, LimitError
from tocsin.reading.document_formats.extracted import Limits

_READ = (".pdf", ".docx", ".html", ".htm", ".txt", ".md", ".json", ".xml", ".rss")
_PLAIN = (".txt", ".md", ".json", ".xml")
_HEAD = 64 * 1024  # bytes that decide about the format


def read_attached(parts: Iterable[tuple[str, bytes]], limits: Limits) -> tuple[str, tuple[str, ...]]:
    """Return the text of all documents among attachments, each behind a line with its name, and what was not read."""
    from tocsin.reading.document_formats import FORMATS

    texts: list[str] = []
    notes: list[str] = []
    room = limits.characters
    for name, data in parts:
        if not name.lower().endswith(_READ):
            notes.append(f"attachment not read: {name}")
            continue
        form = next(one for one in FORMATS if one.recognise(data[:_HEAD], name))
        if form.name == "text" and not name.lower().endswith(_PLAIN):
            notes.append(f"attachment not read: {name}: it is not what its name says")
            continue
        try:
            read = form.read(data, name, limits)
        except (DocumentError, LimitError) as error:
            notes.append(f"attachment not read: {name}: {error.message}")
            continue
        room -= len(read.text)
        if room < 0:
            notes.append(f"attachment not read: {name}: more than {limits.characters} characters in all")
            continue
        texts.append(f"\n\nAttachment: {name}\n\n{read.text}")
        notes.append(f"attachment read: {name}")
        notes += read.notes
    return "".join(texts), tuple(notes)
