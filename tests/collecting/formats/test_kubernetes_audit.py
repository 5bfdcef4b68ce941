"""Events of the API server, bare and inside what clouds wrap around them."""

from __future__ import annotations

import pytest

from tocsin.collecting.formats.kubernetes_audit import FORMAT, sort

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_cloud import document, lines
from tests.collecting.samples_saas import KUBERNETES

TEXT = document(KUBERNETES).decode()


@pytest.mark.parametrize(
    "data",
    [
        lines(KUBERNETES),
        document({"kind": "EventList", "apiVersion": "audit.k8s.io/v1", "metadata": {}, "items": [KUBERNETES]}),
        lines({"time": "2021-03-02T07:00:01Z", "category": "kube-audit", "properties": {"log": TEXT}}),
        document({"events": [{"timestamp": 1, "message": TEXT}], "nextToken": "x"}),
        lines({"@timestamp": "2021-03-02 07:00:01.000", "@message": TEXT}),
    ],
    ids=["lines", "list", "aks", "eks", "insights"],
)
def test_an_event_is_the_same_whatever_carried_it(data: bytes) -> None:
    (event,), rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert (event["_log"], event["verb"], event["objectRef.resource"]) == ("audit", "create", "pods")
    assert str(event["_time"]) == "2021-03-02 07:00:00.123456+00:00"
    assert event["requestObject.spec.volumes.hostPath.path"] == "/"
    assert event["requestObject"].startswith('{"spec":')


def test_other_messages_are_not_taken_and_damage_is_told() -> None:
    assert sort({"message": "I0302 07:00:00 started"}) is None
    assert sort({"message": '{"verb": "x"}'}) is None
    events, rejected = events_and_rejections(FORMAT, lines(KUBERNETES) + lines(KUBERNETES)[:50])
    assert (len(events), len(rejected)) == (1, 1)
