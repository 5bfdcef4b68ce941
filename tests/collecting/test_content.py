"""Names of units and of their content: equal for equal bytes read alike, different for anything else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import xxhash

from tocsin.collecting import collect, slices
from tocsin.collecting.content import content_of, digest_of, name_of, stamp_of

from tests.collecting.boxes import zipped
from tests.collecting.samples import IIS, NXLOG


def test_a_name_depends_on_all_but_bytes_and_machine(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.log").write_bytes(IIS)
        (tmp_path / folder / "x.zip").write_bytes(zipped({"y.log": IIS}))
    one, other = (collect([tmp_path / folder]).units for folder in ("a", "b"))
    timeless = [[replace(unit, modified=0) for unit in units] for units in (one, other)]

    assert [name_of(unit) for unit in timeless[0]] == [name_of(unit) for unit in timeless[1]]
    assert len({name_of(unit) for unit in one}) == 2
    assert name_of(replace(timeless[0][0], timezone="Europe/Berlin")) != name_of(timeless[0][0])
    assert name_of(replace(timeless[0][0], host="h")) != name_of(timeless[0][0])


def test_the_content_is_the_file_the_archive_or_the_range(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = zipped({"y.log": IIS})
    lines = (NXLOG + b"\n") * 50
    for name, data in (("a.log", IIS), ("b.zip", packed), ("c.json", lines)):
        (tmp_path / name).write_bytes(data)
    monkeypatch.setattr(slices, "LINES_BYTES", 8 * len(NXLOG))
    monkeypatch.setattr(slices, "_LOOK_BYTES", 2 * len(NXLOG))
    log, member, whole = collect([tmp_path]).units
    parts = whole.slices()

    assert stamp_of(log) != stamp_of(member)
    assert content_of(log) == xxhash.xxh3_128_hexdigest(IIS)
    assert content_of(member) == hashlib.sha256(packed).hexdigest()
    assert len(parts) > 2
    assert len({name_of(part) for part in parts}) == len(parts)
    assert content_of(parts[0]) == xxhash.xxh3_128_hexdigest(lines[: parts[0].size])
    assert sum(part.size for part in parts) == len(lines)


def test_what_cannot_be_read_has_no_content(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(IIS)
    unit = collect([tmp_path]).units[0]
    (tmp_path / "a.log").unlink()

    assert content_of(unit) is None
    assert stamp_of(unit) is None
    with pytest.raises(OSError, match="No such file"):
        digest_of(str(tmp_path / "a.log"), 1, 1)
