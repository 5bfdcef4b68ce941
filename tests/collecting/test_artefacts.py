"""The MFT and registry hives: entries with their times, damage told with its place, one line without the extra."""

from __future__ import annotations

import random
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tocsin.collecting import collect, discover
from tocsin.collecting.artefacts import EXTRA, TRANSACTIONS, artefact_kind
from tocsin.collecting.batches import EventBatch
from tocsin.collecting.images import available
from tocsin.model.evidence import Rejected

from tests.collecting.boxes import zipped
from tests.collecting.windows_files import ROOT, Key, hive, mft_record, shimcache

needs_dissect = pytest.mark.skipif(not available(), reason="SKIPPED, without the extra tocsin[images]")
pytestmark = pytest.mark.filterwarnings("default")

OLD, NEW = datetime(2019, 1, 1, tzinfo=UTC), datetime(2021, 3, 2, 7, 0, 5, tzinfo=UTC)
MFT = b"".join(
    (
        mft_record(0, "$MFT", ROOT, OLD),
        *(bytes(1024) for _ in range(4)),
        mft_record(ROOT, ".", ROOT, OLD, folder=True),
        mft_record(6, "inetpub", ROOT, OLD, folder=True),
        mft_record(7, "aspnet_client", 6, OLD, folder=True),
        mft_record(8, "shell.aspx", 7, OLD, renamed=NEW, size=2048),
        mft_record(9, "gone.zip", 77, NEW, in_use=False),
    )
)
SYSTEM = hive(
    Key(
        "ROOT",
        OLD,
        below=(
            Key("Select", OLD, {"Current": 1}),
            Key("AppCompatCache", NEW, {
                "AppCompatCache": shimcache([("C:\\Users\\Public\\a.exe", OLD), ("C:\\Windows\\b.exe", NEW)]),
            }),
        ),
    )
)  # fmt: skip
AMCACHE = hive(
    Key("Root", OLD, below=(
        Key("InventoryApplicationFile", OLD, below=(
            Key("a.exe|1", NEW, {"LowerCaseLongPath": "c:\\users\\public\\a.exe", "FileId": "0000" + "ab" * 20}),
        )),
    ))
)  # fmt: skip


def read(path: Path) -> tuple[list[dict[str, Any]], list[Rejected]]:
    parts = list(collect([path]).scan())
    events = [
        {name: value for name, value in row.items() if value is not None}
        for part in parts
        if isinstance(part, EventBatch)
        for row in part.events.to_pylist()
    ]
    return sorted(events, key=lambda event: event["_offset"]), [part for part in parts if isinstance(part, Rejected)]


@needs_dissect
def test_files_of_a_volume_with_the_times_of_both_attributes(tmp_path: Path) -> None:
    (tmp_path / "$MFT").write_bytes(MFT)
    events, rejected = read(tmp_path)

    assert rejected == []
    assert [event["path"] for event in events] == [
        "$MFT", ".", "inetpub", "inetpub\\aspnet_client", "inetpub\\aspnet_client\\shell.aspx", "[77]\\gone.zip",
    ]  # fmt: skip
    shell, gone = events[-2:]
    assert (shell["_time"], shell["in_use"], shell["size"], shell["segment"]) == (OLD, "true", "2048", "8")
    assert shell["name_created"].startswith("2021-03-02T07:00:05")  # its own times were set back
    assert (gone["in_use"], gone["_time"]) == ("false", NEW)


@needs_dissect
def test_a_damaged_record_costs_itself_and_is_told_with_its_place(tmp_path: Path) -> None:
    hurt = bytearray(MFT)
    hurt[6 * 1024 : 6 * 1024 + 4] = b"BAAD"
    (tmp_path / "$MFT").write_bytes(bytes(hurt) + b"FILE" + b"\xff" * 700)
    events, rejected = read(tmp_path)

    assert [event["path"] for event in events] == [
        "$MFT", ".", "[6]\\aspnet_client", "[6]\\aspnet_client\\shell.aspx", "[77]\\gone.zip",
    ]  # fmt: skip
    assert len(rejected) == 1
    assert b"record 6 of the MFT, at byte 6144," in rejected[0].excerpt


@needs_dissect
def test_keys_of_a_hive_and_the_programs_in_shimcache(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(zipped({"C/Windows/System32/config/SYSTEM": SYSTEM}))
    events, rejected = read(tmp_path / "x.zip")

    assert rejected == []
    assert [(event["artefact"], event.get("key") or event.get("path")) for event in events[:3]] == [
        ("registry", None), ("registry", "Select"), ("registry", "AppCompatCache"),
    ]  # fmt: skip
    assert events[1]["values"] == ["Current: 1"]
    programs = [(event["path"], event["_time"]) for event in events if event["artefact"] == "shimcache"]
    assert programs == [("C:\\Users\\Public\\a.exe", OLD), ("C:\\Windows\\b.exe", NEW)]


@needs_dissect
def test_keys_that_lie_within_each_other_come_to_an_end(tmp_path: Path) -> None:
    data = bytearray(hive(Key("a", OLD, below=(Key("b", OLD), Key("c", OLD)))))
    root = struct.unpack_from("<I", data, 36)[0]
    lists = data.index(b"lf")
    for place in (lists + 4, lists + 12):
        struct.pack_into("<I", data, place, root)
    (tmp_path / "SAM").write_bytes(data)
    events, rejected = read(tmp_path)

    assert 0 < len(events) <= len(data) // 80
    assert b"within each other" in rejected[-1].excerpt


@needs_dissect
def test_programs_in_amcache(tmp_path: Path) -> None:
    (tmp_path / "Amcache.hve").write_bytes(AMCACHE)
    events, _ = read(tmp_path)
    (program,) = (event for event in events if event["artefact"] == "amcache")

    assert (program["path"], program["sha1"], program["_time"]) == ("c:\\users\\public\\a.exe", "ab" * 20, NEW)


@needs_dissect
@pytest.mark.parametrize("data", [MFT, SYSTEM, AMCACHE], ids=["mft", "system", "amcache"])
def test_damage_anywhere_never_raises(data: bytes, tmp_path: Path) -> None:
    chance = random.Random(1)
    for number in range(10):
        hurt = bytearray(data[: chance.randrange(600, len(data))] if number % 3 == 0 else data)
        for _ in range(chance.randrange(1, 30)):
            hurt[chance.randrange(64, len(hurt))] = chance.randrange(256)
        (tmp_path / "x").write_bytes(hurt)
        inventory = collect([tmp_path]).inventory()
        assert len(inventory.files) + len(inventory.not_read) >= 1


def test_what_cannot_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "SYSTEM.LOG1").write_bytes(SYSTEM[:600])
    monkeypatch.setattr(discover, "images_available", lambda: True)
    assert [one.reason for one in collect([tmp_path]).not_read] == [TRANSACTIONS]
    monkeypatch.setattr(discover, "images_available", lambda: False)
    (tmp_path / "$MFT").write_bytes(MFT)
    assert {one.reason for one in collect([tmp_path]).not_read} == {EXTRA}
    assert artefact_kind(b"FILE" + bytes(2000)) is None
