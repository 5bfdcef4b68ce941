"""Changes of a volume of macOS: paths and what happened, with the time of their file."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

from tocsin.collecting import collect
from tocsin.collecting.format import Source
from tocsin.collecting.formats.macos_fsevents import FORMAT, UNTIMED

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_macos import FSEVENTS, fsevents


def test_what_happened_to_which_path() -> None:
    source = Source("x", modified=lambda: 1_614_668_400.0)
    events, rejected = events_and_rejections(FORMAT, FSEVENTS, source)
    assert rejected == []
    assert [(one["_record"], one["Path"], one["Reason"], one["Kind"]) for one in events] == [
        (9001, "Users/alice/x.sh", ["Created"], "File"),
        (9002, "Users/alice/old", ["Removed"], "Folder"),
        (9003, "private/tmp/a", ["Renamed", "Modified"], "File"),
    ]
    assert {str(one["_time"]) for one in events} == {"2021-03-02 07:00:00+00:00"}


def test_every_version_of_a_page() -> None:
    data = b"".join(fsevents([("a/b", number, 1)], version=number) for number in (1, 2, 3))
    events, rejected = events_and_rejections(FORMAT, data)
    assert [one["_record"] for one in events] == [1, 2, 3]
    assert [one.get("Node") for one in events] == [None, "77", "77"]
    assert rejected == []


def test_what_is_damaged_is_told_with_its_place() -> None:
    whole = fsevents([("a", 1, 1)])
    for data, reason in (
        (whole + FSEVENTS[:40], "cut off"),
        (whole + b"noise and more noise", "no page"),
        (whole + whole[:-3], "cut off"),
    ):
        events, rejected = events_and_rejections(FORMAT, data)
        assert [one["Path"] for one in events][:1] == ["a"]
        assert reason in rejected[0].reason
        assert rejected[0].offset >= len(whole)


def test_a_collected_file_is_packed_and_gets_its_own_time(tmp_path: Path) -> None:
    path = tmp_path / ".fseventsd" / "0000000000002328"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(FSEVENTS[:62], mtime=0) + gzip.compress(FSEVENTS[62:], mtime=0))
    os.utime(path, (1_614_668_400, 1_614_668_400))
    evidence = collect([tmp_path])
    (file,) = evidence.files()
    assert (file.format, file.events, file.rejected) == ("macos-fsevents", 3, 0)
    (source,) = evidence.coverage()
    assert any(UNTIMED in note for note in source.notes)
    assert [one.hour for one in source.hours] == [1_614_668_400 // 3600]
