"""Antivirus programs' logs: what was found where, with times in each program's own way."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.antivirus_log import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import ANTIVIRUS

SOPHOS = (
    b"20210302 070000\tVirus/spyware 'Troj/WebShel-D' has been"
    b' detected in "C:\\inetpub\\s.aspx". Cleanup unavailable.\r\n'
)
MCAFEE = (
    b"3/2/2021\t7:00:00 AM\tBlocked by Access Protection rule \tCORP\\alice"
    b"\tC:\\Windows\\w3wp.exe\tC:\\Windows\\x.exe\t"
    b"Common Standard Protection:Prevent creation of executables\tAction blocked : Create\r\n"
)
SYMANTEC = (
    b"330202070000,5,1,2,WS1,alice,Hacktool.Mimikatz,C:\\Users\\Public\\m.exe,5,4,1,256,33570852,,1614668400,,0,,,"
    b",0,,,,,,,,,,,,\r\n"
)
WEB = (
    b"20210302<;>0700<;>1<;>http://198.51.100.7/a<;>4A<;>"
    b"Web Reputation<;>0<;>1<;>chrome.exe<;>50<;>192.0.2.20<;>65<;>1614668400<;>0\r\n"
)


@pytest.mark.parametrize(
    ("line", "log", "field", "value"),
    [
        (SOPHOS, "sophos", "threat", "Troj/WebShel-D"),
        (MCAFEE, "mcafee", "Image", "C:\\Windows\\w3wp.exe"),
        (SYMANTEC, "symantec", "threat", "Hacktool.Mimikatz"),
        (WEB, "trendmicro-web", "url", "http://198.51.100.7/a"),
        (ANTIVIRUS.split(b"\n")[0], "trendmicro", "threat", "Backdoor.ASP.CHOPPER"),
    ],
)
def test_what_was_found(line: bytes, log: str, field: str, value: str) -> None:
    (event,), rejected = events_and_rejections(FORMAT, line)
    assert rejected == []
    assert (event["_log"], event[field], event["_time"].isoformat()) == (log, value, "2021-03-02T07:00:00+00:00")
    assert recognise(line * 2, "x") is Certainty.SURE


def test_a_time_without_seconds_and_other_lines() -> None:
    (_, second), (lost,) = events_and_rejections(FORMAT, ANTIVIRUS + b"what\n")
    assert second["_time"].isoformat() == "2021-03-02T07:01:00+00:00"
    assert lost.reason == "line 3: no line of an antivirus program's log"


def test_the_host_of_symantec_is_its_own() -> None:
    (event,), _ = events_and_rejections(FORMAT, SYMANTEC)
    assert (event["_host"], event["user"]) == ("WS1", "alice")
