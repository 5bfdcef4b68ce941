"""E-mail: subject, sender, date and body; documents attached are read, the rest is named."""

from __future__ import annotations

import pytest

from tocsin.model.errors import DocumentError
from tocsin.reading.document_formats import email
from tocsin.reading.document_formats.extracted import Limits

PLAIN = (
    b"From: CISA <a@cisa.gov>\nTo: you@example.com\nSubject: Alert\n"
    b"Date: Mon, 19 Jul 2021 07:00:00 -0400\n\nThe text.\n"
)
PARTS = (
    b"From: a@b.com\nTo: c@d.com\nSubject: X\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n"
    b"--B\nContent-Type: text/html\n\n<html><body><nav>menu</nav><p>Hello</p></body></html>\n"
    b'--B\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="r.pdf"\n\nxx\n--B--\n'
)


def test_a_plain_message() -> None:
    read = email.read(PLAIN, "a.eml", Limits())
    assert (read.title, read.published, read.publisher) == ("Alert", "2021-07-19T11:00:00Z", "CISA <a@cisa.gov>")
    assert read.text == "The text.\n"


def test_html_and_attachments() -> None:
    read = email.read(PARTS, "a.eml", Limits())
    assert read.text == "Hello"
    assert read.notes == ("attachment not read: r.pdf: it is not what its name says",)


def test_an_attached_document_is_read() -> None:
    head, _, _ = PARTS.partition(b"--B\nContent-Type: application/pdf")
    page = b'--B\nContent-Type: text/html\nContent-Disposition: attachment; filename="r.html"\n\n<p>198.51.100.7</p>\n'
    read = email.read(head + page + b"--B--\n", "a.eml", Limits())
    assert read.text.split("\n\n") == ["Hello", "Attachment: r.html", "198.51.100.7"]
    assert read.notes == ("attachment read: r.html",)


def test_attachments_have_the_limit_of_the_whole() -> None:
    head, _, _ = PARTS.partition(b"--B\nContent-Type: application/pdf")
    page = b'--B\nContent-Type: text/plain\nContent-Disposition: attachment; filename="r.txt"\n\n' + b"x" * 99
    read = email.read(head + page + b"\n--B--\n", "a.eml", Limits(characters=50))
    assert read.text == "Hello"
    assert read.notes == ("attachment not read: r.txt: more than 50 characters in all",)


def test_recognition() -> None:
    assert email.recognise(PLAIN, "mail")
    assert not email.recognise(b"From: the beginning it was clear\n\ntext", "a.txt")


def test_parts_in_parts_in_parts_are_a_broken_message() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    with pytest.raises(DocumentError, match="broken"):
        email.read(b"From: a@b.example\nSubject: x\n" + deep, "x.eml", Limits())
