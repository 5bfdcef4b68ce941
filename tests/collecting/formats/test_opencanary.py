"""OpenCanary: events with their type and ends, times of both kinds."""

from __future__ import annotations

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.opencanary import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import EVE, OPENCANARY


def test_events_have_their_type_and_ends() -> None:
    (login, started), rejected = events_and_rejections(FORMAT, OPENCANARY, Source("x", timezone="Europe/Berlin"))

    assert rejected == []
    assert (login["logtype"], login["src_host"], login["logdata.USERNAME"], login["_host"]) == (
        *("4002", "203.0.113.9", "root", "canary-1"),
    )
    assert login["_time"].isoformat() == "2021-03-02T07:00:00.123456+00:00"
    assert started["_time"].isoformat() == "2021-03-02T06:00:01+00:00"


def test_other_objects_are_not_taken() -> None:
    assert recognise(EVE, "opencanary.log") is Certainty.NO
    events, rejected = events_and_rejections(FORMAT, OPENCANARY + b'{"logtype": 1}\n')
    assert (len(events), rejected) == (3, [])
