"""Binary records of logins: what they say, what cannot be one, and where each stands."""

from __future__ import annotations

import struct

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.utmp import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import UTMP, login

SIZE = 384


def test_records_say_who_came_from_where() -> None:
    (boot, entered, left), rejected = events_and_rejections(FORMAT, UTMP, Source("web1/var/log/wtmp.1"))

    assert rejected == []
    assert (boot["type"], boot["user"], boot["_log"]) == ("BOOT_TIME", "reboot", "wtmp")
    assert (entered["user"], entered["TTY"], entered["src_ip"], entered["result"]) == (
        "alice",
        "pts/0",
        "203.0.113.9",
        "accepted",
    )
    assert entered["_time"].isoformat() == "2021-03-02T07:00:05.250000+00:00"
    assert (left["type"], left["exit"], "result" in left) == ("DEAD_PROCESS", "1", False)
    assert [event["_record"] for event in (boot, entered, left)] == [1, 2, 4]


def test_failed_logins_and_addresses() -> None:
    six = login(6, "root", "ssh:notty", "h", bytes.fromhex("20010db8") + bytes(11) + b"\x09")
    named = login(6, "x", "ssh:notty", "198.51.100.7", bytes(16))
    (first, second), _ = events_and_rejections(FORMAT, six + named, Source("btmp"))
    assert (first["src_ip"], first["result"], first["_log"]) == ("2001:db8::9", "failed", "btmp")
    assert second["src_ip"] == "198.51.100.7"


def test_what_cannot_be_a_record_is_rejected() -> None:
    bad = b"\x63" + UTMP[1:SIZE]
    events, rejected = events_and_rejections(FORMAT, bad + UTMP + UTMP[:100])
    assert len(events) == 3
    assert [(one.offset, one.reason) for one in rejected] == [
        (0, "record 1: not a record of logins"),
        (SIZE + len(UTMP), "record 6: it is cut off"),
    ]


def test_it_is_known_by_its_records() -> None:
    assert recognise(UTMP, "x") is Certainty.SURE
    assert recognise(b"\x63" + UTMP[1:] + UTMP[:SIZE] * 3, "wtmp") is Certainty.LIKELY
    assert recognise(bytes(SIZE), "wtmp") is Certainty.NO
    assert recognise(b"text\n" * 200, "wtmp") is Certainty.NO
    assert recognise(b"", "wtmp") is Certainty.NO


def test_records_of_aarch64_are_longer() -> None:
    long = b"".join(
        record[:336] + struct.pack("<qqq", 0, *struct.unpack("<Ii", record[340:348])) + record[348:364] + bytes(24)
        for record in (UTMP[:SIZE], UTMP[SIZE : 2 * SIZE])
    )
    events, rejected = events_and_rejections(FORMAT, long, Source("wtmp"))
    assert [(event["user"], event["_offset"]) for event in events] == [("reboot", 0), ("alice", 400)]
    assert (events[1]["src_ip"], rejected, recognise(long, "x")) == ("203.0.113.9", [], Certainty.SURE)
