"""Linux's audit log: records joined by serial, values decoded, nothing lost, ausearch's output too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.auditd import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import AUDIT, AUDIT_INTERPRETED, SYSLOG


def test_records_of_a_serial_are_one_event() -> None:
    events, rejected = events_and_rejections(FORMAT, AUDIT)

    assert rejected == []
    started, connected, failed = events
    assert started["type"] == ["SYSCALL", "EXECVE", "CWD", "PATH", "PROCTITLE"]
    assert (started["lines"], started["_record"], started["_host"]) == (6, 1, "web1")
    assert started["CommandLine"] == "sh -c id >/tmp/o"
    assert started["a0"] == ["55d0", "sh"]
    assert started["name"] == ["/usr/bin/dash", "/lib64/ld-linux-x86-64.so.2"]
    assert (started["SYSCALL"], started["UID"], started["key"]) == ("execve", "www-data", "exec")
    assert (connected["DestinationIp"], connected["DestinationPort"]) == ("203.0.113.9", "4444")
    assert (connected["SYSCALL"], "key" in connected) == ("connect", False)
    assert (failed["acct"], failed["res"], failed["addr"], failed["AUID"]) == ("root", "failed", "203.0.113.9", "unset")
    assert started["_time"] == datetime(2021, 3, 2, 7, 0, 0, 123_000, tzinfo=UTC)


def test_what_ausearch_prints_is_read_in_its_own_order() -> None:
    (event,), rejected = events_and_rejections(FORMAT, AUDIT_INTERPRETED, Source("x", timezone="Europe/Berlin"))

    assert rejected == []
    assert (event["proctitle"], event["SYSCALL"], event["nametype"]) == ("useradd -o -u 0 eve", "openat", "CREATE")
    assert event["_time"] == datetime(2021, 3, 2, 6, 0, 0, 123_000, tzinfo=UTC)


def test_records_behind_a_syslog_header() -> None:
    log = b"".join(b"Mar  2 07:00:00 web7 audisp-syslog[4]: " + line[10:] + b"\n" for line in AUDIT.splitlines())
    assert recognise(log, "x") is Certainty.SURE
    events, rejected = events_and_rejections(FORMAT, log)
    assert (len(events), {event["_host"] for event in events}, rejected) == (3, {"web7"}, [])


def test_what_is_no_record_is_rejected_with_its_place() -> None:
    first = AUDIT.split(b"\n")[0]
    events, rejected = events_and_rejections(FORMAT, b"x\n" + first + b"\ntype=PATH msg=audit(1:\n" + first)

    assert (len(events), events[0]["lines"]) == (1, 2)
    assert [one.offset for one in rejected] == [0, len(first) + 3]
    assert rejected[0].reason == "line 1: no record of the audit system"


@pytest.mark.parametrize(
    ("head", "certainty"),
    [
        (AUDIT, Certainty.SURE),
        (AUDIT_INTERPRETED, Certainty.SURE),
        (SYSLOG, Certainty.NO),
        (b"type=x\n", Certainty.NO),
        (b"", Certainty.NO),
    ],
)
def test_it_is_known_by_its_records(head: bytes, certainty: Certainty) -> None:
    assert recognise(head, "file") is certainty
