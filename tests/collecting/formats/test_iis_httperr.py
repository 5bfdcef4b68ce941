"""Refusals of HTTP.SYS: the request split as rules want it; connections without a request kept."""

from __future__ import annotations

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats import iis_httperr, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_windows import HTTPERR


def test_refused_requests_and_idle_connections() -> None:
    events, rejected = events_and_rejections(iis_httperr.FORMAT, HTTPERR)

    assert rejected == []
    assert (events[0]["cs-uri-stem"], events[0]["cs-uri-query"]) == ("/ecp/x.js", "a=%zz")
    assert (events[0]["s-reason"], events[0]["sc-status"], events[0]["_log"]) == ("Hostname", "400", "HTTPERR")
    assert "cs-uri" not in events[1]
    assert events[1]["_time"].isoformat() == "2021-03-02T07:02:00+00:00"


def test_cut_lines_and_lines_before_the_header_are_rejected() -> None:
    lines = HTTPERR.splitlines(keepends=True)
    events, rejected = events_and_rejections(iis_httperr.FORMAT, lines[4] + b"".join(lines) + lines[4][:30])

    assert len(events) == 2
    assert [one.reason.partition(": ")[2] for one in rejected] == [
        "no header before it says what its values are",
        "3 values for 13 fields",
    ]


def test_recognition() -> None:
    assert iis_httperr.recognise(HTTPERR, "x") is Certainty.SURE
    found = recognise(HTTPERR.split(b"\r\n", 3)[3], "x")
    assert found is not None
    assert found[0].name == "iis-httperr"
    assert iis_httperr.recognise(b"#Fields: date time c-ip", "httperr1.log") is Certainty.NO
