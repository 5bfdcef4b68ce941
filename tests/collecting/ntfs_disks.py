"""NTFS volumes, made by mounting them: what only the file system itself can lay out."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest


def _tools() -> tuple[str, str, str]:
    """Where the tools are; skips the test where they are not, or may not mount."""
    found = [shutil.which(one, path="/usr/bin:/usr/sbin:/sbin:/bin") for one in ("mkntfs", "ntfs-3g", "umount")]
    if None in found or not os.access("/dev/fuse", os.W_OK) or os.geteuid() != 0:
        pytest.skip("SKIPPED, without mkntfs, ntfs-3g and the right to mount")
    make, mount, unmount = map(str, found)
    return make, mount, unmount


def changed(disk: Path, work: Callable[[Path], object]) -> bytes:
    """Mount a volume, do something in it, and return what it is then."""
    _, mount, unmount = _tools()
    where = disk.parent / "mounted"
    where.mkdir(exist_ok=True)
    subprocess.run([mount, "-o", "streams_interface=windows", str(disk), str(where)], check=True, capture_output=True)
    try:
        work(where)
    finally:
        subprocess.run([unmount, str(where)], check=True)
    return disk.read_bytes()


def ntfs_disk(root: Path, files: Mapping[str, bytes]) -> Path:
    """A volume of eight megabytes with these files, streams among them (`name:stream`)."""
    make, _, _ = _tools()
    disk = root / "disk.raw"
    disk.write_bytes(bytes(8 << 20))
    subprocess.run(
        [make, "-q", "-F", "-c", "4096", "-H", "16", "-S", "63", "-p", "0", str(disk)], check=True, capture_output=True
    )

    def fill(where: Path) -> None:
        for path, data in files.items():
            (where / path).parent.mkdir(parents=True, exist_ok=True)
            (where / path).write_bytes(data)

    changed(disk, fill)
    return disk
