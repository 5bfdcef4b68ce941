"""Suricata's EVE log: names with dots, a log a kind, lists of answers."""

from __future__ import annotations

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.suricata import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import EVE, ZEEK_JSON


def test_events_of_every_kind() -> None:
    (alert, dns, stats), rejected = events_and_rejections(FORMAT, EVE)

    assert rejected == []
    assert [event["_log"] for event in (alert, dns, stats)] == ["alert", "dns", "stats"]
    assert (alert["alert.signature_id"], alert["dest_port"], alert["_host"]) == ("9000001", "80", "sensor1")
    assert alert["_time"].isoformat() == "2021-03-02T07:00:00.123456+00:00"
    assert dns["dns.answers.rdata"] == ["one", "two"]


def test_other_objects_are_not_taken() -> None:
    assert recognise(ZEEK_JSON, "eve.json") is Certainty.NO
    assert recognise(b'{"event_type": "login", "timestamp": "2021-03-02T07:00:00Z"}', "x") is Certainty.NO
    events, rejected = events_and_rejections(FORMAT, EVE + b"{\n" + b'{"event_type": 5}\n')
    assert (len(events), len(rejected)) == (4, 1)
