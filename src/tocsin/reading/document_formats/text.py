"""Plain text: the file's own characters, so that spans are offsets into the file."""

from __future__ import annotations

from tocsin.reading.document_formats.encodings import decode
from tocsin.reading.document_formats.extracted import DocumentFormat, Extracted, Limits


def recognise(head: bytes, name: str) -> bool:
    """Take anything: what is no text is refused on decoding."""
    return True


def read(data: bytes, name: str, limits: Limits) -> Extracted:
    """Return the decoded file, unchanged."""
    text, notes = decode(data)
    return Extracted(text, notes=notes)


FORMAT = DocumentFormat("text", recognise, read)
