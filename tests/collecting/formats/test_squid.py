"""Squid: native and combined lines under the names that rules for proxies use."""

from __future__ import annotations

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.squid import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import ACCESS, SQUID


def test_requests_have_the_names_that_rules_use() -> None:
    (first, tunnel, combined, *_), rejected = events_and_rejections(FORMAT, SQUID)

    assert rejected == []
    assert (first["c-uri"], first["cs-host"]) == ("http://www.example.org/x/setup.exe?y=1", "www.example.org")
    assert (first["c-uri-extension"], first["cs-uri-query"], first["dst_ip"]) == ("exe", "y=1", "203.0.113.5")
    assert (first["cs-username"], first["s-action"], first["sc-status"]) == ("alice", "TCP_MISS", "200")
    assert first["c-useragent"] == "curl/7.74.0"
    assert (tunnel["cs-method"], tunnel["cs-host"], "dst_ip" in tunnel) == ("CONNECT", "api.example.org", False)
    assert (combined["c-uri-extension"], combined["c-useragent"], combined["cs-username"]) == (
        "zip",
        "Wget/1.21",
        "bob",
    )
    assert combined["_time"].isoformat() == "2021-03-02T07:00:02+00:00"


def test_a_line_may_stand_behind_a_syslog_header() -> None:
    line = b"Mar  2 07:00:00 proxy1 (squid-1)[7]: " + SQUID.splitlines()[0]
    (event,), rejected = events_and_rejections(FORMAT, line)
    assert (event["c-ip"], rejected) == ("192.0.2.20", [])
    assert recognise(line, "x") is Certainty.SURE


def test_what_is_no_request_is_rejected() -> None:
    events, rejected = events_and_rejections(FORMAT, b"x\n" + SQUID[:100])
    assert (events, [one.offset for one in rejected]) == ([], [0, 2])
    assert recognise(ACCESS, "access.log") is Certainty.NO
