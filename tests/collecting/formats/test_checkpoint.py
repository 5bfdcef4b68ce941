"""Check Point: the three ways in which the exporter writes a record."""

from __future__ import annotations

from tocsin.collecting.formats.checkpoint import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import CHECKPOINT


def test_every_form_gives_the_same_names() -> None:
    events, rejected = events_and_rejections(FORMAT, CHECKPOINT)
    assert rejected == []
    assert [event["src"] for event in events] == ["10.0.0.5", "203.0.113.9", "10.0.0.5"]
    assert [event["_log"] for event in events] == ["VPN-1 & FireWall-1", "SmartDefense", "VPN-1 & FireWall-1"]
    assert events[0]["rule_name"] == "a; b"
    assert [str(event["_time"])[17:19] for event in events] == ["00", "01", "02"]


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, CHECKPOINT + b"\xff half a li\n" + CHECKPOINT)
    whole, _ = events_and_rejections(FORMAT, CHECKPOINT)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(CHECKPOINT)]
