"""Winlogbeat events, nested and dotted."""

from __future__ import annotations

import json

from tocsin.collecting.formats import windows_json
from tocsin.collecting.formats.windows_winlogbeat import is_winlogbeat, take

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import WINLOGBEAT

EVENT = json.loads(WINLOGBEAT)


def test_head_data_and_what_stands_beside() -> None:
    record, time, fields = take(EVENT)

    assert (record, time) == (77, "2021-03-02T07:00:00.609Z")
    assert fields["EventID"] == 1
    assert fields["Task_Name"] == "Process Create (rule: ProcessCreate)"
    assert fields["Message"] == "Process Create"
    assert fields["host.name"] == "ws1"


def test_dotted_names() -> None:
    dotted = {"@timestamp": "2021-03-02T07:00:00Z", "winlog.event_id": "1", "winlog.event_data.Image": "a"}

    assert is_winlogbeat(dotted)
    assert take(dotted)[2]["Image"] == "a"
    assert take(dotted)[2]["EventID"] == 1


def test_a_search_hit_of_elasticsearch() -> None:
    events, _ = events_and_rejections(windows_json.FORMAT, json.dumps({"_index": "x", "_source": EVENT}).encode())
    assert events[0]["Image"] == "C:\\x.exe"


def test_the_event_id_may_stand_elsewhere() -> None:
    fields = take({"winlog": {"channel": "Security"}, "event": {"code": 4625}, "host": {"name": "ws1"}})[2]
    assert (fields["EventID"], fields["Computer"]) == (4625, "ws1")
