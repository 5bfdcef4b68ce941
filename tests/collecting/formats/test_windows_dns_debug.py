"""The DNS server's debug log in the languages of servers: packets, other items and details; every line kept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import windows_dns_debug

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_windows import DNS_DEBUG

KEY = DNS_DEBUG[: DNS_DEBUG.index(b"3/2/2021 8:00")]
LINES = DNS_DEBUG[len(KEY) :].splitlines()


def test_packets_items_and_details() -> None:
    events, rejected = events_and_rejections(windows_dns_debug.FORMAT, DNS_DEBUG, Source("x", timezone="Europe/Berlin"))

    assert rejected == []
    assert [event.get("query") for event in events] == ["www.example.org", "abcd.example.org", None, None, None]
    assert [event.get("rcode") for event in events[:2]] == ["NOERROR", "NXDOMAIN"]
    assert (events[1]["record_type"], events[1]["response"], events[1]["flag_names"]) == ("TXT", "R", "DR")
    assert (events[0]["direction"], events[0]["remote_ip"], "response" in events[0]) == ("Rcv", "192.0.2.20", False)
    assert (events[4]["context"], events[4]["message"]) == ("EVENT", "The DNS server has started.")
    assert [event["_time"].isoformat()[11:19] for event in events] == ["07:00:00"] * 4 + ["07:00:01"]


@pytest.mark.parametrize(
    "date", ["02/03/2021 08:00:00", "02.03.2021 08:00:00", "2021-03-02 08:00:00", "20210302 08:00:00"]
)
def test_dates_of_other_languages(date: str) -> None:
    log = DNS_DEBUG.replace(b"3/2/2021 8:00:00 AM", date.encode()) + LINES[0].replace(
        b"3/2/2021 8:00:00 AM", b"13" + date[2:].encode()
    )
    events, rejected = events_and_rejections(windows_dns_debug.FORMAT, log + b"\r\n")
    assert rejected == []
    assert events[0]["_time"].isoformat() == "2021-03-02T08:00:00+00:00"


def test_the_time_goes_on_into_the_next_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.collecting.lines.BLOCK_BYTES", 64)
    events, _ = events_and_rejections(windows_dns_debug.FORMAT, DNS_DEBUG)
    assert all("_time" in event for event in events)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from(LINES), st.binary(min_size=1, max_size=30).filter(lambda b: b"\n" not in b)),
        max_size=20,
    )
)
def test_every_line_behind_the_key_is_an_event(lines: list[bytes]) -> None:
    log = KEY + b"\r\n".join([LINES[0], *lines])
    events, rejected = events_and_rejections(windows_dns_debug.FORMAT, log)
    kept = [line for line in log[len(KEY) :].split(b"\n") if line.removesuffix(b"\r")]
    assert len(events) + len(rejected) == len(kept)


def test_text_that_is_no_key_is_kept() -> None:
    events, _ = events_and_rejections(windows_dns_debug.FORMAT, b"something else\n" * 3)
    assert [event["message"] for event in events] == ["something else"] * 3


def test_recognition() -> None:
    assert windows_dns_debug.recognise(DNS_DEBUG, "x") is Certainty.SURE
    assert windows_dns_debug.recognise(LINES[0], "x") is Certainty.SURE
    assert windows_dns_debug.recognise(b"3/2/2021 8:00:00 AM PACKET", "dns.log") is Certainty.NO
