"""GitHub's audit log: JSON and CSV give the same event."""

from __future__ import annotations

import pytest

from tocsin.collecting.formats import recognise
from tocsin.collecting.formats.github_audit import FORMAT, sort

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_cloud import document, lines
from tests.collecting.samples_saas import GITHUB

CSV = (
    b"action,actor,org,repo,actor_ip,created_at,_document_id\n"
    b"repo.destroy,octo-anna,example,example/x,203.0.113.9,2021-03-02T07:00:00.123Z,d-1\n"
)


@pytest.mark.parametrize("data", [lines(GITHUB), document([GITHUB]), CSV])
def test_every_export_gives_the_same_event(data: bytes) -> None:
    known = recognise(data, "x")
    assert known is not None
    assert known[0] is FORMAT
    (event,), rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert (event["_log"], event["_host"], event["action"]) == ("audit", "example", "repo.destroy")
    assert str(event["_time"]) == "2021-03-02 07:00:00.123000+00:00"
    assert event["json._document_id" if data is not CSV else "log._document_id"] == "d-1"


def test_other_objects_are_not_taken_and_damage_is_told() -> None:
    assert sort({"action": "read", "actor": "x", "created_at": 1}) is None
    events, rejected = events_and_rejections(FORMAT, lines(GITHUB) + lines(GITHUB)[:30] + CSV[:20])
    assert (len(events), len(rejected)) == (1, 1)
