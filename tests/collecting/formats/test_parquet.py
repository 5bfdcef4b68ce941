"""Parquet without a mapping: time, host and kind from the columns that usually say them."""

from __future__ import annotations

from tocsin.collecting.formats.parquet import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import START, parquet


def test_usual_columns() -> None:
    data = parquet({"@timestamp": [START], "hostname": ["web1"], "http": [{"status": 404, "path": None}], "_x": [None]})
    ((event,), rejected) = events_and_rejections(FORMAT, data)

    assert rejected == []
    assert event["_time"] == START
    assert (event["_host"], event["http.status"], event["_record"]) == ("web1", "404", 1)


def test_seconds_since_1970() -> None:
    ((event,), _) = events_and_rejections(FORMAT, parquet({"ts": [START.timestamp()]}))
    assert event["_time"] == START


def test_windows_events() -> None:
    data = parquet(
        {
            "EventID": [4688, 4624],
            "Channel": ["Security"] * 2,
            "Computer": ["EXCH01"] * 2,
            "TimeCreated": [START, None],
            "CommandLine": ["whoami", None],
        }
    )
    first, second = events_and_rejections(FORMAT, data)[0]
    assert (first["EventID"], first["_log"], first["_host"], first["CommandLine"]) == (
        4688,
        "Security",
        "EXCH01",
        "whoami",
    )
    assert second["_record"] == 2


def test_a_file_that_is_cut_is_told() -> None:
    data = parquet({"a": ["x"] * 1000})
    events, (rejected,) = events_and_rejections(FORMAT, data[:-30])
    assert (events, rejected.offset) == ([], 0)
    assert "no whole Parquet file" in rejected.reason


def test_a_byte_that_is_wrong_anywhere_ends_as_events_or_rejections() -> None:
    """Statistics of a column that do not fit its type ended the process when they were looked at first."""
    data = parquet({"a": ["x", "y"], "b": [1, 2]})
    for at in range(4, len(data) - 8):
        events, rejected = events_and_rejections(FORMAT, data[:at] + b"\x2e" + data[at + 1 :])
        assert events or rejected, at
