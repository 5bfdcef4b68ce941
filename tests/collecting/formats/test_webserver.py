"""Apache and nginx: requests under W3C names, errors, and nothing lost."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats import webserver
from tocsin.collecting.formats.webserver import FORMAT, written

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import ACCESS


def test_a_request_has_the_names_that_rules_use() -> None:
    events, rejected = events_and_rejections(FORMAT, ACCESS)

    assert rejected == []
    first = events[0]
    assert first["_time"].isoformat() == "2021-03-02T07:00:00+00:00"
    assert (first["c-ip"], first["cs-method"], first["cs-uri-stem"]) == ("203.0.113.9", "GET", "/cgi-bin/x.cgi")
    assert (first["cs-uri-query"], first["sc-status"], first["sc-bytes"]) == ("a=1&b=%2e%2e", "200", "512")
    assert first["cs-user-agent"].startswith("Mozilla/5.0 (X11")
    assert (events[1]["cs-host"], events[1]["cs-username"], events[1]["s-port"]) == ("web.example.org", "alice", "443")
    assert events[2]["request"] == "\\x16\\x03\\x01"
    assert "cs-method" not in events[2]
    assert events[2]["extra"] == " rt=0.001"
    assert "cs-user-agent" not in events[3]


def test_errors_of_both_servers() -> None:
    events, _ = events_and_rejections(FORMAT, ACCESS)
    assert [event["_log"] for event in events[4:]] == ["apache error", "apache error", "nginx error"]
    assert [event.get("c-ip") for event in events[4:]] == [None, "203.0.113.9", "203.0.113.9"]
    assert events[5]["message"] == "script '/x.php' not found"


@pytest.mark.parametrize("line", [b"", b"GET /", b'1.1.1.1 - - [02/Mar/2021:07:00:02 +0000] "GET /', b"a\0b", b"\xff"])
def test_what_is_no_request_is_rejected_with_its_place(line: bytes) -> None:
    good = ACCESS.split(b"\n")[0]
    events, rejected = events_and_rejections(FORMAT, b"\n".join([good, line, good]))

    assert len(events) == 2
    assert [one.offset for one in rejected] == ([len(good) + 1] if line else [])


def test_a_long_line_is_one_event_or_one_rejection() -> None:
    path = b"a" * 10_000_000
    line = b'1.1.1.1 - - [02/Mar/2021:07:00:02 +0000] "GET /' + path + b' HTTP/1.1" 414 0 "-" "-"\n'
    events, rejected = events_and_rejections(FORMAT, line + b"\\" * 10_000_000 + b"\n" + line)
    assert (len(events), len(rejected)) == (2, 1)


def test_bytes_that_are_not_utf8_stay_one_event() -> None:
    line = ACCESS.split(b"\n")[0].replace(b"/start", b"/\xe4")
    events, rejected = events_and_rejections(FORMAT, line)
    assert (events[0]["cs-referer"], rejected) == ("https://www.example.org/\ufffd", [])


def test_other_text_is_not_taken() -> None:
    assert webserver.recognise(b"Mar  2 07:00:00 h sshd[1]: x\n", "access.log") is Certainty.NO
    assert written("02/Foo/2021:07:00:00") == "2021--02 07:00:00"
