"""TeamViewer and AnyDesk: who came in, from where."""

from __future__ import annotations

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.remote_access import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import ANYDESK, REMOTE_ACCESS

LOG = b"2021/03/02 07:00:00.123  4628       4629 S0   Starting Desktop process for session 1\r\n"
TRACE = b"Incoming\t2021-03-02, 07:00\tUser\t987654321\t987654321\n"


def test_who_came_in() -> None:
    (first, second), rejected = events_and_rejections(FORMAT, REMOTE_ACCESS)
    assert rejected == []
    assert (first["remote_id"], first["remote_name"], first["user"]) == ("123456789", "ATTACKER-PC", "alice")
    assert "remote_name" not in second
    (came, asked), _ = events_and_rejections(FORMAT, ANYDESK)
    assert (came["src_ip"], asked["remote_name"], asked["remote_id"]) == ("203.0.113.9", "bob", "987654321")
    (line,), _ = events_and_rejections(FORMAT, LOG)
    assert (line["_log"], line["pid"], line["_time"].isoformat()) == (
        "teamviewer", "4628", "2021-03-02T07:00:00.123000+00:00",
    )  # fmt: skip
    (connection,), _ = events_and_rejections(FORMAT, TRACE)
    assert (connection["direction"], connection["outcome"], connection["remote_id"]) == (
        "Incoming",
        "User",
        "987654321",
    )


def test_other_lines_are_rejected_and_other_files_none() -> None:
    _, (lost,) = events_and_rejections(FORMAT, REMOTE_ACCESS + b"something else\n")
    assert lost.reason == "line 3: no line of a program for remote access"
    assert all(recognise(data, "x") is Certainty.SURE for data in (REMOTE_ACCESS, ANYDESK, LOG * 2, TRACE * 2))
    assert recognise(b"info 2021-03-02 hello\n" * 5, "x") is Certainty.NO
