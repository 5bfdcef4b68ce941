"""Disk images: known by their beginning, read with the extra, one clear line without it."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from tocsin.collecting import collect, discover, images
from tocsin.collecting.images import EXTRA, SEGMENT, available, image_kind, json_line

from tests.collecting.boxes import gzipped, zipped
from tests.collecting.ntfs_disks import ntfs_disk
from tests.collecting.samples import SAMPLES
from tests.collecting.samples_artefacts import JUMP_LIST, LNK, PACKED_PREFETCH, RECYCLED, SRUM, TASK, USN
from tests.collecting.windows_files import Key, hive

NEW = datetime(2021, 3, 2, 7, tzinfo=UTC)

ACCESS = SAMPLES["webserver"][1]
needs_dissect = pytest.mark.skipif(not available(), reason="SKIPPED, without the extra tocsin[images]")
MAKE = shutil.which("mke2fs") or shutil.which("mke2fs", path="/usr/sbin:/sbin")
needs_mke2fs = pytest.mark.skipif(MAKE is None, reason="SKIPPED, without mke2fs to make an image")


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"EVF\x09\x0d\x0a\xff\x00\x01\x01\x00", "x.E01", "e01"),
        (b"EVF\x09\x0d\x0a\xff\x00\x01\x02\x00", "x.E02", "segment"),
        (b"KDMV" + bytes(20), "x", "vmdk"),
        (bytes(512) + b"EFI PART", "x", "raw"),
        (bytes(1080) + b"\x53\xef", "x", "raw"),
        (bytes(510) + b"\x55\xaa", "disk.dd", "raw"),
        (bytes(510) + b"\x55\xaa", "other.log", None),
        (b"", "x.raw", None),
        (ACCESS, "x.img", None),
    ],
)
def test_images_are_known_by_their_beginning(head: bytes, name: str, kind: str | None) -> None:
    assert image_kind(head, name) == kind


def test_no_sample_of_a_log_is_an_image() -> None:
    assert all(image_kind(data[:8192], path) is None for path, data in SAMPLES.values())


def test_without_the_extra_there_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "images_available", lambda: False)
    (tmp_path / "x.raw").write_bytes(bytes(3) + b"NTFS    " + bytes(600))
    (tmp_path / "x.E02").write_bytes(b"EVF\x09\x0d\x0a\xff\x00\x01\x02\x00" + bytes(10))
    assert {one.path: one.reason for one in collect([tmp_path]).not_read} == {"x.raw": EXTRA, "x.E02": SEGMENT}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Linux machine's disk."""
    root = tmp_path_factory.mktemp("disk")
    logs = root / "root" / "var" / "log" / "nginx"
    logs.mkdir(parents=True)
    for folder in ("etc", "usr", "opt"):
        (root / "root" / folder).mkdir()
    (root / "root" / "etc" / "hostname").write_text("web9\n")
    (root / "root" / "etc" / "os-release").write_text("ID=debian\n")
    (logs / "access.log").write_bytes(ACCESS)
    (logs / "access.log.1.gz").write_bytes(gzipped(ACCESS))
    (root / "root" / "home.log").write_bytes(ACCESS)
    assert MAKE is not None
    command = [MAKE, "-q", "-t", "ext4", "-d", str(root / "root"), str(root / "disk.raw"), "4M"]
    subprocess.run(command, check=True, capture_output=True)
    return root / "disk.raw"


@needs_dissect
@needs_mke2fs
@pytest.mark.filterwarnings("default")
def test_the_logs_of_a_disk(image: Path) -> None:
    evidence = collect([image])
    events = len(ACCESS.splitlines())

    assert {file.path: file.events for file in evidence.files()} == {
        "disk.raw/var/log/nginx/access.log": events,
        "disk.raw/var/log/nginx/access.log.1.gz/access.log.1": events,
    }
    assert {one.host for one in evidence.coverage()} == {"web9"}


@needs_dissect
@needs_mke2fs
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("kind", ["vmdk", "vhdx", "qcow2", "vpc"])
def test_disks_of_virtual_machines(image: Path, tmp_path: Path, kind: str) -> None:
    tool = shutil.which("qemu-img")
    if tool is None:
        pytest.skip("SKIPPED, without qemu-img to make an image")
    disk = tmp_path / f"disk.{'vhd' if kind == 'vpc' else kind}"
    subprocess.run([tool, "convert", "-f", "raw", "-O", kind, str(image), str(disk)], check=True, capture_output=True)
    assert {Path(file.path).name: file.events for file in collect([disk]).files()} == {
        "access.log": len(ACCESS.splitlines()),
        "access.log.1": len(ACCESS.splitlines()),
    }


