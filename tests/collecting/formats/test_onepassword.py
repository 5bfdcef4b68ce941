"""Records of `onepassword`: what becomes an event, and what is told when they are damaged."""

from __future__ import annotations

from tocsin.collecting.formats.onepassword import FORMAT, sort

from tests.collecting.reading import cut_in_half_is_told, events_and_rejections, one_event
from tests.collecting.samples_cloud import lines
from tests.collecting.samples_saas import ONEPASSWORD

LOG = lines(ONEPASSWORD)


def test_a_record_becomes_an_event_with_time_and_log() -> None:
    one_event(FORMAT, LOG, log="signinattempts", host=None, time="2021-03-02 07:00:00.123000+00:00")


def test_half_a_record_is_rejected_with_its_place() -> None:
    cut_in_half_is_told(FORMAT, LOG)


def test_other_objects_are_not_taken() -> None:
    assert sort({"action": "x", "timestamp": 1}) is None
    assert sort({}) is None


def test_each_kind_of_event_is_a_log() -> None:
    usage = {"uuid": "U", "timestamp": "2021-03-02T07:00:00Z", "item_uuid": "I", "vault_uuid": "V"}
    audit = {"uuid": "U", "timestamp": "2021-03-02T07:00:00Z", "actor_uuid": "A", "object_type": "user"}
    events, _ = events_and_rejections(FORMAT, lines(usage, audit))
    assert [event["_log"] for event in events] == ["itemusages", "auditevents"]
