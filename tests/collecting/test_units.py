"""Units travel between processes and never raise for what is in a file."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.collecting.batches import EventBatch, Unit

from tests.collecting.boxes import zipped
from tests.collecting.formats.evtx_blocks import many
from tests.collecting.samples import EVTX, IIS


def test_a_unit_can_be_sent_to_another_process(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(zipped({"a.evtx": EVTX, "b.log": IIS}))
    for unit in collect([tmp_path]).units:
        again = pickle.loads(pickle.dumps(unit))  # noqa: S301 - our own

        assert again == unit
        assert sum(part.events.num_rows for part in again.read() if isinstance(part, EventBatch)) > 0


def test_an_archive_that_changed_meanwhile_is_a_loss(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(zipped({"a.log": IIS}))
    (unit,) = collect([tmp_path]).units
    (tmp_path / "x.zip").write_bytes(b"something else")
    (part,) = unit.read()

    assert not isinstance(part, EventBatch)
    assert "cannot be opened" in part.reason


def test_a_large_evtx_file_read_in_slices_gives_the_same_events(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "big.evtx"
    path.write_bytes(many(2000))
    monkeypatch.setattr("tocsin.collecting.units.SLICE_BYTES", 65536)
    (unit,) = collect([path]).units

    slices = unit.slices()

    def rows(parts: Iterable[Unit]) -> list[tuple[object, object]]:
        return sorted(
            (row["_offset"], row.get("Image") or row.get("TargetFilename"))
            for part in parts
            for batch in part.read()
            if isinstance(batch, EventBatch)
            for row in batch.events.to_pylist()
        )

    assert len(slices) > 3
    assert sum(part.size for part in slices) == unit.size
    assert {part.path for part in slices} == {unit.path}
    assert len(rows(slices)) == 2000
    assert rows(slices) == rows([unit])


def test_what_is_no_large_evtx_file_is_not_divided(tmp_path: Path) -> None:
    path = tmp_path / "small.evtx"
    path.write_bytes(many(20))
    (unit,) = collect([path]).units

    assert unit.slices() == (unit,)
