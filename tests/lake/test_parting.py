"""Batches are parted by log and event id; nothing is lost, nothing is carried along that a part does not have."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting import collect
from tocsin.collecting.batches import EventBatch
from tocsin.lake.parting import compact, parts_of

from tests.lake.evidence import write_evidence


def test_every_event_is_in_one_part(tmp_path: Path) -> None:
    evidence = collect([write_evidence(tmp_path / "evidence", count=400)])
    batches = [part for part in evidence.scan() if isinstance(part, EventBatch)]
    for batch in batches:
        parts = list(parts_of(batch))
        rows = [row for part in parts for row in part.events.to_pylist()]
        assert sorted(map(repr, map(_held, rows))) == sorted(map(repr, map(_held, batch.events.to_pylist())))
        assert len({(part.log, part.event_id) for part in parts}) == len(parts)
        for part in parts:
            assert all(part.events.column(name).null_count < len(part.events) for name in _fields(part.events))
    assert {part.log for batch in batches for part in parts_of(batch)} >= {
        "windows-sysmon",
        "iis",
        "exchange-httpproxy",
    }


def _held(row: dict[str, object]) -> dict[str, object]:
    return dict(sorted((name, value) for name, value in row.items() if value is not None))


def _fields(events: pa.RecordBatch) -> list[str]:
    return [name for name in events.schema.names if not name.startswith("_")]


@settings(deadline=None)
@given(st.lists(st.sampled_from([None, "a", "b", "c", "ü"])), st.integers(0, 5), st.integers(0, 5))
def test_compact_keeps_the_values(values: list[str | None], begin: int, size: int) -> None:
    column = pa.array(values, pa.string()).dictionary_encode().slice(min(begin, len(values)), size)
    small = compact(column)
    assert small.to_pylist() == column.to_pylist()
    assert set(small.dictionary.to_pylist()) == {value for value in column.to_pylist() if value is not None}
