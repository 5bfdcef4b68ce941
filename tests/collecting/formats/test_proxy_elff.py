"""Proxies in the W3C's format: quoted values, tabs, addresses made of their parts."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.proxy_elff import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import IIS
from tests.collecting.samples_text import ELFF

TMG = (
    b"#Software: Microsoft Forefront Threat Management Gateway\n#Version: 1.0\n#Date: 2021-03-02 00:00:00\n"
    b"#Fields: c-ip\tcs-username\tc-agent\tdate\ttime\tr-host\tr-ip\tcs-protocol\tcs-uri\tsc-status\n"
    b"192.0.2.20\tDOM\\alice\tMozilla/4.0 (compatible; X)\t2021-03-02\t07:00:00\tfiles.example.org\t203.0.113.5\thttp"
    b"\thttp://files.example.org/b.dll?x\t200\n"
)


def test_an_address_is_made_of_its_parts() -> None:
    (first, tunnel), rejected = events_and_rejections(FORMAT, ELFF)

    assert rejected == []
    assert first["c-uri"] == "http://www.example.org:8080/x/a.exe?b=1"
    assert (first["c-useragent"], first["cs-uri-stem"], first["c-uri-extension"]) == (
        "Mozilla/5.0 (X11)",
        "/x/a.exe",
        "exe",
    )
    assert (first["cs-categories"], first["rs(Content-Type)"]) == ("Web Ads;Other", "text/html")
    assert (tunnel["cs-host"], "cs-username" in tunnel) == ("api.example.org", False)


def test_values_may_be_parted_by_tabs() -> None:
    (event,), rejected = events_and_rejections(FORMAT, TMG, Source("x", host="tmg1"))

    assert rejected == []
    assert (event["cs-host"], event["cs-uri-query"], event["dst_ip"]) == ("files.example.org", "x", "203.0.113.5")
    assert (event["c-useragent"], event["_host"]) == ("Mozilla/4.0 (compatible; X)", "tmg1")
    assert event["_time"].isoformat() == "2021-03-02T07:00:00+00:00"


def test_lines_that_do_not_fit_are_rejected() -> None:
    events, rejected = events_and_rejections(FORMAT, b"a b\r\n" + ELFF + b"1 2\r\n")
    assert len(events) == 2
    assert [one.reason for one in rejected] == [
        "line 1: no header before it says what its values are",
        "line 7: 2 values for 20 fields",
    ]


@pytest.mark.parametrize(("head", "certainty"), [(ELFF, Certainty.SURE), (TMG, Certainty.SURE), (IIS, Certainty.NO)])
def test_it_is_known_by_fields_that_only_proxies_have(head: bytes, certainty: Certainty) -> None:
    assert recognise(head, "x") is certainty
    assert recognise(b"#Fields: date time r-ip x\n", "x") is Certainty.LIKELY
