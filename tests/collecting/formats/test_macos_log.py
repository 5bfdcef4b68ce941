"""The unified log as `log show` prints it, and its own files, which nothing here reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.collecting.format import Source
from tocsin.collecting.formats import recognise
from tocsin.collecting.formats.macos_log import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_macos import LOG_COMPACT, LOG_DEFAULT, LOG_SYSLOG


def test_lines_as_they_are_printed() -> None:
    (first, second), rejected = events_and_rejections(FORMAT, LOG_DEFAULT)
    assert rejected == []
    assert str(first["_time"]) == "2021-03-02 15:00:00.123456+00:00"
    assert (first["process"], first["pid"], first["sender"]) == ("sshd", "812", "libpam.2.dylib")
    assert (first["subsystem"], first["category"], first["Type"]) == ("com.openssh.sshd", "auth", "Default")
    assert first["message"] == "Authentication failed for root from 203.0.113.9"
    assert (second["message"], second["lines"], second["Type"]) == ("two\nlines", 2, "Error")


def test_other_styles() -> None:
    (event,), _ = events_and_rejections(FORMAT, LOG_SYSLOG)
    assert (event["process"], event["pid"], event["message"]) == ("sshd", "812", "Failed")
    first, second = events_and_rejections(FORMAT, LOG_COMPACT, Source("x", timezone="America/Los_Angeles"))[0]
    assert (str(first["_time"]), first["Type"]) == ("2021-03-02 15:00:00.123000+00:00", "Default")
    assert (second["process"], second["sender"], second["Type"]) == ("kernel", "AppleACPIPlatform", "Error")


@pytest.mark.parametrize("log", [LOG_DEFAULT, LOG_SYSLOG, LOG_COMPACT, LOG_DEFAULT.partition(b"\n")[2]])
def test_they_are_known_with_and_without_headings(log: bytes) -> None:
    known = recognise(log, "x.txt")
    assert known is not None
    assert known[0] is FORMAT


def test_lines_before_any_message_are_told() -> None:
    events, rejected = events_and_rejections(FORMAT, b"what is this\n" + LOG_DEFAULT)
    assert len(events) == 2
    assert [(one.offset, one.reason) for one in rejected] == [(0, "line 1: no line of `log show`")]


def test_the_logs_own_files_are_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "0000000000000001.tracev3").write_bytes(b"\x00\x10\0\0\x11\0\0\0\xd0\0\0\0\0\0\0\0" + bytes(300))
    (tmp_path / "8C4A1B").write_bytes(b"\x99\x88\x77\x66\2\0\0\0" + bytes(80))
    (tmp_path / "1.timesync").write_bytes(b"\xb0\xbb\x30\0" + bytes(60))
    told = [one.reason for one in collect([tmp_path]).not_read]
    assert len(told) == 3
    assert all("log show" in reason and "ndjson" in reason for reason in told)
