"""Requests in the IIS format: local times, commas inside an address, nothing lost."""

from __future__ import annotations

import io

from tocsin.collecting.batches import ALL_FIELDS, EventBatch
from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import iis_native

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_windows import IIS_NATIVE


def test_requests_under_the_names_that_rules_use() -> None:
    events, rejected = events_and_rejections(iis_native.FORMAT, IIS_NATIVE, Source("x", timezone="America/New_York"))

    assert rejected == []
    assert events[0]["_time"].isoformat() == "2021-03-02T12:55:20+00:00"
    assert (events[0]["_log"], events[0]["_host"]) == ("W3SVC2", "EXCH01")
    assert (events[0]["cs-uri-stem"], events[0]["cs-uri-query"]) == ("/owa/", "id=1")
    assert "cs-username" not in events[0]
    assert (events[1]["cs-uri-stem"], events[1]["cs-username"]) == ("/a, b.aspx", "CORP\\a")


def test_times_without_a_zone_are_told() -> None:
    part = next(iis_native.read(io.BytesIO(IIS_NATIVE), Source("x"), ALL_FIELDS))
    assert isinstance(part, EventBatch)
    assert part.notes == (iis_native.LOCAL,)


def test_other_lines_are_rejected() -> None:
    events, rejected = events_and_rejections(iis_native.FORMAT, IIS_NATIVE + b"203.0.113.9, -, 3/2/21\r\n")
    assert len(events) == 2
    assert rejected[0].reason == "line 3: no request in the IIS format"


def test_recognition() -> None:
    assert iis_native.recognise(IIS_NATIVE, "x") is Certainty.SURE
    assert iis_native.recognise(b"a, b, c\n", "in210302.log") is Certainty.NO
    assert iis_native.recognise(b"", "x") is Certainty.NO
