"""Alerts one a line: the names of the EVE log, addresses of both families, years."""

from __future__ import annotations

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.suricata_fast import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import FAST


def test_an_alert_has_the_names_of_the_eve_log() -> None:
    (first, second), rejected = events_and_rejections(FORMAT, FAST)

    assert rejected == []
    assert (first["alert.signature_id"], first["alert.signature"]) == ("9000001", "TEST web shell")
    assert (first["src_ip"], first["src_port"], first["dest_ip"], first["dest_port"]) == (
        *("192.0.2.20", "5300", "203.0.113.9", "80"),
    )
    assert (first["alert.category"], first["alert.severity"], first["proto"]) == ("Web Application Attack", "1", "TCP")
    assert (second["src_ip"], second["dest_ip"], second["alert.action"]) == ("2001:db8::20", "2001:db8::9", "Drop")
    assert second["alert.signature"] == "TEST ping"
    assert second["_time"].isoformat() == "2021-03-02T07:00:01.123456+00:00"


def test_the_year_comes_from_the_name_and_what_is_no_alert_is_rejected() -> None:
    events, rejected = events_and_rejections(FORMAT, b"x\n" + FAST.splitlines()[1], Source("alert-20210303"))
    assert events[0]["_time"].year == 2021
    assert [one.reason for one in rejected] == ["line 1: not an alert"]
    assert recognise(b"x\n", "fast.log") is Certainty.NO
    assert recognise(b"x\ny\nz\nw\n" + FAST, "x") is Certainty.LIKELY
