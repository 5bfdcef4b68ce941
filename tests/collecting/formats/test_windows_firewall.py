"""The Windows firewall's log: local times, values that are missing, lines that are cut."""

from __future__ import annotations

import io

from tocsin.collecting.batches import ALL_FIELDS, EventBatch
from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import windows_firewall

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_windows import FIREWALL


def test_packets() -> None:
    events, rejected = events_and_rejections(
        windows_firewall.FORMAT, FIREWALL, Source("pfirewall.log", host="WS1", timezone="Europe/Berlin")
    )
    assert rejected == []
    assert (events[0]["action"], events[0]["src-ip"], events[0]["dst-port"]) == ("DROP", "203.0.113.9", "445")
    assert events[0]["_time"].isoformat() == "2021-03-02T07:00:00+00:00"
    assert "tcpflags" not in events[1]
    assert (events[1]["path"], events[1]["pid"], events[1]["_host"]) == ("SEND", "1172", "WS1")


def test_a_note_says_that_times_are_local() -> None:
    for log, notes in ((FIREWALL, (windows_firewall.LOCAL,)), (FIREWALL.replace(b"Local", b"UTC"), ())):
        part = next(windows_firewall.read(io.BytesIO(log), Source("x"), ALL_FIELDS))
        assert isinstance(part, EventBatch)
        assert part.notes == notes


def test_a_cut_line_is_rejected_and_lines_before_the_header_too() -> None:
    last = FIREWALL.splitlines(keepends=True)[-1]
    events, rejected = events_and_rejections(windows_firewall.FORMAT, last + FIREWALL + last[:40])
    assert len(events) == 2
    assert [one.offset for one in rejected] == [0, len(last) + len(FIREWALL)]


def test_recognition() -> None:
    assert windows_firewall.recognise(FIREWALL, "x") is Certainty.SURE
    assert windows_firewall.recognise(b"#Fields: date time c-ip", "pfirewall.log") is Certainty.NO
