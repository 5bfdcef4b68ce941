"""Sophos Firewall and UTM: log, host and time of each kind of line."""

from __future__ import annotations

from tocsin.collecting.formats.sophos import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import SOPHOS


def test_each_kind_of_line_has_log_host_and_time() -> None:
    events, rejected = events_and_rejections(FORMAT, SOPHOS)
    assert rejected == []
    assert [(event["_log"], event["_host"], str(event["_time"])[:19]) for event in events] == [
        ("Firewall", "fw1", "2021-03-02 07:00:00"),
        ("Event", "fw1", "2021-03-02 07:00:01"),
        ("SecureNet", "utm", "2021-03-02 07:00:02"),
    ]
    assert events[2]["srcip"] == "203.0.113.9"


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, SOPHOS + b"\xff half a li\n" + SOPHOS)
    whole, _ = events_and_rejections(FORMAT, SOPHOS)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(SOPHOS)]
