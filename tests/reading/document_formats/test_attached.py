"""Attachments: documents are read behind the body, everything else is named with the reason."""

from __future__ import annotations

from tocsin.reading.document_formats.attached import read_attached
from tocsin.reading.document_formats.extracted import Limits


def test_documents_are_read_and_others_named() -> None:
    parts = [("a.md", b"# One"), ("b.exe", b"MZ"), ("c.eml", b"From: x@y.z"), ("d.pdf", b"no pdf")]
    text, notes = read_attached(parts, Limits())

    assert text == "\n\nAttachment: a.md\n\n# One"
    assert notes == (
        "attachment read: a.md", "attachment not read: b.exe", "attachment not read: c.eml",
        "attachment not read: d.pdf: it is not what its name says",
    )  # fmt: skip


def test_a_broken_document_is_said() -> None:
    text, notes = read_attached([("a.pdf", b"%PDF-1.4 broken")], Limits())

    assert text == ""
    assert notes == ("attachment not read: a.pdf: the PDF is broken: it cannot be opened",)


def test_all_attachments_share_the_limit() -> None:
    parts = [("a.txt", b"x" * 40), ("b.txt", b"y" * 40)]
    text, notes = read_attached(parts, Limits(characters=50))

    assert "y" not in text
    assert notes == ("attachment read: a.txt", "attachment not read: b.txt: more than 50 characters in all")
