"""Okta's system log: JSON and the console's CSV give the same event."""

from __future__ import annotations

import pytest

from tocsin.collecting.formats import recognise
from tocsin.collecting.formats.okta import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_cloud import document, lines
from tests.collecting.samples_saas import OKTA, OKTA_CSV


@pytest.mark.parametrize("data", [lines(OKTA), document([OKTA]), lines({"detail": OKTA}), OKTA_CSV])
def test_every_export_gives_the_same_event(data: bytes) -> None:
    known = recognise(data, "x")
    assert known is not None
    assert known[0] is FORMAT
    (event,), rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert event["_log"] == "system"
    assert str(event["_time"]) == "2021-03-02 07:00:00.123000+00:00"
    assert (event["actor.alternateId"], event["client.ipAddress"]) == ("anna@example.org", "203.0.113.9")
    assert event["target.displayName"] == ["Okta Admin Console", "Anna"]
    assert (event["securityContext.isProxy"], event["debugContext.debugData.requestUri"]) == ("true", "/idp/admin/x")


def test_damage_is_told() -> None:
    events, rejected = events_and_rejections(FORMAT, lines(OKTA) + b'{"eventType": "user\n')
    assert (len(events), len(rejected)) == (1, 1)
    events, rejected = events_and_rejections(FORMAT, OKTA_CSV + b"2021-03-02T07:0\n")
    assert (len(events), [one.offset for one in rejected]) == (1, [len(OKTA_CSV)])
