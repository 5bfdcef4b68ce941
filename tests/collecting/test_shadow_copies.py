"""Shadow copies of a volume: what was deleted since is read, what is the same is read once."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tocsin.collecting import collect, shadow_copies
from tocsin.collecting.images import available
from tocsin.collecting.shadow_copies import EXTRA, HEADER, mount

from tests.collecting.ntfs_disks import changed, ntfs_disk
from tests.collecting.samples import SAMPLES
from tests.collecting.vss_writer import with_shadow_copy

needs_images = pytest.mark.skipif(
    not available() or find_spec("pyvshadow") is None, reason="SKIPPED, without the extra tocsin[images]"
)
LOGS = "Windows/System32/winevt/Logs"
MADE = datetime(2021, 3, 2, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A volume whose System log was deleted after a shadow copy was made."""
    root = tmp_path_factory.mktemp("vss")
    evtx = SAMPLES["evtx"][1]
    files = {f"{LOGS}/System.evtx": evtx, f"{LOGS}/Kept.evtx": evtx, "Windows/System32/config/x.dat": b"-"}
    made = ntfs_disk(root, files)
    before = made.read_bytes()
    now = changed(made, lambda where: (where / LOGS / "System.evtx").unlink())
    made.write_bytes(with_shadow_copy(now, before, MADE))
    return made


@needs_images
@pytest.mark.filterwarnings("default")
def test_a_deleted_log_is_read_out_of_the_shadow_copy_and_a_kept_one_once(disk: Path) -> None:
    evidence = collect([disk])
    assert {file.path: file.events for file in evidence.files() if file.format == "evtx"} == {
        f"disk.raw/shadow-20210302T070000Z/{LOGS}/System.evtx": 600,
        f"disk.raw/sysvol/{LOGS}/Kept.evtx": 600,
    }
    assert evidence.not_read == ()


@needs_images
@pytest.mark.filterwarnings("default")
def test_damage_of_the_catalog_costs_only_the_copies(disk: Path, tmp_path: Path) -> None:
    data = bytearray(disk.read_bytes())
    data[HEADER + 48 : HEADER + 56] = b"\xff" * 7 + b"\x0f"
    (tmp_path / "disk.raw").write_bytes(data)
    evidence = collect([tmp_path])
    assert [file.path for file in evidence.files() if file.format == "evtx"] == [f"disk.raw/sysvol/{LOGS}/Kept.evtx"]
    assert "shadow copies of volume 1 cannot be opened" in evidence.not_read[0].reason


class Target:
    """An image with one volume that says that it has shadow copies."""

    def __init__(self, content: bytes) -> None:
        import io

        self.ntfs = self
        self.fh = io.BytesIO(content)
        self.filesystems = [self]


def test_without_libvshadow_there_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: Any) -> Any:
        raise ModuleNotFoundError("pyvshadow")

    monkeypatch.setattr(shadow_copies, "_copies", missing)
    assert mount(Target(bytes(HEADER) + shadow_copies.IDENTIFIER + bytes(600))) == (f"volume 1: {EXTRA}",)
    assert mount(Target(bytes(HEADER) + bytes(600))) == ()
    assert mount(Target(b"short")) == ()
