"""SetupAPI's logs: sections with who asked for them and how they ended; every line kept."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import windows_setupapi

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_windows import SETUPAPI

FORM = windows_setupapi.FORMAT
HEAD = b"[Device Install Log]\r\n     OS Version = 10.0.17763\r\n[BeginLog]\r\n"


def test_sections_and_starts_of_the_system() -> None:
    events, rejected = events_and_rejections(FORM, SETUPAPI, Source("x", timezone="Europe/Berlin"))

    assert rejected == []
    assert [event["Section"] for event in events] == [
        "Delete Device",
        "Boot Session",
        "Device Install (Hardware initiated) - USBSTOR\\Disk&Ven_X",
    ]
    assert (events[2]["Command"], events[2]["Status"]) == ("C:\\Windows\\system32\\drvinst.exe 4 0", "SUCCESS")
    assert events[2]["_time"].isoformat() == "2021-03-02T07:00:00.123000+00:00"
    assert events[2]["End"] == "2021/03/02 08:00:01.234"
    assert [event.get("lines", 1) for event in events] == [3, 1, 6]


def test_the_head_and_a_section_that_never_ends() -> None:
    events, rejected = events_and_rejections(FORM, HEAD + SETUPAPI + b">>>  [cut off]\r\n")
    assert rejected == []
    assert "_time" not in events[0]
    assert (events[0]["lines"], events[-1]["Section"]) == (3, "cut off")


LINES = [line for line in (HEAD + SETUPAPI).splitlines() if line]


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*LINES, b"\xff", b" "]), max_size=30))
def test_every_line_is_in_one_event(lines: list[bytes]) -> None:
    events, rejected = events_and_rejections(FORM, b"\r\n".join(lines))
    assert rejected == []
    assert sum(event.get("lines", 1) for event in events) == len(lines)


def test_recognition() -> None:
    assert windows_setupapi.recognise(SETUPAPI, "x") is Certainty.SURE
    assert windows_setupapi.recognise(HEAD, "x") is Certainty.SURE
    assert windows_setupapi.recognise(b">>> x\n", "setupapi.dev.log") is Certainty.NO
