"""Zscaler's records: the log of each, and what is told when they are damaged."""

from __future__ import annotations

from tocsin.collecting.formats.zscaler import FORMAT, sort

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_cloud import lines
from tests.collecting.samples_saas import ZSCALER

LOG = lines(ZSCALER)


def test_a_record_becomes_an_event_of_its_log() -> None:
    firewall = {"sourcetype": "zscalernss-fw", "event": {"time": "Tue Mar  2 07:00:01 2021", "action": "Drop"}}
    events, rejected = events_and_rejections(FORMAT, LOG + lines(firewall))
    assert rejected == []
    assert [(event["_log"], str(event["_time"])[11:19]) for event in events] == [
        ("web", "07:00:00"),
        ("fw", "07:00:01"),
    ]
    assert events[0]["url"] == "www.example.org/cgi/x?cmd=id"


def test_half_a_record_is_rejected_and_other_objects_not_taken() -> None:
    events, rejected = events_and_rejections(FORMAT, LOG + LOG[:40])
    assert (len(events), [one.offset for one in rejected]) == (1, [len(LOG)])
    assert sort({"sourcetype": "other", "event": {}}) is None
