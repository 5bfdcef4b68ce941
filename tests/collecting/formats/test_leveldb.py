"""LevelDB: logs of changes, tables of keys, and the web storage of browsers in them."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.leveldb import FORMAT, recognise

from tests.collecting.artefact_files import START, webkit
from tests.collecting.leveldb_writer import batch, log, table, varint
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_stores import LEVELDB, WEB_STORAGE

ROWS = [(b"a/1", b"x", 1), (b"a/2", None, 2), (b"b", b"\xff\x00", 3)]


def test_web_storage_says_who_keeps_what_and_when_it_changed() -> None:
    meta, value = events_and_rejections(FORMAT, LEVELDB)[0]
    assert (meta["Origin"], meta["_time"], meta["_record"]) == ("https://mail.example.org", START, 7)
    assert (value["Origin"], value["Name"], value["Value"]) == ("https://mail.example.org", "user", "alice")
    assert value["State"] == "live"


@pytest.mark.parametrize("packed", [True, False])
def test_a_table(packed: bool) -> None:
    data = table(ROWS, packed=packed)
    events, rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert [(one["Key"], one.get("Value"), one["State"], one["_record"]) for one in events] == [
        ("a/1", "x", "live", 1), ("a/2", None, "deleted", 2), ("b", "ff00", "live", 3),
    ]  # fmt: skip
    assert recognise(data, "x/Local Storage/leveldb/000005.ldb") is Certainty.SURE
    assert recognise(data, "x.bin") is Certainty.NO


def test_a_record_over_several_blocks_of_the_log() -> None:
    data = log([batch(1, [(b"k", b"v" * 70_000)]), batch(2, [(b"l", None)])])
    (first, second), rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert len(first["Value"]) == 32_768
    assert (second["Key"], second["State"]) == ("l", "deleted")


def test_damage_costs_its_own_part_and_is_told() -> None:
    hurt = bytearray(table(ROWS))
    hurt[3] ^= 0xFF
    events, rejected = events_and_rejections(FORMAT, bytes(hurt))
    assert [one["Key"] for one in events] == ["b"]
    assert [(one.offset, one.reason) for one in rejected] == [
        (0, "a block of LevelDB cannot be read: its checksum is wrong")
    ]
    whole = log([batch(1, WEB_STORAGE)])
    for data in (whole[:-3], whole + whole[:20], whole[:9] + b"\xff" + whole[10:]):
        assert "LevelDB" in events_and_rejections(FORMAT, data)[1][0].reason
    beyond = log([batch(1, [(b"k", b"v")])[:-1]])
    assert "beyond" in events_and_rejections(FORMAT, beyond)[1][0].reason


def test_a_note_without_a_time_is_kept() -> None:
    (event,), _ = events_and_rejections(FORMAT, log([batch(1, [(b"META:https://x", b"\x08" + varint(0))])]))
    assert "_time" not in event
    assert webkit(START) > 0
