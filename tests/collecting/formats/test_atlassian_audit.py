"""Records of `atlassian_audit`: what becomes an event, and what is told when they are damaged."""

from __future__ import annotations

from tocsin.collecting.formats.atlassian_audit import FORMAT, sort

from tests.collecting.reading import cut_in_half_is_told, events_and_rejections, one_event
from tests.collecting.samples_cloud import lines
from tests.collecting.samples_saas import BITBUCKET

LOG = lines(BITBUCKET)


def test_a_record_becomes_an_event_with_time_and_log() -> None:
    one_event(FORMAT, LOG, log="audit", host="https://bitbucket.example", time="2021-03-02 07:00:00.123000+00:00")


def test_half_a_record_is_rejected_with_its_place() -> None:
    cut_in_half_is_told(FORMAT, LOG)


def test_other_objects_are_not_taken() -> None:
    assert sort({"action": "x", "timestamp": 1}) is None
    assert sort({}) is None


def test_times_of_the_interface_are_read_too() -> None:
    page = {**BITBUCKET, "timestamp": "2021-03-02T07:00:00.123Z", "type": BITBUCKET["auditType"]}
    del page["auditType"]
    (event,), _ = events_and_rejections(FORMAT, b'{"pagingInfo": {}, "entities": [' + lines(page) + b"]}")
    assert event["auditType.category"] == "Authentication"
    assert str(event["_time"]) == "2021-03-02 07:00:00.123000+00:00"
    assert event["affectedObjects"].startswith('[{"id":"1"')
