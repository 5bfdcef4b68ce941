"""Zeek's own form: types by header, headers that come again, values of sets, nothing lost."""

from __future__ import annotations

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.zeek import FORMAT, log_of, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import ZEEK_DNS


def test_values_are_what_their_types_say() -> None:
    (first, second, other), rejected = events_and_rejections(FORMAT, ZEEK_DNS)

    assert rejected == []
    assert first["_time"].isoformat() == "2021-03-02T07:00:00.123456+00:00"
    assert (first["answers"], first["rejected"], first["id.orig_h"]) == (
        ["203.0.113.5", "203.0.113.6"],
        "false",
        "192.0.2.20",
    )
    assert (second["answers"], second["rejected"]) == ([], "true")
    assert (other["_log"], other["id.resp_p"], "service" in other) == ("conn", "4444", False)
    assert [event["_log"] for event in (first, second)] == ["dns", "dns"]


def test_another_separator_and_unset_field() -> None:
    log = b"#separator \\x7c\n#unset_field|?\n#fields|ts|a|a\n#types|time|string|bool\n1614668400|?|T\n"
    log += b"1614668400|(empty)|x"
    (first, second), rejected = events_and_rejections(FORMAT, log, Source("a/weird.2021-03-02.log"))
    assert (first.get("a"), first["a_2"], first["_log"], rejected) == (None, "true", "weird", [])
    assert (second["a"], second["a_2"]) == ("", "x")


def test_a_set_separator_that_is_cut_off_is_taken_for_the_usual_one() -> None:
    log = b"#separator \\x7c\n#set_separator|\n#fields|ts|a\n#types|time|set[string]\n1614668400|x,y\n"
    (event,), rejected = events_and_rejections(FORMAT, log)
    assert (event["a"], rejected) == (["x", "y"], [])


def test_lines_without_a_header_or_of_another_length_are_rejected() -> None:
    events, rejected = events_and_rejections(FORMAT, b"a\tb\n" + ZEEK_DNS + b"1\t2\n1614668402.5\tC\ta\tb\tc\td\te\n")
    assert len(events) == 4
    assert [one.reason for one in rejected] == [
        "line 1: no header before it says what its values are",
        "line 16: 2 values for 7 fields",
    ]


def test_it_is_known_by_its_header() -> None:
    assert recognise(ZEEK_DNS, "x") is Certainty.SURE
    assert recognise(b"#fields\tts\tuid\n", "x") is Certainty.SURE
    assert recognise(b"#Fields: date time\n", "dns.log") is Certainty.NO
    assert log_of("2021-03-02/smb_files.07:00:00-08:00:00.log") == "smb_files"
