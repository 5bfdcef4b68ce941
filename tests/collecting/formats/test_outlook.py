"""Outlook's data files: messages with their headers and times."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.collecting.format import Certainty
from tocsin.collecting.formats import outlook
from tocsin.collecting.formats.outlook import EXTRA, FORMAT, recognise

from tests.collecting.artefact_files import START
from tests.collecting.pst_writer import DELIVERED, SUBJECT, Mail
from tests.collecting.pst_writer import outlook as written
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_stores import OUTLOOK

needs_libpff = pytest.mark.skipif(not outlook.available(), reason="SKIPPED, without the extra tocsin[mail]")


@needs_libpff
def test_a_message_with_its_headers_and_times() -> None:
    (mail, plain), rejected = events_and_rejections(FORMAT, OUTLOOK)
    assert rejected == []
    assert (mail["Subject"], mail["SenderName"], mail["SenderAddress"]) == ("Invoice", "Eve", "eve@evil.example")
    assert (mail["Folder"], mail["_time"], mail["Delivered"]) == ("/Inbox", START, "2021-03-02T07:00:00Z")
    assert (mail["MessageId"], mail["OriginatingIp"]) == ("<1@evil.example>", "[198.51.100.7]")
    assert mail["Received"] == [
        "from mail.evil.example ([203.0.113.9]) by mx.corp.example; Tue, 2 Mar 2021 07:00:00 +0000"
    ]
    assert (mail["Attachments"], mail["AttachmentSizes"]) == (["invoice.iso", "readme.txt"], ["100", "1"])
    assert mail["Body"] == "See http://198.51.100.7/a"
    assert (plain["Subject"], plain["_time"]) == ("RE: plain", START)


@needs_libpff
def test_a_damaged_file_is_told() -> None:
    assert "cannot be opened" in events_and_rejections(FORMAT, OUTLOOK[:700])[1][0].reason
    subject = "Invoice".encode("utf-16-le")
    for at in (OUTLOOK.find(subject), OUTLOOK.rfind(subject)):  # in the folder's list, and in the message itself
        events, rejected = events_and_rejections(FORMAT, OUTLOOK[: at - 60] + b"\xff" * 260 + OUTLOOK[at + 200 :])
        assert len(events) + len(rejected) >= 2
        assert rejected
        assert "RE: plain" in [one.get("Subject") for one in events]


@needs_libpff
def test_many_messages(tmp_path: Path) -> None:
    (tmp_path / "a.ost").write_bytes(written([Mail({SUBJECT: f"n{at}", DELIVERED: START}) for at in range(7)]))
    (file,) = collect([tmp_path]).files()
    assert (file.format, file.events, file.rejected) == ("outlook", 7, 0)


def test_only_files_with_mails_are_taken() -> None:
    assert recognise(OUTLOOK, "x") is Certainty.SURE
    assert recognise(OUTLOOK[:8] + b"AB" + OUTLOOK[10:], "x") is Certainty.NO


def test_without_the_extra_there_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlook, "available", lambda: False)
    events, rejected = events_and_rejections(FORMAT, OUTLOOK)
    assert events == []
    assert [one.reason for one in rejected] == [EXTRA]
