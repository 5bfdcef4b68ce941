"""Checksums of contents, unpacked."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.collecting.contents import sha256_of
from tocsin.collecting.units import FileUnit
from tocsin.model.errors import EvidenceError

from tests.collecting.boxes import zipped
from tests.collecting.samples import IIS


def units(path: Path) -> list[FileUnit]:
    return [unit for unit in collect([path]).units if isinstance(unit, FileUnit)]


def test_a_packed_file_has_the_checksum_of_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(IIS)
    (tmp_path / "b.zip").write_bytes(zipped({"x/a.log": IIS}))
    assert [sha256_of(unit) for unit in units(tmp_path)] == [hashlib.sha256(IIS).hexdigest()] * 2


def test_a_file_that_is_gone_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(IIS)
    (unit,) = units(tmp_path)
    (tmp_path / "a.log").unlink()
    with pytest.raises(EvidenceError, match="cannot be opened"):
        sha256_of(unit)
