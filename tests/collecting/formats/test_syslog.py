"""Syslog files: whose message, which log, which time, and nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.syslog import FORMAT, log_of_file, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import ACCESS, SYSLOG


def test_programs_say_what_rules_and_summaries_ask_for() -> None:
    events, rejected = events_and_rejections(FORMAT, SYSLOG)

    assert rejected == []
    accepted, failed, sudo, cron, pam, packet, query, trace, modern, repeated = events
    assert (accepted["user"], accepted["src_ip"], accepted["method"]) == ("deploy", "203.0.113.9", "publickey")
    assert (failed["result"], failed["src_ip"]) == ("failed", "203.0.113.66")
    assert failed["user"] == "admin from 198.51.100.7"
    assert (sudo["user"], sudo["USER"], sudo["COMMAND"], sudo["TTY"]) == ("alice", "root", "/usr/bin/id -u", "pts/0")
    assert (cron["user"], cron["action"]) == ("root", "CMD")
    assert (pam["user"], pam["result"], pam["facility"], pam["severity"]) == ("root", "failed", "authpriv", "info")
    assert (packet["dst_port"], packet["action"], packet["blocked"]) == ("23", "block", "true")
    assert (query["query"], query["record_type"]) == ("www.example.org", "A")
    assert (trace["lines"], trace["message"].count("\n")) == (3, 2)
    assert (modern["_host"], modern["msgid"], modern["message"]) == ("web2", "ID47", "started")
    assert repeated["message"] == "last message repeated 2 times"


def test_a_message_is_of_its_programs_log() -> None:
    events, _ = events_and_rejections(FORMAT, SYSLOG)
    assert [event["_log"] for event in events] == [
        *("auth", "auth", "auth", "cron", "auth", "firewall", "dns", "syslog", "syslog", "syslog")
    ]
    named, _ = events_and_rejections(FORMAT, SYSLOG, Source("h/var/log/auth.log.1"))
    assert {event["_log"] for event in named} == {"auth"}
    assert [log_of_file(name) for name in ("secure-20210307", "a/cron.log", "messages", "mail.log", "x")] == [
        *("auth", "cron", "syslog", "mail", "syslog")
    ]


def test_the_year_turns_inside_the_file() -> None:
    events, _ = events_and_rejections(FORMAT, SYSLOG, Source("auth.log-20210107"))
    assert events[0]["_time"] == datetime(2020, 12, 31, 23, 59, 58, tzinfo=UTC)
    assert events[1]["_time"] == datetime(2021, 1, 1, 0, 0, 1, tzinfo=UTC)


def test_times_without_a_zone_are_local_where_a_zone_is_given() -> None:
    events, _ = events_and_rejections(FORMAT, SYSLOG, Source("x-20210107", timezone="Europe/Berlin"))
    assert events[1]["_time"] == datetime(2020, 12, 31, 23, 0, 1, tzinfo=UTC)
    assert events[3]["_time"] == datetime(2020, 12, 31, 23, 0, 3, 123456, tzinfo=UTC)


def test_what_has_no_header_is_rejected_with_its_place() -> None:
    log = b"\tat first\nno header\nMar  2 07:00:00 h su: x\n\xff\n"
    events, rejected = events_and_rejections(FORMAT, log, Source("x-20210307"))

    assert len(events) == 1
    assert [(one.offset, one.records) for one in rejected] == [(0, 1), (10, 1), (44, 1)]
    assert rejected[1].reason == "line 2: no time at its beginning"


@pytest.mark.parametrize(
    ("head", "certainty"),
    [
        (SYSLOG, Certainty.SURE),
        (b"Mar  2 07:00:00 h su: x", Certainty.SURE),
        (b"<13>Mar  2 07:00:00 h no tag here\n", Certainty.LIKELY),
        (b"2021-03-02 07:00:00 GET /index.html\n", Certainty.NO),
        (b"plain text\n", Certainty.NO),
        (ACCESS, Certainty.NO),
        (b"", Certainty.NO),
        (b"\t\n \n", Certainty.NO),
    ],
)
def test_it_is_known_by_headers_and_tags(head: bytes, certainty: Certainty) -> None:
    assert recognise(head, "file") is certainty
