"""The RADIUS server's logs in its three formats: the same packet under the same names."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import windows_nps

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_windows import NPS

LINES = NPS.splitlines()


def test_one_packet_in_three_formats() -> None:
    events, rejected = events_and_rejections(windows_nps.FORMAT, NPS, Source("x", timezone="Europe/Berlin"))

    assert rejected == []
    assert len(events) == 3
    for event in events:
        assert (event["_host"], event["_log"], event["Packet"]) == ("NPS1", "NPS", "Access-Reject")
        assert (event["User-Name"], event["Reason-Code"]) == ("CORP\\eve", "16")
        assert (event["Client-IP-Address"], event["Client-Friendly-Name"]) == ("192.0.2.7", "vpn1")
        assert event["Calling-Station-ID"] == "203.0.113.9"
        assert event["_time"].isoformat()[:19] == "2021-03-02T07:00:00"


def test_attributes_without_a_name_and_several_of_one() -> None:
    fields = windows_nps.packet("192.0.2.1,eve,03/02/2021,07:00:00,IAS,NPS1,8111,0,25,a,25,b")
    assert fields is not None
    assert (fields["attribute 8111"], fields["Class"]) == ("0", "a, b")


@pytest.mark.parametrize(
    "line",
    [
        b"<Event><Timestamp>cut",
        LINES[1][:60],
        LINES[2] + b",1",
        LINES[1] + b"," * 9 + b"x",
        b'"a","IAS",03/02/2021',
        b"text",
        b"\xff",
    ],
)
def test_other_lines_are_rejected(line: bytes) -> None:
    events, rejected = events_and_rejections(windows_nps.FORMAT, LINES[0] + b"\r\n" + line + b"\r\n")
    assert len(events) + len(rejected) == 2
    assert len(rejected) == 1 or line == LINES[1][:60]


def test_recognition() -> None:
    assert all(windows_nps.recognise(line, "x") is Certainty.SURE for line in LINES)
    assert windows_nps.recognise(b"<Event><System>", "IN2103.log") is Certainty.NO
