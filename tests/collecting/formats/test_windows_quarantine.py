"""What Defender put into quarantine."""

from __future__ import annotations

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.windows_quarantine import FORMAT, plain, recognise

from tests.collecting.artefact_files import START
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_stores import QUARANTINED, quarantined


def test_each_thing_that_was_put_away() -> None:
    (file, key), rejected = events_and_rejections(FORMAT, QUARANTINED)
    assert rejected == []
    assert (file["ThreatName"], file["ThreatId"]) == ("Backdoor:ASP/Chopper.F!dha", "2147519003")
    assert (file["Path"], file["Kind"], file["_time"]) == ("C:\\inetpub\\wwwroot\\s.aspx", "file", START)
    assert (file["ResourceId"], file["CreationTime"]) == ("AB" * 20, "2021-03-02T07:00:00Z")
    assert (key["Path"], key["Kind"]) == ("HKLM\\Software\\x", "regkey")


def test_the_key_is_that_of_the_published_analysis() -> None:
    assert plain(b"\x03\0\0\0") == b"\x0b\xad\x00\x98"  # how the content beside the entries is known to begin
    assert recognise(QUARANTINED, "x") is Certainty.SURE
    assert recognise(plain(b"\x03\0\0\0") + bytes(90), "x") is Certainty.NO


def test_damage_is_told_and_costs_only_what_it_hits() -> None:
    assert "cut off" in events_and_rejections(FORMAT, QUARANTINED[:120])[1][0].reason
    assert "signature" in events_and_rejections(FORMAT, b"\0" * 100)[1][0].reason
    whole = quarantined("T", [("file", "C:\\a"), ("file", "C:\\b")])
    at = 60 + 53 + len("T") + 4  # where the second thing stands, far outside
    hurt = whole[: at - 53 - 1] + whole[at - 53 - 1 :]
    things = bytearray(plain(hurt[60 + 54 :]))
    things[8:12] = b"\xff\xff\0\0"
    events, rejected = events_and_rejections(FORMAT, hurt[: 60 + 54] + plain(bytes(things)))
    assert [one["Path"] for one in events] == ["C:\\a"]
    assert "cannot be read" in rejected[0].reason
