"""FortiGate: times, logs and hosts of records, in every form they come in."""

from __future__ import annotations

from tocsin.collecting.formats.fortigate import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import FORTIGATE


def test_times_are_those_of_the_record_in_utc() -> None:
    events, rejected = events_and_rejections(FORMAT, FORTIGATE)
    assert rejected == []
    assert [str(event["_time"])[:26] for event in events] == [
        "2021-03-02 07:00:00.123456",
        "2021-03-02 07:00:01+00:00",
        "2021-03-02 07:00:02+00:00",
    ]
    assert [(event["_log"], event["_host"]) for event in events] == [
        ("traffic", "fw1"),
        ("event", "fw1"),
        ("event", "fw1"),
    ]


def test_quotes_inside_values_are_taken_back() -> None:
    events, _ = events_and_rejections(FORMAT, FORTIGATE)
    assert events[1]["msg"] == 'Add system.admin "svc"'
    assert [event.get("blocked") for event in events] == ["false", None, None]


def test_cells_of_fortianalyzer_are_read() -> None:
    line = b'"date=2021-03-02","time=07:00:00","devname=fw1","type=traffic","subtype=local","msg=a, b","action=deny"\n'
    (event,), rejected = events_and_rejections(FORMAT, line)
    assert rejected == []
    assert (event["msg"], event["action"], event["blocked"], event["_log"]) == ("a, b", "deny", "true", "traffic")
    assert str(event["_time"]) == "2021-03-02 07:00:00+00:00"


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, FORTIGATE + b"\xff half a li\n" + FORTIGATE)
    whole, _ = events_and_rejections(FORMAT, FORTIGATE)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(FORTIGATE)]
