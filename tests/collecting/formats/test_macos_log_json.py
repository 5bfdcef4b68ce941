"""The unified log as JSON."""

from __future__ import annotations

import json

from tocsin.collecting.formats.macos_log_json import FORMAT

from tests.collecting.reading import cut_in_half_is_told, events_and_rejections, one_event
from tests.collecting.samples_macos import ENTRY, LOG_JSON


def test_an_entry() -> None:
    event = one_event(FORMAT, LOG_JSON, log="unified", host=None, time="2021-03-02 15:00:00.123456+00:00")
    assert (event["processID"], event["subsystem"]) == ("812", "com.openssh.sshd")
    assert event["eventMessage"].endswith("203.0.113.9")


def test_the_list_that_one_style_writes_and_the_last_line_of_the_other() -> None:
    events, rejected = events_and_rejections(FORMAT, json.dumps([ENTRY, ENTRY], indent=2).encode())
    assert (len(events), rejected) == (2, [])
    events, rejected = events_and_rejections(FORMAT, LOG_JSON + b'{"count":1,"finished":1}\n')
    assert [one.get("_log") for one in events] == ["unified", "log"]


def test_a_cut_entry_costs_no_other() -> None:
    cut_in_half_is_told(FORMAT, LOG_JSON)
