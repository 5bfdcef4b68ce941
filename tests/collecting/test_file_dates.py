"""When a file was last written to: on disk, in a zip, a tar, a gzip."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

from tocsin.collecting.archives import Place, Step
from tocsin.collecting.file_dates import modified

MARCH = 1614668400


def test_a_file_has_its_own(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x")
    os.utime(file, (MARCH, MARCH))
    assert modified(Place(str(file))) == MARCH
    assert modified(Place(str(file), (Step("bz2"),))) == MARCH
    assert modified(Place(str(tmp_path / "absent"))) is None


def test_a_member_has_the_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("x", (2021, 3, 2, 7, 0, 0)), b"x")
        archive.writestr(zipfile.ZipInfo("y"), b"y")
    with tarfile.open(tmp_path / "a.tar", "w") as members:
        info = tarfile.TarInfo("x")
        info.mtime, info.size = MARCH, 1
        members.addfile(info, io.BytesIO(b"x"))
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"x", mtime=MARCH))

    assert modified(Place(str(tmp_path / "a.zip"), (Step("zip", 0),))) == MARCH
    assert modified(Place(str(tmp_path / "a.zip"), (Step("zip", 1),))) is None
    assert modified(Place(str(tmp_path / "a.tar"), (Step("tar", 0),))) == MARCH
    assert modified(Place(str(tmp_path / "a.tar"), (Step("tar", 9),))) is None
    assert modified(Place(str(tmp_path / "a.gz"), (Step("gz"),))) == MARCH
