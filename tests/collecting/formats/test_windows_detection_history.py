"""Detections of Defender Antivirus: what, where, with which hash; files that end within a value."""

from __future__ import annotations

from tocsin.collecting.formats.windows_detection_history import FORMAT

from tests.collecting.artefact_files import START
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import DETECTION


def test_what_was_found() -> None:
    (event,), rejected = events_and_rejections(FORMAT, DETECTION)
    assert rejected == []
    assert (event["ThreatName"], event["SHA256"]) == ("Backdoor:ASP/Chopper.A!dha", "ab" * 32)
    assert event["Path"] == "C:\\inetpub\\wwwroot\\aspnet_client\\s.aspx"
    assert (event["User"], event["ProcessName"], event["_time"]) == ("CORP\\alice", "C:\\Windows\\explorer.exe", START)


def test_what_stands_before_the_damage_stays() -> None:
    (event,), (lost,) = events_and_rejections(FORMAT, DETECTION[:-30])
    assert event["ThreatName"] == "Backdoor:ASP/Chopper.A!dha"
    assert "longer than the file" in lost.reason
