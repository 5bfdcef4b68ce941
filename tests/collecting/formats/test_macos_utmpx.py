"""Logins of macOS, and what cannot be one."""

from __future__ import annotations

from tocsin.collecting.formats.macos_utmpx import FORMAT, SIZE

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import UTMPX, utmpx


def test_who_came_from_where() -> None:
    (boot, login), rejected = events_and_rejections(FORMAT, UTMPX)
    assert rejected == []
    assert boot["type"] == "BOOT_TIME"
    assert (login["user"], login["host"], login["TTY"], login["_record"]) == ("alice", "203.0.113.9", "ttys000", 3)
    assert login["_time"].isoformat() == "2021-03-02T07:00:00.250000+00:00"


def test_what_is_none_is_told() -> None:
    _, rejected = events_and_rejections(FORMAT, UTMPX + utmpx(b"x", b"", 99, 1) + UTMPX[:50])
    assert [(one.offset, one.reason) for one in rejected] == [
        (3 * SIZE, "record 4: not a record of logins"), (4 * SIZE, "record 5: it is cut off"),
    ]  # fmt: skip
