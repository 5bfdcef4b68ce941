"""SonicWall: the parts of source and destination, and times with and without a zone."""

from __future__ import annotations

from tocsin.collecting.formats.sonicwall import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import SONICWALL


def test_both_ends_are_taken_apart() -> None:
    events, rejected = events_and_rejections(FORMAT, SONICWALL)
    assert rejected == []
    assert [(event["src_ip"], event.get("src_port")) for event in events] == [
        ("10.0.0.5", "51234"),
        ("203.0.113.9", None),
    ]
    assert (events[0]["dst_ip"], events[0]["dst_port"], events[0]["_host"]) == ("203.0.113.9", "443", "203.0.113.1")


def test_a_time_without_a_zone_is_local() -> None:
    from tocsin.collecting.format import Source

    events, _ = events_and_rejections(FORMAT, SONICWALL, Source("x", timezone="Europe/Paris"))
    assert [str(event["_time"])[11:16] for event in events] == ["07:00", "06:00"]


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, SONICWALL + b"\xff half a li\n" + SONICWALL)
    whole, _ = events_and_rejections(FORMAT, SONICWALL)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(SONICWALL)]
