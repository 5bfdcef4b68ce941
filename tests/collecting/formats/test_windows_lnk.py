"""Shortcuts: their target, how it is started, on which machine they were made."""

from __future__ import annotations

from tocsin.collecting.formats.windows_lnk import FORMAT

from tests.collecting.artefact_files import START
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import LNK


def test_what_it_starts() -> None:
    (event,), rejected = events_and_rejections(FORMAT, LNK)
    assert rejected == []
    assert (event["Target"], event["Arguments"]) == ("C:\\Windows\\System32\\cmd.exe", "/c start http://198.51.100.7/a")
    assert (event["MachineID"], event["VolumeSerial"], event["_time"]) == ("ws1", "0x5c2f1a2b", START)


def test_one_that_is_cut_off_is_told() -> None:
    events, (lost,) = events_and_rejections(FORMAT, LNK[:60])
    assert events == []
    assert "a damaged shortcut" in lost.reason