@needs_dissect
@needs_mke2fs
@pytest.mark.filterwarnings("default")
def test_images_that_are_damaged_or_packed_are_told(image: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.raw").write_bytes(image.read_bytes()[:20_000])
    (tmp_path / "noise.raw").write_bytes(bytes(3) + b"NTFS    " + b"\xaa" * 5000)
    (tmp_path / "x.zip").write_bytes(zipped({"disk.raw": image.read_bytes()}))
    told = {one.path: one.reason for one in collect([tmp_path]).not_read}

    assert set(told) == {"cut.raw", "noise.raw", "x.zip/disk.raw"}
    assert "inside an archive" in told["x.zip/disk.raw"]


def windows_files() -> dict[str, bytes]:
    """A Windows machine's files, by their path."""
    name = Key("ComputerName", NEW, {"ComputerName": "WS9"})
    for part in ("ComputerName", "Control", "ControlSet001"):
        name = Key(part, NEW, below=(name,))
    recent = "Users/alice/AppData/Roaming/Microsoft/Windows/Recent"
    return {
        "Windows/System32/config/SYSTEM": hive(Key("ROOT", NEW, below=(name, Key("Select", NEW, {"Current": 1})))),
        "Windows/System32/winevt/Logs/System.evtx": SAMPLES["evtx"][1],
        "Windows/System32/sru/SRUDB.dat": SRUM,
        "Windows/System32/Tasks/Update": TASK,
        "Windows/Prefetch/CMD.EXE-0BD30981.pf": PACKED_PREFETCH,
        "Users/alice/NTUSER.DAT": hive(Key("ROOT", NEW)),
        "Users/alice/AppData/Local/Google/Chrome/User Data/Default/History": SAMPLES["browser-history"][1],
        f"{recent}/a.lnk": LNK,
        f"{recent}/AutomaticDestinations/5f7b5f1e01b83767.automaticDestinations-ms": JUMP_LIST,
        "$Recycle.Bin/S-1-5-21-1/$I0A1B2C.exe": RECYCLED,
        "inetpub/logs/LogFiles/W3SVC1/u_ex210302.log": SAMPLES["iis"][1],
    }


KEPT = {
    ("browser-history", 3), ("evtx", 600), ("iis", 3), ("windows-ese", 2), ("windows-jumplist", 2), ("windows-lnk", 1),
    ("windows-prefetch", 2), ("windows-recycle-bin", 1), ("windows-task", 1), ("windows-usn", 3),
}  # fmt: skip
"""Formats and events of those files, with the change journal."""


@pytest.fixture(scope="module")
def ntfs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Windows machine's disk: NTFS, with a change journal as a stream of a file."""
    return ntfs_disk(tmp_path_factory.mktemp("ntfs"), {**windows_files(), "journal": b"", "journal:$J": USN})


def formats_of(image: Path) -> set[tuple[str, int]]:
    evidence = collect([image])
    assert {one.host for one in evidence.coverage()} == {"WS9", "host.example"}
    return {(file.format, file.events) for file in evidence.files() if file.format != "json"}


@needs_dissect
@pytest.mark.filterwarnings("default")
def test_a_windows_disk_with_what_it_keeps(ntfs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "STREAMS", ("sysvol/journal:$J",))
    assert formats_of(ntfs) == KEPT
    (mft,) = (file for file in collect([ntfs]).files() if file.path == "disk.raw/mft.jsonl")
    assert mft.events > 100


@needs_dissect
@pytest.mark.filterwarnings("default")
def test_the_same_disk_as_an_expert_witness_file(ntfs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = shutil.which("ewfacquire")
    if tool is None:
        pytest.skip("SKIPPED, without ewfacquire to make an image")
    subprocess.run([tool, "-u", "-q", "-t", str(tmp_path / "disk"), str(ntfs)], check=True, capture_output=True)
    monkeypatch.setattr(images, "STREAMS", ("sysvol/journal:$J",))
    assert formats_of(tmp_path / "disk.E01") == KEPT


def test_records_are_lines_of_json() -> None:
    class Record:
        """A record as `flow.record` makes them."""

        def _asdict(self) -> dict[str, Any]:
            at = datetime(2021, 3, 2, 7, tzinfo=UTC)
            return {"last_modified": at, "path": Path("C:/x.exe"), "index": 3, "none": None, "_source": "x"}

    assert orjson.loads(json_line(Record())) == {
        "last_modified": "2021-03-02T07:00:00+00:00",
        "path": "C:/x.exe",
        "index": 3,
        "time": "2021-03-02T07:00:00+00:00",
    }
