"""Indexes of folders: what files they have, and had."""

from __future__ import annotations

from tocsin.collecting.formats.windows_i30 import FORMAT

from tests.collecting.artefact_files import START
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_stores import I30, index_entry, index_record


def test_entries_and_what_was_there_before() -> None:
    events, rejected = events_and_rejections(FORMAT, I30)
    assert rejected == []
    assert [(one["FileName"], one.get("Deleted")) for one in events] == [
        ("s.aspx", None), ("web.config", None), ("gone.aspx", "true"),
    ]  # fmt: skip
    first = events[0]
    assert (first["_time"], first["_log"], first["Size"]) == (START, "I30", "512")
    assert (first["FileReference"], first["ParentReference"], first["FileAttributes"]) == ("41-3", "5-5", "ARCHIVE")
    assert first["Modified"] == "2021-03-02T07:00:00Z"


def test_a_name_over_the_end_of_a_sector_is_whole() -> None:
    names = [f"a long name of a file number {number}.txt" for number in range(20)]
    events, _ = events_and_rejections(FORMAT, index_record([index_entry(name, START) for name in names]))
    assert [one["FileName"] for one in events] == names


def test_damage_is_told_with_its_place() -> None:
    torn = bytearray(I30[:4096])
    torn[1022:1024] = b"\1\1"
    cut = I30[:2000]
    noise = b"\xaa" * 4096
    whole = index_record([index_entry("ok", START)])
    events, rejected = events_and_rejections(FORMAT, bytes(torn) + noise + whole + cut)
    assert [one["FileName"] for one in events] == ["ok"]
    assert [(one.offset, one.reason) for one in rejected] == [
        (0, "an index record that was only written in part"),
        (4096, "no index record of a folder"),
        (3 * 4096, "an index record is cut off"),
    ]
    hurt = bytearray(index_record([index_entry("first", START), index_entry("second", START)]))
    hurt[64 + 8 : 64 + 10] = b"\x04\0"
    events, rejected = events_and_rejections(FORMAT, bytes(hurt))
    assert "damaged" in rejected[0].reason
