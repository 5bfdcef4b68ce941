"""Outlook messages (.msg, MS-OXMSG): subject, sender, date, body, and the documents attached.

The body is the message's plain text; without one, its HTML's article. A body that is only there as RTF is said not to
have been read.
"""

from __future__ import annotations

import io
import struct
from datetime import UTC

from tocsin.model.errors import DocumentError
from tocsin.reading.document_formats.attached import read_attached
from tocsin.reading.document_formats.extracted import DocumentFormat, Extracted, Limits

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROPERTIES = "__properties_version1.0".encode("utf-16-le")


def recognise(head: bytes, name: str) -> bool:
    """Look for a compound file that is named as a message or has a message's stream of properties."""
    return head.startswith(_COMPOUND) and (name.lower().endswith(".msg") or _PROPERTIES in head)


def read(data: bytes, name: str, limits: Limits) -> Extracted:
    """Return the message's text and what its properties say of it."""
    from oxmsg import Message

    try:
        message = Message.load(io.BytesIO(data))
        body, markup = message.body or "", message.html_body or ""
        subject, sender, sent = message.subject, message.sender, message.sent_date
        attached = [(one.file_name or "unnamed", one.file_bytes or b"") for one in message.attachments]
    except (OSError, LookupError, ValueError, TypeError, AttributeError, AssertionError, struct.error) as error:
        # the library trusts the file, so that a broken one ends in any of these
        raise DocumentError(f"the message is broken: {error}", where=name) from None
    if not body.strip() and markup:
        from tocsin.reading.document_formats.html import article, parsed

        root = parsed(markup)
        body = "" if root is None else article(root)
    more, notes = read_attached(attached, limits)
    if not body.strip() and not markup:
        notes = ("the message's own text is RTF, or there is none: not read", *notes)
    return Extracted(
        body.replace("\r\n", "\n") + more,
        title=subject or None,
        published=sent.astimezone(UTC).isoformat().replace("+00:00", "Z") if sent else None,
        publisher=sender or None,
        notes=notes,
    )


FORMAT = DocumentFormat("msg", recognise, read)
