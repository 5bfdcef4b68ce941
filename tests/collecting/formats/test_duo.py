"""Records of `duo`: what becomes an event, and what is told when they are damaged."""

from __future__ import annotations

from tocsin.collecting.formats.duo import FORMAT, sort

from tests.collecting.reading import cut_in_half_is_told, events_and_rejections, one_event
from tests.collecting.samples_cloud import lines
from tests.collecting.samples_saas import DUO, DUO_ADMIN

LOG = lines(DUO)


def test_a_record_becomes_an_event_with_time_and_log() -> None:
    one_event(FORMAT, LOG, log="authentication", host=None, time="2021-03-02 07:00:00.123000+00:00")


def test_half_a_record_is_rejected_with_its_place() -> None:
    cut_in_half_is_told(FORMAT, LOG)


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
