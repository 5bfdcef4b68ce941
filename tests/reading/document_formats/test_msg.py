"""Outlook messages: subject, sender, date, body and attached documents; broken ones are one line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tocsin.model.errors import DocumentError
from tocsin.reading.document_formats import msg
from tocsin.reading.document_formats.extracted import Limits
from tocsin.reading.documents import document_of

from tests.reading.document_formats import outlook

VALUES = {
    outlook.SUBJECT: "Advisory",
    outlook.BODY: "The group used 198.51.100.7.\r\nIt uses T1059.001.",
    outlook.SENDER: "CERT",
    outlook.ADDRESS: "cert@example.org",
    outlook.SENT: datetime(2021, 7, 19, 11, 30, tzinfo=UTC),
}
FILES = {"list.txt": b"evil.example.com", "a.zip": b"PK\3\4"}


def test_a_message_with_attachments() -> None:
    read = document_of(outlook.message(VALUES, FILES), "a.msg")
    assert (read.title, read.published) == ("Advisory", "2021-07-19T11:30:00Z")
    assert "CERT" in (read.publisher or "")
    assert read.text == "The group used 198.51.100.7.\nIt uses T1059.001.\n\nAttachment: list.txt\n\nevil.example.com"
    assert read.notes == ("attachment read: list.txt", "attachment not read: a.zip")


def test_a_body_of_html_only() -> None:
    page = b"<html><body><nav>menu</nav><p>Hello</p></body></html>"
    read = msg.read(outlook.message({outlook.SUBJECT: "X", outlook.HTML: page}), "a.msg", Limits())
    assert read.text.strip() == "Hello"


def test_no_body_is_said() -> None:
    read = msg.read(outlook.message({outlook.SUBJECT: "X"}, {"list.txt": b"text"}), "a.msg", Limits())
    assert read.notes[0].startswith("the message's own text is RTF")


@pytest.mark.parametrize("length", [8, 600, 1200])
def test_a_broken_message(length: int) -> None:
    with pytest.raises(DocumentError, match="broken"):
        msg.read(outlook.message(VALUES, FILES)[:length], "a.msg", Limits())


def test_recognition() -> None:
    whole = outlook.message(VALUES)
    assert msg.recognise(whole, "message")
    assert not msg.recognise(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc")
