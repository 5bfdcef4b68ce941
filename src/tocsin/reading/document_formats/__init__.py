"""The document formats, tried in this order; content counts before the name, because extensions lie."""

from __future__ import annotations

from tocsin.reading.document_formats import docx, email, html, markdown, misp, pdf, stix, text
from tocsin.reading.document_formats.extracted import DocumentFormat

FORMATS: tuple[DocumentFormat, ...] = (
    pdf.FORMAT,
    docx.FORMAT,
    stix.FORMAT,
    misp.FORMAT,
    email.FORMAT,
    html.FORMAT,
    markdown.FORMAT,
    text.FORMAT,  # last: it takes whatever is text
)
