"""Flow records with a header, in the default format, and as CloudWatch gives them out."""

from __future__ import annotations

from tocsin.collecting.formats.aws_vpcflow import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import VPCFLOW

DEFAULT = b"2 111122223333 eni-0a1b 203.0.113.9 10.0.0.5 40112 22 6 4 240 1614668400 1614668459 ACCEPT OK\n"


def test_the_header_names_the_fields() -> None:
    events, rejected = events_and_rejections(FORMAT, VPCFLOW)
    assert rejected == []
    assert (events[0]["action"], events[0]["flow-direction"], events[0]["_host"]) == (
        "REJECT",
        "ingress",
        "111122223333",
    )
    assert "srcaddr" not in events[1]
    reordered = b"dstport action interface-id start\n22 ACCEPT eni-1 1614668400\n"
    (event,), rejected = events_and_rejections(FORMAT, reordered)
    assert (event["dstport"], str(event["_time"]), rejected) == ("22", "2021-03-02 07:00:00+00:00", [])


def test_lines_without_a_header_are_of_the_default_format() -> None:
    timed = b"2021-03-02T07:00:00.000Z " + DEFAULT
    events, rejected = events_and_rejections(FORMAT, DEFAULT + timed)
    assert rejected == []
    assert [event["dstport"] for event in events] == ["22", "22"]
    assert events[1]["timestamp"] == "2021-03-02T07:00:00.000Z"


def test_lines_with_other_numbers_of_values_are_rejected() -> None:
    events, rejected = events_and_rejections(FORMAT, VPCFLOW + DEFAULT + VPCFLOW.split(b"\n")[1])
    assert len(events) == 3
    assert [(one.offset, one.reason) for one in rejected] == [(len(VPCFLOW), "line 4: 14 values for 15 fields")]
