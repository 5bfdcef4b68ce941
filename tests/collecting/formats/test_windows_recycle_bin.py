"""The recycle bin: what was deleted, when, by whose account."""

from __future__ import annotations

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.windows_recycle_bin import FORMAT, recognise

from tests.collecting.artefact_files import START, recycled
from tests.collecting.reading import events_and_rejections

PATH = "C:\\Users\\alice\\x.exe"


def test_what_was_deleted() -> None:
    for version in (1, 2):
        data = recycled(PATH, 512, START, version=version)
        (event,), _ = events_and_rejections(FORMAT, data, Source("C/$Recycle.Bin/S-1-5-21-7/$I0A1B2C.exe"))
        assert (event["OriginalPath"], event["Size"], event["_time"]) == (PATH, "512", START)
        assert event["UserSid"] == "S-1-5-21-7"
        assert recognise(data, "x/$I0A1B2C.exe") is Certainty.SURE


def test_what_is_none_is_told() -> None:
    assert recognise(b"\x02" + bytes(600), "x/$I0A1B2C.exe") is Certainty.NO
    assert "version 9" in events_and_rejections(FORMAT, b"\x09" + bytes(600))[1][0].reason
    assert "do not fit" in events_and_rejections(FORMAT, b"\x02")[1][0].reason
