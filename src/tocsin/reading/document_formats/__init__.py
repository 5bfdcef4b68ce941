"""The document formats, tried in this order; content counts before the name, because extensions lie."""

from __future__ import annotations

from tocsin.reading.document_formats import (
    csaf,
    docx,
    email,
    feed,
    html,
    json_text,
    markdown,
    misp,
    msg,
    pdf,
    stix,
    text,
)
from tocsin.reading.document_formats.extracted import DocumentFormat

FORMATS: tuple[DocumentFormat, ...] = (
    pdf.FORMAT,
    docx.FORMAT,
    stix.FORMAT,
    misp.FORMAT,
    csaf.FORMAT,
    json_text.FORMAT,
    msg.FORMAT,
    email.FORMAT,
    feed.FORMAT,
    html.FORMAT,
    markdown.FORMAT,
    text.FORMAT,  # last: it takes whatever is text
)
