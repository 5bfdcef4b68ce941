"""LEEF: both versions, and whatever sign parts the pairs."""

from __future__ import annotations

from tocsin.collecting.formats.leef import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import LEEF


def test_both_versions_and_every_sign() -> None:
    events, rejected = events_and_rejections(FORMAT, LEEF)
    assert rejected == []
    assert [event["src"] for event in events] == ["203.0.113.9"] * 3
    assert [event["EventID_LEEF"] for event in events] == ["sig-7", "sig-8", "sig-9"]
    assert (events[0]["msg"], events[1]["msg"]) == ("Exploit tried", "a=b")
    assert [str(event["_time"])[:19] for event in events] == [f"2021-03-02 07:00:0{second}" for second in range(3)]


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, LEEF + b"\xff half a li\n" + LEEF)
    whole, _ = events_and_rejections(FORMAT, LEEF)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(LEEF)]
