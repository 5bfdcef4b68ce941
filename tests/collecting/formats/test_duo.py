"""Records of `duo`: what becomes an event, and what is told when they are damaged."""

from __future__ import annotations

from tocsin.collecting.formats.duo import FORMAT, sort

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_cloud import lines
from tests.collecting.samples_saas import DUO, DUO_ADMIN

LOG = lines(DUO)


def test_a_record_becomes_an_event_with_time_and_log() -> None:
    (event,), rejected = events_and_rejections(FORMAT, LOG)
    assert rejected == []
    assert (event["_log"], event.get("_host")) == ("authentication", None)
    assert str(event["_time"]) == "2021-03-02 07:00:00.123000+00:00"


def test_half_a_record_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, LOG + LOG[:40] + b"\n" + LOG)
    assert [event["_offset"] for event in events] == [0, len(LOG) + 41]
    assert [one.offset for one in rejected] == [len(LOG)]


def test_other_objects_are_not_taken() -> None:
    assert sort({"action": "x", "timestamp": 1}) is None
    assert sort({}) is None


def test_the_whole_answer_of_the_interface_is_read() -> None:
    answer = {"stat": "OK", "response": {"authlogs": [DUO, DUO], "metadata": {"total_objects": 2}}}
    events, rejected = events_and_rejections(FORMAT, lines(answer))
    assert ([event["_log"] for event in events], rejected) == (["authentication"] * 2, [])


def test_what_administrators_did_is_another_log() -> None:
    (event,), _ = events_and_rejections(FORMAT, lines(DUO_ADMIN))
    assert (event["_log"], event["object"]) == ("administrator", "anna")
