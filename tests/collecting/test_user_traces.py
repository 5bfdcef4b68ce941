"""What hives keep of use: folders opened, programs started, commands typed."""

from __future__ import annotations

import codecs
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tocsin.collecting.images import available

from tests.collecting.test_artefacts import read
from tests.collecting.windows_files import Key, Values, filetime, hive

pytestmark = [
    pytest.mark.filterwarnings("default"),
    pytest.mark.skipif(not available(), reason="SKIPPED, without the extra tocsin[images]"),
]
NEW = datetime(2021, 3, 2, 7, tzinfo=UTC)


def item(kind: int, data: bytes) -> bytes:
    """A list of one shell item."""
    return struct.pack("<HB", 3 + len(data), kind) + data + b"\0\0"


DRIVE = item(0x2F, b"E:\\".ljust(22, b"\0"))
FOLDER = item(0x31, struct.pack("<BIIH", 0, 0, 0x3800_5262, 0x10) + b"LOOT\0\0" + b"\0\0")


def nested(way: str, values: Values, *below: Key) -> Key:
    """A key with its parents."""
    *parents, last = way.split("\\")
    key = Key(last, NEW, values, below)
    for name in reversed(parents):
        key = Key(name, NEW, below=(key,))
    return Key("ROOT", NEW, below=(key,))


def traces(path: Path, root: Key, artefact: str) -> list[dict[str, object]]:
    (path / "NTUSER.DAT").write_bytes(hive(root))
    events, rejected = read(path)
    assert rejected == []
    return [event for event in events if event["artefact"] == artefact]


def test_folders_that_were_opened(tmp_path: Path) -> None:
    order = struct.pack("<II", 0, 0xFFFFFFFF)
    root = nested(
        "Software\\Microsoft\\Windows\\Shell\\BagMRU", {"0": DRIVE, "MRUListEx": order}, Key("0", NEW, {"0": FOLDER})
    )
    drive, folder = traces(tmp_path, root, "shellbag")
    assert (drive["path"], drive["_time"]) == ("E:", NEW)
    assert folder["path"] == "E:\\LOOT"


def test_programs_that_were_started(tmp_path: Path) -> None:
    data = struct.pack("<4xIII44xQ4x", 3, 5, 900, filetime(NEW))
    name = codecs.encode("C:\\Users\\Public\\x.exe", "rot13")
    way = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\UserAssist\\{CEBFF5CD}\\Count"
    (program,) = traces(tmp_path, nested(way, {name: data}), "userassist")
    assert (program["path"], program["count"], program["_time"]) == ("C:\\Users\\Public\\x.exe", "3", NEW)


def test_programs_of_an_account_and_commands(tmp_path: Path) -> None:
    way = "ControlSet001\\Services\\bam\\State\\UserSettings\\S-1-5-21-1-2-3-500"
    values: Values = {"\\Device\\HarddiskVolume2\\x.exe": struct.pack("<QQQ", filetime(NEW), 0, 0)}
    (ran,) = traces(tmp_path, nested(way, values), "bam")
    assert (ran["path"], ran["user"], ran["_time"]) == ("\\Device\\HarddiskVolume2\\x.exe", "S-1-5-21-1-2-3-500", NEW)
    (typed,) = traces(tmp_path, nested("Explorer\\RunMRU", {"a": "cmd /c whoami\\1", "MRUList": "a"}), "runmru")
    assert (typed["command"], typed["_time"]) == ("cmd /c whoami", NEW)


def test_a_damaged_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "NTUSER.DAT").write_bytes(hive(nested("Shell\\BagMRU", {"0": b"\x40\0\x31\0"})))
    events, rejected = read(tmp_path)
    assert events
    assert not rejected or b"keeps of use" in rejected[0].excerpt
