"""Shares written by workers: a share whose process is lost is read again part by part; the last step is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.collecting.lake_index import SCHEMA, Write, read_lake
from tocsin.lake import writing
from tocsin.lake.writing import Share, Written, commit, write_shares

from tests.lake.evidence import write_evidence


def test_what_a_lost_share_held_is_read_part_by_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    units = collect([write_evidence(tmp_path / "evidence", count=20)]).units
    real = writing._write_share

    def once_lost(share: Share, *, folder: str) -> Written:
        return Written(lost=True) if len(share.parts) > 1 else real(share, folder=folder)

    monkeypatch.setattr(writing, "_write_share", once_lost)
    found = list(write_shares([Share("0", tuple(units))], str(tmp_path), 1))
    assert len(found) == len(units)
    assert {filed.path for one in found for filed in one.filed} == {unit.path for unit in units}


def test_what_holds_is_said_last_and_in_one_step(tmp_path: Path) -> None:
    staged = tmp_path / ".writing-x" / "events" / "1-a.parquet"
    staged.parent.mkdir(parents=True)
    staged.write_bytes(b"x")
    commit(tmp_path, tmp_path / ".writing-x", ("old",), "new", Write((), ()))
    lake = read_lake(tmp_path)
    assert (lake.schema, lake.writes) == (SCHEMA, ("old", "new"))
    (file,) = (tmp_path / "events").iterdir()
    assert re.fullmatch(r"1-[0-9a-f]{16}\.parquet", file.name)
