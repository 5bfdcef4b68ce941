"""Apple's system log: records one after the other, and what a damaged one costs."""

from __future__ import annotations

from tocsin.collecting.formats.macos_asl import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import ASL


def test_records_with_their_texts() -> None:
    (first, second), rejected = events_and_rejections(FORMAT, ASL)
    assert rejected == []
    assert (first["program"], first["_host"], first["severity"]) == ("sshd", "mac1.example.org", "warning")
    assert first["message"].endswith("from 203.0.113.9")
    assert (second["program"], second["Sender_Mach_UUID"], second["_record"]) == ("sudo", "AB", 2)
    assert second["_time"].isoformat() == "2021-03-02T07:00:05.000005+00:00"


def test_damage_is_told() -> None:
    events, (lost,) = events_and_rejections(FORMAT, ASL[:-60])
    assert len(events) == 1
    assert lost.reason.startswith("a damaged record")
    first = int.from_bytes(ASL[16:24], "big")
    back = ASL[: first + 6] + (90).to_bytes(8, "big") + ASL[first + 14 :]
    events, (lost,) = events_and_rejections(FORMAT, back)
    assert (len(events), "points back" in lost.reason) == (1, True)
    assert events_and_rejections(FORMAT, ASL[:20])[1][0].reason == "the file's head is cut off"
