"""Logs that services write themselves: fields, logs, times in their several forms."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.service_log import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import CATALINA, SERVICES, SYSLOG


def test_records_are_events_of_the_programs_log() -> None:
    (query, denied, unbound, ftp, virus, ban), rejected = events_and_rejections(FORMAT, SERVICES)

    assert rejected == []
    assert (query["_log"], query["query"], query["record_type"], query["src_ip"]) == (
        "dns",
        "a.example",
        "TXT",
        "192.0.2.20",
    )
    assert (denied["severity"], denied["what"]) == ("info", "query (cache) 'b.example/A/IN' denied")
    assert (unbound["query"], unbound["record_type"], unbound["program"]) == ("www.example.org", "AAAA", "unbound")
    assert (ftp["_log"], ftp["user"], ftp["result"], ftp["pid"]) == ("vsftpd", "anna", "FAIL", "2")
    assert (virus["_log"], virus["Signature"]) == ("clamav", "Php.Trojan.Shell-1")
    assert (ban["_log"], ban["action"], ban["jail"], ban["src_ip"]) == ("fail2ban", "Ban", "sshd", "203.0.113.9")
    assert [event["_time"].second for event in (query, denied, unbound, ftp, virus, ban)] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("head", "certainty"),
    [(SERVICES, Certainty.SURE), (SYSLOG, Certainty.NO), (CATALINA, Certainty.NO), (b"", Certainty.NO)],
)
def test_it_is_known_by_its_records(head: bytes, certainty: Certainty) -> None:
    assert recognise(head, "x") is certainty


def test_other_lines_are_rejected_and_indented_ones_kept() -> None:
    events, rejected = events_and_rejections(FORMAT, b"x\n" + SERVICES + b"\tmore\n")
    assert (len(events), events[-1]["lines"]) == (6, 2)
    assert [one.reason for one in rejected] == ["line 1: no record of a service that is known"]


ATLASSIAN = (
    b'203.0.113.9,10.0.0.1 | https | i@1QN43Tx420x1x0 | admin | 2021-03-02 07:00:00,123 | "GET /scm/a/b.git HTTP/1.1" |'
    b' "" "git/2.30" | clone | 200 | 0 | 123 | - | 12 | abc |\n'
    b"[02/Mar/2021:08:00:01 +0100] - http-nio-8090-exec-1 url: /x\n"
    b"[02/Mar/2021:08:00:01 +0100] admin http-nio-8090-exec-1 203.0.113.9 GET /login.action HTTP/1.1 200 12ms 345"
    b" - curl/7\n"
)


def test_requests_to_atlassians_servers() -> None:
    (clone, login), rejected = events_and_rejections(FORMAT, ATLASSIAN)
    assert [one.offset for one in rejected] == [ATLASSIAN.find(b"[02/Mar")]
    assert (clone["_log"], clone["user"], clone["src_ip"], clone["forwarded"]) == (
        "bitbucket", "admin", "203.0.113.9", "10.0.0.1",
    )  # fmt: skip
    assert (clone["request"], str(clone["_time"])) == ("GET /scm/a/b.git HTTP/1.1", "2021-03-02 07:00:00.123000+00:00")
    assert (login["_log"], login["user"], login["url"], login["status"]) == (
        "confluence", "admin", "/login.action", "200",
    )  # fmt: skip
    assert str(login["_time"]) == "2021-03-02 07:00:01+00:00"
