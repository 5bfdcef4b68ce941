"""Units travel between processes and never raise for what is in a file."""

from __future__ import annotations

import pickle
from pathlib import Path

from tocsin.collecting import collect
from tocsin.collecting.batches import EventBatch

from tests.collecting.boxes import zipped
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
