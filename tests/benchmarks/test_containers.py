"""The benchmark of archives measures what it says, on a small log."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.containers import alone, log, measured, pack, through_tocsin


@pytest.mark.parametrize("kind", ["zip", "gz", "bz2"])
def test_both_ways_read_the_same_bytes(kind: str, tmp_path: Path) -> None:
    data = log(0.05)
    pack(kind, data, tmp_path / "x")
    assert alone(kind, tmp_path / "x") == through_tocsin(kind, tmp_path / "x") == len(data)


def test_every_kind_is_measured() -> None:
    found = measured(0.05, 1)
    assert list(found) == ["zip", "gz", "bz2"]
    assert all(own >= 0 and through >= 0 for own, through in found.values())
