"""Logs of OpenTelemetry: each record of a request is an event."""

from __future__ import annotations

import json

from tocsin.collecting.formats.otlp import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import OTLP


def test_records_of_a_request() -> None:
    request = json.loads(OTLP)
    records = request["resourceLogs"][0]["scopeLogs"][0]["logRecords"]
    records.append(
        {
            "timeUnixNano": 1614668405000000000,
            "body": {"kvlistValue": {"values": [{"key": "a", "value": {"boolValue": True}}]}},
        }
    )
    (first, second), rejected = events_and_rejections(FORMAT, json.dumps(request).encode())
    assert rejected == []
    assert (first["_host"], first["_log"], first["body"]) == ("web1", "shop", "GET /a from 203.0.113.9")
    assert (first["attributes.http.status_code"], first["resource.service.name"]) == ("200", "shop")
    assert (second["body.a"], second["_time"].isoformat()) == ("true", "2021-03-02T07:00:05+00:00")


def test_a_request_without_records_is_plain_json() -> None:
    (event,), _ = events_and_rejections(FORMAT, b'{"resourceLogs": [{}], "x": 1}\n')
    assert event["x"] == "1"
