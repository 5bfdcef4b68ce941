"""E-mail messages (RFC 5322): subject, sender, date, the readable body, and the documents attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from email import message_from_bytes, policy
from email.message import EmailMessage

from tocsin.model.errors import DocumentError
from tocsin.reading.document_formats.attached import read_attached
from tocsin.reading.document_formats.extracted import DocumentFormat, Extracted, Limits

_FIELDS = re.compile(
    rb"^(?:From|To|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Delivered-To):", re.I | re.M
)


def recognise(head: bytes, name: str) -> bool:
    """Take a file named .eml, or one that begins with three or more header fields of a message."""
    fields = head.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0]
    known = {match.lower() for match in _FIELDS.findall(fields)}
    return len(known) >= (2 if name.lower().endswith(".eml") else 3) and b"from:" in known


def read(data: bytes, name: str, limits: Limits) -> Extracted:
    """Return the body, as text where the message has one, else its HTML's article; then what is attached."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        body = message.get_body(preferencelist=("plain", "html"))
        content: str = body.get_content() if body is not None else ""
        markup = body is not None and body.get_content_type() == "text/html"
        attached = list(_attached(message))
        subject, sender, sent = (str(message[key] or "") or None for key in ("subject", "from", "date"))
        moment = message["date"].datetime.astimezone(UTC).isoformat() if sent and message["date"].datetime else None
    except (LookupError, ValueError, AttributeError, TypeError, RecursionError) as error:
        # the standard parser answers malformed parts with these, and parts in parts in parts with the last
        raise DocumentError(f"the message is broken: {error}", where=name) from None
    if markup:
        content = _article(content)
    more, notes = read_attached(attached, limits)
    published = moment.replace("+00:00", "Z") if moment else None
    return Extracted(content + more, title=subject, published=published, publisher=sender, notes=notes)


def _attached(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    for part in message.iter_attachments():
        held = part.get_payload(decode=True)
        yield part.get_filename() or part.get_content_type(), held if isinstance(held, bytes) else b""


def _article(markup: str) -> str:
    from tocsin.reading.document_formats.html import article, parsed

    root = parsed(markup)
    return "" if root is None else article(root)


FORMAT = DocumentFormat("email", recognise, read)
