"""One run of `tocsin lake`: what was not asked for is not done."""

from __future__ import annotations

from pathlib import Path

from tocsin.collecting import collect
from tocsin.lake import change

from tests.lake.evidence import write_evidence


def test_only_what_was_asked_for_is_done(tmp_path: Path) -> None:
    added = change(tmp_path / "lake", collect([write_evidence(tmp_path / "evidence", count=20)]))
    assert added.kept is not None
    assert (added.compacted, added.iceberg) == (None, None)
    compacted = change(tmp_path / "lake", compacting=True)
    assert compacted.kept is None
    assert compacted.compacted is not None
